#include "cli/targets.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/quote.hpp"
#include "target/target_reader.hpp"

namespace dsnspec::cli {

namespace fs = std::filesystem;

base::result<std::vector<std::string>> target_names(const data_dir& data) {
  const auto root = data.path();
  if (!root) {
    return std::unexpected(root.error());
  }
  return target::list_targets(*root / "scenarios" / "targets");
}

base::result<fs::path> target_folder(const std::string& name, const data_dir& data) {
  if (name.find('/') != std::string::npos) {
    std::error_code ignored;
    if (fs::is_regular_file(fs::path(name) / "target.yaml", ignored)) {
      // Without a slash at the end, so that the last part is the target's name.
      return fs::path(name) / "" == fs::path(name) ? fs::path(name).parent_path() : fs::path(name);
    }
    return std::unexpected(base::error{"no target: the folder has no target.yaml", name, 0, 0});
  }
  const auto names = target_names(data);
  if (!names) {
    return std::unexpected(names.error());
  }
  const auto known = fmt::format("{}", fmt::join(*names, ", "));
  if (name.empty()) {
    return base::fail(fmt::format("which target? There are: {}", known));
  }
  if (std::find(names->begin(), names->end(), name) == names->end()) {
    return base::fail(fmt::format("unknown target '{}'; there are: {}", base::excerpt(name, 60), known));
  }
  return *data.path() / "scenarios" / "targets" / name;
}

}  // namespace dsnspec::cli
