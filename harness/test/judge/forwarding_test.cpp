// RFC 3461 5.2.7: aliases with one target, with several, and lists.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr const char* sender = "MAIL FROM:<sender@origin.c001.test>";

report_text on(const std::string& who, const std::string& action) {
  report_text out = report_on(who, action, "2.0.0");
  out.remote_mta = "";
  return out;
}

// ---------------------------------------------------------------- one target

std::vector<std::string> alias(const std::string& mail, const std::string& rcpt, const report_text* report) {
  case_builder one(
      "submit:\n  mail: {envid: q1}\n  rcpt: [{to: fwd@local, notify: \"SUCCESS,FAILURE\", orcpt: "
      "\"rfc822;x@y.example\"}]\n"
      "hosts: {next: {}}\nlocal: {aliases: {fwd: [carol@next]}}");
  one.submitted(std::string(sender) + " ENVID=q1",
                {"RCPT TO:<fwd.c001@local.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;x@y.example"});
  one.relayed("next", "DSN", sender + mail, {"RCPT TO:<carol@next.c001.test>" + rcpt});
  if (report != nullptr) {
    report_text what = *report;
    what.envelope_id = "q1";
    what.original_recipient = "rfc822; x@y.example";
    one.reported(what);
  }
  return one.accusations();
}

TEST(Forwarding, AliasWithOneTargetPassesEverythingOnAndIsSilent) {
  EXPECT_THAT(alias(" ENVID=q1", " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;x@y.example", nullptr), IsEmpty());
}

TEST(Forwarding, AliasThatDropsParametersShouldNot) {
  EXPECT_EQ(alias("", " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;x@y.example", nullptr),
            std::vector<std::string>{"WARN rfc3461/5.2.7.2/parameters-propagated-through-alias"});
  EXPECT_EQ(alias(" ENVID=q1", " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;fwd.c001@local.test", nullptr),
            std::vector<std::string>{"WARN rfc3461/5.2.7.2/parameters-propagated-through-alias"});
}

TEST(Forwarding, AliasThatReportsShouldNot) {
  const report_text relayed = on("fwd.c001@local.test", "expanded");
  EXPECT_THAT(alias(" ENVID=q1", " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;x@y.example", &relayed),
              Contains("WARN rfc3461/5.2.7.2/no-dsn-for-single-alias"));
}

TEST(Forwarding, TheTargetOfAnAliasIsNotTheFinalRecipient) {
  case_builder one(
      "submit:\n  rcpt: [{to: fwd@local}]\nhosts: {next: {}}\nlocal: {aliases: {fwd: [carol@next]}}");
  one.submitted(sender, {"RCPT TO:<fwd.c001@local.test>"});
  one.relayed("next", "DSN", sender, {"RCPT TO:<carol@next.c001.test> => 550 no"});
  report_text report = report_on("carol@next.c001.test", "failed", "5.0.0");
  report.diagnostic_code = "smtp; 550 no";
  one.reported(report);
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3461/6.3/final-recipient-is-envelope-recipient"));
}

// ---------------------------------------------------------------- several targets

std::vector<std::string> team(const std::string& notify, const std::string& to_erin,
                              const std::string& to_finn, const std::string& action) {
  case_builder one("submit:\n  rcpt: [{to: team@local, notify: \"" + notify +
                   "\", orcpt: \"rfc822;x@y.example\"}]\n"
                   "hosts: {next: {}, other: {}}\nlocal: {aliases: {team: [erin@next, finn@other]}}");
  one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=" + notify + " ORCPT=rfc822;x@y.example"});
  one.relayed("next", "DSN", sender, {"RCPT TO:<erin@next.c001.test>" + to_erin});
  one.relayed("other", "DSN", sender, {"RCPT TO:<finn@other.c001.test>" + to_finn});
  if (!action.empty()) {
    report_text what = on("team.c001@local.test", action);
    what.original_recipient = "rfc822; x@y.example";
    one.reported(what);
  }
  return one.accusations();
}

constexpr const char* orcpt = " ORCPT=rfc822;x@y.example";

TEST(Forwarding, WayA) {
  EXPECT_THAT(team("SUCCESS", "", "", "relayed"), IsEmpty());
  EXPECT_EQ(team("SUCCESS", "", "", ""),
            std::vector<std::string>{"FAIL rfc3461/5.2.7.3/relayed-dsn-in-way-a"});
  EXPECT_THAT(team("FAILURE", "", "", ""), IsEmpty());
}

TEST(Forwarding, WayB) {
  EXPECT_THAT(team("SUCCESS", std::string(" NOTIFY=SUCCESS") + orcpt, "", ""), IsEmpty());
}

TEST(Forwarding, WayC) {
  const std::string never = std::string(" NOTIFY=NEVER") + orcpt;
  const std::string failure = std::string(" NOTIFY=FAILURE") + orcpt;
  const std::string success = std::string(" NOTIFY=SUCCESS") + orcpt;
  EXPECT_THAT(team("SUCCESS", never, never, "expanded"), IsEmpty());
  EXPECT_THAT(team("SUCCESS,FAILURE", failure, failure, "expanded"), IsEmpty());
  EXPECT_EQ(team("SUCCESS", never, never, ""),
            std::vector<std::string>{"FAIL rfc3461/5.2.7.3/expanded-dsn-in-way-c"});
  EXPECT_THAT(team("SUCCESS", success, success, "expanded"),
              Contains("FAIL rfc3461/5.2.7.3/success-removed-in-way-c"));
  EXPECT_THAT(team("SUCCESS", orcpt, orcpt, "expanded"),
              Contains("FAIL rfc3461/5.2.7.3/success-removed-in-way-c"));
  EXPECT_THAT(team("FAILURE", failure, failure, "expanded"),
              Contains("FAIL rfc3461/5.2.7.3/no-dsn-without-success"));
}

// ---------------------------------------------------------------- lists

std::vector<std::string> list(const std::string& from, const std::string& rcpt, const std::string& action) {
  case_builder one(
      "submit:\n  mail: {envid: q1}\n  rcpt: [{to: chat@local, notify: SUCCESS, orcpt: "
      "\"rfc822;x@y.example\"}]\n"
      "hosts: {next: {}}\nlocal: {lists: {chat: {owner: owner@origin, members: [erin@next]}}}");
  one.submitted(std::string(sender) + " ENVID=q1",
                {"RCPT TO:<chat.c001@local.test> NOTIFY=SUCCESS ORCPT=rfc822;x@y.example"});
  one.relayed("next", "DSN", "MAIL FROM:<" + from + "@origin.c001.test>",
              {"RCPT TO:<erin@next.c001.test>" + rcpt});
  if (!action.empty()) {
    report_text what = on("chat.c001@local.test", action);
    what.envelope_id = "q1";
    what.original_recipient = "rfc822; x@y.example";
    one.reported(what);
  }
  return one.accusations();
}

TEST(Forwarding, List) {
  EXPECT_THAT(list("owner", "", "delivered"), IsEmpty());
  EXPECT_EQ(list("owner", "", ""), std::vector<std::string>{"FAIL rfc3461/5.2.7.1/delivered-dsn-for-list"});
  EXPECT_THAT(list("owner", "", "expanded"), Contains("WARN rfc3464/2.3.3/expanded-not-for-lists"));
  EXPECT_THAT(list("sender", "", "delivered"),
              Contains("FAIL rfc3461/5.2.7.1/list-return-address-rewritten"));
  EXPECT_THAT(list("owner", orcpt, "delivered"),
              Contains("FAIL rfc3461/5.2.7.1/list-parameters-not-derived"));
}

}  // namespace
}  // namespace dsnspec::judge
