// dsnspec schema [NAME]: prints a published JSON Schema, or the names of all.
#pragma once

#include <string>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"

namespace dsnspec::cli {

exit_code schema(const std::string& name, const data_dir& data);

}  // namespace dsnspec::cli
