// RFC 3464 and 6522: whatever the linter sees in each report.

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "dsn/lint.hpp"
#include "dsn/lint_global_ids.hpp"
#include "dsn/lint_ids.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"

namespace dsnspec::judge {
namespace {

// Octets that are shown at least where a finding has none of its own.
constexpr std::size_t shown = 60;

std::string_view around(std::string_view message, const dsn::span& where) {
  return where.offset < message.size() ? message.substr(where.offset, std::max(where.length, shown))
                                       : std::string_view{};
}

template <class Has>
bool any_group(const dsn::report& report, Has has) {
  return std::any_of(report.recipients.begin(), report.recipients.end(), has);
}

bool has_x_field(const std::vector<dsn::field>& fields) {
  return std::any_of(fields.begin(), fields.end(),
                     [](const dsn::field& one) { return base::iequals(one.name.substr(0, 2), "x-"); });
}

// Whether the report has what the requirement is about: a field that isn't there can't show that it is
// written right.
bool arises(std::string_view requirement, const dsn::report& report) {
  const auto about = [requirement](std::string_view section) {
    return requirement.find(section) != std::string_view::npos;
  };
  const dsn::per_message_fields& message = report.per_message;
  if (about("rfc6522/3/") || about("rfc3464/2/")) {
    return report.is_report;
  }
  if (about("/2.2.1/")) {
    return message.original_envelope_id.has_value();
  }
  if (about("/2.2.3/")) {
    return message.dsn_gateway.has_value();
  }
  if (about("/2.2.4/")) {
    return message.received_from_mta.has_value();
  }
  if (about("/2.2.5/")) {
    return message.arrival_date.has_value();
  }
  using group = dsn::per_recipient_fields;
  if (about("/2.3.1/")) {
    return any_group(report, [](const group& g) { return g.original_recipient.has_value(); });
  }
  if (about("/2.3.5/")) {
    return any_group(report, [](const group& g) { return g.remote_mta.has_value(); });
  }
  if (about("/2.3.6/") || about("/9.2/")) {
    return any_group(report, [](const group& g) { return g.diagnostic_code.has_value(); });
  }
  if (about("/2.3.7/")) {
    return any_group(report, [](const group& g) { return g.last_attempt_date.has_value(); });
  }
  if (about("/2.3.8/")) {
    return any_group(report, [](const group& g) { return g.final_log_id.has_value(); });
  }
  if (about("/2.3.9/")) {
    return any_group(report, [](const group& g) { return g.will_retry_until.has_value(); });
  }
  if (about("rfc6522/4/") || about("returned-message") || requirement == dsn::ids::third_part_labelled) {
    return report.returned_content != nullptr;
  }
  if (requirement == dsn::ids::x_name) {
    return has_x_field(message.fields) ||
           any_group(report, [](const group& g) { return has_x_field(g.fields); });
  }
  return true;
}

// RFC 6533 3: a malformed ORCPT of type utf-8 is copied as it is, so what is wrong with it is the sender's
// doing.
bool copied_as_given(const case_view& of, const received_report& report, const dsn::finding& one) {
  if (one.requirement != dsn::ids::charset_utf8 ||
      !base::istarts_with(around(report.how->said->message, one.where), "Original-Recipient")) {
    return false;
  }
  const auto& groups = of.reports.in(report);
  return std::any_of(groups.begin(), groups.end(), [](const answer* each) {
    const auto& field = each->group->original_recipient;
    const auto given = each->to == nullptr ? std::nullopt : value_of(*each->to->said, "ORCPT");
    return field && given && given->find(';') != std::string::npos &&
           base::trimmed(dsn::unfolded(field->value)) ==
               std::string_view(*given).substr(given->find(';') + 1);
  });
}

void check(const case_view& of, const received_report& report, findings& found) {
  dsn::lint_options options;
  options.profile = dsn::profile::smtp;
  options.report_expected = true;
  std::set<std::string_view> broken;
  for (const dsn::finding& one : dsn::lint(*report.parsed, options).findings) {
    broken.insert(one.requirement);
    if (copied_as_given(of, report, one)) {
      continue;
    }
    found.broken(one.requirement, one.message,
                 {excerpted(report, around(report.how->said->message, one.where))});
  }
  if (!report.is_dsn()) {
    return;  // what lacks a delivery status where it belongs shows no more than that
  }
  for (const std::string_view requirement : dsn::lint_ids) {
    if (!broken.contains(requirement) && !dsn::is_choice(requirement) &&
        arises(requirement, *report.parsed)) {
      found.kept(requirement);
    }
  }
  for (const std::string_view requirement : dsn::lint_global_ids) {
    if (!broken.contains(requirement) && dsn::arises_globally(requirement, *report.parsed)) {
      found.kept(requirement);
    }
  }
}

}  // namespace

void check_report_syntax(const case_view& of, findings& found) {
  for (const received_report& report : of.seen.reports()) {
    // What is missing was not stored; what is no report at all is judged by check_report_content.
    if (!report.truncated() && dsn::kind_of(*report.parsed) == dsn::message_kind::status_report) {
      check(of, report, found);
    }
  }
}

}  // namespace dsnspec::judge
