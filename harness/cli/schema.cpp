#include "cli/schema.hpp"

#include <filesystem>
#include <set>
#include <system_error>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/quote.hpp"
#include "cli/output.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".schema.json";
constexpr std::size_t max_schema = std::size_t{1} << 24U;

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> out;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string file = entry.path().filename();
    if (file.size() > suffix.size() && file.ends_with(suffix)) {
      out.insert(file.substr(0, file.size() - suffix.size()));
    }
  }
  return out;
}

}  // namespace

exit_code schema(const std::string& name, const data_dir& data) {
  const auto root = data.path();
  if (!root) {
    return refuse(root.error());
  }
  const auto folder = *root / "reports" / "schemas";
  const auto names = names_in(folder);
  if (name.empty()) {
    print(fmt::format("{}\n", fmt::join(names, "\n")));
    return exit_code::ok;
  }
  if (!names.contains(name)) {
    complain(fmt::format("no schema is called '{}'; there are: {}", base::excerpt(name, 60),
                         fmt::join(names, ", ")));
    return exit_code::usage;
  }
  const auto text = read_file((folder / (name + std::string(suffix))).string(), max_schema);
  if (!text) {
    return refuse(text.error());
  }
  print(*text);
  return exit_code::ok;
}

}  // namespace dsnspec::cli
