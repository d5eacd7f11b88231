// RFC 5321 3.6.3, 4.4, 4.5 and 6.1: that failures are told, to whom, and in what shape. RFC 3461 says much of
// it again, in finer distinctions.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"
#include "judge/own_form.hpp"

namespace dsnspec::judge {
namespace {

// The longest reply line that RFC 5321 4.5.3.1.5 promises, without CRLF; from a little below on, it is tried.
constexpr std::size_t longest_reply = 510;

class notifications_check {
 public:
  notifications_check(const case_view& of, findings& found)
      : case_(of), seen_(of.seen), reports_(of.reports), found_(found) {}

  void run() {
    for (const submission& of : seen_.submissions()) {
      if (!of.accepted) {
        continue;
      }
      if (!of.sender.empty()) {
        failures(of);
      }
    }
    read_names();
    for (const hop_transaction& hop : seen_.hops()) {
      if (hop.is_report) {
        envelope(hop);
      } else {
        transient(hop);
      }
    }
  }

 private:
  // ------------------------------------------------------------- failures

  void failures(const submission& of) {
    std::set<const received_report*> reports;
    std::size_t told = 0;
    for (const submitted_recipient& to : of.recipients) {
      const received_report* failed = failure_of(of, to);
      if (failed != nullptr) {
        reports.insert(failed);
        ++told;
      }
      if (to.accepted && !to.unclear && to.wants_failure() && !to.final_targets.empty()) {
        long_refusal(of, to, failed != nullptr);
      }
    }
    if (told > 1) {
      found_.note("rfc5321/4.4/one-notification-preferred",
                  reports.size() == 1
                      ? "several failed recipients are reported in one notification"
                      : "several failed recipients are reported in notifications of their own");
    }
  }

  // What tells that the recipient failed, in whatever form; null for nothing.
  [[nodiscard]] const received_report* failure_of(const submission& of, const submitted_recipient& to) const {
    const std::vector<const answer*> got = reports_.to(to);
    const auto at =
        std::find_if(got.begin(), got.end(), [](const answer* one) { return one->is(dsn::action::failed); });
    return at == got.end() ? told_in_own_form(seen_, reports_, of, to) : (*at)->report;
  }

  // Some report on it came, whomever it names.
  [[nodiscard]] bool any_report_on(const submission& of) const {
    return std::any_of(seen_.reports().begin(), seen_.reports().end(),
                       [&](const received_report& one) { return reports_.of(one) == &of; });
  }

  // The last refusal had a line of the full length, or nearly.
  void long_refusal(const submission& of, const submitted_recipient& to, bool told) {
    const fate& came = case_.fates.at(of, to);
    const refusal* refused = came.last_refusal();
    if (came.delivered || refused == nullptr) {
      return;
    }
    const trace::exchange& last = *refused->said;
    const bool at_length =
        std::any_of(last.answer->lines.begin(), last.answer->lines.end(), [](const std::string& line) {
          return line.size() + 4 + 8 >= longest_reply && line.size() + 4 <= longest_reply;
        });
    const bool silent = seen_.silence_proved() && seen_.receives_mail(of.sender) &&
                        !case_.unread.any_for(of) && !any_report_on(of);
    if (at_length && (told || silent)) {
      found_.held("rfc5321/4.5.3.1.5/reply-line-512", told, "after a refusal of 512 octets no report came",
                  {exchanged(*of.in, *to.said)});
    }
  }

  // ------------------------------------------------------------- 6.1

  void envelope(const hop_transaction& hop) {
    for (const submission& of : seen_.submissions()) {
      for (const trace::recipient_exchange& to : hop.said->recipients) {
        if (of.sender.starts_with('@') && same_address(to.path.mailbox, of.sender)) {
          found_.held("rfc5321/6.1/source-route-of-return-path-stripped", !to.path.mailbox.starts_with('@'),
                      "a notification was sent along the source route of the reverse-path",
                      {said(*hop.in, to)});
        }
      }
    }
  }

  // ------------------------------------------------------------- 4.5.4.1, 4.5.3.1.10

  void read_names() {
    for (const hop_transaction& hop : seen_.hops()) {
      for (const trace::recipient_exchange& to : hop.said->recipients) {
        if (!hop.is_report) {
          named_[{hop.submission, mailbox_key(to.path.mailbox)}].insert(&hop);
        }
      }
    }
  }

  void transient(const hop_transaction& hop) {
    for (const submission& of : seen_.submissions()) {
      if (of.index != hop.submission || !of.accepted) {
        continue;
      }
      for (const trace::recipient_exchange& to : hop.said->recipients) {
        if (to.code() / 100 == 4) {
          tried_again("rfc5321/4.5.4.1/queued-and-retried", of, hop, to);
        } else if (to.code() == 552 && says_too_many(*to.answer)) {
          tried_again("rfc5321/4.5.3.1.10/552-is-temporary", of, hop, to);
        }
      }
    }
  }

  // 552 has other meanings, too; this is the one of RFC 821 that 4.5.3.1.10 corrects.
  static bool says_too_many(const smtp::reply& reply) {
    return base::lowered(reply.text()).find("too many") != std::string::npos;
  }

  // Named in another transaction, or given up before the target's own time for that: its times are whole
  // seconds, so the last bit of that time does not count.
  void tried_again(std::string_view rule, const submission& of, const hop_transaction& hop,
                   const trace::recipient_exchange& to) {
    if (named_[{of.index, mailbox_key(to.path.mailbox)}].size() > 1) {
      found_.kept(rule);
      return;
    }
    const submitted_recipient* asked = seen_.recipient_behind(of.index, to.path.mailbox);
    if (asked == nullptr || !same_address(asked->address, to.path.mailbox) || !of.said->end) {
      return;
    }
    const auto too_early = [&](const received_report& one) {
      const std::int64_t expiry_us = seen_.run().header.target.expiry_ms * 1000;
      return one.how->said->mail.sent - of.said->end->answered < expiry_us / 8 * 7;
    };
    const std::string what = fmt::format("after a reply {} the recipient was given up at once", to.code());
    for (const answer* one : reports_.to(*asked)) {
      if (one->is(dsn::action::failed) && too_early(*one->report)) {
        found_.broken(rule, what, {exchanged(*hop.in, to), reported(*one->report, *one->group)});
      }
    }
    // One in another form may tell of a delay, unless the message is gone from the queue.
    const received_report* told = told_in_own_form(seen_, reports_, of, *asked);
    if (told != nullptr && seen_.silence_proved() && too_early(*told)) {
      found_.broken(rule, what, {exchanged(*hop.in, to), reported(*told)});
    }
  }

  const case_view& case_;
  const observation& seen_;
  const answers& reports_;
  findings& found_;
  // The transactions that name a mailbox as recipient of a submission.
  std::map<std::pair<std::size_t, std::string>, std::set<const hop_transaction*>> named_;
};

}  // namespace

void check_smtp_notifications(const case_view& of, findings& found) {
  notifications_check(of, found).run();
}

}  // namespace dsnspec::judge
