// What the trials of the suite itself come to: a line for each as it ends, and the sum, for programs and for
// people. reports/schemas/selftest.schema.json describes both forms of JSON.
//
// Printable ASCII and LF only. Depends on nothing but the arguments.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "judge/kill_score.hpp"
#include "judge/trial.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

struct selftest {
  std::string suite;    // version of dsnspec
  std::string started;  // UTC
  std::int64_t wall_ms = 0;
  bool full = false;      // every case was played in every trial
  bool whole = false;     // every trial of the catalogue was played, so that what is untried is known
  std::size_t cases = 0;  // that there are
  std::vector<judge::trial_result> trials;
  judge::kill_score score;
};

// One line of trials.ndjson, with its LF.
std::string trial_json(const judge::trial_result& one);

// selftest.json.
std::string selftest_json(const selftest& all, const spec::law_book& law);

struct selftest_options {
  bool colour = false;
  bool requirements = false;  // with the table of all requirements
};

// What went wrong first, then the scores, what nobody has tried, and the sum.
std::string selftest_text(const selftest& all, const spec::law_book& law, selftest_options how = {});

// The same for one trial that is not as expected; also what is shown when it ends.
std::string trial_text(const judge::trial_result& one, const spec::law_book& law, bool colour);

// The command that plays just that again.
std::string rerun(const judge::trial& what, const std::string& case_id);

}  // namespace dsnspec::report
