// RFC 6533 4 to 6: reports about internationalized mail, held against what was submitted and where they go.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/unitext.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"
#include "judge/internationalized.hpp"
#include "judge/unsent.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view seven_bit_rule = "rfc6533/4.5/seven-bit-encoding-to-plain-server";

// A part as its reader sees it.
std::string content_of(const mime::entity& part) {
  grammar::deviations forgiven;
  return mime::is_encoded(part.encoding) ? mime::decode(part.body, part.encoding, forgiven)
                                         : std::string(part.body);
}

std::string_view header_of(std::string_view message) {
  return message.substr(0, message.find("\r\n\r\n"));
}

bool has_failure(const dsn::report& report) {
  return std::any_of(report.recipients.begin(), report.recipients.end(), [](const auto& group) {
    return group.action && group.action->value == dsn::action::failed;
  });
}

class reports_check {
 public:
  reports_check(const case_view& of, findings& found)
      : case_(of), seen_(of.seen), reports_(of.reports), found_(found) {}

  void run() {
    for (const received_report& report : seen_.reports()) {
      if (!report.is_dsn() || report.truncated()) {
        continue;
      }
      status_part(report);
      diagnostics(report);
      const submission* of = reports_.of(report);
      if (of != nullptr && of->smtputf8) {
        type_of_status(report);
        returned(report, *of);
      }
    }
    for (const answer& one : reports_.all()) {
      malformed_original(one);
    }
    for (const submission& of : seen_.submissions()) {
      lost_to_plain_server(of);
      mailbox(of);
    }
  }

 private:
  // ------------------------------------------------------------- message/global-delivery-status

  void status_part(const received_report& report) {
    const mime::entity& part = *report.parsed->delivery_status;
    if (!report.parsed->is_global) {
      return;
    }
    const bool encoded = mime::is_encoded(part.encoding);
    if (report.how->said->announced("8BITMIME") && report.how->said->announced("SMTPUTF8")) {
      if (encoded || !base::is_ascii(part.body)) {
        found_.held(
            "rfc6533/6.4/encoding-8bit", !encoded,
            fmt::format(
                "message/global-delivery-status is encoded in {} for a server with SMTPUTF8 and 8BITMIME",
                mime::name(part.encoding)),
            {excerpted(report, part.header)});
      }
    }
    found_.note("rfc6533/4.4/transfer-encoding-allowed",
                fmt::format("message/global-delivery-status is sent as {}", mime::name(part.encoding)));
    const auto& message = report.parsed->per_message.fields;
    const bool wide =
        std::any_of(message.begin(), message.end(), [](const auto& f) { return !base::is_ascii(f.raw); });
    found_.note("rfc6533/4.1/any-field-in-utf8",
                wide ? "a per-message field holds UTF-8" : "the per-message fields are ASCII");
  }

  void type_of_status(const received_report& report) {
    if (base::is_ascii(content_of(*report.parsed->delivery_status))) {
      found_.note("rfc6533/4.4/traditional-types-for-seven-bits",
                  report.parsed->is_global ? "message/global-delivery-status is used for ASCII, too"
                                           : "message/delivery-status is used where all is ASCII");
    }
  }

  // ------------------------------------------------------------- Diagnostic-Code

  void diagnostics(const received_report& report) {
    for (const dsn::per_recipient_fields& group : report.parsed->recipients) {
      if (!group.diagnostic_code || !report.parsed->is_global) {
        continue;
      }
      const bool wide = !base::is_ascii(group.diagnostic_code->value);
      const bool smtp = base::iequals(group.diagnostic_code->type, "smtp");
      found_.note("rfc6533/4.1/localized-diagnostic", group.localized_diagnostics.empty()
                                                          ? "no Localized-Diagnostic is given"
                                                          : "Localized-Diagnostic is given");
      if (wide || (smtp && answered_in_utf8())) {
        found_.note(
            "rfc6533/4.1/diagnostic-code-in-utf8",
            wide ? "Diagnostic-Code holds UTF-8" : "Diagnostic-Code repeats a reply in UTF-8 without it");
      }
    }
  }

  // A host of ours answered the target so.
  [[nodiscard]] bool answered_in_utf8() const {
    const auto wide = [](const trace::exchange& one) {
      return one.answer && !base::is_ascii(one.answer->raw);
    };
    return std::any_of(seen_.hops().begin(), seen_.hops().end(), [&](const hop_transaction& hop) {
      const auto& all = hop.said->recipients;
      return wide(hop.said->mail) || std::any_of(all.begin(), all.end(), wide) ||
             (hop.said->end && wide(*hop.said->end));
    });
  }

  // ------------------------------------------------------------- the returned message

  void returned(const received_report& report, const submission& of) {
    const mime::entity* part = report.parsed->returned_content;
    if (part == nullptr) {
      return;
    }
    returned_type(report, of, *part);
    returned_encoding(report, *part);
    if (report.how->said->announced("SMTPUTF8")) {
      found_.note("rfc6533/4.5/eight-bit-to-capable-server",
                  fmt::format("the message is returned as {}", mime::name(part->encoding)));
    } else {
      to_plain_server(report, of, *part);
    }
  }

  void to_plain_server(const received_report& report, const submission& of, const mime::entity& part) {
    const std::vector<evidence> seen = {answered(*report.how->in, hello(*report.how->in)),
                                        excerpted(report, part.raw)};
    if (base::is_ascii(part.body)) {
      if (mime::is_encoded(part.encoding) || part.encoding == mime::transfer_encoding::seven_bit) {
        found_.kept(seven_bit_rule);
      } else {
        found_.note(seven_bit_rule, "what is returned says 8bit, but is in seven bits", seen);
      }
    } else if (has_failure(*report.parsed) && needed(of)) {
      found_.broken(seven_bit_rule,
                    "an SMTPUTF8 message is returned in eight bits to a server without SMTPUTF8", seen);
    } else {
      found_.note(
          seven_bit_rule,
          "a report goes in eight bits to a server without SMTPUTF8: it tells of no failure, or the message "
          "said SMTPUTF8 without need",
          seen);
    }
  }

  static bool needed(const submission& of) {
    return std::any_of(of.recipients.begin(), of.recipients.end(),
                       [&of](const auto& to) { return requires_smtputf8(of, to); });
  }

  static const trace::exchange& hello(const trace::dialogue& in) {
    const auto at = std::find_if(in.before_mail.begin(), in.before_mail.end(),
                                 [](const auto& one) { return base::istarts_with(one.command, "EHLO"); });
    return at == in.before_mail.end() ? in.greeting : *at;
  }

  void returned_type(const received_report& report, const submission& of, const mime::entity& part) {
    const bool as_headers = part.content_type.is("text", "rfc822-headers");
    const bool traditional = as_headers || part.content_type.is("message", "rfc822");
    const bool global =
        part.content_type.is("message", "global") || part.content_type.is("message", "global-headers");
    const std::string content = content_of(part);
    const bool wide = !base::is_ascii(header_of(content));
    if (wide && (traditional || global)) {
      found_.held("rfc6533/4/no-utf8-header-in-traditional-types", global,
                  "a header in UTF-8 is returned under a type for ASCII", {excerpted(report, part.raw)});
    }
    if (!base::is_ascii(header_of(of.said->message)) &&
        (as_headers || part.content_type.is("message", "global-headers"))) {
      found_.held("rfc6533/6.3/no-down-conversion", !as_headers || wide,
                  "a header in UTF-8 is converted down to text/rfc822-headers",
                  {excerpted(report, part.raw)});
    }
  }

  void returned_encoding(const received_report& report, const mime::entity& part) {
    if (!part.content_type.is("message", "global-headers")) {
      return;
    }
    const trace::transaction& how = *report.how->said;
    const bool encoded = mime::is_encoded(part.encoding);
    if (how.announced("SMTPUTF8") && how.announced("8BITMIME") && (encoded || !base::is_ascii(part.body))) {
      found_.held(
          "rfc6533/6.3/headers-8bit-when-possible", !encoded,
          fmt::format("message/global-headers is encoded in {} for a server with SMTPUTF8 and 8BITMIME",
                      mime::name(part.encoding)),
          {excerpted(report, part.header)});
    } else if (!how.announced("SMTPUTF8")) {
      found_.note("rfc6533/6.3/headers-encoded-for-seven-bits",
                  fmt::format("towards a server without SMTPUTF8, message/global-headers is sent as {}",
                              mime::name(part.encoding)));
    }
  }

  // ------------------------------------------------------------- Original-Recipient

  void malformed_original(const answer& one) {
    constexpr std::string_view rule = "rfc6533/3/malformed-utf8-copied-unchanged";
    const bool known = one.to != nullptr && one.of != nullptr;
    const auto rcpt = known ? argument_of(*one.to->said, "TO") : std::nullopt;
    const auto parameter = rcpt ? parameter_of(*rcpt, "ORCPT") : std::nullopt;
    if (!parameter || !parameter->value || !is_utf8_typed(*parameter->value)) {
      return;
    }
    const std::string_view encoded = parameter->value->substr(parameter->value->find(';') + 1);
    if (grammar::check_utf8_addr_unitext(encoded)) {
      return;
    }
    const auto& field = one.group->original_recipient;
    const bool same =
        field && base::iequals(field->type, "utf-8") && base::trimmed(dsn::unfolded(field->value)) == encoded;
    const std::string summary = field ? "a malformed ORCPT of type utf-8 stands changed in Original-Recipient"
                                      : "a malformed ORCPT of type utf-8 is missing in the report";
    const std::vector<evidence> seen = {said(*one.of->in, *one.to->said), reported(*one.report, *one.group)};
    if (same || one.report->parsed->is_global) {
      found_.held(rule, same, summary, seen);
    } else {
      found_.note(rule, summary, seen);
    }
  }

  // ------------------------------------------------------------- no report at all

  // The target came to the sender's host to bring the report, saw that it lacks SMTPUTF8, and left.
  void lost_to_plain_server(const submission& of) {
    if (!of.smtputf8 || !of.accepted || of.sender.empty() || !base::is_ascii(of.sender) ||
        !seen_.silence_proved() || came_report(of) || !owed_failure(of)) {
      return;
    }
    if (const trace::dialogue* in = left_plain_server(seen_, of)) {
      found_.broken(seven_bit_rule,
                    "the target came to the sender's server, which lacks SMTPUTF8, and left without "
                    "sending its report",
                    {said(*of.in, of.said->mail), answered(*in, hello(*in))});
    }
  }

  [[nodiscard]] bool came_report(const submission& of) const {
    return std::any_of(seen_.reports().begin(), seen_.reports().end(),
                       [&](const received_report& report) { return reports_.of(report) == &of; });
  }

  [[nodiscard]] bool owed_failure(const submission& of) const {
    return std::any_of(of.recipients.begin(), of.recipients.end(), [&](const submitted_recipient& to) {
      return to.accepted && !to.unclear && to.wants_failure() && !to.final_targets.empty() &&
             !case_.fates.at(of, to).delivered;
    });
  }

  // ------------------------------------------------------------- 5: at final delivery

  void mailbox(const submission& of) {
    constexpr std::string_view rule = "rfc6533/5/original-recipient-header-upconverted";
    const bool asked =
        std::any_of(of.recipients.begin(), of.recipients.end(),
                    [](const submitted_recipient& to) { return to.orcpt && is_utf8_typed(*to.orcpt); });
    for (const trace::mailbox_content& box : seen_.record().mailboxes) {
      const auto start = box.octets.find("\n") + 1;  // behind the separator line of mbox
      if (!asked || !of.smtputf8 || box.octets.find(of.token) == std::string::npos) {
        continue;
      }
      const std::string field = top_field(std::string_view(box.octets).substr(start), "Original-Recipient");
      if (field.empty()) {
        found_.note(rule, "no Original-Recipient field is written at delivery");
      } else if (is_utf8_typed(base::lowered(field))) {
        found_.held(rule, field.find("\\x{") == std::string::npos,
                    "the Original-Recipient field of a delivered message is still encoded",
                    {{0, "mailbox " + box.name, base::excerpt(field, 200)}});
      }
    }
  }

  const case_view& case_;
  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_smtputf8_reports(const case_view& of, findings& found) {
  reports_check(of, found).run();
}

}  // namespace dsnspec::judge
