// dsnspec report RUN --to FORMAT: a recorded run as something to show.
//
// The run is judged again, by the baseline of its target; nothing else is said, and what was found doesn't
// become the exit code, as it does with `judge`.
#pragma once

#include <string>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "cli/judge.hpp"

namespace dsnspec::cli {

struct report_options {
  judge_options from;
  std::string file;  // empty: stdout
};

exit_code report_run(const report_options& options, const data_dir& data);

}  // namespace dsnspec::cli
