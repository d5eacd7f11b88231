// dsnspec run [TARGET]: plays the selected scenarios around the target, judges what was seen, writes the
// results.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/attach.hpp"
#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "cli/selection.hpp"
#include "cli/verdict.hpp"

namespace dsnspec::cli {

struct run_options {
  std::string target;     // name of a folder of scenarios/targets, or the path of such a folder; empty: the
                          // reference mail system
  attach_options attach;  // instead of a target
  std::string adapter;    // a command, instead of a target
  std::vector<std::string> defects;     // switched on in the reference mail system
  std::vector<std::string> variations;  // the same
  selection which;
  presentation how;
  std::size_t jobs = 0;  // 0: as many as the runner thinks right
  std::string out;       // empty: dsnspec-runs/<UTC time>-<target>
  std::string prefix;    // a build of the user's; empty: the target's package
  std::string cache;     // empty: the user's cache folder
  bool no_baseline = false;
};

exit_code run(const run_options& options, const data_dir& data);

}  // namespace dsnspec::cli
