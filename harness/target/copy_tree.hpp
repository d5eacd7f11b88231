// Copies of parts of a file system into a sandbox.
#pragma once

#include <string>

#include "base/error.hpp"

namespace dsnspec::target {

// Copies a file, a symbolic link (as a link) or a folder with all below it to the path `to`; modes are kept,
// owners become ours. What is there already is overwritten, folders are merged. What we may not read,
// devices, sockets and pipes are left out. A `from` that doesn't exist is no error.
base::result<void> copy_tree(const std::string& from, const std::string& to);

}  // namespace dsnspec::target
