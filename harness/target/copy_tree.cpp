#include "target/copy_tree.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <system_error>

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;

bool forbidden(const std::error_code& problem) {
  return problem == std::errc::permission_denied;
}

std::error_code copy_one(const fs::path& from, const fs::path& to) {
  std::error_code problem;
  const auto kind = fs::symlink_status(from, problem).type();
  if (problem) {
    return problem == std::errc::no_such_file_or_directory ? std::error_code{} : problem;
  }
  if (kind == fs::file_type::symlink) {
    fs::remove(to, problem);
    fs::copy_symlink(from, to, problem);
  } else if (kind == fs::file_type::regular) {
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, problem);
  } else if (kind == fs::file_type::directory) {
    fs::create_directory(to, problem);
    if (!problem) {
      fs::permissions(to, fs::status(from, problem).permissions() | fs::perms::owner_all, problem);
    }
  }
  return problem;
}

}  // namespace

base::result<void> copy_tree(const std::string& from, const std::string& to) {
  std::error_code problem;
  fs::create_directories(fs::path(to).parent_path(), problem);
  if (!problem) {
    problem = copy_one(from, to);
  }
  if (!problem && fs::symlink_status(from, problem).type() == fs::file_type::directory) {
    auto entry =
        fs::recursive_directory_iterator(from, fs::directory_options::skip_permission_denied, problem);
    for (; !problem && entry != fs::recursive_directory_iterator(); entry.increment(problem)) {
      problem = copy_one(entry->path(), to / entry->path().lexically_relative(from));
      problem = forbidden(problem) ? std::error_code{} : problem;
      if (problem) {
        break;
      }
    }
  }
  if (problem && !forbidden(problem) && problem != std::errc::no_such_file_or_directory) {
    return base::fail(fmt::format("cannot copy {} to {}: {}", from, to, problem.message()));
  }
  return {};
}

}  // namespace dsnspec::target
