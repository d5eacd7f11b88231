// The one place below net/ that reads files: the YAML files of a folder, as text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace dsnspec::scenario {

struct source_file {
  std::string path;  // below the folder that was asked for, with "/": "rfc3461/5.2.2/success-relayed.yaml"
  std::string name;  // as it is opened; for messages
  std::string text;
};

// All files below `folder` whose names end in ".yaml", by path. Symbolic links to folders are not followed.
// Errors: the folder or a file can't be read, a file has more than yaml_size_limit octets, more than 10 000
// files.
base::result<std::vector<source_file>> read_yaml_files(const std::filesystem::path& folder);

}  // namespace dsnspec::scenario
