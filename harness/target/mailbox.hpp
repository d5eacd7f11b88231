// What a mail system delivered to one mailbox.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::target {

struct mailbox_content {
  std::string octets;         // mbox format (RFC 4155); empty when there is none
  std::uint64_t omitted = 0;  // octets after those, too many to be kept
};

// An mbox is a file, taken as it is. A Maildir is a folder with messages, a file for each, in new/ and cur/;
// they come in the order of their names, each with an mbox separator before it. Errors: it is there and can't
// be read.
base::result<mailbox_content> read_mailbox(mailbox_format format, const std::string& path, std::size_t limit);

}  // namespace dsnspec::target
