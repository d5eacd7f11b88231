// Debian packages, fetched and unpacked into a cache. Nothing is installed and no package script runs.
//
// apt downloads and checks the packages against the signed lists; dpkg-deb unpacks them. Shared libraries
// that a package depends on are added when the machine hasn't got them, and what these need in turn. All
// packages of a target lie in one tree, in the form of a merged /usr (lib/ is moved to usr/lib/).
//
// Several programs may use one cache at once. A tree appears complete or not at all, and stays as long as it
// is used:
//   FOLDER/postfix-1f2e3d4c5b6a7988         link to the current tree; the digits stand for request and system
//   FOLDER/postfix-1f2e3d4c5b6a7988.abc123/ {root/, manifest}
//   FOLDER/postfix-1f2e3d4c5b6a7988.lock    held while fetching
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "target/descriptor.hpp"
#include "target/npm.hpp"

namespace dsnspec::target {

struct package_request {
  std::string target;                         // [a-z0-9-]+
  std::vector<std::string> packages;          // the first is the mail system itself
  std::vector<std::string> unless_installed;  // taken only where the machine hasn't got them
  npm_request npm = {};                       // then its first package is the mail system itself
};

struct unpacked_packages {
  std::string tree;          // absolute path; usr/, etc/, var/ below it
  std::string version;       // of the first package: "3.7.11-0+deb12u1"
  std::string architecture;  // "amd64"
  descriptor in_use;         // as long as this is open nobody removes the tree
};

struct cache_options {
  std::string folder;                                   // empty: default_cache_folder()
  bool refresh = false;                                 // fetch again what the archive has now
  std::string dpkg_info = "/var/lib/dpkg/info";         // where dpkg lists what is installed
  std::function<void(std::string_view)> progress = {};  // gets a line for people before each long step
};

// Of the user: $XDG_CACHE_HOME/dsnspec, else $HOME/.cache/dsnspec.
base::result<std::string> default_cache_folder();

// From the cache when it is there, in about a millisecond; otherwise fetched, in seconds. When apt has no
// package lists root fetches them, anybody else is told to. Errors say what was missing and what apt said.
base::result<unpacked_packages> provide_packages(const package_request& request,
                                                 const cache_options& options);

}  // namespace dsnspec::target
