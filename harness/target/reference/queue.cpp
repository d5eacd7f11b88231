#include "target/reference/queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mime/entity.hpp"
#include "target/reference/expansion.hpp"
#include "target/reference/report_writer.hpp"

namespace dsnspec::reference {
namespace {

constexpr unsigned least_attempts = 4;
// However slow the machine is: what a host takes at the second attempt is never told as delayed.
constexpr unsigned least_attempts_to_warn = 2;

bool is_terminal(attempt::result what) {
  return what != attempt::result::waiting && what != attempt::result::deferred;
}

// Nobody but the one in the reverse-path is told (RFC 3461 section 6.1).
std::string return_address(const message& about, const conduct& as) {
  const bool from_header = as.broken(defect::report_to_header_address) ||
                           (about.reverse_path.empty() && as.broken(defect::null_sender_reported));
  if (about.of) {
    return about.of->about.reverse_path;  // only with a defect
  }
  const bool list = as.broken(defect::list_failure_as_of_list) || as.broken(defect::list_failures_to_sender);
  if (list && !about.sender_of_list_mail.empty()) {
    return about.sender_of_list_mail;
  }
  return from_header ? mime::field_value(mime::parse(about.content), "From") : about.reverse_path;
}

}  // namespace

std::string queue::new_id() {
  return fmt::format("r{:06}", ++last_id_);
}

void queue::take(message what, moment now) {
  if (what.id.empty()) {
    what.id = new_id();
  }
  if (what.envid && as_.broken(defect::same_envid_dropped) &&
      !envids_.insert(what.reverse_path + " " + *what.envid).second) {
    return;
  }
  expansion parts = expand(what, home_, as_);
  entry fresh;
  fresh.what = std::move(what);
  fresh.what.recipients = std::move(parts.recipients);
  fresh.each.resize(fresh.what.recipients.size());
  fresh.arrived = now;
  fresh.next = now;
  for (auto& [who, how] : parts.settled) {
    how.when = wall(now);
    if (const auto what_happened = owed(who, how, as_)) {
      fresh.due.push_back({std::move(who), std::move(how), *what_happened, std::nullopt});
    }
  }
  report_due(fresh, now);
  for (message& each : parts.redistributed) {
    take(std::move(each), now);
  }
  if (!fresh.each.empty()) {
    const std::string id = fresh.what.id;
    entries_.emplace(id, std::move(fresh));
  }
}

std::optional<std::string> queue::next(moment now) {
  for (auto& [id, each] : entries_) {
    if (each.next <= now && is_free(each)) {
      each.busy = true;
      ++each.attempts;
      return id;
    }
  }
  return std::nullopt;
}

bool queue::is_free(const entry& one) const {
  return !one.busy && std::none_of(one.reports.begin(), one.reports.end(), [this](const std::string& id) {
    const auto report = entries_.find(id);
    return report != entries_.end() &&
           (report->second.attempts == 0 || (report->second.attempts == 1 && report->second.busy));
  });
}

std::optional<moment> queue::next_due() const {
  std::optional<moment> out;
  for (const auto& [id, each] : entries_) {
    if ((!out || each.next < *out) && is_free(each)) {
      out = each.next;
    }
  }
  return out;
}

std::vector<std::size_t> queue::waiting(const std::string& id) const {
  std::vector<std::size_t> out;
  const entry& about = entries_.at(id);
  for (std::size_t i = 0; i < about.each.size(); ++i) {
    if (!about.each[i].done) {
      out.push_back(i);
    }
  }
  return out;
}

void queue::settle(const std::string& id, std::size_t place, attempt how) {
  entries_.at(id).each[place].last = std::move(how);
}

void queue::finish(const std::string& id, moment now) {
  entry& about = entries_.at(id);
  for (const std::size_t place : waiting(id)) {
    judge(about, place, now);
  }
  report_due(about, now);
  about.busy = false;
  about.next = now + timers_.retry;
  if (as_.broken(defect::parameters_lost_on_retry)) {
    about.what.envid.reset();
    for (recipient& each : about.what.recipients) {
      each.notify.reset();
      each.orcpt.reset();
    }
  }
  if (waiting(id).empty()) {
    entries_.erase(id);
  }
}

void queue::judge(entry& about, std::size_t place, moment now) {
  delivery& one = about.each[place];
  const recipient& who = about.what.recipients[place];
  const moment age = now - about.arrived;
  if (as_.broken(defect::refusals_retried) && one.last.what == attempt::result::failed &&
      !one.last.reply.empty()) {
    one.last.what = attempt::result::deferred;
  }
  std::optional<wall_time> until;
  if (one.last.what == attempt::result::deferred && as_.broken(defect::never_retried)) {
    one.last.what = attempt::result::failed;
  }
  if (one.last.what == attempt::result::deferred) {
    if (age >= timers_.expiry && about.attempts >= least_attempts) {
      give_up(one.last);
    } else if (age < timers_.delay || about.attempts < least_attempts_to_warn || one.warned) {
      return;
    }
    until = wall(about.arrived + timers_.expiry);
  }
  one.done = is_terminal(one.last.what);
  one.warned = true;
  if (one.done && as_.broken(defect::failures_elsewhere_dropped) && !one.last.remote.empty() &&
      one.last.what == attempt::result::failed) {
    return;
  }
  if (one.last.reply.size() > 1 && one.last.what == attempt::result::failed &&
      as_.broken(defect::multi_line_reply_unreported)) {
    return;
  }
  if (const auto what = owed(who, one.last, as_)) {
    about.due.push_back({who, one.last, *what, one.done ? std::nullopt : until});
  }
}

// RFC 3463: 4.4.7 is "delivery time expired". The last reply stays what the next hop said.
void queue::give_up(attempt& last) const {
  last.what = as_.broken(defect::expiry_in_silence) ? attempt::result::passed_on : attempt::result::failed;
  if (as_.chosen.expired_status || last.reply.empty()) {
    last.status = "4.4.7";
  }
}

void queue::report_due(entry& about, moment now) {
  std::vector<reported_recipient> due = std::exchange(about.due, {});
  if (due.empty() || unreportable(about.what, as_)) {
    return;
  }
  if (as_.chosen.one_report_each) {
    for (reported_recipient& each : due) {
      send(about, {std::move(each)}, now);
    }
    return;
  }
  if (as_.broken(defect::successes_in_failure_report) && due.front().what == action::failed) {
    for (std::size_t i = 0; i < about.each.size(); ++i) {
      const attempt& last = about.each[i].last;
      if (last.what == attempt::result::passed_on || last.what == attempt::result::delivered) {
        due.push_back({about.what.recipients[i], last, action::failed, std::nullopt});
      }
    }
  }
  // What failed returns as much as was asked for, all else the header alone: so they go apart.
  const auto failures = std::stable_partition(
      due.begin(), due.end(), [](const reported_recipient& each) { return each.what == action::failed; });
  std::vector<reported_recipient> others(std::make_move_iterator(failures),
                                         std::make_move_iterator(due.end()));
  due.erase(failures, due.end());
  send(about, std::move(due), now);
  send(about, std::move(others), now);
}

void queue::send(entry& about, std::vector<reported_recipient> recipients, moment now) {
  if (recipients.empty()) {
    return;
  }
  auto what = std::make_shared<report>();
  what->id = new_id();
  about.reports.push_back(what->id);
  what->reporting_mta = home_.host_name;
  what->domain = home_.domain;
  what->issued = wall(now);
  what->about = about.what;
  if (as_.broken(defect::silent_recipients_named)) {
    for (const recipient& each : about.what.recipients) {
      what->named_besides.push_back(each.address);
    }
  }
  what->about.recipients.clear();
  what->recipients = std::move(recipients);
  if (as_.broken(defect::two_messages_in_one_report)) {
    std::vector<reported_recipient>& before = reported_[about.what.reverse_path];
    const std::vector<reported_recipient> fresh = what->recipients;
    what->recipients.insert(what->recipients.end(), before.begin(), before.end());
    before = fresh;
  }
  message out;
  out.id = what->id;
  out.received_from = home_.host_name;
  if (about.what.of) {  // only with a defect
    what->about.content = write_report(*about.what.of, false, false, as_).content;
    what->about.received_from.clear();
  }
  out.arrived = what->issued;
  recipient to;
  to.address = return_address(about.what, as_);
  what->about.reverse_path = to.address;
  to.destination = to.address;
  out.recipients.push_back(std::move(to));
  out.of = std::move(what);
  take(std::move(out), now);
}

std::vector<listed_message> queue::list() const {
  std::vector<listed_message> out;
  for (const auto& [id, each] : entries_) {
    listed_message one{id, each.what.reverse_path, {}};
    for (const std::size_t place : waiting(id)) {
      one.waiting.push_back(each.what.recipients[place].destination);
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace dsnspec::reference
