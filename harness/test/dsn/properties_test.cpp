// What holds for every report. The only file of this folder with RapidCheck: it compiles slowly.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include "base/quote.hpp"
#include "dsn/generate.hpp"
#include "dsn/json.hpp"
#include "dsn/lint_ids.hpp"
#include "dsn/sample.hpp"
#include "grammar/date_time.hpp"
#include "grammar/field.hpp"
#include "support/generators.hpp"

namespace dsnspec::dsn::test {
namespace {

using namespace dsnspec::test;  // the generators

// ---------------------------------------------------------------- sources that shrink

// Words with blanks between: what may stand in any text of a report. Small, so that no line grows too long.
rc::Gen<std::string> words() {
  const auto word = some_of(letters_and_digits() + "(){}<>@.,;:=+\\\"");
  return rc::gen::resize(8,
                         rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(word)),
                                      [](const std::vector<std::string>& all) { return joined(all, " "); }));
}

constexpr std::int64_t middle = 4'000'000'000;

rc::Gen<std::string> dates(std::int64_t from = 0) {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(from, from + middle),
                      [](std::int64_t seconds) { return grammar::format_date_time(seconds, 120); });
}

rc::Gen<typed_text> addresses() {
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::resize(12, mailbox()),
                   [](const std::string& text) { return typed_text{"rfc822", text}; }),
      rc::gen::map(words(), [](const std::string& text) { return typed_text{"X-Local", text}; }));
}

rc::Gen<typed_text> hosts() {
  return rc::gen::map(rc::gen::resize(10, domain()),
                      [](const std::string& text) { return typed_text{"dns", text + ".example"}; });
}

template <class T>
std::optional<T> perhaps(const rc::Gen<T>& of) {
  return *rc::gen::arbitrary<bool>() ? std::optional<T>(*of) : std::nullopt;
}

std::vector<extension_text> extensions() {
  std::vector<extension_text> out;
  for (const std::string& value :
       *rc::gen::resize(3, rc::gen::container<std::vector<std::string>>(words()))) {
    out.push_back({"X-Mta-" + *rc::gen::resize(8, some_of("aB0")), value});
  }
  return out;
}

recipient_source a_recipient() {
  recipient_source one;
  one.original_recipient = perhaps(addresses());
  one.final_recipient = *addresses();
  one.action = *rc::gen::element(action::failed, action::delayed, action::delivered, action::relayed,
                                 action::expanded);
  const int class_ = one.action == action::failed ? 5 : one.action == action::delayed ? 4 : 2;
  one.status = {static_cast<std::uint8_t>(class_), *rc::gen::inRange<std::uint16_t>(0, 1000),
                *rc::gen::inRange<std::uint16_t>(0, 1000)};
  one.status_comment = perhaps(words()).value_or("");
  one.remote_mta = perhaps(hosts());
  if (*rc::gen::arbitrary<bool>()) {
    one.diagnostic_code = diagnostic_text{"X-Local", {*words()}};
  }
  one.last_attempt_date = perhaps(dates());
  one.final_log_id = perhaps(words());
  if (one.action == action::delayed) {
    one.will_retry_until = perhaps(dates(middle));  // after all that was (RFC 3464 2.3.9)
  }
  one.extension_fields = extensions();
  return one;
}

report_source a_source() {
  report_source out;
  out.subject = *words();
  out.human_readable = joined(
      *rc::gen::resize(5, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(words()))), "\n");
  out.original_envelope_id = perhaps(words());
  out.reporting_mta = *hosts();
  out.dsn_gateway = perhaps(hosts());
  out.received_from_mta = perhaps(hosts());
  out.arrival_date = perhaps(dates());
  out.extension_fields = extensions();
  const auto count = *rc::gen::inRange<std::size_t>(1, 4);
  for (std::size_t i = 0; i < count; ++i) {
    out.recipients.push_back(a_recipient());
  }
  if (*rc::gen::arbitrary<bool>()) {
    out.returned_content = returned_source{returned_source::kind::headers, "Subject: " + *words() + "\n"};
  }
  return out;
}

std::string written(const report_source& source) {
  const auto octets = generate(source);
  if (!octets) {
    RC_FAIL(octets.error().message);
  }
  return *octets;
}

std::set<std::string> findings(const std::string& octets) {
  return accused(octets, profile::any);
}

// ---------------------------------------------------------------- there and back

RC_GTEST_PROP(Report, ReadsBackAsTheSourceItWasWrittenFrom, ()) {
  const report_source source = a_source();
  const std::string octets = written(source);
  RC_ASSERT(source_of(*parse(octets)) == source);
}

RC_GTEST_PROP(Report, IsWrittenOctetForOctetAgainFromWhatWasRead, ()) {
  const std::string octets = written(a_source());
  RC_ASSERT(written(source_of(*parse(octets))) == octets);
}

RC_GTEST_PROP(Report, HasNoFindingAndNoDiagnosticWhenWeWroteIt, ()) {
  const std::string octets = written(a_source());
  RC_ASSERT(findings(octets) == std::set<std::string>());
  RC_ASSERT(parse(octets)->diagnostics.empty());
}

RC_GTEST_PROP(Report, SurvivesJson, ()) {
  const report_source source = a_source();
  const auto again = source_from_json(to_json(source).dump());
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == source);
}

// ---------------------------------------------------------------- what makes no difference

// The delivery-status part of the octets, cut into lines that are one field each, and blank lines.
struct opened {
  std::string before;
  std::vector<std::string> fields;
  std::string after;
  [[nodiscard]] std::string whole() const { return before + joined(fields, "") + after; }
};

opened open_status(const std::string& octets) {
  const auto read = parse(octets);
  const std::size_t start = grammar::offset_of(octets, read->delivery_status->body);
  const std::string_view body = read->delivery_status->body;
  opened out{octets.substr(0, start), {}, octets.substr(start + body.size())};
  grammar::deviations met;
  for (grammar::field_scanner each(body, grammar::blank_only_line::separates, met);
       const auto one = each.next();) {
    out.fields.emplace_back(one->raw);
  }
  return out;
}

bool is_named(const std::string& raw, std::string_view name) {
  return base::istarts_with(raw, std::string(name) + ":");
}

RC_GTEST_PROP(Report, ReadsTheSameInAnyLetterCaseOfNamesAndActions, ()) {
  const report_source source = a_source();
  opened status = open_status(written(source));
  for (std::string& field : status.fields) {
    const std::size_t colon = field.find(':');
    const bool extension = is_named(field, field.substr(0, colon)) && field.starts_with("X-");
    if (colon != std::string::npos && !extension) {
      field = *in_any_case(field.substr(0, colon)) + field.substr(colon);
    }
    if (is_named(field, "Action")) {
      field = *in_any_case(field);
    }
  }
  RC_ASSERT(source_of(*parse(status.whole())) == source);
}

RC_GTEST_PROP(Report, ReadsTheSameWithItsOptionalFieldsInAnyOrder, ()) {
  report_source source = a_source();
  for (recipient_source& one : source.recipients) {
    one.extension_fields.clear();
  }
  opened status = open_status(written(source));
  // Of each group the fields after Status, turned round.
  for (auto at = status.fields.begin(); at != status.fields.end(); ++at) {
    if (is_named(*at, "Status")) {
      const auto end = std::find_if(at, status.fields.end(), [](const auto& raw) { return raw == "\r\n"; });
      std::reverse(at + 1, end);
      at = end - 1;
    }
  }
  RC_ASSERT(source_of(*parse(status.whole())) == source);
  RC_ASSERT(findings(status.whole()) == std::set<std::string>());
}

RC_GTEST_PROP(Report, ReadsTheSameWithLinesThatEndInLf, ()) {
  const report_source source = a_source();
  RC_ASSERT(source_of(*parse(with_lf(written(source)))) == source);
}

RC_GTEST_PROP(Report, ReadsTheSameHoweverItIsFoldedAfterTypesAndColons, ()) {
  const report_source source = a_source();
  opened status = open_status(written(source));
  for (std::string& field : status.fields) {
    const std::size_t blank = field.find(": ");
    if (blank != std::string::npos && *rc::gen::arbitrary<bool>()) {
      field.replace(blank, 2, ":\r\n\t");
    }
    const std::size_t after_type = field.find("; ");
    const bool is_typed = is_named(field, "Final-Recipient") || is_named(field, "Remote-MTA");
    if (is_typed && after_type != std::string::npos && *rc::gen::arbitrary<bool>()) {
      field.replace(after_type, 2, " (x) ;\r\n  ");
    }
  }
  const std::string text = status.whole();
  const auto seen = source_of(*parse(text));
  RC_ASSERT(seen.recipients == source.recipients);
  RC_ASSERT(seen.reporting_mta == source.reporting_mta);
}

// ---------------------------------------------------------------- what makes just one

struct defect {
  std::string_view requirement;
  std::function<void(opened&)> make;
};

auto find_field(opened& status, std::string_view name) {
  const auto found = std::find_if(status.fields.begin(), status.fields.end(),
                                  [&](const std::string& raw) { return is_named(raw, name); });
  RC_PRE(found != status.fields.end());
  return found;
}

void leave_out(opened& status, std::string_view name) {
  status.fields.erase(find_field(status, name));
}
void put_twice(opened& status, std::string_view name) {
  const auto found = find_field(status, name);
  status.fields.insert(found, std::string(*found));
}
void say_instead(opened& status, std::string_view name, std::string_view value) {
  *find_field(status, name) = std::string(name) + ":" + std::string(value) + "\r\n";
}

const std::vector<defect>& defects() {
  static const std::vector<defect> all = {
      // Another field in its place: with none at all the status would begin with a blank line.
      {ids::reporting_mta_present, [](opened& s) { *find_field(s, "Reporting-MTA") = "X-Mta-Y: z\r\n"; }},
      {ids::final_recipient_present, [](opened& s) { leave_out(s, "Final-Recipient"); }},
      {ids::action_present, [](opened& s) { leave_out(s, "Action"); }},
      {ids::status_present, [](opened& s) { leave_out(s, "Status"); }},
      {ids::per_message_at_most_once, [](opened& s) { put_twice(s, "Reporting-MTA"); }},
      {ids::per_recipient_at_most_once, [](opened& s) { put_twice(s, "Remote-MTA"); }},
      {ids::per_recipient_at_most_once, [](opened& s) { put_twice(s, "Status"); }},
      {ids::action_value, [](opened& s) { say_instead(s, "Action", " bounced"); }},
      {ids::status_syntax, [](opened& s) { say_instead(s, "Status", " 550"); }},
      {ids::status_syntax, [](opened& s) { say_instead(s, "Status", " 5.1"); }},
      {ids::status_class, [](opened& s) { say_instead(s, "Status", " 3.1.1"); }},
      {ids::arrival_date_numeric_zone,
       [](opened& s) { say_instead(s, "Arrival-Date", " Thu, 7 Jul 1994 17:15:49 GMT"); }},
      {ids::arrival_date_syntax, [](opened& s) { say_instead(s, "Arrival-Date", " yesterday"); }},
      {ids::last_attempt_date_syntax, [](opened& s) { say_instead(s, "Last-Attempt-Date", ""); }},
      {ids::reporting_mta_syntax, [](opened& s) { say_instead(s, "Reporting-MTA", " mx.example.org"); }},
      {ids::remote_mta_syntax, [](opened& s) { say_instead(s, "Remote-MTA", " mx.example.org"); }},
      {ids::final_recipient_syntax, [](opened& s) { say_instead(s, "Final-Recipient", " a@b.example"); }},
      {ids::diagnostic_code_syntax, [](opened& s) { say_instead(s, "Diagnostic-Code", " 550 no"); }},
      {ids::one_blank_line,
       [](opened& s) { s.fields.insert(std::find(s.fields.begin(), s.fields.end(), "\r\n"), "\r\n"); }},
      {ids::blank_line_empty,
       [](opened& s) { *std::find(s.fields.begin(), s.fields.end(), "\r\n") = "  \r\n"; }},
      {ids::blank_line_before_recipient,
       [](opened& s) { s.fields.erase(std::find(s.fields.begin(), s.fields.end(), "\r\n")); }},
      {ids::per_message_fields_first,
       [](opened& s) {
         s.fields.insert(find_field(s, "Status") + 1, "Arrival-Date: Thu, 7 Jul 1994 17:15:49 +0000\r\n");
       }},
      {ids::recipient_field_in_recipient_group,
       [](opened& s) {
         s.fields.insert(find_field(s, "Reporting-MTA") + 1, "Remote-MTA: dns; a.example\r\n");
       }},
      {ids::field_syntax, [](opened& s) { s.fields.insert(find_field(s, "Status") + 1, "no field\r\n"); }},
      {ids::extension_name_atom,
       [](opened& s) { s.fields.insert(find_field(s, "Status") + 1, "X.Y: z\r\n"); }},
      {ids::seven_bit_octets,
       [](opened& s) { s.fields.insert(find_field(s, "Status") + 1, "X-Mta-Y: \xE9\r\n"); }},
      {ids::line_length,
       [](opened& s) {
         s.fields.insert(find_field(s, "Status") + 1, "X-Mta-Y: " + std::string(990, 'y') + "\r\n");
       }},
      {ids::ends_with_last_field, [](opened& s) { s.fields.emplace_back("\r\n"); }},
  };
  return all;
}

RC_GTEST_PROP(Lint, NamesTheDefectThatWasMadeAndNoOther, ()) {
  std::vector<std::size_t> places(defects().size());
  std::iota(places.begin(), places.end(), 0U);
  const std::size_t which = *rc::gen::elementOf(places);
  const defect& one = defects()[which];
  opened status = open_status(written(a_source()));
  one.make(status);
  RC_TAG(std::string(one.requirement));
  RC_LOG(base::quote(joined(status.fields, "")));
  RC_ASSERT(findings(status.whole()) == std::set<std::string>{std::string(one.requirement)});
}

}  // namespace
}  // namespace dsnspec::dsn::test
