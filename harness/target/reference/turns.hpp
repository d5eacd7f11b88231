// Several reply codes by turns: which of them an argument of MAIL or RCPT gets depends on its octets alone,
// so that it is the same each time.
#pragma once

#include <initializer_list>
#include <string_view>

namespace dsnspec::reference {

// `codes` must not be empty.
int in_turn(std::initializer_list<int> codes, std::string_view argument);

}  // namespace dsnspec::reference
