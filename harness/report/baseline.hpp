// A run and the baseline of its target, side by side.
#pragma once

#include <string>

#include "judge/baseline.hpp"
#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

// The baseline file that expects this run: the entries of `before` that are not stale in it, and one for each
// finding they don't expect, with an empty reason that somebody has to fill in before the file is taken.
// `run` has `before` applied.
std::string baseline_yaml(const judge::judged_run& run, const judge::baseline& before);

// What each entry stands for in this run, then what it expects in vain and what it doesn't expect; a line
// each.
std::string baseline_text(const judge::judged_run& run, const judge::baseline& expected);

}  // namespace dsnspec::report
