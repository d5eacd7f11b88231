// dsnspec baseline write|verify RUN: the known findings of a target, held against a recorded run.
#pragma once

#include <string>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "cli/judge.hpp"

namespace dsnspec::cli {

struct baseline_options {
  judge_options from;
  std::string file;  // of write: what is written; empty: stdout
};

// Prints the baseline that expects this run: what still holds of the present one, and each new finding with a
// reason to be filled in.
exit_code write_baseline(const baseline_options& options, const data_dir& data);

// Tells of each entry what it stands for in this run. As `judge`: 1 for a finding that isn't expected, 4 for
// an entry that expects in vain.
exit_code verify_baseline(const baseline_options& options, const data_dir& data);

}  // namespace dsnspec::cli
