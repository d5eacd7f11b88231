#include "grammar/dns_mta_name.hpp"

#include <gtest/gtest.h>

#include "grammar/language_tag.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string shown(std::string_view value) {
  deviations met;
  const auto one = parse_dns_mta_name(value, met);
  if (!one) {
    return outcome(one);
  }
  return std::string(one->name) + (one->literal ? "|literal" : "") +
         (one->surplus.empty() ? "" : "|" + std::string(one->surplus)) + " " + outcome(met);
}

TEST(DnsMtaName, DomainOrLiteral) {
  EXPECT_EQ(shown(" mail.example.org"), "mail.example.org none");
  EXPECT_EQ(shown("[192.0.2.1]"), "[192.0.2.1]|literal none");
  EXPECT_EQ(shown("[IPv6:::1]"), "[IPv6:::1]|literal none");
  EXPECT_EQ(shown("(the) mx.x.org (192.0.2.1, the server) "), "mx.x.org none");
  EXPECT_EQ(shown("localhost"), "localhost none");  // fully qualified or not is asked elsewhere
}

TEST(DnsMtaName, FirstTokenIsTheName) {
  EXPECT_EQ(shown("mail.x.org [192.0.2.1]:25"), "mail.x.org|[192.0.2.1]:25 dns-name-surplus@11+14");
  EXPECT_EQ(shown(" mail.x.org (c) x (d)"), "mail.x.org|x dns-name-surplus@16+1");
  EXPECT_EQ(shown("[192.0.2.1]:25"), "[192.0.2.1]|literal|:25 dns-name-surplus@11+3");
}

TEST(DnsMtaName, FaultsInTheName) {
  EXPECT_EQ(shown("mail_1.x.org"), "mail_1.x.org dns-name-octet@4+1");
  EXPECT_EQ(shown(" x.org."), "x.org dns-name-trailing-dot@6+1");
  EXPECT_EQ(shown("192.0.2.1"), "192.0.2.1|literal dns-name-bare-address@0+9");
  EXPECT_EQ(shown("2001:db8::1"), "2001:db8::1|literal dns-name-bare-address@0+11");
  EXPECT_EQ(shown("[::1]"), "[::1]|literal address-literal-ipv6-untagged@1+3");
  EXPECT_EQ(shown("[192.0.2]"), "[192.0.2]|literal address-literal-ipv4@1+7");
  EXPECT_EQ(shown("[192.0.2.1"), "[192.0.2.1|literal address-literal-brackets@0+10");
  EXPECT_EQ(shown("a..b"), "a..b domain-label-empty@2+0");
  EXPECT_EQ(shown("a@b"), "a@b domain-octet@1+1");
  EXPECT_EQ(shown("mx.\xE9.org"), "mx.\xE9.org domain-octet@3+1");
}

TEST(DnsMtaName, NoNameIsAnError) {
  EXPECT_EQ(shown(""), "dns-name-empty@0+0");
  EXPECT_EQ(shown("  "), "dns-name-empty@2+0");
  EXPECT_EQ(shown("(only a comment)"), "dns-name-empty@16+0");
  EXPECT_EQ(outcome(parse_dns_mta_name("mail_1.x.org")), "dns-name-octet@4+1");
}

// "(" is dcontent of a general literal (RFC 5321 section 4.1.3), and a domain-literal one token (RFC 822 section 3.4.6).
// Found by comparison with the ABNF.
TEST(DnsMtaName, LiteralsHoldNoComments) {
  EXPECT_EQ(outcome(parse_dns_mta_name("[x:(]")), "ok");
  EXPECT_EQ(parse_dns_mta_name("[x:(] (c)")->name, "[x:(]");
}

TEST(DnsMtaName, ReadsNothingBeyondTheEnd) {
  for (const auto* text :
       {" (a) mx_1.x.org. [192.0.2.1]:25 (b", "[IPv6:2001:db8::1] x", "2001:db8::1.\r\n y"}) {
    with_every_prefix(text, [](std::string_view prefix) {
      deviations met;
      (void)parse_dns_mta_name(prefix, met);
    });
  }
}

TEST(LanguageTag, ByShape) {
  EXPECT_EQ(outcome(check_language_tag("en")), "ok");
  EXPECT_EQ(outcome(check_language_tag("zh-Hant-TW")), "ok");
  EXPECT_EQ(outcome(check_language_tag("de-1996")), "ok");
  EXPECT_EQ(outcome(check_language_tag("")), "language-tag-shape@0+0");
  EXPECT_EQ(outcome(check_language_tag("e1")), "language-tag-shape@1+1");
  EXPECT_EQ(outcome(check_language_tag("en-")), "language-tag-shape@3+0");
  EXPECT_EQ(outcome(check_language_tag("en-abcdefghi")), "language-tag-shape@11+1");
  EXPECT_EQ(outcome(check_language_tag("en us")), "language-tag-shape@2+3");
}

}  // namespace
}  // namespace dsnspec::grammar
