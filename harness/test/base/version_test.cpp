#include "base/version.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dsnspec::base {
namespace {

TEST(CompareVersions, OrdersNumbersAsNumbers) {
  const std::vector<std::string> ascending = {
      "",     "3.6",  "3.7",     "3.7.9",  "3.7.11",   "3.7.11-0+deb12u1",
      "3.10", "4.96", "4.96 #2", "4.96.1", "20230101", "184467440737095516160"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      const int expected = i < j ? -1 : i > j ? 1 : 0;
      EXPECT_EQ(compare_versions(ascending[i], ascending[j]), expected)
          << ascending[i] << " " << ascending[j];
    }
  }
}

TEST(CompareVersions, LeadingZerosSayNothing) {
  EXPECT_EQ(compare_versions("3.07", "3.7"), 0);
}

}  // namespace
}  // namespace dsnspec::base
