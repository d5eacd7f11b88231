#include "grammar/domain.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

TEST(Domain, IsDottedLabels) {
  EXPECT_EQ(outcome(check_domain("mail.example.com")), "ok");
  EXPECT_EQ(outcome(check_domain("a")), "ok");
  EXPECT_EQ(outcome(check_domain("xn--rn-bja.example")), "ok");
  EXPECT_EQ(outcome(check_domain("3com.com")), "ok");
  EXPECT_EQ(outcome(check_domain("a--b.c")), "ok");
  EXPECT_EQ(outcome(check_domain("")), "domain-empty@0+0");
  EXPECT_EQ(outcome(check_domain("a..b")), "domain-label-empty@2+0");
  EXPECT_EQ(outcome(check_domain(".a")), "domain-label-empty@0+0");
  EXPECT_EQ(outcome(check_domain("a.")), "domain-label-empty@2+0");
  EXPECT_EQ(outcome(check_domain("-a.b")), "domain-label-hyphen@0+1");
  EXPECT_EQ(outcome(check_domain("a.b-")), "domain-label-hyphen@3+1");
  EXPECT_EQ(outcome(check_domain("-")), "domain-label-hyphen@0+1");
  EXPECT_EQ(outcome(check_domain("a_b.c")), "domain-octet@1+1");
  EXPECT_EQ(outcome(check_domain("a b")), "domain-octet@1+1");
}

TEST(Domain, EveryOctet) {
  for (const char c : all_octets()) {
    const std::string text = std::string("a") + c + "b";
    const bool good = chars::let_dig(c) || c == '-' || c == '.';
    EXPECT_EQ(outcome(check_domain(text)), good ? "ok" : "domain-octet@1+1");
  }
}

TEST(Domain, Lengths) {
  const std::string label(63, 'a');
  EXPECT_EQ(outcome(check_domain(label + ".b")), "ok");
  EXPECT_EQ(outcome(check_domain("b." + label + "a")), "domain-label-too-long@2+64");
  const std::string longest = label + "." + label + "." + label + "." + label;
  EXPECT_EQ(outcome(check_domain(longest)), "ok");
  EXPECT_EQ(outcome(check_domain(longest + ".b")), "domain-too-long@255+2");
}

TEST(Domain, ULabelsNeedTheRepertoire) {
  EXPECT_EQ(outcome(check_domain("r\xC3\xA9n.example")), "domain-octet@1+1");
  EXPECT_EQ(outcome(check_domain("r\xC3\xA9n.example", charset::utf8)), "ok");
  EXPECT_EQ(outcome(check_domain("r\xE9n.example", charset::utf8)), "domain-octet@1+1");
  EXPECT_EQ(outcome(check_domain(repeat("\xC3\xA9", 60) + ".x", charset::utf8)), "ok");
}

TEST(Domain, FullyQualified) {
  EXPECT_EQ(outcome(check_fully_qualified_domain("mail.example.com")), "ok");
  EXPECT_EQ(outcome(check_fully_qualified_domain("localhost")), "domain-not-fully-qualified@0+9");
  EXPECT_EQ(outcome(check_fully_qualified_domain("192.0.2.1")), "domain-not-fully-qualified@0+9");
  EXPECT_EQ(outcome(check_fully_qualified_domain("a..b")), "domain-label-empty@2+0");
}

TEST(Domain, EndInALargerText) {
  EXPECT_EQ(domain_end("a.b-c>", 0, charset::ascii), 5U);
  EXPECT_EQ(domain_end("x@a..b x", 2, charset::ascii), 6U);
  EXPECT_EQ(domain_end("\xC3\xA9.b,", 0, charset::utf8), 4U);
  EXPECT_EQ(domain_end("\xC3\xA9.b,", 0, charset::ascii), 0U);
  EXPECT_EQ(domain_end("", 0, charset::ascii), 0U);
}

TEST(Domain, ReadsNothingBeyondTheEnd) {
  with_every_prefix("a-b.r\xC3\xA9n.example..x-", [](std::string_view text) {
    (void)check_domain(text, charset::utf8);
    (void)check_fully_qualified_domain(text);
    EXPECT_LE(domain_end(text, 0, charset::utf8), text.size());
  });
}

}  // namespace
}  // namespace dsnspec::grammar
