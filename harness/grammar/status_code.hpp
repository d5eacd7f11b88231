// Enhanced status codes (RFC 3464 section 2.3.4, RFC 3463 section 2).
//
//   status-code = DIGIT "." 1*3DIGIT "." 1*3DIGIT      ; no white space, no leading zeros
//   class       = "2" / "4" / "5"                      ; RFC 3463
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
// no digits "." digits "." digits
inline constexpr rule status_code_shape{"status-code-shape", "RFC 3464 section 2.3.4"};
inline constexpr rule status_code_class{"status-code-class", "RFC 3463 section 2"};  // not 2, 4 or 5
inline constexpr rule status_code_leading_zero{"status-code-leading-zero", "RFC 3464 section 2.3.4"};
inline constexpr rule status_code_digits{"status-code-digits", "RFC 3464 section 2.3.4"};  // more than three
// text after its end
inline constexpr rule status_code_surplus{"status-code-surplus", "RFC 3464 section 2.3.4"};
}  // namespace rules

struct status_code {
  std::uint8_t class_ = 5;    // 0 to 9; anything but 2, 4 and 5 only from the tolerant forms
  std::uint16_t subject = 0;  // 0 to 999
  std::uint16_t detail = 0;   // 0 to 999

  // RFC 3463: 2, 4, 5.
  [[nodiscard]] constexpr bool success() const { return class_ == 2; }
  [[nodiscard]] constexpr bool persistent_transient() const { return class_ == 4; }
  [[nodiscard]] constexpr bool permanent() const { return class_ == 5; }
  [[nodiscard]] std::string text() const;  // "5.1.1"

  friend constexpr bool operator==(const status_code&, const status_code&) = default;
};

// The whole text, strict: class 2, 4 or 5, no leading zero.
parsed<status_code> parse_status_code(std::string_view text);
// Takes any class and leading zeros: what the ABNF of RFC 3464 lets through.
parsed<status_code> parse_status_code(std::string_view text, deviations& forgiven);

struct status_code_prefix_result {
  status_code code;
  std::size_t length = 0;  // octets taken
};
// The code at the start of a longer text, as in "5.1.1 bad mailbox". After it comes the end or an octet that
// is neither a digit nor a "." with a digit, else it is none: "5.1.1.1", "5.1.1000".
parsed<status_code_prefix_result> status_code_prefix(std::string_view text, deviations& forgiven);

}  // namespace dsnspec::grammar
