// How the reference mail system is to behave, by the names of defects and variations.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "target/reference/conduct.hpp"

namespace dsnspec::cli {

// Errors: a name that is none, with those that are like it.
base::result<reference::conduct> conduct_of(const std::vector<std::string>& defects,
                                            const std::vector<std::string>& variations);

}  // namespace dsnspec::cli
