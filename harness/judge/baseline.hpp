// The baseline of a target: findings that are known, each with its reason. A known finding doesn't fail a
// run, a new one does, and an entry whose finding no longer occurs (a stale one) does too, until it is
// removed.
//
// The file, scenarios/targets/<target>/baseline.yaml:
//
//   findings:
//     - requirement: rfc3461/5.2.2/relayed-dsn-for-success   # an id of the law book
//       case: "rfc3461/5.2.2/*"                              # glob over case ids
//       reason: why this is expected, in a sentence
//       arguable: why the RFC can be read otherwise          # optional: it is known all the same
//       verdict: WARN                                        # optional: FAIL, WARN or NOTE
//       from_version: "3.7"                                  # optional: only of this version and later ones
//       below_version: "3.8"                                 # optional: only of versions older than this
//
// Without `verdict` an entry means FAIL and WARN. An empty file is a baseline without entries. Of a target
// whose version is not known no entry with a version holds.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/verdict.hpp"
#include "scenario/checked.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::judge {

struct baseline_entry {
  std::string requirement;
  std::string case_glob;
  std::string reason;
  std::optional<dsnspec::judge::verdict> verdict;
  std::string from_version;   // empty: from the first on
  std::string below_version;  // empty: to the last
  std::size_t line = 0;       // in the file
  std::string arguable = {};
};

struct baseline {
  std::string source;
  std::vector<baseline_entry> entries;
};

// All problems, with file, line and column. An unknown requirement, an unknown key, an empty reason and the
// same requirement and case twice are problems.
scenario::checked<baseline> read_baseline(std::string_view text, const std::string& source,
                                          const spec::law_book& law);

// The entries that hold for this version of the target. Versions are compared as base/version.hpp says.
baseline for_version(const baseline& all, std::string_view version);

// Marks the judgements that an entry expects as known, with the first such entry's reason.
void mark_known(judged_case& which, const baseline& expected);

// mark_known() for every case; then lists the stale entries in run.stale.
//
// An entry is stale when it matched no finding although we looked. Of the cases that its glob matches
//   - none is SKIP, INCONCLUSIVE or ERROR for the requirement: the finding might be there unseen;
//   - at least one came to a conclusion about the requirement, or says nothing of it (the occasion no longer
//     arises) while all that it does say is conclusive.
// `left_out`: ids of cases that exist but are not in this run; an entry that may mean one of them is not
// stale, so a run of a selection accuses no entry of the rest.
void apply(judged_run& run, const baseline& expected, const std::vector<std::string>& left_out = {});

}  // namespace dsnspec::judge
