#include "target/reference/directory.hpp"

#include "base/ascii.hpp"
#include "grammar/address_parts.hpp"

namespace dsnspec::reference {

bool directory::is_home_of(std::string_view address) const {
  const std::string_view of = grammar::domain_of(address);
  return of.empty() || base::iequals(of, domain) || base::iequals(of, host_name);
}

bool directory::knows(std::string_view local_part) const {
  return base::iequals(local_part, "postmaster") || mailboxes.contains(local_part) ||
         aliases.contains(local_part) || lists.contains(local_part);
}

}  // namespace dsnspec::reference
