// The RET parameter of MAIL (RFC 3461 section 4.3, which has it in prose): "FULL" or "HDRS", in any letter
// case.
#pragma once

#include <cstddef>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
// anything else, the empty value included
inline constexpr rule ret_keyword{"ret-keyword", "RFC 3461 section 4.3"};
}  // namespace rules

enum class ret { full, hdrs };

// "RET=FULL": keyword and "=" count.
inline constexpr std::size_t ret_parameter_limit = 8;

// The esmtp-value, without "RET=". It is no list.
parsed<ret> parse_ret(std::string_view value);

// "FULL" or "HDRS".
constexpr std::string_view text(ret value) {
  return value == ret::full ? "FULL" : "HDRS";
}

}  // namespace dsnspec::grammar
