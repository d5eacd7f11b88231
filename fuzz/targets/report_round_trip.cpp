// What a report says can be written again: generate() of it parses to the same, and nothing that MUST be is
// amiss. An input that starts with "{" is a description of a report as JSON, everything else a report.
#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "dsn/generate.hpp"
#include "dsn/json.hpp"
#include "dsn/lint.hpp"
#include "dsn/lint_ids.hpp"
#include "dsn/parse.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using fuzz::require;

namespace {

// What a header and the delivery status may hold: printable, and folded as it has to be.
void check_fields(std::string_view fields, bool global) {
  for (const char c : fields) {
    require(c == '\r' || c == '\n' || c == '\t' || (c >= 0x20 && c < 0x7F) || (global && (c & 0x80) != 0),
            "no control and no eight-bit octet gets into a field", fields);
  }
}

void check_octets(std::string_view octets, const dsn::report& read, bool global) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    require(octets[i] != '\0' && (global || (octets[i] & 0x80) == 0), "no NUL and no eight-bit octet gets in",
            octets);
    require((octets[i] == '\n') == (i > 0 && octets[i - 1] == '\r'), "every line ends with CRLF", octets);
  }
  check_fields(read.message.header, global);
  check_fields(read.delivery_status->body, global);
}

// What generate() promises: nothing that MUST be is amiss. These are the ids of the law book that are SHOULD
// or MAY.
void check_lint(const dsn::report& read, std::string_view octets) {
  constexpr std::string_view no_must[] = {
      "rfc3461/9.1/address-without-brackets",
      "rfc3461/9.3/dns-name-syntax",
      "rfc3464/2.3.3/success-with-failure-status",
      "rfc3464/2.4/x-name-tells-the-implementation",
      "rfc3464/2/from-address",
      "rfc6522/4/headers-only-as-message",
      "rfc6533/3/orcpt-upconverted-in-global-dsn",
      "rfc6533/3/utf8-address-in-global-dsn",
      "rfc6533/4.1/localized-diagnostic-after-diagnostic-code",
      "rfc6533/4.1/utf8-only-with-type-utf8",  // the type is the source's
      "rfc6533/6.4/no-parameters",
      "rfc6533/6.4/second-part",
  };
  for (const dsn::finding& one : dsn::lint(read).findings) {
    require(dsn::is_choice(one.requirement) ||
                std::find(std::begin(no_must), std::end(no_must), one.requirement) != std::end(no_must),
            "a generated report breaks no MUST",
            std::string(one.requirement) + ": " + one.message + " | " + std::string(octets));
  }
}

void check_written(const dsn::report_source& source, const std::string& octets) {
  const auto read = dsn::parse(octets);
  require(read->is_report, "what is generated is a report", octets);
  check_lint(*read, octets);
  require(dsn::source_of(*read) == source, "a generated report parses to what it was made of", octets);
  const auto again = dsn::generate(dsn::source_of(*read));
  require(again && *again == octets, "generating is stable", octets);
  check_octets(octets, *read, source.global);
}

// CRLF in texts of several lines is read as LF, for people who write descriptions by hand.
bool has_cr(const dsn::report_source& source) {
  return source.human_readable.contains('\r') ||
         (source.returned_content && source.returned_content->content.contains('\r'));
}

void check_description(const dsn::report_source& source) {
  const std::string text = dsn::to_json(source).dump();
  const auto same = dsn::source_from_json(text);
  require(same.has_value(), "a description can be read back", same ? "" : same.error().text() + " | " + text);
  fuzz::require_same(dsn::to_json(*same).dump(), text, "a description is read back as it was written");
  require(*same == source, "a description says everything", text);
}

void check_source(const dsn::report_source& source) {
  if (!has_cr(source)) {
    check_description(source);
  }
  const auto octets = dsn::generate(source);
  if (octets) {
    check_written(source, *octets);
  } else {
    require(fuzz::is_printable(octets.error().message), "a refusal is printable", octets.error().message);
  }
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  if (octets.starts_with('{')) {
    const auto source = dsn::source_from_json(octets);
    if (source) {
      check_source(*source);
    } else {
      require(fuzz::is_printable(source.error().message), "an error is printable", source.error().message);
    }
    return;
  }
  check_source(dsn::source_of(*dsn::parse(octets)));
}
