// What a scenario expects besides what the RFC has it owe.

#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* rule = "rfc3461/8/no-injected-lines";

// A message that is refused and reported as often as `reports` says, with a scenario that expects this.
case_builder refused(const std::string& expected, int reports) {
  case_builder out(std::string("submit: {rcpt: [{to: carol@next, notify: FAILURE}]}\nhosts: {next: {}}\n") +
                   "expect: [{rule: " + rule + ", " + expected + "}]");
  const std::string carol = "RCPT TO:<carol@next.c001.test> NOTIFY=FAILURE";
  out.submitted("MAIL FROM:<sender@origin.c001.test>", {carol});
  out.relayed("next", "PIPELINING DSN", "MAIL FROM:<sender@origin.c001.test>", {carol + " => 550 no"});
  for (int i = 0; i < reports; ++i) {
    report_text one = report_on("carol@next.c001.test", "failed", "5.0.0");
    one.diagnostic_code = "smtp; 550 no";
    out.reported(one);
  }
  return out;
}

TEST(Expectations, ReportsAreCounted) {
  EXPECT_EQ(refused("reports: {count: 1}", 1).verdict_of(rule), "PASS");
  EXPECT_EQ(refused("reports: {count: 1}", 2).verdict_of(rule), "FAIL");
  EXPECT_EQ(refused("reports: {count: 0}", 0).verdict_of(rule), "PASS");
}

TEST(Expectations, ReportsAreMeasured) {
  EXPECT_EQ(refused("reports: {octets: 100000}", 1).verdict_of(rule), "PASS");
  EXPECT_EQ(refused("reports: {octets: 100}", 1).verdict_of(rule), "NOTE") << "no RFC bounds it";
  EXPECT_EQ(refused("reports: {count: 1, octets: 100}", 0).verdict_of(rule), "PASS");
}

TEST(Expectations, ATextStandsInNoReport) {
  EXPECT_EQ(refused("absent: \"smtp; 551\"", 1).verdict_of(rule), "PASS");
  EXPECT_EQ(refused("absent: \"smtp; 550\"", 1).verdict_of(rule), "FAIL");
  EXPECT_EQ(refused("absent: {octets: '\\x1B'}", 1).verdict_of(rule), "PASS");
}

TEST(Expectations, WhatMayYetComeIsNotJudged) {
  for (const char* expected : {"reports: {count: 1}", "absent: secret"}) {
    case_builder one = refused(expected, 1);
    one.silence_not_proved();
    EXPECT_EQ(one.verdict_of(rule), "INCONCLUSIVE") << expected;
  }
  case_builder broken = refused("reports: {count: 1}", 2);
  broken.silence_not_proved();
  EXPECT_EQ(broken.verdict_of(rule), "FAIL") << "what came, came";
}

}  // namespace
}  // namespace dsnspec::judge
