// Plays many trials of the reference mail system side by side, each in a process of its own: a run mostly
// waits for timers, and one that crashes or hangs doesn't take the others with it.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "judge/trial.hpp"
#include "runner/run.hpp"
#include "spec/law_book.hpp"
#include "target/reference/conduct.hpp"

namespace dsnspec::runner {

struct trial_plan {
  judge::trial what;
  reference::conduct as;
  std::vector<const planned_case*> cases;  // must outlive the trials
  std::filesystem::path trace;             // the file to write; empty: none
};

struct trial_options {
  std::size_t at_once = 4;          // trials under way
  std::size_t jobs = 32;            // submissions under way at once in each of them
  std::chrono::seconds limit{600};  // a trial that takes longer is ended, and has failed
};

// The place among the plans, what the trial came to, and every verdict in it.
using trial_ended =
    std::function<void(std::size_t place, judge::trial_result result, judge::run_verdicts verdicts)>;

// Plays them in this order and tells of each as it ends. Returns when all have.
//
// The caller has no other threads: the processes are copies of this one (fork without exec). They end with
// it. Signals are left alone.
void run_trials(const std::vector<trial_plan>& plans, const spec::law_book& law, const trial_options& how,
                const trial_ended& ended);

}  // namespace dsnspec::runner
