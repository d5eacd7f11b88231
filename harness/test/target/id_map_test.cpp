#include "target/id_map.hpp"

#include <gtest/gtest.h>

namespace dsnspec::target {
namespace {

TEST(granted_range, IsFoundByNameOrNumber) {
  const auto text = "alice:100000:65536\nbob:165536:65536\n1003:231072:65536\n";
  EXPECT_EQ(granted_range(text, "bob", 1002), (id_range{165536, 65536}));
  EXPECT_EQ(granted_range(text, "carol", 1003), (id_range{231072, 65536}));
  EXPECT_EQ(granted_range(text, "dave", 1004), std::nullopt);
  EXPECT_EQ(granted_range("", "bob", 1002), std::nullopt);
}

TEST(granted_range, HasToBeLargeEnough) {
  EXPECT_EQ(granted_range("bob:5000:65534\n", "bob", 1), std::nullopt);
  EXPECT_EQ(granted_range("bob:5000:65535", "bob", 1), (id_range{5000, 65535}));
  EXPECT_EQ(granted_range("bob:5000:10\nbob:100000:65536\n", "bob", 1), (id_range{100000, 65536}));
}

TEST(granted_range, PassesOverLinesOfAnotherForm) {
  EXPECT_EQ(granted_range("bob\nbob:\nbob::\nbob:x:65536\nbob:1:99999999999\nbob:-1:65536\n# bob:1:65536\n"
                          "bob:1:65536:7\n  bob:300000:65536  \n",
                          "bob", 1),
            (id_range{300000, 65536}));
}

TEST(identity_map, MapsEveryIdToItself) {
  EXPECT_EQ(identity_map("         0          0 4294967295\n"), "0 0 4294967295\n");
  EXPECT_EQ(identity_map("0 1000 1\n1 100000 65535\n"), "0 0 1\n1 1 65535\n");
  EXPECT_EQ(identity_map("0 0 65535\n70000 70000 5\n"), "0 0 65535\n70000 70000 5\n");
}

TEST(identity_map, NeedsAllOrdinaryIds) {
  EXPECT_EQ(identity_map("0 1000 1\n"), std::nullopt);
  EXPECT_EQ(identity_map("0 0 65534\n"), std::nullopt);
  EXPECT_EQ(identity_map("1 1 65535\n"), std::nullopt);
  EXPECT_EQ(identity_map("0 0 1000\n1001 1001 65535\n"), std::nullopt);
  EXPECT_EQ(identity_map(""), std::nullopt);
}

}  // namespace
}  // namespace dsnspec::target
