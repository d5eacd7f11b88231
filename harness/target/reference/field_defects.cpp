#include "target/reference/field_defects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/ascii.hpp"
#include "target/reference/date_text.hpp"

namespace dsnspec::reference {
namespace {

// ---------------------------------------------------------------- single values

std::string without_type(const std::string& value) {
  const auto from = value.find_first_not_of(' ', value.find(';') + 1);
  return from == std::string::npos ? std::string() : value.substr(from);
}

std::string of_type(std::string_view type, const std::string& value) {
  return fmt::format("{}; {}", type, without_type(value));
}

std::string type_alone(const std::string& value) {
  return value.substr(0, value.find(';') + 1);
}

std::string type_smtp(const std::string& value) {
  return of_type("smtp", value);
}

// "smtp; 550 5.1.1 no" without the code
std::string without_code(const std::string& value) {
  const std::string rest = without_type(value);
  return of_type("smtp", "; " + rest.substr(std::min(rest.find(' ') + 1, rest.size())));
}

// Of a relayed recipient: not what the next hop said.
std::string made_up_consent(const std::string& value) {
  return value.find("; 2") == std::string::npos ? value : "smtp; 250 Ok";
}

std::string class_3(const std::string& value) {
  return "3" + value.substr(1);
}

// "Sat, 31 Jan 2026 12:00:00 +0000" as "2026-01-31T12:00:00Z" (ISO 8601).
std::string iso(const std::string& value) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto month = months.find(value.substr(8, 3)) / 3 + 1;
  return fmt::format("{}-{:02}-{}T{}Z", value.substr(12, 4), month, value.substr(5, 2), value.substr(17, 8));
}

std::string first_second_of_all(const std::string&) {
  return date_text(wall_time{});
}

// Two hours from Greenwich, and said to be there.
std::string local_time(const std::string& value) {
  const int hour = std::stoi(value.substr(17, 2));
  return fmt::format("{}{:02}{}", value.substr(0, 17), hour < 22 ? hour + 2 : hour - 2, value.substr(19));
}

// "ren\x{E9}@x" as "ren+E9@x"
std::string in_xtext(const std::string& value) {
  std::string out;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const auto end = value.compare(at, 3, "\\x{") == 0 ? value.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      out += value[at];
    } else {
      out += "+" + value.substr(at + 3, end - at - 3);
      at = end;
    }
  }
  return out;
}

struct alteration {
  defect which;
  std::string_view field;
  std::string (*of)(const std::string& value);
};

constexpr alteration alterations[] = {
    {defect::reporting_mta_without_type, "Reporting-MTA", without_type},
    {defect::received_from_without_type, "Received-From-MTA", without_type},
    {defect::received_from_type_made_up, "Received-From-MTA", type_smtp},
    {defect::original_recipient_without_type, "Original-Recipient", without_type},
    {defect::final_recipient_without_type, "Final-Recipient", without_type},
    {defect::final_recipient_empty, "Final-Recipient", type_alone},
    {defect::remote_mta_without_type, "Remote-MTA", without_type},
    {defect::remote_mta_type_made_up, "Remote-MTA", type_smtp},
    {defect::diagnostic_without_type, "Diagnostic-Code", without_type},
    {defect::diagnostic_without_code, "Diagnostic-Code", without_code},
    {defect::relayed_diagnostic_made_up, "Diagnostic-Code", made_up_consent},
    {defect::status_class_3, "Status", class_3},
    {defect::arrival_date_iso, "Arrival-Date", iso},
    {defect::last_attempt_iso, "Last-Attempt-Date", iso},
    {defect::will_retry_until_iso, "Will-Retry-Until", iso},
    {defect::will_retry_until_past, "Will-Retry-Until", first_second_of_all},
    {defect::local_time_called_utc, "Arrival-Date", local_time},
    {defect::local_time_called_utc, "Last-Attempt-Date", local_time},
    {defect::local_time_called_utc, "Will-Retry-Until", local_time},
};

void alter_values(field_group& of, const conduct& as) {
  for (const alteration& each : alterations) {
    for (auto& [name, value] : of) {
      if (as.broken(each.which) && name == each.field) {
        value = each.of(value);
      }
    }
  }
}

// ---------------------------------------------------------------- fields that shouldn't be there

void invent_fields(field_group& of, const report& what, const reported_recipient& one, const conduct& as) {
  if (as.broken(defect::remote_mta_invented) && one.how.reply.empty()) {
    of.emplace_back("Remote-MTA", fmt::format("dns; {}", what.reporting_mta));
  }
  if (as.broken(defect::smtp_remote_recipient_is_alias)) {
    of.emplace_back("SMTP-Remote-Recipient", one.who.address);
  }
  if (as.broken(defect::extension_field_name_bad)) {
    of.emplace_back("X-Reference-Log(1)", what.about.id);
  }
}

void localize(field_group& of, const conduct& as) {
  const auto diagnostic =
      std::find_if(of.begin(), of.end(), [](const auto& each) { return each.first == "Diagnostic-Code"; });
  if (diagnostic == of.end()) {
    return;
  }
  field_group more;
  if (as.broken(defect::localized_diagnostics_repeat_language)) {
    more = {{"Localized-Diagnostic", "en; the recipient was refused"},
            {"Localized-Diagnostic", "EN; the recipient was not taken"}};
  }
  if (as.broken(defect::localized_diagnostic_without_language)) {
    more = {{"Localized-Diagnostic", "the recipient was refused"}};
  }
  of.insert(diagnostic + 1, more.begin(), more.end());
}

void swap_action_and_status(field_group& of) {
  const auto at = [&](std::string_view name) {
    return std::find_if(of.begin(), of.end(), [&](const auto& each) { return each.first == name; });
  };
  if (at("Action") != of.end() && at("Status") != of.end()) {
    std::iter_swap(at("Action"), at("Status"));
  }
}

}  // namespace

void alter_per_message(field_group& of, const report& what, const conduct& as) {
  alter_values(of, as);
  if (as.broken(defect::dsn_gateway_without_type)) {
    of.emplace_back("DSN-Gateway", what.reporting_mta);
  }
  if (as.broken(defect::remote_mta_among_message_fields) && !what.recipients.front().how.remote.empty()) {
    of.emplace_back("Remote-MTA", fmt::format("dns; {}", what.recipients.front().how.remote));
  }
}

void alter_per_recipient(field_group& of, const report& what, const reported_recipient& one, bool global,
                         const conduct& as) {
  alter_values(of, as);
  invent_fields(of, what, one, as);
  if (as.broken(defect::utf8_address_in_xtext_in_report) && !global) {
    for (auto& [name, value] : of) {
      if (name == "Final-Recipient") {
        value = in_xtext(value);
      }
    }
  }
  if (global) {
    localize(of, as);
  }
  if (as.broken(defect::status_before_action)) {
    swap_action_and_status(of);
  }
}

std::string joined(const std::string& per_message, const std::vector<std::string>& per_recipient,
                   const conduct& as) {
  const std::string blank_line = as.broken(defect::blank_line_with_blanks) ? "  \r\n"
                                 : as.broken(defect::two_blank_lines)      ? "\r\n\r\n"
                                                                           : "\r\n";
  if (as.broken(defect::no_recipient_group) || per_recipient.empty()) {
    return per_message;
  }
  std::string groups;
  for (const std::string& each : per_recipient) {
    std::string text = each;
    if (as.broken(defect::blank_line_in_group)) {
      text.insert(std::min(text.find("\r\nStatus:") + 2, text.size()), "\r\n");
    }
    const bool parted = !groups.empty() && !as.broken(defect::groups_run_together);
    groups += (parted ? blank_line : "") + text;
    if (as.broken(defect::only_first_recipient_reported)) {
      break;
    }
  }
  if (as.broken(defect::per_message_fields_last)) {
    return groups + blank_line + per_message;
  }
  return per_message + (as.broken(defect::no_blank_line_before_recipient) ? "" : blank_line) + groups +
         (as.broken(defect::blank_line_at_end) ? "\r\n" : "");
}

}  // namespace dsnspec::reference
