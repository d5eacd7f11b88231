#include "target/package_manifest.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace dsnspec::target {
namespace {

constexpr std::string_view form = "dsnspec-packages 1";

}  // namespace

std::string package_manifest::text() const {
  std::string out = fmt::format("{}\narchitecture {}\n", form, architecture);
  for (const auto& [name, version] : packages) {
    out += fmt::format("package {} {}\n", name, version);
  }
  for (const auto& name : uses) {
    out += fmt::format("uses {}\n", name);
  }
  return out;
}

std::optional<package_manifest> read_package_manifest(std::string_view text) {
  package_manifest out;
  bool first = true;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    at = end + 1;
    const auto blank = std::min(line.find(' '), line.size());
    const auto key = line.substr(0, blank);
    const auto value = line.substr(std::min(blank + 1, line.size()));
    if (first ? line != form : value.empty()) {
      return std::nullopt;
    }
    first = false;
    if (key == "architecture") {
      out.architecture = value;
    } else if (key == "package") {
      const auto gap = std::min(value.find(' '), value.size());
      out.packages.emplace_back(value.substr(0, gap), value.substr(std::min(gap + 1, value.size())));
    } else if (key == "uses") {
      out.uses.emplace_back(value);
    }
  }
  return out.packages.empty() || out.architecture.empty() ? std::nullopt : std::optional(out);
}

}  // namespace dsnspec::target
