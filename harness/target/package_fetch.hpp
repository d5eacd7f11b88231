// Downloads and unpacks the packages of one request into a folder of its own.
#pragma once

#include <string>

#include "base/error.hpp"
#include "target/package_cache.hpp"

namespace dsnspec::target {

// Fills the empty folder with root/ (all packages in one tree) and manifest. When the first attempt fails and
// we are root, apt's package lists are brought up to date for a second one. On an error, the folder holds
// rubbish.
base::result<void> fetch_packages(const package_request& request, const cache_options& options,
                                  const std::string& folder);

}  // namespace dsnspec::target
