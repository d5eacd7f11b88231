// dsnspec selftest: tries the suite on the reference mail system. As it is and with each permitted variation
// nobody may be accused; each defect of the catalogue must be noticed by the scenarios that claim it, and
// nothing else be accused.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "cli/selection.hpp"

namespace CLI {
class App;
}

namespace dsnspec::cli {

enum class selftest_format { text, json };

struct selftest_options {
  std::vector<std::string> defects;     // only these; or
  std::vector<std::string> variations;  // only these; or
  selection which;                      // only defects that violate something of these sections
  bool full = false;                    // every case in every trial
  bool record = false;                  // the verdicts anew, instead of holding them against the recorded
  std::size_t jobs = 0;                 // trials under way at once; 0: as many as is right
  std::string out;                      // empty: dsnspec-runs/<UTC time>-selftest
  selftest_format format = selftest_format::text;
  std::string colour = "auto";
};

void add_selftest(CLI::App& app, const data_dir& data, exit_code& result);

exit_code selftest(const selftest_options& options, const data_dir& data);

}  // namespace dsnspec::cli
