// Which requirements are watched, and by whom, as text.
#pragma once

#include <string>
#include <vector>

#include "judge/watchers.hpp"
#include "spec/requirement.hpp"

namespace dsnspec::report {

// In a few words, for a line: "2 checks, lint, 5 scenarios", "not watchable", "NOT WATCHED".
std::string watch_summary(const spec::requirement& row, const judge::coverage& watched);

// Everybody by name, for one who asks about the row: lines that start with two blanks, for `dsnspec explain`.
std::string watch_details(const spec::requirement& row, const judge::coverage& watched);

// reports/published/coverage.md: the counts by RFC and level and by role, then each row with its watchers, in
// the order given. The rows must outlive the call.
std::string coverage_markdown(const std::vector<const spec::requirement*>& rows,
                              const judge::coverage& watched);

}  // namespace dsnspec::report
