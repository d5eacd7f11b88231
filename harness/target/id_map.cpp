#include "target/id_map.hpp"

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <vector>

#include "base/ascii.hpp"
#include "target/descriptor.hpp"
#include "target/process.hpp"

namespace dsnspec::target {
namespace {

constexpr std::size_t file_limit = 1U << 20U;

std::optional<std::uint32_t> decimal(std::string_view digits) {
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return problem == std::errc{} && end == digits.data() + digits.size() && !digits.empty()
             ? std::optional(value)
             : std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find_first_of(separators, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::string user_name() {
  std::vector<char> room(65536);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, room.data(), room.size(), &found) == 0 && found != nullptr) {
    return found->pw_name;
  }
  return fmt::format("{}", ::getuid());
}

base::result<void> map_to_self(pid_t child, const char* kind) {
  const auto own = read_file(fmt::format("/proc/self/{}", kind), file_limit);
  if (!own) {
    return std::unexpected(own.error());
  }
  const auto map = identity_map(*own);
  if (!map) {
    return base::fail(fmt::format(
        "this root has only the ids \"{}\" (/proc/self/{}), but an MTA needs 0 to 65534: run dsnspec as an "
        "ordinary user, or in a container with all of them",
        base::trimmed(*own), kind));
  }
  return write_setting(fmt::format("/proc/{}/{}", child, kind), *map);
}

// newuidmap or newgidmap, with 0 -> own id and 1..65535 -> the granted range.
base::result<void> map_by_program(pid_t child, const char* program, const char* granted_in,
                                  std::uint32_t own_id) {
  const auto user = user_name();
  const auto granted = read_file(granted_in, file_limit);
  const auto range = granted ? granted_range(*granted, user, ::getuid()) : std::nullopt;
  if (!range) {
    return base::fail(
        fmt::format("{} grants {} no range of 65536 ids, which the sandbox needs: as root, add the line "
                    "\"{}:100000:65536\" (any range nobody else has) to /etc/subuid and to /etc/subgid",
                    granted_in, user, user));
  }
  const auto done = run_command({.argv = {program, std::to_string(child), "0", std::to_string(own_id), "1",
                                          "1", std::to_string(range->first), std::to_string(ids_needed)},
                                 .keep_environment = true});
  if (!done) {
    return base::fail(
        fmt::format("{}; the sandbox needs the programs newuidmap and newgidmap (Debian: apt-get "
                    "install uidmap)",
                    done.error().message));
  }
  if (done->exit_code != 0) {
    return base::fail(fmt::format("{} refused: {}", program, done->diagnosis()));
  }
  return {};
}

}  // namespace

std::optional<id_range> granted_range(std::string_view subid_text, std::string_view user, uid_t number) {
  const auto digits = fmt::format("{}", number);
  for (const auto line : split(subid_text, "\n")) {
    const auto fields = split(base::trimmed(line), ":");
    if (fields.size() != 3 || (fields[0] != user && fields[0] != digits)) {
      continue;
    }
    const auto first = decimal(fields[1]);
    const auto count = decimal(fields[2]);
    if (first && count && *count >= ids_needed) {
      return id_range{*first, *count};
    }
  }
  return std::nullopt;
}

std::optional<std::string> identity_map(std::string_view own_map) {
  std::string map;
  std::uint64_t covered =
      0;  // 0 .. covered-1 are mapped; the kernel shows extents in the order they were written
  for (const auto line : split(own_map, "\n")) {
    std::vector<std::uint32_t> numbers;
    for (const auto field : split(line, " ")) {
      if (const auto value = decimal(field)) {
        numbers.push_back(*value);
      }
    }
    if (numbers.size() == 3) {
      map += fmt::format("{0} {0} {1}\n", numbers[0], numbers[2]);
      const std::uint64_t first = numbers[0];
      covered = first <= covered ? std::max(covered, first + numbers[2]) : covered;
    }
  }
  return covered >= ids_needed ? std::optional(map) : std::nullopt;
}

base::result<void> map_ids(pid_t child) {
  if (::geteuid() == 0) {
    auto done = map_to_self(child, "uid_map");
    return done ? map_to_self(child, "gid_map") : done;
  }
  auto done = map_by_program(child, "newuidmap", "/etc/subuid", ::getuid());
  return done ? map_by_program(child, "newgidmap", "/etc/subgid", ::getgid()) : done;
}

}  // namespace dsnspec::target
