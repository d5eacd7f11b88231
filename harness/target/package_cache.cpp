#include "target/package_cache.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "base/digest.hpp"
#include "target/package_fetch.hpp"
#include "target/package_manifest.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t manifest_limit = 1U << 20U;

// A home shared by machines must not mix their packages.
std::string machine() {
  utsname name{};
  ::uname(&name);
  std::string out = name.machine;
  const auto release = "\n" + read_file("/etc/os-release", 65536).value_or("");
  for (const char* key : {"\nID=", "\nVERSION_ID="}) {
    const auto at = release.find(key);
    out += at == std::string::npos ? "" : release.substr(at, release.find('\n', at + 1) - at);
  }
  return out;
}

// The name of the link.
std::string key_of(const package_request& request) {
  std::string text = machine();
  for (const auto& name : request.packages) {
    text += "\n" + name;
  }
  for (const auto& name : request.unless_installed) {
    text += "\n?" + name;
  }
  for (const auto& name : request.npm.packages) {
    text += "\nnpm " + name + " " + request.npm.before;
  }
  return fmt::format("{}-{}", request.target, base::sha256_hex(text).substr(0, 16));
}

// All libraries the packages rely on are still there. dpkg keeps a list of files for each installed package.
bool usable(const package_manifest& manifest, const std::string& dpkg_info) {
  return std::all_of(manifest.uses.begin(), manifest.uses.end(), [&](const auto& name) {
    const auto plain = fmt::format("{}/{}.list", dpkg_info, name);
    const auto qualified = fmt::format("{}/{}:{}.list", dpkg_info, name, manifest.architecture);
    return ::access(plain.c_str(), F_OK) == 0 || ::access(qualified.c_str(), F_OK) == 0;
  });
}

// The tree the link names, if it is whole.
std::optional<unpacked_packages> current(const std::string& link, const cache_options& options) {
  std::error_code problem;
  const auto folder = fs::canonical(link, problem).string();
  const auto listed = folder + "/manifest";
  unpacked_packages out;
  out.tree = folder + "/root";
  if (problem || !fs::is_directory(out.tree, problem)) {
    return std::nullopt;
  }
  out.in_use.reset(::open(listed.c_str(), O_RDONLY | O_CLOEXEC));
  if (!out.in_use.open() || ::flock(out.in_use.get(), LOCK_SH | LOCK_NB) != 0) {
    return std::nullopt;
  }
  const auto manifest = read_package_manifest(read_file(listed, manifest_limit).value_or(""));
  if (!manifest || !usable(*manifest, options.dpkg_info)) {
    return std::nullopt;
  }
  out.version = manifest->packages.front().second;
  out.architecture = manifest->architecture;
  return out;
}

// Trees of this request that are neither current nor used by anybody: of an earlier fetch, or left by one
// that was killed. Call with the lock held.
void remove_unused(const std::string& link) {
  std::error_code problem;
  const fs::path at(link);
  const auto kept = fs::canonical(at, problem).filename();
  const auto prefix = at.filename().string() + ".";
  std::vector<fs::path> others;
  for (auto entry = fs::directory_iterator(at.parent_path(), problem);
       !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
    const auto name = entry->path().filename();
    if (name.string().starts_with(prefix) && name != prefix + "lock" && name != kept) {
      others.push_back(entry->path());
    }
  }
  for (const auto& each : others) {
    const descriptor manifest(::open((each / "manifest").c_str(), O_RDONLY | O_CLOEXEC));
    if (!manifest.open() || ::flock(manifest.get(), LOCK_EX | LOCK_NB) == 0) {
      fs::remove_all(each, problem);
    }
  }
}

base::result<void> fetch(const package_request& request, const cache_options& options,
                         const std::string& link) {
  std::string folder = link + ".XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr || ::chmod(folder.c_str(), 0755) != 0) {
    return system_failure("cannot write to the cache " + options.folder);
  }
  if (auto done = fetch_packages(request, options, folder); !done) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return done;
  }
  const auto fresh = folder + ".link";
  if (::symlink(fs::path(folder).filename().c_str(), fresh.c_str()) != 0 ||
      ::rename(fresh.c_str(), link.c_str()) != 0) {
    return system_failure("cannot write to the cache " + options.folder);
  }
  return {};
}

base::result<unpacked_packages> fetch_alone(const package_request& request, const cache_options& options,
                                            const std::string& link) {
  const descriptor lock(::open((link + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!lock.open()) {
    return system_failure("cannot write to the cache " + options.folder);
  }
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (options.progress) {
      options.progress("waiting for another dsnspec that fetches packages");
    }
    while (::flock(lock.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
    if (auto ready = current(link, options)) {
      return std::move(*ready);
    }
  }
  remove_unused(link);
  if (const auto done = fetch(request, options, link); !done) {
    return std::unexpected(done.error());
  }
  auto ready = current(link, options);
  remove_unused(link);
  if (!ready) {
    return base::fail(fmt::format("the cache {} was changed by another program", options.folder));
  }
  return std::move(*ready);
}

}  // namespace

base::result<std::string> default_cache_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') {
    return std::string(cache) + "/dsnspec";
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || home[0] != '/') {
    return base::fail("no place for the package cache: set HOME or XDG_CACHE_HOME, or give --cache FOLDER");
  }
  return std::string(home) + "/.cache/dsnspec";
}

base::result<unpacked_packages> provide_packages(const package_request& request,
                                                 const cache_options& options) {
  cache_options settled = options;
  if (settled.folder.empty()) {
    auto folder = default_cache_folder();
    if (!folder) {
      return std::unexpected(folder.error());
    }
    settled.folder = *folder;
  }
  std::error_code problem;
  settled.folder = fs::absolute(settled.folder, problem).string();
  const auto link = settled.folder + "/" + key_of(request);
  if (!settled.refresh) {
    if (auto ready = current(link, settled)) {
      return std::move(*ready);
    }
  }
  fs::create_directories(settled.folder, problem);
  if (problem) {
    return base::fail(fmt::format("cannot make the cache {}: {}", settled.folder, problem.message()));
  }
  return fetch_alone(request, settled, link);
}

}  // namespace dsnspec::target
