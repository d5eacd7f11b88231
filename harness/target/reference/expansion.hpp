// What stands behind the local addresses of a message: RFC 3461 section 5.2.7. Pure.
#pragma once

#include <utility>
#include <vector>

#include "target/reference/conduct.hpp"
#include "target/reference/directory.hpp"
#include "target/reference/message.hpp"

namespace dsnspec::reference {

struct expansion {
  // Still to be delivered: to mailboxes here, or elsewhere.
  std::vector<recipient> recipients;
  // Done with at once: lists, aliases with several targets, names nobody has.
  std::vector<std::pair<recipient, attempt>> settled;
  // To the members of lists: messages of their own, without an id.
  std::vector<message> redistributed;
};

expansion expand(const message& what, const directory& home, const conduct& as);

}  // namespace dsnspec::reference
