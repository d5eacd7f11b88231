// What is asked of apt and dpkg, through their programs as PATH has them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace dsnspec::target {

// One package depends on one of these names.
using alternatives = std::vector<std::string>;

// The Depends and Pre-Depends in what `apt-cache depends` prints. Virtual packages ("<mta>") are left out,
// and with them every alternative to them.
std::vector<alternatives> read_dependencies(std::string_view apt_cache_output);

class apt {
 public:
  // Errors: this is no Debian system.
  static base::result<apt> find();

  [[nodiscard]] const std::string& architecture() const { return architecture_; }
  // Those of `names` that are installed, for this machine's architecture.
  [[nodiscard]] base::result<std::set<std::string>> installed(const std::vector<std::string>& names) const;
  [[nodiscard]] base::result<std::vector<alternatives>> dependencies(
      const std::vector<std::string>& names) const;
  // Downloads the packages into the folder as *.deb files; apt checks their hashes.
  [[nodiscard]] base::result<void> download(const std::vector<std::string>& names,
                                            const std::string& folder) const;
  // Brings the package lists up to date; needs root.
  [[nodiscard]] base::result<void> update() const;

  // `names` and the shared libraries (packages named lib*) they need that are not installed. `used` gets the
  // libraries that are.
  base::result<std::vector<std::string>> with_libraries(std::vector<std::string> names,
                                                        std::set<std::string>& used) const;

 private:
  std::string architecture_;
};

// Unpacks one .deb file below the folder.
base::result<void> unpack(const std::string& deb, const std::string& folder);

// Name and version of a .deb file: "postfix 3.7.11-0+deb12u1".
base::result<std::string> name_and_version(const std::string& deb);

}  // namespace dsnspec::target
