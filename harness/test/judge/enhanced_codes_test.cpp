// RFC 2034: enhanced status codes in the replies of the target, and what comes of those of a next hop.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"
#include "judge/judge.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* any_scenario = "submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}";
constexpr const char* mail = "MAIL FROM:<sender@origin.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

std::string coded(const std::string& reply, const std::string& id,
                  const std::string& keywords = "ENHANCEDSTATUSCODES") {
  case_builder one(any_scenario);
  one.target_offers(keywords);
  one.submitted(std::string(mail) + " => 250 2.1.0 ok", {std::string(carol) + " => " + reply},
                "250 2.0.0 queued");
  return one.verdict_of(id);
}

TEST(EnhancedCodes, StandInEveryReply) {
  constexpr const char* id = "rfc2034/4/code-in-every-reply";
  EXPECT_EQ(coded("550 5.1.1 no", id), "PASS");
  EXPECT_EQ(coded("550 5.1.1", id), "PASS");
  EXPECT_EQ(coded("550 no such user", id), "FAIL");
  EXPECT_EQ(coded("550-5.1.1 no\r\n550 such user", id), "FAIL");
  EXPECT_EQ(coded("550 no such user", id, "DSN"), "");
}

TEST(EnhancedCodes, AreWellFormedAndFit) {
  EXPECT_EQ(coded("550 5.1.1 no", "rfc2034/4/code-syntax"), "PASS");
  for (const char* bad : {"550 5.1 no", "550 5.1.1.1 no", "550 5.1000.1 no", "550 9.1.1 no", "550 5..1 no"}) {
    EXPECT_EQ(coded(bad, "rfc2034/4/code-syntax"), "FAIL") << bad;
  }
  EXPECT_EQ(coded("550 5.1.1 no", "rfc2034/4/class-agrees-with-reply"), "PASS");
  EXPECT_EQ(coded("550 4.1.1 no", "rfc2034/4/class-agrees-with-reply"), "FAIL");
  EXPECT_EQ(coded("550-5.1.1 no\r\n550 5.1.1 such user", "rfc2034/4/same-code-on-each-line"), "PASS");
  EXPECT_EQ(coded("550-5.1.1 no\r\n550 5.1.0 such user", "rfc2034/4/same-code-on-each-line"), "FAIL");
  EXPECT_EQ(coded("250 2.1.5 ok", "rfc2034/3/keyword-without-parameter"), "PASS");
  EXPECT_EQ(coded("250 2.1.5 ok", "rfc2034/3/keyword-without-parameter", "ENHANCEDSTATUSCODES~1"), "FAIL");
}

TEST(EnhancedCodes, AreThereWithoutEhlo) {
  for (const auto& [reply, verdict] : {std::pair{"550 5.1.1 no", "PASS"}, {"550 no", "FAIL"}}) {
    case_builder one(
        "submit:\n  - {probe: true, rcpt: [{to: carol@next}]}\n  - {helo: true, probe: true, rcpt: [{to: "
        "carol@next}]}\n"
        "hosts: {next: {}}");
    one.target_offers("ENHANCEDSTATUSCODES");
    one.submitted(std::string(mail) + " => 250 2.1.0 ok", {std::string(carol) + " => 250 2.1.5 ok"},
                  "250 2.0.0 ok");
    one.target_offers("HELO");
    one.submitted(std::string(mail) + " => 250 2.1.0 ok", {std::string(carol) + " => " + reply},
                  "250 2.0.0 ok");
    EXPECT_EQ(one.verdict_of("rfc2034/4/code-without-ehlo"), verdict) << reply;
  }
}

TEST(EnhancedCodes, AreGoodForStatus) {
  case_builder one(any_scenario);
  one.submitted(mail, {carol});
  one.relayed("next", "DSN ENHANCEDSTATUSCODES", mail, {std::string(carol) + " => 550 5.7.1 no"});
  one.reported(report_on("carol@next.c001.test", "failed", "5.7.1"));
  EXPECT_EQ(one.verdict_of("rfc2034/2/codes-suited-for-status"), "NOTE");
}

// ---------------------------------------------------------------- what doesn't bind a target

std::string shown_where(const std::string& keywords) {
  case_builder one(any_scenario);
  one.target_offers(keywords);
  one.submitted(mail, {carol});
  auto run = one.run();
  run.cases.front().what.shows = {"rfc2034/4/code-in-every-reply"};
  const judged_run judged = judge(run, shipped_law());
  const auto at = judged.requirements.find("rfc2034/4/code-in-every-reply");
  return at == judged.requirements.end() ? "" : std::string(name(at->second.verdict));
}

TEST(EnhancedCodes, AreNoMatterForATargetThatDoesNotAnnounceThem) {
  EXPECT_EQ(shown_where("PIPELINING DSN"), "SKIP");
  EXPECT_EQ(shown_where("PIPELINING EnhancedStatusCodes"), "FAIL");
}

}  // namespace
}  // namespace dsnspec::judge
