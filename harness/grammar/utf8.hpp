// UTF-8, one character at a time (RFC 3629 section 4).
//
//   UTF8-2 = %xC2-DF UTF8-tail
//   UTF8-3 = %xE0 %xA0-BF UTF8-tail / %xE1-EC 2( UTF8-tail ) / %xED %x80-9F UTF8-tail / %xEE-EF 2( UTF8-tail
//   ) UTF8-4 = %xF0 %x90-BF 2( UTF8-tail ) / %xF1-F3 3( UTF8-tail ) / %xF4 %x80-8F 2( UTF8-tail )
//
// Overlong forms, surrogates and everything above U+10FFFF are not UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule utf8_malformed{"utf8-malformed", "RFC 3629 section 4"};
}

// Which repertoire a production is read in: that of RFC 5321, or the one RFC 6531 and 6532 widen it to.
enum class charset { ascii, utf8 };

struct utf8_char {
  char32_t code = 0;
  std::size_t length = 0;  // 1 to 4; 0: what stands there is no UTF-8 character
};

// The character at `at`, which must be inside the text. ASCII octets are characters of length 1.
utf8_char utf8_at(std::string_view text, std::size_t at);

// Length of the UTF8-non-ascii at `at` (2 to 4), or 0 for ASCII, malformed octets and the end of the text.
std::size_t utf8_non_ascii_at(std::string_view text, std::size_t at);

// All of it well-formed. The error names the first octet of the first malformed sequence.
checked check_utf8(std::string_view text);

// `code` must be a Unicode scalar value.
void append_utf8(std::string& out, char32_t code);

}  // namespace dsnspec::grammar
