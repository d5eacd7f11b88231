#include "target/reference/directory.hpp"

#include "base/ascii.hpp"

namespace dsnspec::reference {

std::string_view local_part_of(std::string_view address) {
  return address.substr(0, std::min(address.rfind('@'), address.size()));
}

std::string_view domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

bool directory::is_home_of(std::string_view address) const {
  const std::string_view of = domain_of(address);
  return of.empty() || base::iequals(of, domain) || base::iequals(of, host_name);
}

bool directory::knows(std::string_view local_part) const {
  return base::iequals(local_part, "postmaster") || mailboxes.contains(local_part) ||
         aliases.contains(local_part) || lists.contains(local_part);
}

}  // namespace dsnspec::reference
