// RFC 3461 8: nothing that a submitter or a next hop smuggled in becomes a line of its own, neither in a report nor
// in what the next hop is told.
//
// Scenarios mark what they smuggle: a line that, wherever it comes to stand alone, begins with "X-Injected".

#include <algorithm>

#include "base/ascii.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view rule = "rfc3461/8/no-injected-lines";
constexpr std::string_view mark = "X-Injected";

// The mark was in something we sent: the submitter's commands or our hosts' replies.
bool smuggled(const trace::session& which) {
  const bool from_client = which.role == trace::session_role::client;
  return std::any_of(which.chunks.begin(), which.chunks.end(), [from_client](const trace::chunk& passed) {
    return passed.from_client == from_client && passed.octets.find(mark) != std::string::npos;
  });
}

void check_fields(const received_report& report, const std::vector<dsn::field>& fields, findings& found) {
  for (const dsn::field& field : fields) {
    if (base::istarts_with(field.name, mark)) {
      found.broken(rule, "a smuggled line stands in the report as a field", {reported(report, &field)});
    }
  }
}

void check_report(const received_report& report, findings& found) {
  for (const auto& field : report.parsed->message.fields) {
    if (base::istarts_with(field.raw, mark)) {
      found.broken(rule, "a smuggled line stands in the header of the report", {excerpted(report, field.raw)});
    }
  }
  check_fields(report, report.parsed->per_message.fields, found);
  for (const auto& group : report.parsed->recipients) {
    check_fields(report, group.fields, found);
  }
}

}  // namespace

void check_injection(const observation& seen, findings& found) {
  const auto& sessions = seen.record().sessions;
  if (std::none_of(sessions.begin(), sessions.end(), smuggled)) {
    return;
  }
  if (seen.silence_proved()) {
    found.kept(rule);
  }
  for (const received_report& report : seen.reports()) {
    check_report(report, found);
  }
  for (const trace::dialogue& in : seen.dialogues()) {
    if (in.of->role != trace::session_role::server) {
      continue;
    }
    for (const trace::exchange& one : in.before_mail) {
      if (base::istarts_with(one.command, mark)) {
        found.broken(rule, "a smuggled line was sent to the next hop as a command", {said(in, one)});
      }
    }
  }
}

}  // namespace dsnspec::judge
