#include "grammar/original_recipient.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

// "type|encoded|decoded".
std::string strict(std::string_view value, charset repertoire = charset::ascii) {
  const auto one = parse_original_recipient(value, repertoire);
  return one ? std::string(one->type) + "|" + std::string(one->encoded) + "|" + one->decoded() : outcome(one);
}

TEST(OriginalRecipient, SplitsAtTheFirstSemicolon) {
  EXPECT_EQ(strict("rfc822;Carol@Orig.example"), "rfc822|Carol@Orig.example|Carol@Orig.example");
  EXPECT_EQ(strict("rfc822;a;b@c"), "rfc822|a;b@c|a;b@c");
  EXPECT_EQ(strict("RFC822;MiXeD@ExAmPlE.CoM"), "RFC822|MiXeD@ExAmPlE.CoM|MiXeD@ExAmPlE.CoM");
  EXPECT_EQ(strict("rfc822;"), "rfc822||");
  EXPECT_EQ(strict("rfc822;root"), "rfc822|root|root");
}

TEST(OriginalRecipient, TakesAnyType) {
  EXPECT_EQ(strict("X-foo;bar"), "X-foo|bar|bar");
  EXPECT_EQ(strict("x400;/C+3DUS/ADMD+3D+20/"), "x400|/C+3DUS/ADMD+3D+20/|/C=US/ADMD= /");
  EXPECT_EQ(strict("utf8;a@b"), "utf8|a@b|a@b");
}

TEST(OriginalRecipient, TypeIsAnAtom) {
  EXPECT_EQ(strict("Bob@Example.COM"), "orcpt-no-type@0+15");
  EXPECT_EQ(strict(""), "orcpt-no-type@0+0");
  EXPECT_EQ(strict(";a@b"), "orcpt-type-empty@0+0");
  EXPECT_EQ(strict("rfc.822;a@b"), "orcpt-type-octet@3+1");
  EXPECT_EQ(strict("rf=c;a@b"), "orcpt-type-octet@2+1");
  for (const char c : all_octets()) {
    if (c != ';') {
      EXPECT_EQ(outcome(parse_original_recipient(std::string("x") + c + ";a")),
                chars::addr_type_char(c) ? "ok" : "orcpt-type-octet@1+1");
    }
  }
}

TEST(OriginalRecipient, AddressIsPrintableXtext) {
  EXPECT_EQ(strict("rfc822;a+2B2Bb"), "rfc822|a+2B2Bb|a+2Bb");
  EXPECT_EQ(strict("rfc822;a+tag@x.org"), "xtext-hexchar@8+3");
  EXPECT_EQ(strict("rfc822;u+0D+0AStatus:+202.0.0@x"), "xtext-unprintable@8+3");
  EXPECT_EQ(strict("rfc822;a=b"), "xtext-octet@8+1");
  EXPECT_EQ(strict("rfc822;+3d"), "xtext-lower-case-hex@7+3");
}

TEST(OriginalRecipient, OfTypeUtf8) {
  EXPECT_EQ(strict("utf-8;r\\x{E9}n@x"), "utf-8|r\\x{E9}n@x|r\xC3\xA9n@x");
  EXPECT_EQ(strict("UTF-8;r\xC3\xA9n@x", charset::utf8), "UTF-8|r\xC3\xA9n@x|r\xC3\xA9n@x");
  EXPECT_EQ(strict("utf-8;r\xC3\xA9n@x"), "utf8-address-octet@7+1");
  EXPECT_EQ(strict("utf-8;a+2Bb@x"), "utf8-address-octet@7+1");
  EXPECT_EQ(strict("utf-8;a\\x{41}@x"), "hexpoint-malformed@7+6");
  EXPECT_EQ(strict("utf-8;"), "utf8-address-empty@6+0");
  EXPECT_EQ(strict("rfc822;r\xC3\xA9n@x", charset::utf8), "xtext-octet@8+1");
}

TEST(OriginalRecipient, TolerantFormKeepsAllButABadType) {
  deviations met;
  const auto one = parse_original_recipient("rfc822;a+tag@x", charset::ascii, met);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->decoded(), "a+tag@x");
  EXPECT_EQ(outcome(met), "xtext-hexchar@8+3");
  const auto copied = parse_original_recipient("utf-8;\\x{ZZ}@x", charset::ascii, met);
  ASSERT_TRUE(copied);
  EXPECT_EQ(copied->decoded(), "\\x{ZZ}@x");
  EXPECT_EQ(outcome(parse_original_recipient("a@b", charset::ascii, met)), "orcpt-no-type@0+3");
}

TEST(OriginalRecipient, LengthIsAFindingOfItsOwn) {
  EXPECT_FALSE(original_recipient_length("rfc822;" + std::string(487, 'a')));
  EXPECT_EQ(outcome(*original_recipient_length("rfc822;" + std::string(489, 'a'))), "orcpt-too-long@494+2");
  EXPECT_EQ(std::string("ORCPT=").size() + original_recipient_limit, 500U);
}

TEST(OriginalRecipient, ReadsNothingBeyondTheEnd) {
  for (const auto* text : {"rfc822;a+2Bb+0D@x;y", "utf-8;r\xC3\xA9n\\x{20AC}@x"}) {
    with_every_prefix(text, [](std::string_view prefix) {
      deviations met;
      if (const auto one = parse_original_recipient(prefix, charset::utf8, met)) {
        (void)one->decoded();
      }
    });
  }
}

}  // namespace
}  // namespace dsnspec::grammar
