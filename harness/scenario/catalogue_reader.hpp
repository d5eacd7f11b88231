// The catalogue by which the suite is tried on the reference mail system: its defects, and the variations
// that the RFCs permit.
//
//   defects:
//     - name: envid-dropped               # lower-case letters, digits and "-"; once in all files
//       sentence: what it does wrong
//       violates: [rfc3461/5.2.1/envid-relayed]          # requirements; at least one
//       entails: [rfc3464/2.3.3/...]      # what is broken along with them, but not everywhere; optional
//       caught_by: [rfc3461/5.2.1/envid-relayed]         # scenarios that must notice it; or
//       unobserved: why none of them can
//   variations:
//     - name: one-report-each
//       sentence: what it does otherwise
//       permitted_by: RFC 3461 section 5.2.8
//       leaves_open: [rfc3461/5.2.8/...]  # requirements for which there is no occasion then; optional
//       leaves_all_open: true             # or all of them, as far as it happens; optional
//
// A name "a+b" is several switches at once, for what shows only where all of them are there; those beside the
// first may also be variations.
//
// Every id is there in the law book or among the scenarios; one that isn't is an error, with what it
// resembles.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenario/checked.hpp"
#include "scenario/loader.hpp"
#include "scenario/source_files.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::scenario {

struct catalogue_defect {
  std::string name;
  std::string sentence;
  std::vector<std::string> violates;
  std::vector<std::string> entails;
  std::vector<std::string> caught_by;  // empty: see unobserved
  std::string unobserved;
};

struct catalogue_variation {
  std::string name;
  std::string sentence;
  std::string permitted_by;
  std::vector<std::string> leaves_open;
  bool leaves_all_open = false;
};

struct catalogue {
  std::vector<catalogue_defect> defects;  // as they stand in the files
  std::vector<catalogue_variation> variations;
};

checked<catalogue> read_catalogue(const std::vector<source_file>& files, const spec::law_book& law,
                                  const std::vector<scenario_file>& scenarios);

// The files of that folder: <scenario root>/selftest.
checked<catalogue> load_catalogue(const std::filesystem::path& folder, const spec::law_book& law,
                                  const std::vector<scenario_file>& scenarios);

}  // namespace dsnspec::scenario
