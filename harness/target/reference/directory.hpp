// The addresses that this mail system is the home of: mailboxes, aliases and lists.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dsnspec::reference {

struct list {
  std::string owner;  // the envelope return address of what the list sends
  std::vector<std::string> members;
};

struct directory {
  std::string host_name;
  std::string domain;  // its mail domain
  std::set<std::string, std::less<>> mailboxes;
  std::map<std::string, std::vector<std::string>, std::less<>> aliases;
  std::map<std::string, list, std::less<>> lists;

  // True for an address in our domain, or without any: "Postmaster" (RFC 5321 section 4.1.1.3).
  [[nodiscard]] bool is_home_of(std::string_view address) const;
  // A local name somebody or something stands behind. "postmaster" always does, in any letter case.
  [[nodiscard]] bool knows(std::string_view local_part) const;
};

}  // namespace dsnspec::reference
