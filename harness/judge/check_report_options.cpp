// RFC 3461 6.1 to 6.3, RFC 3464 2.3.3: what a report may have besides, and what it then holds.

#include <algorithm>
#include <array>
#include <string>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/field_id.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/field_value.hpp"
#include "judge/relayed.hpp"

namespace dsnspec::judge {
namespace {

class options_check {
 public:
  options_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const hop_transaction& hop : case_.seen.hops()) {
      const received_report* report = case_.reports.brought_by(hop);
      if (report != nullptr && report->is_dsn() && hop.conforming()) {
        parameters(hop);
      }
    }
    for (const received_report& report : case_.seen.reports()) {
      if (report.is_dsn() && case_.reports.to_sender(report)) {
        per_message_fields(report);
      }
    }
    for (const answer& one : case_.reports.all()) {
      if (one.of != nullptr && one.to != nullptr && case_.reports.to_sender(*one.report)) {
        per_recipient_fields(one);
        remote_recipient(one);
        relayed(one);
      }
    }
  }

 private:
  // ------------------------------------------------------------- 6.1

  void parameters(const hop_transaction& hop) {
    chosen("rfc3461/6.1/envid-may-be-used", value_of(hop.said->mail, "ENVID").has_value(),
           "a report is sent with ENVID", {said(*hop.in, hop.said->mail)});
    for (const trace::recipient_exchange& to : hop.said->recipients) {
      chosen("rfc3461/6.1/notify-may-be-used", value_of(to, "NOTIFY").has_value(),
             "a report is sent with NOTIFY", {said(*hop.in, to)});
      chosen("rfc3461/6.1/orcpt-may-be-used", value_of(to, "ORCPT").has_value(),
             "a report is sent with ORCPT", {said(*hop.in, to)});
    }
  }

  // ------------------------------------------------------------- 6.3 (b), (c), (k)

  // Those of `optional` that are among the fields, by the names the RFC gives them.
  template <std::size_t count>
  static std::string names_of(const std::vector<dsn::field>& fields,
                              const std::array<dsn::field_id, count>& optional) {
    std::vector<std::string_view> out;
    for (const dsn::field_id each : optional) {
      if (std::any_of(fields.begin(), fields.end(),
                      [each](const dsn::field& one) { return dsn::identify(one.name) == each; })) {
        out.push_back(dsn::name(each));
      }
    }
    return fmt::format("{}", fmt::join(out, ", "));
  }

  void per_message_fields(const received_report& report) {
    using id = dsn::field_id;
    const auto& group = report.parsed->per_message;
    const std::string names =
        names_of(group.fields, std::array{id::dsn_gateway, id::received_from_mta, id::arrival_date});
    chosen("rfc3461/6.3/other-per-message-fields", !names.empty(), "the report has " + names,
           {reported(report, group.fields.empty() ? nullptr : &group.fields.front())});
    const auto& mta = group.reporting_mta;
    if (mta && mta->has_type && !base::iequals(mta->type, "dns")) {
      found_.note("rfc3461/6.3/x-local-hostname",
                  fmt::format("Reporting-MTA is of type {}", base::excerpt(mta->type, 40)),
                  {reported(report, mta->field)});
    }
  }

  void per_recipient_fields(const answer& one) {
    using id = dsn::field_id;
    const std::string names = names_of(
        one.group->fields, std::array{id::last_attempt_date, id::final_log_id, id::will_retry_until});
    chosen("rfc3461/6.3/other-per-recipient-fields", !names.empty(), "the report has " + names,
           {reported(*one.report, *one.group)});
  }

  // ------------------------------------------------------------- 6.3 (j)

  // "carol@next.example", also "<carol@next.example>" and "rfc822; carol@next.example": the RFC says nothing
  // of the field's form.
  static std::string address_of(const dsn::field& field) {
    std::string value = field_value(field.value);
    if (const auto semicolon = value.find(';');
        semicolon != std::string::npos && value.find_first_of("@\"") > semicolon) {
      value.erase(0, semicolon + 1);
    }
    std::string_view address = base::trimmed(value);
    if (address.starts_with('<') && address.ends_with('>')) {
      address = address.substr(1, address.size() - 2);
    }
    return std::string(address);
  }

  void remote_recipient(const answer& one) {
    const auto extensions = dsn::extension_fields(*one.group);
    const auto at = std::find_if(extensions.begin(), extensions.end(), [](const dsn::field* each) {
      return base::iequals(each->name, "SMTP-Remote-Recipient");
    });
    if (one.to->final_targets.size() != 1) {
      return;
    }
    const std::vector<offer>& offers = case_.fates.at(*one.of, *one.to).offers;
    if (offers.empty()) {
      return;
    }
    chosen("rfc3461/6.3/smtp-remote-recipient-may", at != extensions.end(),
           "the report has SMTP-Remote-Recipient", {reported(*one.report, *one.group)});
    if (at != extensions.end()) {
      const std::string shown = address_of(**at);
      found_.held("rfc3461/6.3/smtp-remote-recipient-value",
                  std::any_of(offers.begin(), offers.end(),
                              [&](const offer& each) { return same_address(shown, each.to->path.mailbox); }),
                  fmt::format("SMTP-Remote-Recipient shows {}, whom no server was told of",
                              base::excerpt(shown, 100)),
                  {said(*offers.back().hop->in, *offers.back().to), reported(*one.report, *at)});
    }
  }

  // ------------------------------------------------------------- RFC 3464 2.3.3

  void relayed(const answer& one) {
    if (one.is(dsn::action::relayed) && !one.to->unclear) {
      found_.held("rfc3464/2.3.3/relayed-only-with-success", one.to->wants_success(),
                  "\"relayed\" is reported, and SUCCESS was not asked for",
                  {said(*one.of->in, *one.to->said), reported(*one.report, *one.group)});
    }
  }

  // ----------------------------------------------------------------

  void chosen(std::string_view rule, bool used, std::string what, std::vector<evidence> seen) {
    if (used) {
      found_.note(rule, std::move(what), std::move(seen));
    } else {
      found_.kept(rule);
    }
  }

  const case_view& case_;
  findings& found_;
};

}  // namespace

void check_report_options(const case_view& of, findings& found) {
  options_check(of, found).run();
}

}  // namespace dsnspec::judge
