// User and group ids inside a new user namespace.
//
// An MTA needs several accounts, so one mapped id is not enough. Root gets the ids it has, each mapped to
// itself. An ordinary user gets 0 for itself and 1..65535 for the subordinate ids that /etc/subuid and
// /etc/subgid grant, through the set-id programs newuidmap and newgidmap (Debian package uidmap): see
// user_namespaces(7), subuid(5).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace dsnspec::target {

// 1 .. 65535: "nobody" is 65534.
inline constexpr std::uint32_t ids_needed = 65535;

struct id_range {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  friend bool operator==(const id_range&, const id_range&) = default;
};

// The first range of at least `ids_needed` ids that a text in the form of subuid(5) grants to this user, by
// name or by number. Lines that don't follow the form grant nothing.
std::optional<id_range> granted_range(std::string_view subid_text, std::string_view user, uid_t number);

// A map that maps every id of `own_map` (the text of /proc/self/uid_map) to itself. Nothing when 0..65534 are
// not all among them.
std::optional<std::string> identity_map(std::string_view own_map);

// Fills the id maps of the new user namespace in which `child` waits. Call from its parent, outside. Errors
// say what to install or which line to add.
base::result<void> map_ids(pid_t child);

}  // namespace dsnspec::target
