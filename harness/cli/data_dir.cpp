#include "cli/data_dir.hpp"

#include <cstdlib>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "scenario/law_reader.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;

bool has_law(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "scenarios" / "law", ignored);
}

}  // namespace

base::result<fs::path> data_dir::path() const {
  if (const char* named = std::getenv("DSNSPEC_DATA"); named != nullptr && *named != '\0') {
    if (has_law(named)) {
      return fs::path(named);
    }
    return std::unexpected(base::error{"DSNSPEC_DATA names a folder without scenarios/law", named, 0, 0});
  }
  std::error_code ignored;
  const fs::path installed =
      fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path() / "share" / "dsnspec";
  for (const auto& each : {installed, source_dir_}) {
    if (!each.empty() && has_law(each)) {
      return each;
    }
  }
  return base::fail(
      fmt::format("the scenarios are neither in {} nor in {}; set DSNSPEC_DATA to the folder that has them",
                  source_dir_.string(), installed.string()));
}

scenario::checked<spec::law_book> data_dir::law() const {
  const auto where = path();
  if (!where) {
    return std::unexpected(scenario::problem_list{where.error()});
  }
  return scenario::load_law(*where / "scenarios" / "law");
}

scenario::checked<std::vector<scenario::scenario_file>> data_dir::scenarios(const spec::law_book& law) const {
  const auto where = path();
  if (!where) {
    return std::unexpected(scenario::problem_list{where.error()});
  }
  return scenario::load_tree(*where / "scenarios", law);
}

}  // namespace dsnspec::cli
