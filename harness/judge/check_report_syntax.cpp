// RFC 3464 and 6522: whatever the linter sees in each report.

#include "judge/checks.hpp"
#include "judge/evidence.hpp"

#include "dsn/lint.hpp"

namespace dsnspec::judge {
namespace {

// Octets around a finding that are shown with it.
constexpr std::size_t shown = 200;

std::string_view around(std::string_view message, const dsn::span& where) {
  if (where.offset >= message.size()) {
    return {};
  }
  return message.substr(where.offset, std::max(where.length, shown / 4));
}

}  // namespace

void check_report_syntax(const observation& seen, findings& found) {
  for (const received_report& report : seen.reports()) {
    if (report.truncated() || !report.is_dsn()) {
      continue;  // what is missing was not stored; what is no report is judged by check_report_content
    }
    dsn::lint_options options;
    options.profile = dsn::profile::smtp;
    options.report_expected = true;
    for (const dsn::finding& one : dsn::lint(*report.parsed, options).findings) {
      found.broken(one.requirement, one.message, {excerpted(report, around(report.how->said->message, one.where))});
    }
  }
}

}  // namespace dsnspec::judge
