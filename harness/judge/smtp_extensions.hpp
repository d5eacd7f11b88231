// Which parameter of MAIL and RCPT belongs to which extension of SMTP.
#pragma once

#include <string_view>
#include <vector>

#include "smtp/command.hpp"

namespace dsnspec::judge {

// The EHLO keyword of the extension that defines the parameter, in any letter case; empty for one that is not
// known here.
std::string_view extension_of(std::string_view parameter);

// A parameter of SIZE, 8BITMIME, SMTPUTF8 or AUTH, with a value that its extension permits.
bool is_valid_other(const smtp::parameter& one);

// The command has ENVID or ORCPT at the length that RFC 3461 5.4 promises, or nearly so, and next to it
// such parameters of other extensions and none that are not.
bool is_long_with_others(const std::vector<smtp::parameter>& parameters);

}  // namespace dsnspec::judge
