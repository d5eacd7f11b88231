// "${name}" in the texts of a target: configuration templates, alias lines, paths. "$${" stands for "${".
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace dsnspec::target {

// Values are put in as they are and not looked through again. Errors, with line and column in the text: a
// name that has no value, a "${" without its "}".
base::result<std::string> fill_in(std::string_view text, const std::map<std::string, std::string>& values);

}  // namespace dsnspec::target
