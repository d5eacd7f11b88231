// Mail addresses as the judge compares them: what is one mailbox, however it is written.
#pragma once

#include <string>
#include <string_view>

namespace dsnspec::judge {

// Equal for two paths of one mailbox and different for different ones: the domain in any letter case, the
// local part exactly, but with or without quotation marks it doesn't need (RFC 5321 2.4, 4.1.2); a source
// route is left out. Text that is no mailbox stands for itself.
std::string mailbox_key(std::string_view path);

bool same_address(std::string_view a, std::string_view b);

}  // namespace dsnspec::judge
