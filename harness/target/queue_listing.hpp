// What a mail system says its queue holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::target {

struct queue_entry {
  std::string id;
  std::string sender;                   // the reverse-path without its brackets; empty: the null one
  std::vector<std::string> recipients;  // without those already done with
  std::string raw;                      // as it was listed
  bool frozen = false;  // the mail system keeps it and tries it no more: nothing will come of it
};

// Errors: the output does not have the format. Octets that aren't UTF-8 become "?".
base::result<std::vector<queue_entry>> read_queue(queue_format format, std::string_view output);

}  // namespace dsnspec::target
