// "type; value": the shape of addresses, MTA names and diagnostic codes in DSN fields (RFC 3464
// section 2.1.2).
//
//   typed-value = OCFWS atom OCFWS ";" *text
//
// The first ";" outside comments and quoted strings separates; those after it belong to the value. Comments
// stand only before the ";": in the value they are text unless its own grammar says otherwise. Views point
// into the text.
#pragma once

#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule typed_value_no_type{"typed-value-no-type", "RFC 3464 section 2.1.2"};  // no ";"
inline constexpr rule typed_value_type_empty{"typed-value-type-empty", "RFC 3464 section 2.1.2"};
inline constexpr rule typed_value_type_octet{"typed-value-type-octet", "RFC 3464 section 2.1.2"};  // no atom
// NUL, bare CR, 8-bit in the value
inline constexpr rule typed_value_octet{"typed-value-octet", "RFC 3464 section 2.1"};
inline constexpr rule typed_value_bare_lf{"typed-value-bare-lf",
                                          "RFC 5322 section 2.3"};  // folded at LF alone
}  // namespace rules

struct typed_value {
  std::string_view type;   // without comments and blanks; empty when there is none
  std::string_view value;  // without blanks and folding at its two ends; inside, folding stays
  bool has_type = false;   // a ";" was there
};

// Strict: type is an atom, the value seven-bit text, folded at CRLF if at all. It may be empty.
parsed<typed_value> parse_typed_value(std::string_view text);

// Never fails. Without ";" the whole text is the value. A type that is no atom ("mail.x.org [1.2.3.4]") is
// given as written. Eight-bit octets are not remarked on in charset utf8 fields: the caller drops
// typed_value_octet there.
typed_value parse_typed_value(std::string_view text, deviations& forgiven);

}  // namespace dsnspec::grammar
