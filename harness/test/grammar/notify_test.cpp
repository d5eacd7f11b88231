#include "grammar/notify.hpp"

#include <gtest/gtest.h>

#include "grammar/ret.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string strict(std::string_view value) {
  const auto answer = parse_notify(value);
  return answer ? std::string(answer->text()) : outcome(answer);
}

std::string tolerant(std::string_view value) {
  deviations met;
  const auto answer = parse_notify(value, met);
  return (answer ? std::string(answer->text()) : outcome(answer)) + " " + outcome(met);
}

TEST(Notify, TakesEveryOrderOfEachKeywordOnce) {
  EXPECT_EQ(strict("NEVER"), "NEVER");
  EXPECT_EQ(strict("SUCCESS"), "SUCCESS");
  EXPECT_EQ(strict("FAILURE"), "FAILURE");
  EXPECT_EQ(strict("DELAY"), "DELAY");
  EXPECT_EQ(strict("DELAY,SUCCESS"), "SUCCESS,DELAY");
  EXPECT_EQ(strict("FAILURE,SUCCESS"), "SUCCESS,FAILURE");
  EXPECT_EQ(strict("DELAY,FAILURE"), "FAILURE,DELAY");
  for (const auto* text : {"SUCCESS,FAILURE,DELAY", "SUCCESS,DELAY,FAILURE", "FAILURE,SUCCESS,DELAY",
                           "FAILURE,DELAY,SUCCESS", "DELAY,SUCCESS,FAILURE", "DELAY,FAILURE,SUCCESS"}) {
    EXPECT_EQ(strict(text), "SUCCESS,FAILURE,DELAY");
  }
}

TEST(Notify, LetterCaseDoesNotMatter) {
  EXPECT_EQ(strict("sUcCeSs,dElAy"), "SUCCESS,DELAY");
  EXPECT_EQ(strict("never"), "NEVER");
}

TEST(Notify, TextIsParsedAsItself) {
  for (int bits = 0; bits < 8; ++bits) {
    const notify value = notify::on((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
    EXPECT_EQ(parse_notify(value.text()), value);
    EXPECT_EQ(value.success(), (bits & 1) != 0);
    EXPECT_EQ(value.failure(), (bits & 2) != 0);
    EXPECT_EQ(value.delay(), (bits & 4) != 0);
    EXPECT_EQ(value.is_never(), bits == 0);
    EXPECT_LE(std::string("NOTIFY=").size() + value.text().size(), notify_parameter_limit);
  }
}

TEST(Notify, NeverStandsAlone) {
  EXPECT_EQ(strict("NEVER,FAILURE"), "notify-never-alone@0+5");
  EXPECT_EQ(strict("SUCCESS,NEVER"), "notify-never-alone@8+5");
  EXPECT_EQ(strict("NEVER,NEVER"), "notify-never-alone@0+5");
  EXPECT_EQ(tolerant("NEVER,"), "notify-never-alone@0+5 notify-null-element@6+0");
  EXPECT_EQ(tolerant("NEVER,FAILURE"), "notify-never-alone@0+5 none");
}

TEST(Notify, KeywordsAreWhole) {
  EXPECT_EQ(strict("SUCC"), "notify-keyword@0+4");
  EXPECT_EQ(strict("SUCCESSFUL"), "notify-keyword@0+10");
  EXPECT_EQ(strict("ALL"), "notify-keyword@0+3");
  EXPECT_EQ(strict("+53UCCESS"), "notify-keyword@0+9");  // no xtext
  EXPECT_EQ(strict("SUCCESS, DELAY"), "notify-keyword@8+6");
  EXPECT_EQ(strict("SUCCESS;DELAY"), "notify-keyword@0+13");
  EXPECT_EQ(strict("SUCCESS,x,,"), "notify-keyword@8+1");
}

TEST(Notify, NullElementsAndRepetitionsAreForReadersOnly) {
  EXPECT_EQ(strict("SUCCESS,,DELAY"), "notify-null-element@8+0");
  EXPECT_EQ(strict(",SUCCESS"), "notify-null-element@0+0");
  EXPECT_EQ(strict("SUCCESS,"), "notify-null-element@8+0");
  EXPECT_EQ(strict("FAILURE,FAILURE"), "notify-repeated@8+7");
  EXPECT_EQ(tolerant("SUCCESS,,DELAY"), "SUCCESS,DELAY notify-null-element@8+0");
  EXPECT_EQ(tolerant(",SUCCESS"), "SUCCESS notify-null-element@0+0");
  EXPECT_EQ(tolerant("FAILURE,failure"), "FAILURE notify-repeated@8+7");
  EXPECT_EQ(tolerant("SUCCESS,FAILURE,DELAY,"),
            "SUCCESS,FAILURE,DELAY notify-null-element@22+0 notify-too-long@21+1");
}

TEST(Notify, NothingIsNoList) {
  EXPECT_EQ(strict(""), "notify-empty@0+0");
  EXPECT_EQ(tolerant(""), "notify-empty@0+0 none");
  EXPECT_EQ(tolerant(",,"),
            "notify-empty@0+2 notify-null-element@0+0 notify-null-element@1+0 notify-null-element@2+0");
}

TEST(Notify, ReadsNothingBeyondTheEnd) {
  with_every_prefix("SUCCESS,,FAILURE,DELAY,NEVER", [](std::string_view text) {
    deviations met;
    (void)parse_notify(text, met);
  });
}

TEST(Ret, IsOneOfTwoWords) {
  EXPECT_EQ(parse_ret("FULL"), ret::full);
  EXPECT_EQ(parse_ret("full"), ret::full);
  EXPECT_EQ(parse_ret("hDrS"), ret::hdrs);
  EXPECT_EQ(outcome(parse_ret("BODY")), "ret-keyword@0+4");
  EXPECT_EQ(outcome(parse_ret("FULL,HDRS")), "ret-keyword@0+9");
  EXPECT_EQ(outcome(parse_ret("")), "ret-keyword@0+0");
  EXPECT_EQ(outcome(parse_ret("FULL ")), "ret-keyword@0+5");
  EXPECT_EQ(text(ret::full), "FULL");
  EXPECT_EQ(text(ret::hdrs), "HDRS");
  EXPECT_EQ(std::string("RET=FULL").size(), ret_parameter_limit);
}

}  // namespace
}  // namespace dsnspec::grammar
