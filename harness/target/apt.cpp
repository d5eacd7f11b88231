#include "target/apt.hpp"

#include <fmt/core.h>

#include <chrono>
#include <deque>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "target/process.hpp"

namespace dsnspec::target {
namespace {

using std::chrono::minutes;

// A mail system with all its libraries has some 20; more means that something went wrong.
constexpr std::size_t package_limit = 200;

base::result<command_result> run(std::vector<std::string> argv, const std::string& folder = "/") {
  return run_command(
      {.argv = std::move(argv), .keep_environment = true, .directory = folder, .timeout = minutes{10}});
}

base::result<std::string> output_of(std::vector<std::string> argv) {
  const auto name = argv.front();
  auto done = run(std::move(argv));
  if (!done) {
    return std::unexpected(done.error());
  }
  if (done->exit_code != 0) {
    return base::fail(fmt::format("{} failed, {}", name, done->diagnosis()));
  }
  return std::move(done->output);
}

// Calls `use` for each line without its end.
template <class callable>
void each_line(std::string_view text, callable use) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    use(text.substr(at, end - at));
    at = end + 1;
  }
}

std::vector<std::string> appended(std::vector<std::string> front, const std::vector<std::string>& back) {
  front.insert(front.end(), back.begin(), back.end());
  return front;
}

}  // namespace

std::vector<alternatives> read_dependencies(std::string_view apt_cache_output) {
  std::vector<alternatives> found;
  alternatives group;
  bool open = false;  // "|Depends:" says that the next line is an alternative
  bool has_virtual = false;
  each_line(apt_cache_output, [&](std::string_view line) {
    auto rest = base::trimmed(line);
    const bool more = rest.starts_with('|');
    rest.remove_prefix(more ? 1 : 0);
    const auto colon = rest.find(": ");
    if (colon == std::string_view::npos ||
        (rest.substr(0, colon) != "Depends" && rest.substr(0, colon) != "PreDepends")) {
      return;
    }
    auto name = base::trimmed(rest.substr(colon + 2));
    name = name.substr(0, name.find(':'));  // "python3:any"
    if (!open) {
      group.clear();
      has_virtual = false;
    }
    has_virtual = has_virtual || name.starts_with('<');
    group.emplace_back(name);
    open = more;
    if (!more && !has_virtual) {
      found.push_back(group);
    }
  });
  return found;
}

base::result<apt> apt::find() {
  auto architecture = output_of({"dpkg", "--print-architecture"});
  if (!architecture) {
    return base::fail(fmt::format("packages can only be fetched on Debian and systems made of it: {}",
                                  architecture.error().message));
  }
  apt found;
  found.architecture_ = base::trimmed(*architecture);
  return found;
}

base::result<std::set<std::string>> apt::installed(const std::vector<std::string>& names) const {
  std::set<std::string> found;
  if (names.empty()) {
    return found;
  }
  // It fails when one of the names is unknown and still prints the others.
  const auto done =
      run(appended({"dpkg-query", "-W", "-f", "${Package} ${Architecture} ${db:Status-Status}\\n"}, names));
  if (!done) {
    return std::unexpected(done.error());
  }
  each_line(done->output, [&](std::string_view line) {
    const std::string name(line.substr(0, line.find(' ')));
    if (line == name + " " + architecture_ + " installed" || line == name + " all installed") {
      found.insert(name);
    }
  });
  return found;
}

base::result<std::vector<alternatives>> apt::dependencies(const std::vector<std::string>& names) const {
  const auto text = output_of(appended({"apt-cache", "depends"}, names));
  if (!text) {
    return std::unexpected(text.error());
  }
  return read_dependencies(*text);
}

base::result<void> apt::download(const std::vector<std::string>& names, const std::string& folder) const {
  // As root, apt would otherwise change to an account that can't write here, and warn.
  const auto done =
      run(appended({"apt-get", "-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=3", "download"},
                   names),
          folder);
  if (!done) {
    return std::unexpected(done.error());
  }
  if (done->exit_code != 0) {
    return base::fail(fmt::format("apt-get download failed, {}", done->diagnosis()));
  }
  return {};
}

base::result<void> apt::update() const {
  const auto done = output_of({"apt-get", "-q", "update"});
  return done ? base::result<void>{} : std::unexpected(done.error());
}

base::result<std::vector<std::string>> apt::with_libraries(std::vector<std::string> names,
                                                           std::set<std::string>& used) const {
  std::set<std::string> wanted(names.begin(), names.end());
  for (std::vector<std::string> fresh = names; !fresh.empty();) {
    const auto needed = dependencies(fresh);
    if (!needed) {
      return std::unexpected(needed.error());
    }
    std::set<std::string> asked;
    for (const auto& group : *needed) {
      asked.insert(group.begin(), group.end());
    }
    const auto there = installed({asked.begin(), asked.end()});
    if (!there) {
      return std::unexpected(there.error());
    }
    fresh.clear();
    for (const auto& group : *needed) {
      bool met = false;
      for (const auto& name : group) {
        const bool is_installed = there->contains(name);
        met = met || is_installed || wanted.contains(name);
        if (is_installed && name.starts_with("lib")) {
          used.insert(name);
        }
      }
      if (!met && group.front().starts_with("lib") && wanted.insert(group.front()).second) {
        fresh.push_back(group.front());
      }
    }
    names.insert(names.end(), fresh.begin(), fresh.end());
    if (names.size() > package_limit) {
      return base::fail("far too many packages would be needed");
    }
  }
  return names;
}

base::result<void> unpack(const std::string& deb, const std::string& folder) {
  const auto done = output_of({"dpkg-deb", "-x", deb, folder});
  return done ? base::result<void>{} : std::unexpected(done.error());
}

base::result<std::string> name_and_version(const std::string& deb) {
  auto text = output_of({"dpkg-deb", "-W", "--showformat=${Package} ${Version}", deb});
  return text ? base::result<std::string>(std::string(base::trimmed(*text))) : text;
}

}  // namespace dsnspec::target
