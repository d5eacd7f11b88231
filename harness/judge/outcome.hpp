// What a judged run comes to as a whole: the exit code of `run` and `judge`, as a pure function.
//
// The first that applies:
//   target_died   the target died and stayed dead; what was seen until then is judged and shown
//   findings      a finding at or above `level` that the baseline doesn't expect
//   broken        a judgement is ERROR: dsnspec itself is at fault there, so the run must not count as good
//   stale         baseline entries that no longer occur
//   nothing       there is no case at all
//   inconclusive  no PASS, NOTE, WARN or FAIL, and something INCONCLUSIVE or a case without any judgement
//   skipped       no PASS, NOTE, WARN or FAIL, only SKIP
//   as_expected   otherwise
#pragma once

#include <string_view>

#include "judge/verdict.hpp"

namespace dsnspec::judge {

enum class outcome { as_expected, findings, target_died, stale, nothing, inconclusive, broken, skipped };

// From which level on an unexpected finding fails the run. must: FAIL; should: WARN too; may: NOTE too.
enum class threshold { must, should, may };

// True for a judgement that is a finding at or above the level, known or not.
bool is_finding_at(threshold level, verdict value);

outcome outcome_of(const judged_run& run, threshold level);

// "as expected", "unexpected findings", ...
std::string_view name(outcome value);

}  // namespace dsnspec::judge
