// RFC 3461 6.3 (a), (b), RFC 3464 2.2: the per-message fields of a report.

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/xtext.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/field_value.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

class fields_check {
 public:
  fields_check(const case_view& of, findings& found) : case_(of), seen_(of.seen), found_(found) {
    collect_names();
  }

  void run() {
    for (const received_report& report : seen_.reports()) {
      const submission* of = case_.reports.of(report);
      if (report.is_dsn() && of != nullptr && case_.reports.to_sender(report)) {
        if (!of->unclear) {
          envelope_id(report, *of);
        }
        reporting_mta(report);
        gateway(report);
      }
    }
  }

 private:
  // ------------------------------------------------------------- (a)

  void envelope_id(const received_report& report, const submission& of) {
    const auto& field = report.parsed->per_message.original_envelope_id;
    const std::vector<evidence> seen = {said(*of.in, of.said->mail),
                                        reported(report, field ? field->field : nullptr)};
    if (!of.envid) {
      found_.held("rfc3461/6.3/original-envelope-id-absent", !field,
                  "there was no ENVID, but the report has an Original-Envelope-Id", seen);
      return;
    }
    found_.held("rfc3461/6.3/original-envelope-id-present", field.has_value(),
                "ENVID was given, but the report has no Original-Envelope-Id", seen);
    if (!field) {
      return;
    }
    grammar::deviations forgiven;
    const std::string meant = one_blank(grammar::decode_xtext(*of.envid, forgiven));
    const std::string shown = field_value(field->text);
    if (shown == meant) {
      found_.kept("rfc3461/6.3/original-envelope-id-value");
      if (meant != *of.envid) {
        found_.kept("rfc3461/6.3/original-envelope-id-decoded");
      }
    } else if (shown == *of.envid) {
      found_.broken("rfc3461/6.3/original-envelope-id-decoded",
                    "Original-Envelope-Id shows ENVID still encoded", seen);
    } else {
      found_.broken("rfc3461/6.3/original-envelope-id-value", "Original-Envelope-Id differs from ENVID",
                    seen);
    }
  }

  // ------------------------------------------------------------- (b)

  // The names by which the target goes: its own word in the configuration, in greetings and in EHLO. All are
  // as good.
  void collect_names() {
    add_name(seen_.run().header.target.host_name);
    for (const submission& of : seen_.submissions()) {
      add_name(first_line(of.in->greeting));
      for (const trace::exchange& said : of.in->before_mail) {
        add_name(first_line(said));
      }
    }
    for (const trace::dialogue& in : seen_.dialogues()) {
      for (const trace::exchange& said : in.before_mail) {
        const smtp::command command = smtp::parse_command(said.command);
        if (in.of->role == trace::session_role::server && (command.is("EHLO") || command.is("HELO"))) {
          add_name(command.argument);
        }
      }
    }
  }

  static std::string_view first_line(const trace::exchange& said) {
    return said.answer && !said.answer->lines.empty() ? std::string_view(said.answer->lines.front())
                                                      : std::string_view{};
  }

  void add_name(std::string_view text) {
    const std::string_view name = text.substr(0, text.find(' '));
    if (name.find('.') != std::string_view::npos && !name.starts_with('[') && names_.size() < max_names) {
      names_.insert(base::lowered(name));
    }
  }

  void reporting_mta(const received_report& report) {
    const auto& field = report.parsed->per_message.reporting_mta;
    const std::string& own = seen_.run().header.target.host_name;
    if (!field || own.empty()) {
      return;  // a missing one is for the linter
    }
    grammar::deviations forgiven;
    const std::string value = field_value(field->value);
    const auto name = grammar::parse_dns_mta_name(value, forgiven);
    const bool right =
        base::iequals(field->type, "dns") && name && names_.contains(base::lowered(name->name));
    found_.held(
        "rfc3461/6.3/reporting-mta-dns-fqdn", right,
        fmt::format("the target's name is {}, but Reporting-MTA shows '{}; {}'", base::excerpt(own, 100),
                    base::excerpt(field->type, 40), base::excerpt(value, 100)),
        {reported(report, field->field)});
    if (name && base::iequals(field->type, "dns")) {
      found_.held("rfc3464/2.2.2/reporting-mta-attempted", names_target(name->name),
                  fmt::format("the target is {}, but Reporting-MTA names {}", base::excerpt(own, 100),
                              base::excerpt(name->name, 100)),
                  {reported(report, field->field)});
    }
  }

  // In whatever form: whole, its first label alone, its domain, "localhost", or an address.
  [[nodiscard]] bool names_target(std::string_view name) const {
    const std::string lowered = base::lowered(name);
    const std::string& domain = seen_.run().header.target.domain;
    return lowered == "localhost" || lowered.starts_with("localhost.") || lowered.starts_with('[') ||
           names_.contains(lowered) || base::iequals(lowered, domain) ||
           std::any_of(names_.begin(), names_.end(),
                       [&](const std::string& one) { return one.starts_with(lowered + "."); });
  }

  // RFC 3464 2.2.3: only for reports that a gateway made of foreign ones.
  void gateway(const received_report& report) {
    const auto& field = report.parsed->per_message.dsn_gateway;
    found_.held("rfc3464/2.2.3/no-gateway-field-without-gateway", !field,
                "a report about a message that came by SMTP and went on by it has DSN-Gateway",
                {reported(report, field ? field->field : nullptr)});
  }

  static constexpr std::size_t max_names = 100;
  const case_view& case_;
  const observation& seen_;
  findings& found_;
  std::set<std::string> names_;
};

}  // namespace

void check_report_fields(const case_view& of, findings& found) {
  fields_check(of, found).run();
}

}  // namespace dsnspec::judge
