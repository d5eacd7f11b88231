#include "grammar/address_parts.hpp"

#include <gtest/gtest.h>

namespace dsnspec::grammar {
namespace {

struct taken_apart {
  std::string_view address;
  std::string_view local_part;
  std::string_view domain;
};

TEST(AddressParts, EndTheLocalPartAtTheFirstAtOutsideQuotes) {
  constexpr taken_apart all[] = {
      {"carol@next.test", "carol", "next.test"},
      {"a@[x:@]", "a", "[x:@]"},
      {"a@[tag:b@c]", "a", "[tag:b@c]"},
      {"\"a@b\"@next.test", "\"a@b\"", "next.test"},
      {"\"a\\\"@b\"@[x:@]", "\"a\\\"@b\"", "[x:@]"},
      {"\"a\\\\\"@next.test", "\"a\\\\\"", "next.test"},
      {"@one.test,@two.test:carol@next.test", "carol", "next.test"},
      {"ren\xC3\xA9@b\xC3\xBC.test", "ren\xC3\xA9", "b\xC3\xBC.test"},
  };
  for (const taken_apart& each : all) {
    EXPECT_EQ(local_part_of(each.address), each.local_part);
    EXPECT_EQ(domain_of(each.address), each.domain);
  }
}

TEST(AddressParts, TakeTextThatIsNoAddress) {
  constexpr taken_apart all[] = {
      {"", "", ""},          {"postmaster", "postmaster", ""},
      {"@", "", ""},         {"a@", "a", ""},
      {"@b", "", "b"},       {"\"a@b", "\"a", "b"},
      {"\"", "\"", ""},      {"\"a\\", "\"a\\", ""},
      {"a@b@c", "a", "b@c"}, {"\"a\"", "\"a\"", ""},
  };
  for (const taken_apart& each : all) {
    EXPECT_EQ(local_part_of(each.address), each.local_part) << each.address;
    EXPECT_EQ(domain_of(each.address), each.domain) << each.address;
  }
}

}  // namespace
}  // namespace dsnspec::grammar
