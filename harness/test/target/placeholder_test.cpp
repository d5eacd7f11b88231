#include "target/placeholder.hpp"

#include <gtest/gtest.h>

namespace dsnspec::target {
namespace {

const std::map<std::string, std::string> values = {{"name", "dave"}, {"empty", ""}, {"dollar", "${name}"}};

TEST(fill_in, PutsValuesIn) {
  EXPECT_EQ(fill_in("/var/mail/${name}", values).value(), "/var/mail/dave");
  EXPECT_EQ(fill_in("${name}${empty}${name}", values).value(), "davedave");
  EXPECT_EQ(fill_in("plain $x $ {y}", values).value(), "plain $x $ {y}");
  EXPECT_EQ(fill_in("", values).value(), "");
}

TEST(fill_in, DoesNotLookThroughValues) {
  EXPECT_EQ(fill_in("${dollar}", values).value(), "${name}");
}

TEST(fill_in, LeavesEscapedOnes) {
  EXPECT_EQ(fill_in("btree:$${data_directory}/x ${name}", values).value(), "btree:${data_directory}/x dave");
  EXPECT_EQ(fill_in("$$$${a}", values).value(), "$$${a}");
}

TEST(fill_in, SaysWhatIsWrongWhere) {
  const auto unknown = fill_in("first\n ab ${nobody}", values);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message, "nothing stands for \"${nobody}\"");
  EXPECT_EQ(unknown.error().line, 2U);
  EXPECT_EQ(unknown.error().column, 5U);
  const auto open = fill_in("${name", values);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().line, 1U);
  EXPECT_EQ(open.error().column, 1U);
}

}  // namespace
}  // namespace dsnspec::target
