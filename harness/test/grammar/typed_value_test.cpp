#include "grammar/typed_value.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string split(std::string_view text) {
  deviations met;
  const typed_value one = parse_typed_value(text, met);
  return (one.has_type ? std::string(one.type) + ";" : "-") + std::string(one.value) + " " + outcome(met);
}

TEST(TypedValue, IsTypeAndValue) {
  EXPECT_EQ(split(" rfc822;a@b"), "rfc822;a@b none");
  EXPECT_EQ(split(" RFC822 ; a@b"), "RFC822;a@b none");
  EXPECT_EQ(split(" rfc822 (c) ;a@b "), "rfc822;a@b none");
  EXPECT_EQ(split("rfc822;\r\n a@b"), "rfc822;a@b none");
  EXPECT_EQ(split("(x;y) dns; mx"), "dns;mx none");
  EXPECT_EQ(split("X-Postfix; unknown user"), "X-Postfix;unknown user none");
  EXPECT_EQ(split("rfc822;"), "rfc822; none");
}

TEST(TypedValue, OnlyTheFirstSemicolonSeparates) {
  EXPECT_EQ(split("rfc822; a;b@c"), "rfc822;a;b@c none");
  EXPECT_EQ(split("smtp; 550 x; y (z)"), "smtp;550 x; y (z) none");
}

TEST(TypedValue, CommentsAreTextInTheValue) {
  EXPECT_EQ(split("rfc822; \"joe (x)\"@b.c"), "rfc822;\"joe (x)\"@b.c none");
  EXPECT_EQ(split("smtp; 550 (oops"), "smtp;550 (oops none");
  EXPECT_EQ(split("rfc822; =?utf-8?Q?a?=@b"), "rfc822;=?utf-8?Q?a?=@b none");
  EXPECT_EQ(split("smtp; 550-a\r\n 550 b"), "smtp;550-a\r\n 550 b none");
}

TEST(TypedValue, WithoutASemicolonAllIsValue) {
  EXPECT_EQ(split(" a@b "), "-a@b typed-value-no-type@1+0");
  EXPECT_EQ(split(""), "- typed-value-no-type@0+0");
  EXPECT_EQ(split("rfc822 (oops; a@b"),
            "-rfc822 (oops; a@b comment-unterminated@7+10 typed-value-no-type@0+0");
  EXPECT_EQ(split("\"a;b"), "-\"a;b quoted-string-unterminated@0+4 typed-value-no-type@0+0");
}

TEST(TypedValue, TypeIsAnAtom) {
  EXPECT_EQ(split("; a@b"), ";a@b typed-value-type-empty@0+0");
  EXPECT_EQ(split(" (c) ; a@b"), ";a@b typed-value-type-empty@5+0");
  EXPECT_EQ(split("rfc 822; a"), "rfc 822;a typed-value-type-octet@3+1");
  EXPECT_EQ(split("mail.x.org [192.0.2.1]; a"), "mail.x.org [192.0.2.1];a typed-value-type-octet@4+1");
  EXPECT_EQ(split("\"dns\"; a"), "\"dns\";a typed-value-type-octet@0+1");
}

TEST(TypedValue, ValueIsSevenBitTextFoldedAtCrlf) {
  EXPECT_EQ(split("smtp; 550 caf\xE9\xE8"), "smtp;550 caf\xE9\xE8 typed-value-octet@13+2");
  EXPECT_EQ(split("smtp; a\0b"_octets), std::string("smtp;a\0b typed-value-octet@7+1"_octets));
  EXPECT_EQ(split("smtp; a\rb"), "smtp;a\rb typed-value-octet@7+1");
  EXPECT_EQ(split("smtp; a\n b"), "smtp;a\n b typed-value-bare-lf@7+1");
  EXPECT_EQ(split("smtp; a\nb"), "smtp;a\nb typed-value-octet@7+1");
  EXPECT_EQ(outcome(parse_typed_value("smtp; a\n b")), "typed-value-bare-lf@7+1");
  EXPECT_EQ(outcome(parse_typed_value("smtp; a\r\n b")), "ok");
}

TEST(TypedValue, EveryOctetOfAValue) {
  for (const char c : all_octets()) {
    const std::string text = std::string("t;a") + c + "b";
    EXPECT_EQ(outcome(parse_typed_value(text)), chars::text(c) ? "ok" : "typed-value-octet@3+1");
  }
}

TEST(TypedValue, TakesLinearTime) {
  EXPECT_EQ(split(repeat("(a) ", 300'000) + "t; x"), "t;x none");
  EXPECT_EQ(split("t; " + repeat("x;", 1'000'000)).size(), 2U + 2'000'000 + 5);
  deviations met;
  (void)parse_typed_value("t;" + repeat("\xE9 ", 1'000'000), met);
  EXPECT_EQ(met.count(rules::typed_value_octet), 1'000'000U);
  EXPECT_LE(met.kept().size(), 50U);
}

TEST(TypedValue, ReadsNothingBeyondTheEnd) {
  with_every_prefix(" (a(b)\\;) rfc822 \"x;\" ; a\r\n b\n c\r\xE9;\r\n", [](std::string_view text) {
    deviations met;
    (void)parse_typed_value(text, met);
  });
}

}  // namespace
}  // namespace dsnspec::grammar
