#include "target/package_fetch.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "target/apt.hpp"
#include "target/package_manifest.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;
using outcome = base::result<void>;

void say(const cache_options& options, const std::string& line) {
  if (options.progress) {
    options.progress(line);
  }
}

// Some packages still hold /lib; the overlay lies over /usr alone, and /lib is a link into it.
outcome merge_usr(const fs::path& tree) {
  for (const char* name : {"bin", "sbin", "lib", "lib32", "lib64"}) {
    std::error_code problem;
    const auto from = tree / name;
    if (!fs::is_directory(from, problem)) {
      continue;
    }
    const auto how =
        fs::copy_options::recursive | fs::copy_options::copy_symlinks | fs::copy_options::overwrite_existing;
    fs::copy(from, tree / "usr" / name, how, problem);
    if (problem) {
      return base::fail(fmt::format("cannot merge {} into usr: {}", from.string(), problem.message()));
    }
    fs::remove_all(from, problem);
  }
  return {};
}

// Unpacks every .deb file of the folder; name and version of each.
base::result<std::vector<std::pair<std::string, std::string>>> unpack_all(const fs::path& debs,
                                                                          const fs::path& tree) {
  std::error_code problem;
  fs::create_directories(tree / "usr", problem);
  std::vector<std::pair<std::string, std::string>> packages;
  for (auto entry = fs::directory_iterator(debs, problem); !problem && entry != fs::directory_iterator();
       entry.increment(problem)) {
    const auto named = name_and_version(entry->path().string());
    const auto done = named ? unpack(entry->path().string(), tree.string()) : std::unexpected(named.error());
    if (!done) {
      return std::unexpected(done.error());
    }
    const auto blank = std::min(named->find(' '), named->size());
    packages.emplace_back(named->substr(0, blank), named->substr(std::min(blank + 1, named->size())));
  }
  const auto done = merge_usr(tree);
  return done ? base::result<decltype(packages)>(packages) : std::unexpected(done.error());
}

// What is to be unpacked; `uses` gets the installed packages it will rely on.
base::result<std::vector<std::string>> wanted(const package_request& request, const apt& tools,
                                              std::set<std::string>& uses) {
  const auto there = tools.installed(request.unless_installed);
  if (!there) {
    return std::unexpected(there.error());
  }
  uses = *there;
  auto names = request.packages;
  std::copy_if(request.unless_installed.begin(), request.unless_installed.end(), std::back_inserter(names),
               [&](const auto& name) { return !there->contains(name); });
  return tools.with_libraries(names, uses);
}

// What npm brings, in front of what was unpacked already.
outcome add_npm(const npm_request& request, const cache_options& options, const fs::path& tree,
                std::vector<std::pair<std::string, std::string>>& packages) {
  if (request.empty()) {
    return {};
  }
  say(options, fmt::format("fetching npm packages: {}", fmt::join(request.packages, " ")));
  for (std::size_t i = 0; i < request.packages.size(); ++i) {
    packages.insert(packages.begin() + static_cast<std::ptrdiff_t>(i),
                    name_and_version_of_npm(request.packages[i]));
  }
  return fetch_npm(request, tree.string());
}

outcome attempt(const package_request& request, const cache_options& options, const apt& tools,
                const fs::path& folder) {
  std::set<std::string> uses;
  const auto names = wanted(request, tools, uses);
  if (!names) {
    return std::unexpected(names.error());
  }
  std::error_code problem;
  fs::create_directories(folder / "debs", problem);
  if (!names->empty()) {
    say(options, fmt::format("fetching Debian packages: {}", fmt::join(*names, " ")));
    if (auto done = tools.download(*names, (folder / "debs").string()); !done) {
      return done;
    }
  }
  auto packages = unpack_all(folder / "debs", folder / "root");
  if (!packages) {
    return std::unexpected(packages.error());
  }
  std::sort(packages->begin(), packages->end());
  if (!request.packages.empty()) {
    const auto main = std::find_if(packages->begin(), packages->end(),
                                   [&](const auto& each) { return each.first == request.packages.front(); });
    if (main == packages->end()) {
      return base::fail("apt-get downloaded no package " + request.packages.front());
    }
    std::rotate(packages->begin(), main, main + 1);
  }
  fs::remove_all(folder / "debs", problem);
  if (auto done = add_npm(request.npm, options, folder / "root", *packages); !done) {
    return done;
  }
  const package_manifest manifest{tools.architecture(), *packages, {uses.begin(), uses.end()}};
  return write_file((folder / "manifest").string(), manifest.text());
}

}  // namespace

base::result<void> fetch_packages(const package_request& request, const cache_options& options,
                                  const std::string& folder) {
  const auto tools = apt::find();
  if (!tools) {
    return std::unexpected(tools.error());
  }
  auto done = attempt(request, options, *tools, folder);
  const bool root = ::geteuid() == 0;
  if (!done && root) {
    // No lists, or lists so old that the archive has other versions by now.
    say(options, "bringing apt's package lists up to date");
    const auto updated = tools->update();
    done = updated ? attempt(request, options, *tools, folder) : done;
  }
  if (!done) {
    return base::fail(
        fmt::format("cannot fetch the packages of {}: {}{}", request.target, done.error().message,
                    root ? "" : "; if apt's package lists are missing or old, run: sudo apt-get update"));
  }
  return done;
}

}  // namespace dsnspec::target
