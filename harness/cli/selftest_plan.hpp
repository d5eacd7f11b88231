// What selftest plays: a trial of the reference mail system as it is, one for each permitted variation and
// one for each defect of the catalogue.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "cli/data_dir.hpp"
#include "cli/selftest.hpp"
#include "judge/recorded_verdicts.hpp"
#include "runner/trials.hpp"
#include "scenario/catalogue_reader.hpp"
#include "scenario/loader.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::cli {

struct selftest_material {
  spec::law_book law;
  std::vector<scenario::scenario_file> scenarios;
  scenario::catalogue catalogue;
  std::vector<runner::planned_case> cases;
  std::vector<std::string> case_ids;  // of `cases`
  std::filesystem::path verdicts;     // the file of the recorded ones
  judge::recorded_verdicts recorded;
};

// Without recorded verdicts when they are to be recorded anew and there is no file of them.
scenario::checked<selftest_material> load_material(const data_dir& data, const selftest_options& options);

// Names that the user gave and that are none; the message says what is like them.
base::result<void> check_names(const selftest_options& options);

// Nothing was chosen: all is tried.
bool everything(const selftest_options& options);

// The long ones first: as it is and with variations every case is played. The plans point into `of`. Empty:
// no defect violates anything of the sections chosen.
base::result<std::vector<runner::trial_plan>> plan_trials(const selftest_material& of,
                                                          const selftest_options& options);

// Whether what is played is what was played when the verdicts were recorded: each verdict can be held against
// them.
bool is_as_recorded(const judge::trial& what, const selftest_options& options);

// Writes what is recorded of these trials anew, and forgets those that the catalogue doesn't know any more.
base::result<void> record(selftest_material& of, const std::vector<runner::trial_plan>& plans,
                          const std::vector<judge::run_verdicts>& seen);

// What is played to a defect: all cases of the scenarios that claim it, and of the others a sample, always
// the same for the same defect, another for each: places in `case_ids`, ascending.
std::vector<std::size_t> cases_for(const scenario::catalogue_defect& defect,
                                   const std::vector<std::string>& case_ids, std::size_t sample);

}  // namespace dsnspec::cli
