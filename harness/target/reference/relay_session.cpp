#include "target/reference/relay_session.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/ascii.hpp"
#include "smtp/framing.hpp"

namespace dsnspec::reference {
namespace {

std::vector<std::string> lines_of(std::string_view raw) {
  std::vector<std::string> out;
  while (!raw.empty()) {
    const auto end = std::min(raw.find('\n'), raw.size());
    std::string_view line = raw.substr(0, end);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    out.emplace_back(line);
    raw.remove_prefix(std::min(end + 1, raw.size()));
  }
  return out;
}

// RFC 5321 section 4.5.3.1.10: "too many recipients" was 552 once, and meant that the others may come later.
bool too_many_recipients(const smtp::reply& got, bool some_accepted, const conduct& as) {
  const auto status = got.enhanced_status();
  return got.code == 552 && some_accepted && (!status || *status == "5.5.3") &&
         !as.broken(defect::code_552_permanent);
}

}  // namespace

relay_session::relay_session(const message& what, std::vector<std::size_t> to, std::string own_name,
                             std::string server_name, const conduct& as)
    : what_(what),
      to_(std::move(to)),
      own_name_(std::move(own_name)),
      server_name_(std::move(server_name)),
      as_(as),
      outcomes_(to_.size()) {}

std::string relay_session::receive(std::string_view octets, wall_time now) {
  now_ = now;
  std::string out;
  while (state_ != state::over && state_ != state::handshake) {
    const auto got = replies_.next(octets);
    if (!got) {
      break;
    }
    if (!*got) {
      closed("the next hop gave no valid reply", now);
      break;
    }
    if (as_.broken(defect::reply_lines_limited) && (*got)->raw.size() > 256) {
      for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        settle(i, **got, false);
        outcomes_[i].what = attempt::result::passed_on;
      }
      out += leave();
      break;
    }
    out += on_reply(**got);
  }
  return out;
}

std::string relay_session::on_reply(const smtp::reply& got) {
  if (got.code == 421 && state_ != state::quit) {
    settle_waiting(got, true);
    return leave();
  }
  switch (state_) {
    case state::greeting:
      return on_greeting(got);
    case state::ehlo:
    case state::helo:
      return on_ehlo(got);
    case state::starttls:
      if (got.code != 220) {
        return begin();
      }
      state_ = state::handshake;
      return {};
    case state::mail:
      return on_mail(got);
    case state::rcpt:
      return on_rcpt(got);
    case state::data:
      return on_data(got);
    case state::end_of_data:
      return on_end_of_data(got);
    case state::rset:
      return next_transaction();
    case state::quit:
      state_ = state::over;
      return {};
    case state::handshake:
    case state::over:
      break;
  }
  return {};
}

std::string relay_session::on_greeting(const smtp::reply& got) {
  if (!got.accepted()) {
    settle_waiting(got, true);
    return leave();
  }
  greeting_ = got.lines.empty() ? "" : got.lines.front();
  return say(state::ehlo, hello());
}

std::string relay_session::hello() const {
  return "EHLO " + own_name_ +
         (as_.broken(defect::ehlo_with_utf8) ? ".r\xC3\xA9"
                                               "seau.example"
                                             : "");
}

std::string relay_session::on_ehlo(const smtp::reply& got) {
  if (got.accepted()) {
    peer_ = state_ == state::ehlo ? read_peer(got, as_) : peer{};
    if (peer_.starttls && !secure_) {
      return say(state::starttls, "STARTTLS");
    }
    return begin();
  }
  if (state_ == state::ehlo && got.kind() == smtp::reply_class::permanent_failure) {
    return say(state::helo, "HELO " + own_name_);
  }
  settle_waiting(got, true);
  return leave();
}

// RFC 3207 section 4.2: what was announced in clear is forgotten.
std::string relay_session::tls_started() {
  secure_ = true;
  replies_.reset();
  if (as_.broken(defect::keywords_kept_over_tls)) {
    return begin();
  }
  return say(state::ehlo, hello());
}

std::string relay_session::begin() {
  transaction together;
  transaction apart;
  apart.null_sender = true;
  transaction without;
  without.requests_withheld = true;
  for (std::size_t i = 0; i < to_.size(); ++i) {
    const recipient& who = what_.recipients[to_[i]];
    if (auto why = obstacle(what_, who, peer_, as_)) {
      outcomes_[i] = std::move(*why);
      outcomes_[i].when = now_;
      continue;
    }
    const bool never = who.notify && who.notify->is_never();
    const bool alone = never && !peer_.dsn && !what_.of && as_.chosen.never_in_own_transaction;
    (who.requests_withheld ? without : alone ? apart : together).members.push_back(i);
    together.null_sender = together.null_sender ||
                           (never && !peer_.dsn && as_.broken(defect::null_sender_for_all)) ||
                           (who.destination != who.address && as_.broken(defect::alias_with_null_sender));
  }
  for (transaction* each : {&together, &apart, &without}) {
    if (!each->members.empty()) {
      planned_.push_back(std::move(*each));
    }
  }
  return next_transaction();
}

std::string relay_session::next_transaction() {
  if (begun_ == planned_.size()) {
    return leave();
  }
  at_ = begun_++;
  accepted_.clear();
  asked_ = 0;
  std::vector<const recipient*> who;
  for (const std::size_t each : planned_[at_].members) {
    who.push_back(&what_.recipients[to_[each]]);
  }
  parcel_ = pack(what_, who, peer_, as_);
  offered_ = peer_;
  offered_.dsn = peer_.dsn && !planned_[at_].requests_withheld;
  mail_refused_ = false;
  std::string out = say(state::mail, mail_command(what_, parcel_, offered_, planned_[at_].null_sender, as_));
  if (peer_.pipelining) {
    for (const std::size_t each : planned_[at_].members) {
      out += rcpt_line(each);
    }
  }
  return out;
}

std::string relay_session::rcpt_line(std::size_t which) const {
  return rcpt_command(what_, what_.recipients[to_[which]], parcel_, offered_, as_) + "\r\n";
}

std::string relay_session::on_mail(const smtp::reply& got) {
  if (!got.accepted()) {
    mail_refused_ = true;
    for (const std::size_t each : planned_[at_].members) {
      settle(each, got, false);
    }
    if (!peer_.pipelining) {
      return next_transaction();
    }
  }
  return next_recipient();
}

std::string relay_session::next_recipient() {
  const transaction& now = planned_[at_];
  if (asked_ < now.members.size()) {
    state_ = state::rcpt;
    const std::size_t which = now.members[asked_++];
    return peer_.pipelining ? "" : rcpt_line(which);
  }
  return accepted_.empty() ? say(state::rset, "RSET") : say(state::data, "DATA");
}

std::string relay_session::on_rcpt(const smtp::reply& got) {
  if (mail_refused_) {
    return next_recipient();  // whatever it is, it follows from the other
  }
  const std::size_t which = planned_[at_].members[asked_ - 1];
  if (got.code == 251 && !base::is_ascii(got.raw) && as_.broken(defect::reply_251_in_utf8_misunderstood)) {
    settle(which, got, false);
    outcomes_[which].what = attempt::result::passed_on;
  } else if (got.accepted()) {
    accepted_.push_back(which);
    if (got.code != 250 && as_.broken(defect::codes_251_252_no_success)) {
      doubtful_.push_back(which);
    }
    if (as_.broken(defect::relayed_at_rcpt)) {
      settle(which, got, false);
    }
  } else {
    settle(which, got, false);
    if (too_many_recipients(got, !accepted_.empty(), as_)) {
      outcomes_[which].what = attempt::result::deferred;
      outcomes_[which].status.replace(0, 1, "4");
    }
  }
  return next_recipient();
}

std::string relay_session::on_data(const smtp::reply& got) {
  if (got.code == 354) {
    state_ = state::end_of_data;
    return smtp::data_of(parcel_.content);
  }
  for (const std::size_t each : accepted_) {
    settle(each, got, false);
  }
  return say(state::rset, "RSET");
}

std::string relay_session::on_end_of_data(const smtp::reply& got) {
  for (const std::size_t each : accepted_) {
    if (!(as_.broken(defect::relayed_at_rcpt) && !peer_.dsn)) {
      settle(each, got, false);
    }
  }
  for (const std::size_t each : doubtful_) {
    outcomes_[each].what = attempt::result::passed_on;
  }
  return next_transaction();
}

std::string relay_session::say(state next, std::string_view line) {
  state_ = next;
  return fmt::format("{}\r\n", line);
}

std::string relay_session::leave() {
  return say(state::quit, "QUIT");
}

attempt relay_session::attempt_of(const smtp::reply& got) const {
  attempt out;
  if (got.accepted()) {
    out.what = peer_.dsn ? attempt::result::passed_on : attempt::result::relayed;
  } else if (got.kind() == smtp::reply_class::permanent_failure) {
    out.what = attempt::result::failed;
  } else {
    out.what = attempt::result::deferred;
  }
  const auto enhanced = got.enhanced_status();
  out.status = enhanced ? std::string(*enhanced)
                        : fmt::format("{}.0.0", got.accepted()        ? 2
                                                : got.code / 100 == 5 ? 5
                                                                      : 4);
  out.remote = server_name_;
  out.greeting = greeting_;
  out.reply = lines_of(got.raw);
  out.reason = "this was the reply of " + server_name_;
  out.when = now_;
  return out;
}

void relay_session::settle(std::size_t which, const smtp::reply& got, bool elsewhere) {
  outcomes_[which] = attempt_of(got);
  outcomes_[which].elsewhere = elsewhere || outcomes_[which].what == attempt::result::deferred;
}

void relay_session::settle_waiting(const smtp::reply& got, bool elsewhere) {
  for (std::size_t i = 0; i < outcomes_.size(); ++i) {
    if (outcomes_[i].what == attempt::result::waiting) {
      settle(i, got, elsewhere);
    }
  }
}

void relay_session::closed(std::string_view reason, wall_time now) {
  for (attempt& each : outcomes_) {
    if (each.what == attempt::result::waiting) {
      each.what = attempt::result::deferred;
      each.status = "4.4.2";
      each.reason = reason;
      each.when = now;
      each.elsewhere = true;
    }
  }
  state_ = state::over;
}

}  // namespace dsnspec::reference
