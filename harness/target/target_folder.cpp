// Targets as folders: which there are, and one of them with its templates.

#include <fmt/core.h>

#include <algorithm>

#include "scenario/source_files.hpp"
#include "target/descriptor.hpp"
#include "target/target_reader.hpp"

namespace dsnspec::target {
namespace {

constexpr std::size_t template_limit = 1U << 20U;

}  // namespace

base::result<std::vector<std::string>> list_targets(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  for (auto entry = std::filesystem::directory_iterator(folder, problem);
       !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
    if (std::filesystem::exists(entry->path() / "target.yaml")) {
      names.push_back(entry->path().filename().string());
    }
  }
  if (problem) {
    return base::fail(fmt::format("cannot read {}: {}", folder.string(), problem.message()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

scenario::checked<target_spec> load_target(const std::filesystem::path& folder) {
  const auto source = (folder / "target.yaml").string();
  const auto yaml = read_file(source, scenario::yaml_size_limit + 1);
  if (!yaml) {
    return std::unexpected(scenario::problem_list{yaml.error()});
  }
  std::map<std::string, std::string> templates;
  std::error_code problem;
  for (auto entry = std::filesystem::directory_iterator(folder / "conf", problem);
       !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
    const auto text = read_file(entry->path().string(), template_limit);
    if (!text) {
      return std::unexpected(scenario::problem_list{text.error()});
    }
    templates[entry->path().filename().string()] = *text;
  }
  const auto name = std::filesystem::absolute(folder, problem).lexically_normal().filename().string();
  return read_target(name, *yaml, source, templates);
}

}  // namespace dsnspec::target
