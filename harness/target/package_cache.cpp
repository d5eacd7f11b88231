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
#include <map>
#include <optional>
#include <set>

#include "base/digest.hpp"
#include "target/apt.hpp"

namespace dsnspec::target {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t manifest_limit = 1U << 20U;
constexpr const char* form = "dsnspec-packages 1";

// First line: form. Then "architecture A", "package NAME VERSION" (unpacked, the mail system first), "uses
// NAME" (an installed library the packages rely on).
struct manifest {
  std::string architecture;
  std::string version;
  std::vector<std::string> uses;
};

std::optional<manifest> read_manifest(const std::string& path) {
  const auto text = read_file(path, manifest_limit);
  manifest out;
  if (!text || !text->starts_with(std::string(form) + "\n")) {
    return std::nullopt;
  }
  for (std::size_t at = 0; at < text->size();) {
    const auto end = std::min(text->find('\n', at), text->size());
    const auto line = text->substr(at, end - at);
    at = end + 1;
    if (line.starts_with("architecture ")) {
      out.architecture = line.substr(13);
    } else if (line.starts_with("package ") && out.version.empty()) {
      out.version = line.substr(line.rfind(' ') + 1);
    } else if (line.starts_with("uses ")) {
      out.uses.push_back(line.substr(5));
    }
  }
  return out.version.empty() || out.architecture.empty() ? std::nullopt : std::optional(out);
}

// A home shared by machines must not mix their packages.
std::string machine() {
  utsname name{};
  ::uname(&name);
  std::string out = name.machine;
  const auto release = read_file("/etc/os-release", 65536).value_or("");
  for (const char* key : {"\nID=", "\nVERSION_ID="}) {
    const auto at = ("\n" + release).find(key);
    out += at == std::string::npos ? "" : release.substr(at, release.find('\n', at) - at);
  }
  return out;
}

std::string key_of(const package_request& request) {
  std::string text = std::string(form) + "\n" + machine();
  for (const auto& name : request.packages) {
    text += "\n" + name;
  }
  for (const auto& name : request.unless_installed) {
    text += "\n?" + name;
  }
  return request.target + "-" + base::sha256_hex(text).substr(0, 16);
}

class fetcher {
 public:
  fetcher(const package_request& request, const cache_options& options)
      : request_(request), options_(options), key_(key_of(request)) {}

  base::result<unpacked_packages> provide() {
    auto ready = options_.refresh ? std::nullopt : current();
    if (ready) {
      return std::move(*ready);
    }
    std::error_code problem;
    fs::create_directories(options_.folder, problem);
    const descriptor lock(::open(path(".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (problem || !lock.open()) {
      return base::fail(fmt::format("cannot write to the cache {}: {}", options_.folder,
                                    problem ? problem.message() : system_text("open", errno)));
    }
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
      say("waiting for another dsnspec that fetches packages");
      while (::flock(lock.get(), LOCK_EX) != 0 && errno == EINTR) {
      }
      ready = current();  // that one's, however old: it is of this moment
    }
    if (ready) {
      return std::move(*ready);
    }
    remove_unused();
    if (auto done = fetch(); !done) {
      return std::unexpected(done.error());
    }
    ready = current();
    remove_unused();
    if (!ready) {
      return base::fail(fmt::format("the cache {} changed while it was used", options_.folder));
    }
    return std::move(*ready);
  }

 private:
  [[nodiscard]] std::string path(const std::string& suffix) const {
    return options_.folder + "/" + key_ + suffix;
  }
  void say(const std::string& line) const {
    if (options_.progress) {
      options_.progress(line);
    }
  }

  // The tree the link names, if it is whole and the libraries it relies on are still installed.
  [[nodiscard]] std::optional<unpacked_packages> current() const {
    std::error_code problem;
    const auto folder = fs::canonical(path(""), problem);
    if (problem) {
      return std::nullopt;
    }
    unpacked_packages out;
    const auto listed = folder.string() + "/manifest";
    out.in_use.reset(::open(listed.c_str(), O_RDONLY | O_CLOEXEC));
    if (!out.in_use.open() || ::flock(out.in_use.get(), LOCK_SH | LOCK_NB) != 0) {
      return std::nullopt;
    }
    const auto known = read_manifest(listed);
    out.tree = folder.string() + "/root";
    if (!known || !fs::is_directory(out.tree, problem) ||
        !std::all_of(known->uses.begin(), known->uses.end(), [&](const auto& name) {
          return ::access(fmt::format("{}/{}.list", options_.dpkg_info, name).c_str(), F_OK) == 0 ||
                 ::access(fmt::format("{}/{}:{}.list", options_.dpkg_info, name, known->architecture).c_str(),
                          F_OK) == 0;
        })) {
      return std::nullopt;
    }
    out.version = known->version;
    out.architecture = known->architecture;
    return out;
  }

  // Trees of this request that are neither current nor used by anybody: of an earlier fetch, or left by one
  // that was killed. Call with the lock held.
  void remove_unused() const {
    std::error_code problem;
    const auto kept = fs::canonical(path(""), problem);
    std::vector<fs::path> others;
    for (auto entry = fs::directory_iterator(options_.folder, problem);
         !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
      const auto name = entry->path().filename().string();
      if (name.starts_with(key_ + ".") && name != key_ + ".lock" && entry->path() != kept &&
          !(fs::is_directory(entry->path()) && fs::equivalent(entry->path(), kept, problem))) {
        others.push_back(entry->path());
      }
      problem.clear();
    }
    for (const auto& each : others) {
      const descriptor used(::open((each / "manifest").c_str(), O_RDONLY | O_CLOEXEC));
      if (!used.open() || ::flock(used.get(), LOCK_EX | LOCK_NB) == 0) {
        fs::remove_all(each, problem);
      }
    }
  }

  base::result<void> fetch() const {
    const auto tools = apt::find();
    if (!tools) {
      return std::unexpected(tools.error());
    }
    std::string folder = path(".XXXXXX");
    if (::mkdtemp(folder.data()) == nullptr || ::chmod(folder.c_str(), 0755) != 0) {
      return system_failure("cannot write to the cache " + options_.folder);
    }
    auto done = fetch_into(*tools, folder);
    if (!done && ::geteuid() == 0) {
      // No lists, or lists so old that the archive has other versions by now.
      say("bringing apt's package lists up to date");
      if (const auto updated = tools->update(); updated) {
        done = fetch_into(*tools, folder);
      }
    }
    if (!done) {
      std::error_code problem;
      fs::remove_all(folder, problem);
      return base::fail(fmt::format(
          "cannot fetch the packages of {}: {}{}", request_.target, done.error().message,
          ::geteuid() == 0 ? "" : "; if apt's package lists are missing or old, run: sudo apt-get update"));
    }
    return make_current(folder);
  }

  base::result<void> fetch_into(const apt& tools, const std::string& folder) const {
    std::set<std::string> uses;
    const auto there = tools.installed(request_.unless_installed);
    if (!there) {
      return std::unexpected(there.error());
    }
    auto names = request_.packages;
    for (const auto& name : request_.unless_installed) {
      there->contains(name) ? (void)uses.insert(name) : names.push_back(name);
    }
    const auto all = tools.with_libraries(names, uses);
    if (!all) {
      return std::unexpected(all.error());
    }
    std::string listed;
    for (const auto& name : *all) {
      listed += " " + name;
    }
    say("fetching Debian packages:" + listed);
    const auto debs = folder + "/debs";
    std::error_code problem;
    fs::create_directories(debs, problem);
    if (auto done = tools.download(*all, debs); !done) {
      return done;
    }
    return unpack_all(tools, folder, debs, uses);
  }

  base::result<void> unpack_all(const apt& tools, const std::string& folder, const std::string& debs,
                                const std::set<std::string>& uses) const {
    const auto tree = folder + "/root";
    std::error_code problem;
    fs::create_directories(tree + "/usr", problem);
    std::map<std::string, std::string> versions;
    for (auto entry = fs::directory_iterator(debs, problem); !problem && entry != fs::directory_iterator();
         entry.increment(problem)) {
      const auto deb = entry->path().string();
      const auto named = name_and_version(deb);
      const auto done = named ? unpack(deb, tree) : std::unexpected(named.error());
      if (!done) {
        return done;
      }
      const auto blank = named->find(' ');
      versions[named->substr(0, blank)] = blank == std::string::npos ? "" : named->substr(blank + 1);
    }
    if (const auto done = merge_usr(tree); !done) {
      return done;
    }
    const auto& main = request_.packages.front();
    if (!versions.contains(main)) {
      return base::fail("apt-get downloaded no package " + main);
    }
    std::string text =
        fmt::format("{}\narchitecture {}\npackage {} {}\n", form, tools.architecture(), main, versions[main]);
    versions.erase(main);
    for (const auto& [name, version] : versions) {
      text += fmt::format("package {} {}\n", name, version);
    }
    for (const auto& name : uses) {
      text += fmt::format("uses {}\n", name);
    }
    fs::remove_all(debs, problem);
    return write_file(folder + "/manifest", text);
  }

  // Some packages still hold /lib; the overlay lies over /usr alone, and /lib is a link into it.
  static base::result<void> merge_usr(const std::string& tree) {
    for (const char* name : {"bin", "sbin", "lib", "lib32", "lib64"}) {
      std::error_code problem;
      const fs::path from = fs::path(tree) / name;
      if (!fs::is_directory(from, problem)) {
        continue;
      }
      fs::copy(from, fs::path(tree) / "usr" / name,
               fs::copy_options::recursive | fs::copy_options::copy_symlinks |
                   fs::copy_options::overwrite_existing,
               problem);
      if (problem) {
        return base::fail(fmt::format("cannot merge {} into usr: {}", from.string(), problem.message()));
      }
      fs::remove_all(from, problem);
    }
    return {};
  }

  base::result<void> make_current(const std::string& folder) const {
    const auto fresh = folder + ".link";
    if (::symlink(fs::path(folder).filename().c_str(), fresh.c_str()) != 0 ||
        ::rename(fresh.c_str(), path("").c_str()) != 0) {
      return system_failure("cannot write to the cache " + options_.folder);
    }
    return {};
  }

  const package_request& request_;
  const cache_options& options_;
  std::string key_;
};

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
  return fetcher(request, settled).provide();
}

}  // namespace dsnspec::target
