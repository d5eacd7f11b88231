// The linter's requirements and the law book's rows are the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include "dsn/lint_ids.hpp"

namespace dsnspec::dsn::test {
namespace {

// The ids of a law book file, by its line form; that the rest of it is right is tested with its reader.
std::set<std::string> ids_in(const std::string& file) {
  std::ifstream in(DSNSPEC_SOURCE_DIR "/scenarios/law/" + file);
  EXPECT_TRUE(in.good()) << file;
  std::set<std::string> ids;
  const std::string mark = "  - id: ";
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(mark)) {
      EXPECT_TRUE(ids.insert(line.substr(mark.size())).second) << line;
    }
  }
  return ids;
}

TEST(law, has_a_row_for_each_lint_rule_and_no_other) {
  std::set<std::string> rows;
  for (const char* file : {"rfc3464.yaml", "rfc6522.yaml", "rfc3461-lint.yaml"}) {
    rows.merge(ids_in(file));
  }
  const std::set<std::string> watched(lint_ids.begin(), lint_ids.end());
  EXPECT_EQ(watched.size(), lint_ids.size());
  EXPECT_EQ(rows, watched);
}

}  // namespace
}  // namespace dsnspec::dsn::test
