#include "cli/verdict.hpp"

#include <gtest/gtest.h>

namespace dsnspec::cli {
namespace {

// The table of the man page.
TEST(Verdict, ExitCodes) {
  using judge::outcome;
  EXPECT_EQ(static_cast<int>(exit_code_of(outcome::as_expected)), 0);
  EXPECT_EQ(static_cast<int>(exit_code_of(outcome::findings)), 1);
  EXPECT_EQ(static_cast<int>(exit_code_of(outcome::target_died)), 3);
  EXPECT_EQ(static_cast<int>(exit_code_of(outcome::stale)), 4);
  EXPECT_EQ(static_cast<int>(exit_code_of(outcome::nothing)), 5);
  EXPECT_EQ(static_cast<int>(exit_code_of(outcome::inconclusive)), 6);
  EXPECT_EQ(static_cast<int>(exit_code_of(outcome::broken)), 70);
  EXPECT_EQ(static_cast<int>(exit_code_of(outcome::skipped)), 77);
}

}  // namespace
}  // namespace dsnspec::cli
