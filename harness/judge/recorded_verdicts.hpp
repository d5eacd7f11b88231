// Every verdict of the suite's own trials, as somebody has looked at them once:
// scenarios/selftest/verdicts.txt. A judge that changes its mind about anything, be it a PASS that has become
// a NOTE, shows there, though nobody is accused otherwise than the catalogue says.
//
// The file: a heading for each trial, below it its cases, below each case a line for each verdict with its
// requirements. "clean" has all cases. The others have what differs from "clean" alone, and "-" instead of a
// verdict where nothing is said of a requirement any more. `#` begins a line for people.
//
//   clean
//     rfc3461/5.2.2/taken[notify=SUCCESS]
//       PASS rfc3461/4.1/notify-syntax rfc3461/5.2.2/relayed-dsn-for-success
//   defect envid-dropped
//     rfc3461/5.2.2/taken[notify=SUCCESS]
//       - rfc3461/4.4/envid-syntax
//       FAIL rfc3461/5.2.2/envid-passed-on
//
// Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "judge/trial_kind.hpp"
#include "judge/verdict.hpp"

namespace dsnspec::judge {

using case_verdicts = std::map<std::string, verdict>;       // by requirement
using run_verdicts = std::map<std::string, case_verdicts>;  // by case id

case_verdicts verdicts_of(const judged_case& which);
run_verdicts verdicts_of(const judged_run& run);

// "  PASS a b\n  WARN c\n": a line for each verdict, in rising order of gravity.
std::string verdict_lines(const case_verdicts& of);

// Nothing stands for: not judged in this case.
struct verdict_change {
  std::string case_id;
  std::string requirement;  // empty: the case as a whole is not recorded
  std::optional<verdict> before;
  std::optional<verdict> now;
};

class recorded_verdicts {
 public:
  // What differs in the cases that were played.
  [[nodiscard]] std::vector<verdict_change> changes(const trial_id& trial, const run_verdicts& now) const;

  // Replaces what is recorded of this trial. "clean" comes first: the others are held against it.
  void record(const trial_id& trial, const run_verdicts& seen);

  // Forgets trials that are not among these.
  void keep(const std::vector<trial_id>& known);

  [[nodiscard]] std::string text() const;

  // An error names the line. `source` is the file's name, for messages.
  static base::result<recorded_verdicts> read(std::string_view text, const std::string& source);

 private:
  // By requirement. Nothing stands for: not judged any more.
  using difference = std::map<std::string, std::optional<verdict>>;
  using trials = std::map<trial_id, std::map<std::string, difference>>;  // then by case

  friend class recorded_verdicts_reader;

  run_verdicts clean_;
  trials others_;
};

}  // namespace dsnspec::judge
