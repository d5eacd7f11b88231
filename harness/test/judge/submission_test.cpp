// RFC 3461 5.1, 5.4: what the target answers to valid, invalid and doubled parameters.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

constexpr const char* any_scenario = "submit: {probe: true, rcpt: [{to: carol@next}]}\nhosts: {next: {}}";

std::string mail(const std::string& parameters, const std::string& reply, const std::string& requirement) {
  case_builder one(any_scenario);
  one.submitted("MAIL FROM:<sender@origin.c001.test> " + parameters + " => " + reply, {});
  return one.verdict_of(requirement);
}

std::string rcpt(const std::string& parameters, const std::string& reply, const std::string& requirement) {
  case_builder one(any_scenario);
  one.submitted("MAIL FROM:<sender@origin.c001.test>",
                {std::string(carol) + " " + parameters + " => " + reply});
  return one.verdict_of(requirement);
}

TEST(Submission, ValidMailParametersAreTaken) {
  constexpr const char* id = "rfc3461/5.1/valid-mail-parameters-accepted";
  for (const char* good : {"RET=full", "ENVID=+41+42", "ENVID=(<;\\{}>)", "RET=HDRS ENVID=x"}) {
    EXPECT_EQ(mail(good, "250 ok", id), "PASS") << good;
    EXPECT_EQ(mail(good, "501 no", id), "FAIL") << good;
    EXPECT_EQ(mail(good, "555 no", id), "FAIL") << good;
  }
}

TEST(Submission, ARefusalForAnotherReasonAccusesNobody) {
  EXPECT_EQ(mail("RET=FULL", "451 busy", "rfc3461/5.1/valid-mail-parameters-accepted"), "");
  EXPECT_EQ(rcpt("NOTIFY=NEVER", "550 unknown", "rfc3461/5.1/valid-rcpt-parameters-accepted"), "");
  EXPECT_EQ(rcpt("NOTIFY=NEVER", "501 5.1.3 bad address", "rfc3461/5.1/valid-rcpt-parameters-accepted"), "");
  EXPECT_EQ(rcpt("NOTIFY=NEVER", "501 5.5.4 bad", "rfc3461/5.1/valid-rcpt-parameters-accepted"), "FAIL");
}

TEST(Submission, InvalidMailParametersGet501) {
  constexpr const char* id = "rfc3461/5.1/invalid-mail-parameters-501";
  for (const char* bad : {"RET=BODY", "RET=FULL,HDRS", "RET=", "ENVID=", "ENVID=a+4", "ENVID=+3d",
                          "ENVID=a+0D+0Ab", "ENVID=a=b"}) {
    EXPECT_EQ(mail(bad, "501 5.5.4 no", id), "PASS") << bad;
    EXPECT_EQ(mail(bad, "250 ok", id), "FAIL") << bad;
    EXPECT_EQ(mail(bad, "555 no", id), "FAIL") << bad;
  }
}

// 5.1 speaks of invalid values; which refusal a missing one gets is open.
TEST(Submission, AMissingValueMayBeRefusedInAnyWay) {
  constexpr const char* id = "rfc3461/5.1/invalid-mail-parameters-501";
  EXPECT_EQ(mail("ENVID", "501 no", id), "PASS");
  EXPECT_EQ(mail("ENVID", "555 no", id), "NOTE");
  EXPECT_EQ(mail("RET", "250 ok", id), "FAIL");
}

TEST(Submission, DoubledMailParametersGet501) {
  constexpr const char* id = "rfc3461/5.1/duplicate-mail-parameters-501";
  EXPECT_EQ(mail("ENVID=a ENVID=b", "501 no", id), "PASS");
  EXPECT_EQ(mail("ENVID=a ENVID=b", "250 ok", id), "FAIL");
  EXPECT_EQ(mail("RET=FULL RET=FULL", "250 ok", id), "FAIL");
}

TEST(Submission, InvalidRcptParametersShouldGet501) {
  constexpr const char* id = "rfc3461/5.1/invalid-rcpt-parameters-501";
  for (const char* bad : {"NOTIFY=NEVER,FAILURE", "NOTIFY=SUCC", "NOTIFY=", "NOTIFY=+53UCCESS",
                          "ORCPT=Bob@Example.COM", "ORCPT=rfc822;a+tag@x.org", "ORCPT=rfc822;u+0D+0Ax"}) {
    EXPECT_EQ(rcpt(bad, "501 no", id), "PASS") << bad;
    EXPECT_EQ(rcpt(bad, "250 ok", id), "WARN") << bad;
  }
}

TEST(Submission, NullElementsInNotifyAreAnybodysChoice) {
  constexpr const char* id = "rfc3461/5.1/invalid-rcpt-parameters-501";
  for (const char* odd : {"NOTIFY=SUCCESS,,DELAY", "NOTIFY=,SUCCESS", "NOTIFY=FAILURE,FAILURE"}) {
    EXPECT_EQ(rcpt(odd, "501 no", id), "NOTE") << odd;
    EXPECT_EQ(rcpt(odd, "250 ok", id), "NOTE") << odd;
  }
}

TEST(Submission, ValidRcptParametersAreTaken) {
  constexpr const char* id = "rfc3461/5.1/valid-rcpt-parameters-accepted";
  for (const char* good : {"NOTIFY=sUcCeSs,dElAy", "NOTIFY=NEVER", "ORCPT=rfc822;", "ORCPT=rfc822;a;b@c",
                           "ORCPT=X-foo;bar", "ORCPT=x400;/C+3DUS/ADMD+3D+20/", "ORCPT=rfc822;root"}) {
    EXPECT_EQ(rcpt(good, "250 ok", id), "PASS") << good;
    EXPECT_EQ(rcpt(good, "501 no", id), "FAIL") << good;
  }
}

TEST(Submission, TheSameCommandWithoutParametersShowsThatTheyAreTheReason) {
  case_builder one(any_scenario);
  one.submitted("MAIL FROM:<sender@origin.c001.test>",
                {std::string(carol) + " NOTIFY=NEVER => 550 no", carol});
  EXPECT_EQ(one.verdict_of("rfc3461/5.1/valid-rcpt-parameters-accepted"), "FAIL");
  case_builder same(any_scenario);
  same.submitted("MAIL FROM:<sender@origin.c001.test>",
                 {std::string(carol) + " NOTIFY=NEVER => 550 no", std::string(carol) + " => 550 no"});
  EXPECT_EQ(same.verdict_of("rfc3461/5.1/valid-rcpt-parameters-accepted"), "PASS");
}

TEST(Submission, LongParameters) {
  EXPECT_EQ(mail("ENVID=" + std::string(94, 'a'), "250 ok", "rfc3461/5.4/envid-100-accepted"), "PASS");
  EXPECT_EQ(mail("ENVID=" + std::string(94, 'a'), "501 too long", "rfc3461/5.4/envid-100-accepted"), "FAIL");
  EXPECT_EQ(mail("ENVID=" + std::string(95, 'a'), "501 too long", "rfc3461/5.4/envid-100-accepted"), "");
  const std::string orcpt = "ORCPT=rfc822;" + std::string(487, 'a');
  EXPECT_EQ(rcpt(orcpt, "250 ok", "rfc3461/5.4/orcpt-500-accepted"), "PASS");
  EXPECT_EQ(rcpt(orcpt, "500 line too long", "rfc3461/5.4/orcpt-500-accepted"), "FAIL");
  EXPECT_EQ(rcpt("NOTIFY=SUCCESS,FAILURE,DELAY", "501 no", "rfc3461/5.4/notify-28-accepted"), "FAIL");
  EXPECT_EQ(mail("RET=FULL", "501 no", "rfc3461/5.4/ret-8-accepted"), "FAIL");
}

}  // namespace
}  // namespace dsnspec::judge
