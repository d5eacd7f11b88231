// What lies in one tree of the package cache, as a small text file beside it:
//
//   dsnspec-packages 1
//   architecture amd64
//   package postfix 3.7.11-0+deb12u1        unpacked; the mail system itself first
//   uses libssl3                            an installed library that the packages rely on
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsnspec::target {

struct package_manifest {
  std::string architecture;
  std::vector<std::pair<std::string, std::string>> packages;  // name, version
  std::vector<std::string> uses;

  [[nodiscard]] std::string text() const;
};

// Nothing when the text has another form, another version of it, or no package.
std::optional<package_manifest> read_package_manifest(std::string_view text);

}  // namespace dsnspec::target
