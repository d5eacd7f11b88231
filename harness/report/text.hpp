// Small pieces of text that all renderings share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dsnspec::report {

// Fit to be shown anywhere: each octet outside 0x20..0x7E becomes \xNN (CR, LF, TAB: \r, \n, \t). Unlike
// base::quote it leaves backslashes alone, so what is quoted already stays as it is.
std::string printable(std::string_view text);

// The text as one word of a POSIX shell, printable: in single quotes unless it needs none.
std::string shell_word(std::string_view text);

// "0.412 s".
std::string seconds(std::int64_t microseconds);

// "1 case", "2 cases".
std::string counted(std::size_t number, std::string_view noun);

}  // namespace dsnspec::report
