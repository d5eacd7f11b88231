// npm packages with all they need, put into a folder. Nothing is installed on the machine and no package
// script runs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace dsnspec::target {

struct npm_request {
  std::vector<std::string> packages;  // "Haraka@3.3.4": name and version; the mail system itself first
  std::string before;                 // "2026-10-15": what they need is as it was on that day; empty: newest

  [[nodiscard]] bool empty() const { return packages.empty(); }
};

// Where npm puts them in a tree of packages: node_modules/ is there.
inline constexpr const char* npm_folder = "/usr/lib/dsnspec/npm";

// Name and version of "name@version"; a name may begin with "@".
std::pair<std::string, std::string> name_and_version_of_npm(const std::string& package);

// Has npm, as PATH has it, fetch them into tree + npm_folder. Errors: there is no npm, with what to install;
// or what npm said.
base::result<void> fetch_npm(const npm_request& request, const std::string& tree);

}  // namespace dsnspec::target
