// RFC 3464 2: what a report is about: one message, which is no report itself; and to whom its header is
// addressed.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "smtp/message.hpp"

namespace dsnspec::judge {
namespace {

// A returned header that says it is a report's. One that carries the marks of a submission is what was
// submitted: users may send such messages, too.
bool is_report(std::string_view returned) {
  const mime::entity message = mime::parse(returned);
  return message.content_type.is("multipart", "report") &&
         mime::field_value(message, smtp::case_field).empty();
}

bool refused(const trace::transaction& how) {
  const auto permanent = [](const trace::exchange& one) { return one.code() >= 500; };
  return permanent(how.mail) || std::any_of(how.recipients.begin(), how.recipients.end(), permanent) ||
         (how.data && permanent(*how.data)) || (how.end && permanent(*how.end));
}

class subject_check {
 public:
  subject_check(const case_view& of, findings& found) : case_(of), seen_(of.seen), found_(found) {}

  void run() {
    for (const received_report& report : seen_.reports()) {
      if (report.is_dsn()) {
        one_message(report);
        addressed(report);
      }
    }
    not_for_a_report();
  }

 private:
  void one_message(const received_report& report) {
    constexpr std::string_view rule = "rfc3464/2/one-message-per-dsn";
    const submission* of = case_.reports.of(report);
    const auto& groups = case_.reports.in(report);
    const auto other = std::find_if(groups.begin(), groups.end(),
                                    [of](const answer* one) { return one->to != nullptr && one->of != of; });
    if (other != groups.end()) {
      found_.broken(rule, "one report tells of recipients of two messages",
                    {reported(report, *(*other)->group)});
    } else if (of != nullptr && seen_.submissions().size() > 1) {
      found_.kept(rule);
    }
  }

  // The header, too, is addressed to the return address of the message.
  void addressed(const received_report& report) {
    const submission* of = case_.reports.of(report);
    if (of == nullptr || !case_.reports.to_sender(report)) {
      return;
    }
    std::string fields;
    std::string raw;
    for (const char* name : {"To", "Cc", "Bcc", "Resent-To"}) {
      for (const grammar::field& field : report.parsed->message.fields) {
        if (base::iequals(field.name, name)) {
          fields += dsn::unfolded(field.value) + ",";
          raw += field.raw;
        }
      }
    }
    if (fields.find("=?") != std::string::npos) {
      return;  // an encoded-word may stand for anything
    }
    const std::string text = base::lowered(fields);
    const bool named = text.find(base::lowered(of->sender)) != std::string::npos ||
                       text.find(base::lowered(mailbox_key(of->sender))) != std::string::npos;
    found_.held(
        "rfc3464/2/header-names-sender", named,
        fmt::format("the header of the report is not addressed to {}", base::excerpt(of->sender, 100)),
        {excerpted(report, raw)});
  }

  void not_for_a_report() {
    constexpr std::string_view rule = "rfc3464/2/dsn-not-for-dsn";
    bool any = false;
    for (const received_report& report : seen_.reports()) {
      const mime::entity* returned = report.parsed->returned_content;
      if (returned != nullptr && is_report(returned->body)) {
        any = true;
        found_.broken(rule, "a report tells of the failure of a report", {excerpted(report, returned->body)});
      }
    }
    const bool refused_one =
        std::any_of(seen_.hops().begin(), seen_.hops().end(),
                    [](const hop_transaction& hop) { return hop.is_report && refused(*hop.said); });
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
                      !case_.fates.at(of, to).delivered;
             });
    });
  }

  const case_view& case_;
  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_report_subject(const case_view& of, findings& found) {
  subject_check(of, found).run();
}

}  // namespace dsnspec::judge
