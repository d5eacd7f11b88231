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
//       not_watchable: why nothing seen from outside can show it      # optional; without it something watches
//
// All keys but `stand`, `restates` and `not_watchable` are required. An id is there once in all files together. What is
// restated is another row, which restates none itself; a row that restates has that one's watchers.
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
