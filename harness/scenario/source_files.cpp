#include "scenario/source_files.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "scenario/yaml_tree.hpp"

namespace dsnspec::scenario {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_limit = 10'000;

std::unexpected<base::error> unreadable(const fs::path& path, const std::string& why) {
  return std::unexpected(base::error{"can't be read: " + why, path.string(), 0, 0});
}

base::result<std::string> read_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    return unreadable(path, "it doesn't open");
  }
  std::string text(yaml_size_limit + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) {
    return unreadable(path, "reading failed");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > yaml_size_limit) {
    return unreadable(path, fmt::format("it has more than {} octets", yaml_size_limit));
  }
  return text;
}

}  // namespace

base::result<std::vector<source_file>> read_yaml_files(const fs::path& folder) {
  std::error_code problem;
  std::vector<fs::path> paths;
  fs::recursive_directory_iterator at(folder, problem);
  for (; !problem && at != fs::recursive_directory_iterator(); at.increment(problem)) {
    if (at->path().extension() == ".yaml" && at->is_regular_file(problem)) {
      paths.push_back(at->path());
    }
    if (paths.size() > file_limit) {
      return unreadable(folder, fmt::format("more than {} files", file_limit));
    }
  }
  if (problem) {
    return unreadable(folder, problem.message());
  }
  std::vector<source_file> files;
  for (const fs::path& path : paths) {
    auto text = read_text(path);
    if (!text) {
      return std::unexpected(text.error());
    }
    files.push_back({path.lexically_relative(folder).generic_string(), path.string(), std::move(*text)});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

}  // namespace dsnspec::scenario
