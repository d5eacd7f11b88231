// dsnspec judge TRACE: judges a recorded run again, without any target.
#pragma once

#include <string>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "cli/verdict.hpp"
#include "judge/verdict.hpp"
#include "scenario/checked.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::cli {

struct judge_options {
  std::string trace;  // a trace file, the folder of a run, or "-"
  presentation how;
  std::string baseline;  // a file; empty: that of the target
  std::string target;    // whose baseline; empty: the one that the trace is of
  bool no_baseline = false;
  std::string out;  // a folder for the result files; empty: none are written
};

// The verdicts, the law that they are by, and what was expected.
struct judged_trace {
  spec::law_book law;
  judge::baseline expected;
  judge::judged_run run;
};

// Reads and judges; only what says which trace and which baseline is looked at.
scenario::checked<judged_trace> judge_again(const judge_options& options, const data_dir& data);

exit_code judge_trace(const judge_options& options, const data_dir& data);

}  // namespace dsnspec::cli
