// xtext: printable text inside an SMTP parameter (RFC 3461 section 4).
//
//   xtext   = *( xchar / hexchar )
//   xchar   = any ASCII CHAR between "!" (33) and "~" (126) inclusive, except "+" and "="
//   hexchar = "+" immediately followed by two upper case hexadecimal digits
//
// The empty text is xtext. An esmtp-value is never empty, so envelope_id and original_recipient add that
// themselves.
#pragma once

#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
// neither xchar nor "+": "=", SPACE, CTL, 8-bit
inline constexpr rule xtext_octet{"xtext-octet", "RFC 3461 section 4"};
// "+" without two hexadecimal digits
inline constexpr rule xtext_hexchar{"xtext-hexchar", "RFC 3461 section 4"};
inline constexpr rule xtext_lower_case_hex{"xtext-lower-case-hex", "RFC 3461 section 4"};
// decodes to a control or 8-bit
inline constexpr rule xtext_unprintable{"xtext-unprintable", "RFC 3461 sections 4.2 and 4.4"};
}  // namespace rules

// Strict. Errors: the first octet or hexchar that breaks a rule.
checked check_xtext(std::string_view text);

// Strict xtext that decodes to printable US-ASCII only: 0x20 to 0x7E and HTAB, which is white space.
checked check_printable_xtext(std::string_view text);

// True for xtext in which nothing is escaped that could stand for itself, "+41" for "A" being such a thing.
bool is_canonical_xtext(std::string_view text);

// The octets meant, once; whatever they are: check_printable_xtext() says whether they may be.
parsed<std::string> decode_xtext(std::string_view text);

// Never fails: lower-case digits are taken, a "+" that starts no hexchar and an octet outside xchar stand for
// themselves.
std::string decode_xtext(std::string_view text, deviations& forgiven);

// Canonical form of any octets: escaped is exactly what is no xchar.
std::string encode_xtext(std::string_view octets);

}  // namespace dsnspec::grammar
