// Addresses of type utf-8 and their escape \x{HEXPOINT} (RFC 6533 section 3).
//
//   utf-8-enc-addr      = utf-8-addr-xtext / utf-8-addr-unitext / utf-8-address
//   utf-8-addr-xtext    = 1*( QCHAR / EmbeddedUnicodeChar )       ; seven-bit
//   utf-8-addr-unitext  = 1*( QUCHAR / EmbeddedUnicodeChar )      ; QCHAR and UTF-8
//   EmbeddedUnicodeChar = %x5C.78 "{" HEXPOINT "}"
//   HEXPOINT            = "0"/"1" HEXDIG / "20" / "2B" / "3D" / "5C" / "7F" / code points from 80 to 10FFFF
//                         without leading zeros and without D800 to DFFF
//
// The ABNF as printed can't write 0A to 0F, 1A to 1F and 00, which its prose wants written, and lets more
// than four digits follow "10"; here stands what the prose means, but for NUL, CR and LF: a generator may not
// write them, and they are never decoded, because nothing decoded here may end a line or a string.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule utf8_address_empty{"utf8-address-empty", "RFC 6533 section 3"};
// SPACE, CTL, "+", "=", 8-bit in the 7-bit form
inline constexpr rule utf8_address_octet{"utf8-address-octet", "RFC 6533 section 3"};
// "\" that starts no EmbeddedUnicodeChar
inline constexpr rule hexpoint_malformed{"hexpoint-malformed", "RFC 6533 section 3"};
// NUL, CR or LF, left encoded
inline constexpr rule hexpoint_unsafe{"hexpoint-unsafe", "RFC 6533 section 3"};
}  // namespace rules

struct embedded_char {
  char32_t code = 0;
  std::size_t length = 0;  // octets from "\" to "}"; 0: there is no EmbeddedUnicodeChar
};

// The EmbeddedUnicodeChar at `at`.
embedded_char embedded_char_at(std::string_view text, std::size_t at);

checked check_utf8_addr_xtext(std::string_view text);    // the only form that is safe in seven bits
checked check_utf8_addr_unitext(std::string_view text);  // the form for ORCPT under SMTPUTF8

// The address with every EmbeddedUnicodeChar replaced by its UTF-8. Never fails: what is malformed or unsafe
// is copied unchanged, as section 3 demands of an address that doesn't conform, and noted.
std::string decode_unitext(std::string_view text, deviations& forgiven);

// The two forms of an address given in UTF-8: CTL, SPACE, "\", "+" and "=" become \x{..} in both, in the
// first also everything outside ASCII. Errors: utf8_malformed, and hexpoint_unsafe for NUL, CR and LF. The
// result for the empty text is empty, and no valid address.
parsed<std::string> encode_utf8_addr_xtext(std::string_view utf8);
parsed<std::string> encode_utf8_addr_unitext(std::string_view utf8);

}  // namespace dsnspec::grammar
