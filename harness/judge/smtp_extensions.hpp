// Which parameter of MAIL and RCPT belongs to which extension of SMTP.
#pragma once

#include <string_view>

namespace dsnspec::judge {

// The EHLO keyword of the extension that defines the parameter, in any letter case; empty for one that is not
// known here.
std::string_view extension_of(std::string_view parameter);

}  // namespace dsnspec::judge
