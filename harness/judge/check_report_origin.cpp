// RFC 3464 2.2.4: Received-From-MTA against what the submitter said.

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/dns_mta_name.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/field_value.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

// The submitter's last EHLO or HELO that was accepted; null when there was none.
const trace::exchange* hello_of(const submission& of) {
  const trace::exchange* last = nullptr;
  for (const trace::exchange& said : of.in->before_mail) {
    const smtp::command command = smtp::parse_command(said.command);
    if (said.accepted() && (command.is("EHLO") || command.is("HELO"))) {
      last = &said;
    }
  }
  return last;
}

// An IPv4 or IPv6 address stands in a comment: digits with dots, or hexadecimal digits with colons. Which one
// it is can't be held against the record, because others may stand between the submitter and the target.
bool has_address_in_comment(std::string_view value) {
  const auto open = value.find('(');
  const auto close = value.find(')', open == std::string_view::npos ? value.size() : open);
  if (close == std::string_view::npos) {
    return false;
  }
  const std::string_view comment = value.substr(open, close - open);
  std::size_t dots = 0;
  std::size_t colons = 0;
  for (const char c : comment) {
    dots += c == '.' ? 1U : 0U;
    colons += c == ':' ? 1U : 0U;
  }
  return (dots >= 3 && comment.find_first_of("0123456789") != std::string_view::npos) || colons >= 2;
}

void check(const received_report& report, const submission& of, findings& found) {
  const auto& field = report.parsed->per_message.received_from_mta;
  const trace::exchange* hello = hello_of(of);
  if (!field || !field->has_type || hello == nullptr) {
    return;
  }
  const std::vector<evidence> seen = {said(*of.in, *hello), reported(report, field->field)};
  const bool is_dns = base::iequals(field->type, "dns");
  found.held("rfc3464/2.2.4/type-dns", is_dns,
             fmt::format("the message came by SMTP, and Received-From-MTA is of type '{}'",
                         base::excerpt(field->type, 40)),
             seen);
  if (!is_dns) {
    return;
  }
  grammar::deviations forgiven;
  const std::string value = field_value(field->value);
  const auto shown = grammar::parse_dns_mta_name(value, forgiven);
  const std::string_view given = smtp::parse_command(hello->command).argument;
  const std::string_view name = shown ? shown->name : std::string_view{};
  const bool same = base::iequals(name, given);
  found.held("rfc3464/2.2.4/name-as-given-in-helo", same,
             fmt::format("the client called itself {}, and Received-From-MTA shows '{}'",
                         base::excerpt(given, 100), base::excerpt(value, 100)),
             seen);
  if (same) {
    found.held("rfc3464/2.2.4/spelling-kept", name == given,
               "Received-From-MTA spells the client's name in another letter case", seen);
  }
  found.held("rfc3464/2.2.4/client-address-as-comment", has_address_in_comment(value),
             "the client's address doesn't follow its name in Received-From-MTA", seen);
}

}  // namespace

void check_report_origin(const case_view& of, findings& found) {
  for (const received_report& report : of.seen.reports()) {
    const submission* about = of.reports.of(report);
    if (report.is_dsn() && about != nullptr && of.reports.to_sender(report)) {
      check(report, *about, found);
    }
  }
}

}  // namespace dsnspec::judge
