// An address taken apart at the "@" that ends its local part (RFC 5321 section 4.1.2):
//
//   Mailbox = Local-part "@" ( Domain / address-literal )
//
// For text that need not be a mailbox at all; parse_mailbox says whether it is. A source route in front,
// "@one,@two:user@host", is left out (section 4.1.1.3: it is to be ignored).
#pragma once

#include <string_view>

namespace dsnspec::grammar {

// Around the first "@" outside a Quoted-string: the domain may hold others, as in "a@[tag:@]"
// (General-address-literal, section 4.1.3). A quotation mark that nobody closes begins no Quoted-string.
// Without such an "@" all is local part, and the domain is empty. Views into the address.
std::string_view local_part_of(std::string_view address);
std::string_view domain_of(std::string_view address);

}  // namespace dsnspec::grammar
