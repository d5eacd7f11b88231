#include "target/npm.hpp"

#include <fmt/core.h>

#include <chrono>
#include <filesystem>

#include "target/process.hpp"

namespace dsnspec::target {
namespace {

base::result<command_result> npm(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "npm");
  return run_command(
      {.argv = std::move(arguments), .keep_environment = true, .timeout = std::chrono::minutes{10}});
}

}  // namespace

std::pair<std::string, std::string> name_and_version_of_npm(const std::string& package) {
  const auto at = package.rfind('@');
  return at == std::string::npos || at == 0 ? std::pair(package, std::string())
                                            : std::pair(package.substr(0, at), package.substr(at + 1));
}

base::result<void> fetch_npm(const npm_request& request, const std::string& tree) {
  const auto there = npm({"--version"});
  if (!there || there->exit_code != 0) {
    return base::fail(
        "there is no npm, which this target is fetched with; install it: sudo apt-get install npm");
  }
  const std::string into = tree + npm_folder;
  std::error_code problem;
  std::filesystem::create_directories(into, problem);
  std::vector<std::string> arguments = {"install",    "--prefix",  into,         "--ignore-scripts",
                                        "--no-audit", "--no-fund", "--omit=dev", "--omit=optional"};
  if (!request.before.empty()) {
    arguments.push_back("--before=" + request.before);
  }
  arguments.insert(arguments.end(), request.packages.begin(), request.packages.end());
  const auto done = npm(std::move(arguments));
  if (!done) {
    return std::unexpected(done.error());
  }
  return done->exit_code == 0 ? base::result<void>{}
                              : base::fail(fmt::format("npm failed, {}", done->diagnosis()));
}

}  // namespace dsnspec::target
