// The law book's files, scenarios/law/*.yaml:
//
//   requirements:
//     - id: rfc3461/5.2.2/relayed-dsn-for-success   # rfcNNNN/section/slug
//       section: "5.2.2"                            # the same section as in the id
//       level: MUST                                 # MUST, MUST NOT, SHOULD, SHOULD NOT, MAY, GRAMMAR
//       role: relay to non-conforming               # see spec/requirement.hpp
//       impact: lost-report
//       sentence: what is required, in our own words
//       observed: how one sees it kept or broken
//       stand: what we decide where texts are silent or disagree      # optional
//       restates: rfc3464/2/other-slug        # optional: the row that says the same and is judged for both
//       part_of: rfc3464/2/other-slug         # in its place: that row says this and more
//       not_watchable: why nothing seen from outside can show it      # optional; without it something
//       watches
//
// All keys but `stand`, `restates`, `part_of` and `not_watchable` are required. An id is there once in all
// files together. What is restated is another row, which restates none itself; a row that restates has that
// one's watchers. With `part_of` it is kept where that one is kept; where that one is broken, nobody knows
// whether this part of it was.
#pragma once

#include <filesystem>
#include <vector>

#include "scenario/checked.hpp"
#include "scenario/source_files.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::scenario {

checked<spec::law_book> read_law(const std::vector<source_file>& files);

// The files of that folder: <scenario root>/law.
checked<spec::law_book> load_law(const std::filesystem::path& folder);

}  // namespace dsnspec::scenario
