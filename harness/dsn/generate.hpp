// Writes a report in canonical form: CRLF, 7-bit, lines folded at 78 octets where a blank allows it, exactly
// one blank line between groups, fields in the order of RFC 3464's grammar, a boundary that occurs nowhere in
// the content.
//
// Nothing in a source can add a line, a field or a part: a value that has CR, LF, NUL, another control or an
// eight-bit octet where it may not is refused, with an error that names the field. What is written has no
// finding of level MUST under lint(), and parses back to the same source.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "dsn/report_source.hpp"

namespace dsnspec::dsn {

// Errors name the member: "recipients[0].diagnostic_code: ...".
base::result<std::string> generate(const report_source& source);

struct random_options {
  bool smtp = false;    // only what a report about a message that came by SMTP may have (RFC 3461 6.3)
  bool global = false;  // message/global-delivery-status, with text beyond ASCII
  std::size_t most_recipients = 12;
};

// A valid report, the same for the same seed and options everywhere: odd types, comments, values that have to
// be folded, dates in all shapes, extension fields, two or three parts. lint() has nothing to say about it.
report_source random_source(std::uint64_t seed, const random_options& options = {});

}  // namespace dsnspec::dsn
