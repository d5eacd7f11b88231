// dsnspec list [scenarios|requirements|targets|defects|variations]: what there is, one a line: the id, blanks, a few words. Of
// requirements also who watches them; as Markdown with counts, which is reports/published/coverage.md.
#pragma once

#include <string>
#include <vector>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "cli/selection.hpp"
#include "spec/requirement.hpp"

namespace dsnspec::cli {

struct list_options {
  std::string what = "scenarios";
  selection which;
  std::vector<spec::level> levels;  // requirements only
  bool cases = false;               // scenarios: each concrete case
  bool unwatched = false;           // requirements: only those that could be watched and are not
  bool markdown = false;            // requirements only
};

exit_code list(const list_options& options, const data_dir& data);

}  // namespace dsnspec::cli
