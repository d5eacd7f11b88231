// SHA-256 as lower-case hexadecimal: names what a result rests on (law book, scenario set).
#pragma once

#include <string>
#include <string_view>

namespace dsnspec::base {

std::string sha256_hex(std::string_view octets);

}  // namespace dsnspec::base
