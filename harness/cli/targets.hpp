// Finding targets by name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cli/data_dir.hpp"

namespace dsnspec::cli {

// The names of the targets that come with dsnspec, sorted.
base::result<std::vector<std::string>> target_names(const data_dir& data);

// The folder of a target: scenarios/targets/NAME, or, when the name has a slash in it, that folder. An
// unknown or empty name is an error that lists the known ones.
base::result<std::filesystem::path> target_folder(const std::string& name, const data_dir& data);

}  // namespace dsnspec::cli
