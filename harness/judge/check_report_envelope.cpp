// RFC 3461 6.1: the envelope in which a report travels; and that no report ever answers a report.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"
#include "smtp/command.hpp"
#include "smtp/message.hpp"

namespace dsnspec::judge {
namespace {

class envelope_check {
 public:
  envelope_check(const observation& seen, const answers& reports, findings& found)
      : seen_(seen), reports_(reports), found_(found) {}

  void run() {
    for (const received_report& report : seen_.reports()) {
      if (report.is_dsn()) {
        recipient(report);
      }
    }
    for (const hop_transaction& hop : seen_.hops()) {
      if (hop.is_report) {
        reverse_path(hop);
        parameters(hop);
      }
    }
    no_report_about_a_report();
  }

 private:
  void reverse_path(const hop_transaction& hop) {
    const bool read = std::any_of(seen_.reports().begin(), seen_.reports().end(), [&hop](const auto& report) {
      return report.how == &hop && !report.is_dsn();
    });
    if (!read) {  // what is no report is judged by check_report_content
      found_.held("rfc3461/6.1/null-reverse-path", hop.said->from.is_null(),
                  fmt::format("a report was sent from <{}>", base::excerpt(hop.said->from.mailbox, 100)),
                  {said(*hop.in, hop.said->mail)});
    }
  }

  // Those to whom a report may go: the senders, and the owners of lists, who are the senders of what lists send on.
  [[nodiscard]] bool may_receive(const std::string& address, const submission* of) const {
    for (const scenario::mailing_list& list : seen_.record().what.local.lists) {
      if (same_address(address, seen_.resolve(list.owner))) {
        return true;
      }
    }
    if (of != nullptr) {
      return same_address(address, of->sender);
    }
    return std::any_of(seen_.submissions().begin(), seen_.submissions().end(),
                       [&address](const submission& one) { return same_address(address, one.sender); });
  }

  void recipient(const received_report& report) {
    const submission* of = reports_.of(report);
    if (of != nullptr && of->sender.empty()) {
      return;  // must not exist at all: see check_reports_owed
    }
    for (const auto& to : report.how->said->recipients) {
      found_.held("rfc3461/6.1/recipient-is-original-sender", may_receive(to.path.mailbox, of),
                  fmt::format("a report went to {}, who is not the sender of the message",
                              base::excerpt(to.path.mailbox, 100)),
                  {said(*report.how->in, to)});
    }
  }

  void parameters(const hop_transaction& hop) {
    const auto mail = smtp::parse_path_argument(smtp::parse_command(hop.said->mail.command).argument, "FROM");
    if (mail) {
      const bool has_ret = smtp::dsn_of_mail(mail->parameters).ret.has_value();
      found_.held("rfc3461/6.1/no-ret", !has_ret, "a report was sent with RET", {said(*hop.in, hop.said->mail)});
    }
    for (const auto& to : hop.said->recipients) {
      const auto rcpt = smtp::parse_path_argument(smtp::parse_command(to.command).argument, "TO");
      const auto notify = rcpt ? smtp::dsn_of_rcpt(rcpt->parameters).notify : std::nullopt;
      if (notify) {
        found_.held("rfc3461/6.1/notify-only-never", notify->value && notify->value->is_never(),
                    "a report was sent with NOTIFY other than NEVER", {said(*hop.in, to)});
      }
    }
  }

  static bool refused(const trace::transaction& how) {
    const auto permanent = [](const trace::exchange& one) { return one.code() >= 500; };
    return permanent(how.mail) || std::any_of(how.recipients.begin(), how.recipients.end(), permanent) ||
           (how.data && permanent(*how.data)) || (how.end && permanent(*how.end));
  }

  // A returned header that says it is a report's. One that carries the marks of a submission is what was submitted:
  // users may send such messages, too.
  static bool is_report(std::string_view returned) {
    const mime::entity message = mime::parse(returned);
    return message.content_type.is("multipart", "report") && mime::field_value(message, smtp::case_field).empty();
  }

  void no_report_about_a_report() {
    constexpr std::string_view rule = "rfc3464/2/dsn-not-for-dsn";
    bool any = false;
    for (const received_report& report : seen_.reports()) {
      const mime::entity* returned = report.parsed->returned_content;
      if (returned != nullptr && is_report(returned->body)) {
        any = true;
        found_.broken(rule, "a report tells of the failure of a report", {excerpted(report, returned->body)});
      }
    }
    const bool refused_one = std::any_of(seen_.hops().begin(), seen_.hops().end(), [](const hop_transaction& hop) {
      return hop.is_report && refused(*hop.said);
    });
    if ((refused_one || homeless_sender()) && !any && seen_.silence_proved()) {
      found_.kept(rule);
      if (!refused_one && seen_.reports().empty()) {
        found_.kept("rfc3461/6.1/recipient-is-original-sender");  // nor did one go anywhere else
      }
    }
  }

  // A message failed whose sender's domain takes no mail: the report on it must fail, too.
  [[nodiscard]] bool homeless_sender() const {
    return std::any_of(seen_.submissions().begin(), seen_.submissions().end(), [this](const submission& of) {
      return of.accepted && !of.sender.empty() && !seen_.receives_mail(of.sender) &&
             std::any_of(of.recipients.begin(), of.recipients.end(), [&](const submitted_recipient& to) {
               return to.accepted && to.wants_failure() && !to.final_targets.empty() &&
                      !fate_at(seen_, of, to.final_targets.front()).delivered;
             });
    });
  }

  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_report_envelope(const observation& seen, const answers& reports, findings& found) {
  envelope_check(seen, reports, found).run();
}

}  // namespace dsnspec::judge
