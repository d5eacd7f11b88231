// Where a verb puts its results.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace dsnspec::cli {

// The folder that is wanted, made when it isn't there; or, when none is, a new one:
// dsnspec-runs/<UTC time>-<name>, also when two start in the same second. Errors: it can't be made.
base::result<std::filesystem::path> results_folder(const std::string& wanted, const std::string& name);

}  // namespace dsnspec::cli
