#include "grammar/esmtp_parameter.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

// The items of a walk: "RET=FULL", "X" for one without a value, or the error.
std::string walked(std::string_view text, charset repertoire = charset::ascii, deviations* met = nullptr) {
  std::string out;
  esmtp_parameters each(text, repertoire, met);
  while (const auto one = each.next()) {
    out += out.empty() ? "" : " | ";
    out += *one ? std::string((*one)->keyword) + ((*one)->value ? "=" + std::string(*(*one)->value) : "")
                : outcome(*one);
  }
  return out;
}

TEST(EsmtpParameter, SplitsAtTheFirstEqualsSign) {
  const auto one = parse_esmtp_parameter("ENVID=q+2B1");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->keyword, "ENVID");
  EXPECT_EQ(one->value, "q+2B1");
  EXPECT_EQ(one->raw, "ENVID=q+2B1");
  EXPECT_FALSE(parse_esmtp_parameter("SMTPUTF8")->value);
}

TEST(EsmtpParameter, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(outcome(parse_esmtp_parameter("")), "esmtp-keyword@0+0");
  EXPECT_EQ(outcome(parse_esmtp_parameter("=x")), "esmtp-keyword@0+0");
  EXPECT_EQ(outcome(parse_esmtp_parameter("-A=x")), "esmtp-keyword@0+1");
  EXPECT_EQ(outcome(parse_esmtp_parameter("A_B=x")), "esmtp-keyword@1+1");
  EXPECT_EQ(outcome(parse_esmtp_parameter("A-B-=x")), "ok");
  EXPECT_EQ(outcome(parse_esmtp_parameter("ENVID=")), "esmtp-value-empty@6+0");
  EXPECT_EQ(outcome(parse_esmtp_parameter("ENVID=a=b")), "esmtp-value-octet@7+1");
  EXPECT_EQ(outcome(parse_esmtp_parameter("ENVID=a\x7F")), "esmtp-value-octet@7+1");
}

TEST(EsmtpParameter, EveryOctetOfAValue) {
  for (const char c : all_octets()) {
    const std::string text = std::string("A=x") + c;
    EXPECT_EQ(outcome(parse_esmtp_parameter(text)),
              chars::esmtp_value_char(c) ? "ok" : "esmtp-value-octet@3+1");
  }
}

TEST(EsmtpParameter, Utf8OnlyWhereItIsTheRepertoire) {
  EXPECT_EQ(outcome(parse_esmtp_parameter("ORCPT=utf-8;r\xC3\xA9n@x")), "esmtp-value-octet@13+1");
  EXPECT_EQ(outcome(parse_esmtp_parameter("ORCPT=utf-8;r\xC3\xA9n@x", charset::utf8)), "ok");
  EXPECT_EQ(outcome(parse_esmtp_parameter("ENVID=\xE9", charset::utf8)), "esmtp-value-octet@6+1");
}

TEST(EsmtpParameters, WalksOverThemInOrder) {
  EXPECT_EQ(walked(" RET=FULL ENVID=x SMTPUTF8"), "RET=FULL | ENVID=x | SMTPUTF8");
  EXPECT_EQ(walked(""), "");
  EXPECT_EQ(walked(" ENVID RET=full"), "ENVID | RET=full");
}

TEST(EsmtpParameters, GoesOnAfterAnError) {
  EXPECT_EQ(walked(" A=1 B= C=3"), "A=1 | esmtp-value-empty@7+0 | C=3");
  EXPECT_EQ(walked(" A==1 C=3"), "esmtp-value-octet@3+1 | C=3");
}

TEST(EsmtpParameters, BlanksAreExactlyOneSpace) {
  EXPECT_EQ(walked("RET=FULL"), "esmtp-parameter-blank@0+0");
  EXPECT_EQ(walked(" A=1  B=2"), "A=1 | esmtp-parameter-blank@4+2");
  EXPECT_EQ(walked(" A=1\tB=2"), "A=1 | esmtp-parameter-blank@4+1");
  EXPECT_EQ(walked(" A=1 "), "A=1 | esmtp-parameter-blank@4+1");
  EXPECT_EQ(walked(" "), "esmtp-parameter-blank@0+1");
}

TEST(EsmtpParameters, OtherBlanksAreForgivenAndNoted) {
  deviations met;
  EXPECT_EQ(walked("  A=1\tB=2 ", charset::ascii, &met), "A=1 | B=2");
  EXPECT_EQ(outcome(met), "esmtp-parameter-blank@0+2 esmtp-parameter-blank@5+1 esmtp-parameter-blank@9+1");
  deviations none;
  EXPECT_EQ(walked("RET=FULL", charset::ascii, &none), "esmtp-parameter-blank@0+0");
}

TEST(EsmtpParameters, ReadsNothingBeyondTheEndAndEnds) {
  with_every_prefix(" RET=FULL  ENVID=a+2Bb\tX= -Y SMTPUTF8 ", [](std::string_view text) {
    esmtp_parameters each(text);
    std::size_t items = 0;
    while (each.next()) {
      ASSERT_LE(++items, text.size());
    }
  });
}

}  // namespace
}  // namespace dsnspec::grammar
