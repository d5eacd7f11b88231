#include "grammar/smtp_diagnostic.hpp"

#include <gtest/gtest.h>

#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string shown(std::string_view value) {
  deviations met;
  const auto one = parse_smtp_diagnostic(value, met);
  if (!one) {
    return outcome(one);
  }
  return std::to_string(one->code) + "/" + std::to_string(one->lines) + "/" + std::string(one->text) + "/" +
         (one->enhanced ? one->enhanced->text() : "-") + " " + outcome(met);
}

std::string lines(std::string_view value) {
  std::string out;
  smtp_diagnostic_lines each(value);
  while (const auto one = each.next()) {
    out += "[" + std::to_string(one->code) + (one->last ? " " : "-") + std::string(one->text) + "]";
  }
  return out;
}

TEST(SmtpDiagnostic, OneLine) {
  EXPECT_EQ(shown(" 550 5.1.1 user unknown"), "550/1/5.1.1 user unknown/5.1.1 none");
  EXPECT_EQ(shown("426 connection timed out"), "426/1/connection timed out/- none");
  EXPECT_EQ(shown("550 "), "550/1//- none");
  EXPECT_EQ(shown("550"), "550/1//- none");  // the SPACE may have been trimmed with the field
  EXPECT_EQ(shown("550\r\n x"), "550/1/\n x/- smtp-no-separator@3+0");
  EXPECT_EQ(shown("550\tx"), "550/1/x/- smtp-no-separator@3+0");
}

TEST(SmtpDiagnostic, EnhancedCodeAgreesWithTheReplyCode) {
  EXPECT_EQ(shown("550 5.1.1"), "550/1/5.1.1/5.1.1 none");
  EXPECT_EQ(shown("550 4.1.1 x"), "550/1/4.1.1 x/- none");
  EXPECT_EQ(shown("550 5.01.1 x"), "550/1/5.01.1 x/- none");
  EXPECT_EQ(shown("550 #5.1.1 x"), "550/1/#5.1.1 x/- none");
}

TEST(SmtpDiagnostic, SeveralLinesAreToldApartByTheFolding) {
  const auto* const text = "550-mailbox unavailable\r\n 550 user has moved with no forwarding address";
  EXPECT_EQ(shown(text), "550/2/mailbox unavailable/- none");
  EXPECT_EQ(lines(text), "[550-mailbox unavailable][550 user has moved with no forwarding address]");
  EXPECT_EQ(lines("550-a\n\t550-b\n 550 c"), "[550-a][550-b][550 c]");
}

TEST(SmtpDiagnostic, LinesThatWereJoinedAndFoldedAnew) {
  EXPECT_EQ(
      lines("550-5.1.1 The account that you tried to reach does\r\n    not exist. 550-5.1.1 Please try\r\n"
            "    again. 550 5.1.1 Bye"),
      "[550-5.1.1 The account that you tried to reach does\r\n    not exist.][550-5.1.1 Please try\r\n"
      "    again.][550 5.1.1 Bye]");
  EXPECT_EQ(shown("550-a 550 b"), "550/2/a/- none");
  EXPECT_EQ(shown("550-a 551 b"), "550/1/a 551 b/- none");
  EXPECT_EQ(shown("550-a550 b"), "550/1/a550 b/- none");  // two parses by the RFC, and no saying which
  EXPECT_EQ(shown("550-a b"), "550/1/a b/- smtp-unfinished@7+0");
  EXPECT_EQ(shown("550-055 5"), "550/1/055 5/- smtp-unfinished@9+0") << "055 is no reply code";
  EXPECT_EQ(shown("550-a 055 5"), "550/1/a 055 5/- smtp-unfinished@11+0");
  EXPECT_EQ(shown("550-155 5"), "550/1/155 5/- smtp-unfinished@9+0");
  EXPECT_EQ(shown("550-560 5"), "550/1/560 5/- smtp-unfinished@9+0");
  EXPECT_EQ(shown("550-255 5"), "550/1/255 5/- none") << "by the RFC's grammar the final line";
  EXPECT_EQ(shown("550-0550 5"), "550/1/0550 5/- none") << "any octet may stand before it";
  EXPECT_EQ(shown("550 a 550 b"), "550/1/a 550 b/- none");
}

TEST(SmtpDiagnostic, LongLinesAreFoldedToo) {
  EXPECT_EQ(lines("550 5.1.1 a\r\n b\r\n c"), "[550 5.1.1 a\r\n b\r\n c]");
  EXPECT_EQ(lines("550-a\r\n b\r\n 550 c"), "[550-a\r\n b][550 c]");
  EXPECT_EQ(lines("550 try later or dial\r\n 100 times"), "[550 try later or dial\r\n 100 times]");
  EXPECT_EQ(shown("550 try later or dial\r\n 100 times"), "550/1/try later or dial\r\n 100 times/- none");
}

TEST(SmtpDiagnostic, FaultsOfTheLines) {
  EXPECT_EQ(shown("550-a\r\n 551 b"), "550/2/a/- smtp-codes-differ@8+3");
  EXPECT_EQ(shown("550 a\r\n 550 b"), "550/2/a/- smtp-after-last@8+3");
  EXPECT_EQ(shown("550-a\r\n 550-b"), "550/2/a/- smtp-unfinished@13+0");
}

TEST(SmtpDiagnostic, CodesThatAreNone) {
  EXPECT_EQ(shown("5500 x"), "smtp-reply-code@0+3");
  EXPECT_EQ(shown(" x"), "smtp-reply-code@1+1");
  EXPECT_EQ(shown(""), "smtp-reply-code@0+0");
  EXPECT_EQ(shown("55 x"), "smtp-reply-code@0+3");
  EXPECT_EQ(shown("550x"), "smtp-reply-code@0+3");
  EXPECT_EQ(shown("999 x"), "999/1/x/- smtp-reply-code-range@0+3");
  EXPECT_EQ(shown("150 x"), "150/1/x/- smtp-reply-code-range@0+3");
  EXPECT_EQ(shown("567 x"), "567/1/x/- smtp-reply-code-range@0+3");
  EXPECT_EQ(outcome(parse_smtp_diagnostic("999 x")), "smtp-reply-code-range@0+3");
}

TEST(SmtpDiagnostic, TakesLinearTime) {
  const std::string many = repeat("550-a\r\n ", 500'000) + "550 b";
  deviations met;
  const auto one = parse_smtp_diagnostic(many, met);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->lines, 500'001U);
  EXPECT_TRUE(met.empty());
  const std::string folded = "550 a" + repeat("\r\n b", 500'000);
  EXPECT_EQ(parse_smtp_diagnostic(folded)->lines, 1U);
}

TEST(SmtpDiagnostic, ReadsNothingBeyondTheEnd) {
  with_every_prefix(" 550-5.1.1 a\r\n 550-\n\t b\r\n 551 c\r\n 550\r\n 550 d\r\n", [](std::string_view text) {
    deviations met;
    (void)parse_smtp_diagnostic(text, met);
    (void)lines(text);
  });
}

}  // namespace
}  // namespace dsnspec::grammar
