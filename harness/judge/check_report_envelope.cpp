// RFC 3461 6.1, 4.2: the envelope in which a report travels.

#include <algorithm>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"

namespace dsnspec::judge {
namespace {

class envelope_check {
 public:
  envelope_check(const case_view& of, findings& found) : case_(of), seen_(of.seen), found_(found) {}

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      const received_report* report = case_.reports.brought_by(hop);
      // What is no report in form is judged by check_report_content.
      if (hop.is_report && (report == nullptr || report->is_dsn())) {
        reverse_path(hop);
        parameters(hop);
      }
      if (report != nullptr && !report->is_dsn() && notifies(hop)) {
        // RFC 5321 3.6.3 and 4.4, in whatever form.
        reverse_path(hop);
        recipient(*report);
      }
      if (report != nullptr && report->is_dsn()) {
        recipient(*report);
        fresh_envelope_id(*report);
      }
    }
  }

 private:
  void reverse_path(const hop_transaction& hop) {
    found_.held("rfc3461/6.1/null-reverse-path", hop.said->from.is_null(),
                fmt::format("a report was sent from <{}>", base::excerpt(hop.said->from.mailbox, 100)),
                {said(*hop.in, hop.said->mail)});
  }

  // A notification of a target that announces no DSN, to somebody who sent mail.
  [[nodiscard]] bool notifies(const hop_transaction& hop) const {
    const auto& to = hop.said->recipients;
    return !seen_.announces_dsn() && std::any_of(to.begin(), to.end(), [this](const auto& one) {
      return std::any_of(seen_.submissions().begin(), seen_.submissions().end(),
                         [&one](const submission& of) { return same_address(one.path.mailbox, of.sender); });
    });
  }

  // Those to whom a report may go: the senders, those to whom a sender's alias here leads, and the owners of
  // lists, who are the senders of what lists send on.
  [[nodiscard]] bool may_receive(const std::string& address, const submission* of) const {
    if (of != nullptr && is_sender(address, *of)) {
      return true;
    }
    return seen_.is_list_owner(address) ||
           (of == nullptr && std::any_of(seen_.submissions().begin(), seen_.submissions().end(),
                                         [&](const submission& one) { return is_sender(address, one); }));
  }

  [[nodiscard]] bool is_sender(const std::string& address, const submission& of) const {
    const auto& from = seen_.record().what.submissions[of.index].from;
    return same_address(address, of.sender) || (from && seen_.leads_to(*from, address));
  }

  void recipient(const received_report& report) {
    const submission* of = case_.reports.of(report);
    if (of != nullptr && of->sender.empty()) {
      return;  // must not exist at all: see check_null_sender
    }
    for (const trace::recipient_exchange& to : report.how->said->recipients) {
      found_.held("rfc3461/6.1/recipient-is-original-sender", may_receive(to.path.mailbox, of),
                  fmt::format("a report went to {}, who is not the sender of the message",
                              base::excerpt(to.path.mailbox, 100)),
                  {said(*report.how->in, to)});
    }
  }

  void parameters(const hop_transaction& hop) {
    found_.held("rfc3461/6.1/no-ret", !value_of(hop.said->mail, "RET"), "a report was sent with RET",
                {said(*hop.in, hop.said->mail)});
    for (const trace::recipient_exchange& to : hop.said->recipients) {
      if (const auto notify = value_of(to, "NOTIFY")) {
        const auto wish = grammar::parse_notify(*notify);
        found_.held("rfc3461/6.1/notify-only-never", wish && wish->is_never(),
                    "a report was sent with NOTIFY other than NEVER", {said(*hop.in, to)});
      }
      if (const auto orcpt = value_of(to, "ORCPT"); orcpt && !forwarded(*orcpt)) {
        found_.held("rfc3461/4.2/orcpt-of-a-report", encodes_mailbox(*orcpt, to.path.mailbox),
                    fmt::format("a report was sent to {} with ORCPT={}", base::excerpt(to.path.mailbox, 100),
                                base::excerpt(*orcpt, 100)),
                    {said(*hop.in, to)});
      }
    }
  }

  // The report was addressed to a sender here and came to the next hop by an alias, which leaves ORCPT as it
  // is (RFC 3461 5.2.7.2).
  [[nodiscard]] bool forwarded(const std::string& orcpt) const {
    const auto& asked = seen_.record().what.submissions;
    return std::any_of(seen_.submissions().begin(), seen_.submissions().end(), [&](const submission& of) {
      const auto& from = asked[of.index].from;
      return from && from->host == "local" && encodes_mailbox(orcpt, of.sender);
    });
  }

  // An ENVID of the report's own may come with it, not that of the message.
  void fresh_envelope_id(const received_report& report) {
    const submission* of = case_.reports.of(report);
    const auto own = value_of(report.how->said->mail, "ENVID");
    if (own && of != nullptr && of->envid) {
      found_.held("rfc3461/6.1/envid-newly-generated", !same_value(own, of->envid),
                  "a report was sent with the ENVID of the message it is about",
                  {said(*of->in, of->said->mail), said(*report.how->in, report.how->said->mail)});
    }
  }

  const case_view& case_;
  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_report_envelope(const case_view& of, findings& found) {
  envelope_check(of, found).run();
}

}  // namespace dsnspec::judge
