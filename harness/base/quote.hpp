// Octets as printable ASCII and back. Whatever a peer or a file sends passes through here before a person or
// a terminal sees it, and before it is stored as a JSON string.
//
// The form is that of a C string without the quotation marks: `\\`, `\r`, `\n`, `\t`, `\xNN` (two upper-case
// hexadecimal digits); every other octet from 0x20 to 0x7E stands for itself. It is lossless:
// unquote(quote(x)) == x for all x.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dsnspec::base {

// At most 4 times as long as the input.
std::string quote(std::string_view octets);

// quote() of at most `limit` octets; a longer input ends with "... (N octets more)". For messages to people:
// not reversible.
std::string excerpt(std::string_view octets, std::size_t limit = 200);

// Nothing when the text is not a result of quote(): a stray backslash, bad digits, a raw octet outside
// 0x20..0x7E.
std::optional<std::string> unquote(std::string_view text);

}  // namespace dsnspec::base
