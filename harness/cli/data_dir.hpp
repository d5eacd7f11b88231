// Where scenarios/ and reports/ are: the data that comes with dsnspec.
//
// The first of: the folder that the environment variable DSNSPEC_DATA names; ../share/dsnspec beside the
// program's folder, where it is installed; the source tree that the program was built from.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "scenario/checked.hpp"
#include "scenario/loader.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::cli {

class data_dir {
 public:
  // `source_dir`: the source tree at build time.
  explicit data_dir(std::filesystem::path source_dir) : source_dir_(std::move(source_dir)) {}

  // An error when no folder has scenarios/law: says where it looked.
  [[nodiscard]] base::result<std::filesystem::path> path() const;

  [[nodiscard]] scenario::checked<spec::law_book> law() const;
  [[nodiscard]] scenario::checked<std::vector<scenario::scenario_file>> scenarios(
      const spec::law_book& law) const;

 private:
  std::filesystem::path source_dir_;
};

}  // namespace dsnspec::cli
