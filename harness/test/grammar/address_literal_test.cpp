#include "grammar/address_literal.hpp"

#include <gtest/gtest.h>

#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

// The sixteen octets in hexadecimal, as groups of the address.
std::string groups(std::string_view text) {
  const auto octets = parse_ipv6(text);
  if (!octets) {
    return outcome(octets);
  }
  std::string out;
  for (std::size_t i = 0; i < octets->size(); i += 2) {
    char buffer[8];
    std::snprintf(buffer, sizeof buffer, "%s%x", i == 0 ? "" : ":", (*octets)[i] * 256 + (*octets)[i + 1]);
    out += buffer;
  }
  return out;
}

TEST(AddressLiteral, Ipv4) {
  const auto one = parse_address_literal("[192.0.2.255]");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->what, address_literal::kind::ipv4);
  EXPECT_EQ(one->content, "192.0.2.255");
  EXPECT_EQ(one->octets[0], 192);
  EXPECT_EQ(one->octets[3], 255);
  EXPECT_EQ(outcome(parse_address_literal("[192.0.2.256]")), "address-literal-ipv4@1+11");
  EXPECT_EQ(outcome(parse_address_literal("[192.0.2]")), "address-literal-ipv4@1+7");
  EXPECT_EQ(outcome(parse_address_literal("[192.0.2.1.]")), "address-literal-ipv4@1+10");
  EXPECT_EQ(outcome(parse_address_literal("[192.0..1]")), "address-literal-ipv4@1+8");
  EXPECT_EQ(outcome(parse_address_literal("[0192.0.2.1]")), "address-literal-ipv4@1+10");
  EXPECT_EQ(outcome(parse_address_literal("[]")), "address-literal-ipv4@1+0");
  EXPECT_EQ(parse_ipv4("010.000.00.1"),
            (std::array<std::uint8_t, 4>{10, 0, 0, 1}));  // decimal, whatever leads
}

TEST(AddressLiteral, Brackets) {
  EXPECT_EQ(outcome(parse_address_literal("192.0.2.1")), "address-literal-brackets@0+9");
  EXPECT_EQ(outcome(parse_address_literal("[192.0.2.1")), "address-literal-brackets@0+10");
  EXPECT_EQ(outcome(parse_address_literal("[")), "address-literal-brackets@0+1");
  EXPECT_EQ(outcome(parse_address_literal("")), "address-literal-brackets@0+0");
}

TEST(AddressLiteral, Ipv6Forms) {
  EXPECT_EQ(groups("2001:db8:0:1:2:3:4:5"), "2001:db8:0:1:2:3:4:5");
  EXPECT_EQ(groups("2001:DB8::1"), "2001:db8:0:0:0:0:0:1");
  EXPECT_EQ(groups("::"), "0:0:0:0:0:0:0:0");
  EXPECT_EQ(groups("::1"), "0:0:0:0:0:0:0:1");
  EXPECT_EQ(groups("1::"), "1:0:0:0:0:0:0:0");
  EXPECT_EQ(groups("1:2:3:4:5:6:192.0.2.1"), "1:2:3:4:5:6:c000:201");
  EXPECT_EQ(groups("::ffff:192.0.2.1"), "0:0:0:0:0:ffff:c000:201");
  EXPECT_EQ(groups("1:2:3:4::5:6"), "1:2:3:4:0:0:5:6");
}

TEST(AddressLiteral, Ipv6Faults) {
  for (const auto* text : {"",
                           ":",
                           "1",
                           ":::",
                           "1:::2",
                           "::1::",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:",
                           ":1:2:3:4:5:6:7",
                           "12345::",
                           "g::",
                           "1:2:3:4:5:6:7::",
                           "::1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:192.0.2.1",
                           "::192.0.2",
                           "192.0.2.1",
                           "::1.2.3.4:5",
                           "1::2%eth0",
                           " ::1",
                           "1:2:3:4::5:192.0.2.1:6"}) {
    EXPECT_EQ(groups(text), "address-literal-ipv6@0+" + std::to_string(std::string_view(text).size()))
        << text;
  }
}

TEST(AddressLiteral, Ipv6InBrackets) {
  const auto one = parse_address_literal("[IPv6:2001:db8::1]");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->what, address_literal::kind::ipv6);
  EXPECT_EQ(one->tag, "IPv6");
  EXPECT_EQ(one->content, "2001:db8::1");
  EXPECT_EQ(one->octets[15], 1);
  EXPECT_EQ(outcome(parse_address_literal("[ipv6:::1]")), "ok");
  EXPECT_EQ(outcome(parse_address_literal("[IPv6:x]")), "address-literal-ipv6@6+1");
  EXPECT_EQ(outcome(parse_address_literal("[2001:db8::1]")), "address-literal-ipv6-untagged@1+11");
  deviations met;
  EXPECT_EQ(outcome(parse_address_literal("[::1]", met)), "ok");
  EXPECT_EQ(outcome(met), "address-literal-ipv6-untagged@1+3");
}

TEST(AddressLiteral, General) {
  const auto one = parse_address_literal("[x-25:123/4]");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->what, address_literal::kind::general);
  EXPECT_EQ(one->tag, "x-25");
  EXPECT_EQ(one->content, "123/4");
  EXPECT_EQ(outcome(parse_address_literal("[x-:1]")), "address-literal-general@1+2");
  EXPECT_EQ(outcome(parse_address_literal("[tag:]")), "address-literal-general@5+0");
  EXPECT_EQ(outcome(parse_address_literal("[tag:a b]")), "address-literal-general@6+1");
}

TEST(AddressLiteral, ReadsNothingBeyondTheEnd) {
  for (const auto* text :
       {"[IPv6:2001:db8:1:2:3:4:192.0.2.1]", "[192.0.2.1]", "[tag:content]", "[::ffff:1.2.3.4]"}) {
    with_every_prefix(text, [](std::string_view prefix) {
      deviations met;
      (void)parse_address_literal(prefix, met);
      (void)parse_ipv6(prefix);
      (void)parse_ipv4(prefix);
    });
  }
}

}  // namespace
}  // namespace dsnspec::grammar
