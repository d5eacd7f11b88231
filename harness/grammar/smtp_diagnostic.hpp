// Diagnostic-Code of type smtp (RFC 3461 section 9.2).
//
//   smtp-diagnostic = *( 3DIGIT "-" *text ) 3DIGIT SPACE *text
//
// The RFC prints 3*DIGIT, three or more; a reply code has three (RFC 5321 4.2). Nothing separates the lines
// in that ABNF, so they are told apart by the folding, which therefore must still be in the value, or, where
// an MTA joined and refolded them, by the same code coming again after a blank. A physical line that doesn't
// start with a reply code continues the one before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "grammar/status_code.hpp"
#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
// no three digits at the start
inline constexpr rule smtp_reply_code{"smtp-reply-code", "RFC 3461 section 9.2"};
// not 2yz to 5yz, y over 5
inline constexpr rule smtp_reply_code_range{"smtp-reply-code-range", "RFC 5321 section 4.2"};
// code and nothing after it
inline constexpr rule smtp_no_separator{"smtp-no-separator", "RFC 3461 section 9.2"};
inline constexpr rule smtp_codes_differ{"smtp-codes-differ", "RFC 5321 section 4.2.1"};  // lines of one reply
inline constexpr rule smtp_unfinished{"smtp-unfinished", "RFC 5321 section 4.2.1"};  // the last line has "-"
// a reply line after the final one
inline constexpr rule smtp_after_last{"smtp-after-last", "RFC 5321 section 4.2.1"};
}  // namespace rules

struct smtp_diagnostic {
  std::uint16_t code = 0;  // 200 to 599, or 0 to 999 from the tolerant form
  std::size_t lines = 1;   // reply lines
  std::string_view text;   // of the first line, after code and separator; up to where the next line starts
  std::optional<status_code> enhanced;  // RFC 2034: at the start of that text, if there
};

// One reply line inside a diagnostic.
struct smtp_diagnostic_line {
  std::string_view raw;
  std::uint16_t code = 0;
  bool last = true;       // SPACE (or nothing) after the code; false: "-"
  std::string_view text;  // folding of a continued line still inside
};

// `value` is what follows "smtp;", folding still inside.
parsed<smtp_diagnostic> parse_smtp_diagnostic(std::string_view value);
// Error only when no three digits start it: smtp_reply_code. A code at the very end of the value passes
// without its SPACE, because whoever trims a field's value loses that.
parsed<smtp_diagnostic> parse_smtp_diagnostic(std::string_view value, deviations& forgiven);

// The reply lines, in order; after a value the tolerant form takes, they cover it but for the folding
// between.
class smtp_diagnostic_lines {
 public:
  explicit smtp_diagnostic_lines(std::string_view value) : value_(value) {}
  std::optional<smtp_diagnostic_line> next();

 private:
  std::string_view value_;
  std::size_t at_ = 0;
};

}  // namespace dsnspec::grammar
