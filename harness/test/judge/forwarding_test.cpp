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

TEST(Forwarding, AnAliasKeepsTheReturnAddress) {
  constexpr const char* rule = "rfc3461/5.2.7/alias-keeps-return-address";
  const auto sent_on = [](const std::string& mail, const std::string& notify) {
    case_builder one("submit:\n  rcpt: [{to: fwd@local" + (notify.empty() ? "" : ", notify: " + notify) +
                     "}]\nhosts: {next: {}}\nlocal: {aliases: {fwd: [carol@next]}}");
    one.submitted(sender, {"RCPT TO:<fwd.c001@local.test>" + (notify.empty() ? "" : " NOTIFY=" + notify)});
    one.relayed("next", "PIPELINING", mail, {"RCPT TO:<carol@next.c001.test>"});
    return one;
  };
  EXPECT_EQ(sent_on(sender, "").verdict_of(rule), "PASS");
  EXPECT_EQ(sent_on("MAIL FROM:<>", "").accusations(), std::vector<std::string>{"FAIL " + std::string(rule)});
  // What 5.2.2 (d) permits, and 5.2.7.4.
  EXPECT_THAT(sent_on("MAIL FROM:<>", "NEVER").accusations(), IsEmpty());
  EXPECT_THAT(sent_on("MAIL FROM:<fwd-owner@local.test>", "FAILURE").accusations(), IsEmpty());
  EXPECT_EQ(sent_on("MAIL FROM:<fwd-owner@local.test>", "FAILURE").verdict_of(rule), "NOTE");
  // Then it is a list, where the message was delivered; somebody has to say so.
  EXPECT_EQ(sent_on("MAIL FROM:<fwd-owner@local.test>", "SUCCESS").accusations(),
            std::vector<std::string>{"FAIL rfc3461/5.2.7.1/delivered-dsn-for-list"});
  case_builder told = sent_on("MAIL FROM:<fwd-owner@local.test>", "SUCCESS");
  told.reported(on("fwd.c001@local.test", "delivered"));
  EXPECT_THAT(told.accusations(), IsEmpty());
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

// An alias with several targets, one of which refuses; what the alias was asked goes on to nobody.
std::vector<std::string> refused_target(const std::string& notify) {
  case_builder one("submit:\n  rcpt: [{to: team@local, notify: \"" + notify +
                   "\"}]\n"
                   "hosts: {next: {}, other: {}}\nlocal: {aliases: {team: [erin@next, finn@other]}}");
  one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=" + notify});
  one.relayed("next", "DSN", sender, {"RCPT TO:<erin@next.c001.test> => 550 5.1.1 no"});
  one.relayed("other", "DSN", sender, {"RCPT TO:<finn@other.c001.test>"});
  report_text what = on("team.c001@local.test", "failed");
  what.status = "5.1.1";
  what.diagnostic_code = "smtp; 550 5.1.1 no";
  one.reported(what);
  return one.accusations();
}

TEST(Forwarding, NeverHoldsInEveryWay) {
  EXPECT_THAT(refused_target("NEVER"),
              testing::Contains("FAIL rfc3461/5.2.6/no-dsn-without-failure-keyword"));
  EXPECT_THAT(refused_target("FAILURE"),
              testing::Not(testing::Contains("FAIL rfc3461/5.2.6/no-dsn-without-failure-keyword")));
}

constexpr const char* orcpt = " ORCPT=rfc822;x@y.example";

TEST(Forwarding, WayA) {
  EXPECT_THAT(team("SUCCESS", "", "", "relayed"), IsEmpty());
  EXPECT_EQ(team("SUCCESS", "", "", ""),
            std::vector<std::string>{"FAIL rfc3461/5.2.7.3/relayed-dsn-in-way-a"});
  EXPECT_THAT(team("FAILURE", "", "", ""), IsEmpty());
}

// ENVID goes on in way (c) alone, but for a transaction that others share.
TEST(Forwarding, WhoPassesEnvidOnDoesNotTreatTheAliasAsAHostWithoutDsn) {
  const auto told = [](bool together) {
    case_builder one(
        "submit:\n  mail: {envid: q1}\n  rcpt: [{to: team@local, notify: SUCCESS}, {to: dora@next, notify: "
        "FAILURE}]\nhosts: {next: {}, other: {}}\n"
        "local: {aliases: {team: [erin@next, finn@other]}}");
    one.submitted(std::string(sender) + " ENVID=q1", {"RCPT TO:<team.c001@local.test> NOTIFY=SUCCESS",
                                                      "RCPT TO:<dora@next.c001.test> NOTIFY=FAILURE"});
    const std::string dora = "RCPT TO:<dora@next.c001.test> NOTIFY=FAILURE";
    const std::string erin = "RCPT TO:<erin@next.c001.test>";
    if (together) {
      one.relayed("next", "DSN", std::string(sender) + " ENVID=q1", {dora, erin});
    } else {
      one.relayed("next", "DSN", std::string(sender) + " ENVID=q1", {dora});
      one.relayed("next", "DSN", std::string(sender) + " ENVID=q1", {erin});
    }
    one.relayed("other", "DSN", sender, {"RCPT TO:<finn@other.c001.test>"});
    return one.accusations();
  };
  EXPECT_EQ(told(false), std::vector<std::string>{"FAIL rfc3461/5.2.7.3/expanded-dsn-in-way-c"});
  EXPECT_EQ(told(true), std::vector<std::string>{"FAIL rfc3461/5.2.7.3/relayed-dsn-in-way-a"});
}

// One target shows what it was told, and it has all: whether the others have, too, can't be seen.
TEST(Forwarding, OneTargetInSightLeavesTheWayOpen) {
  case_builder one(
      "submit:\n  rcpt: [{to: team@local, notify: FAILURE}]\nhosts: {next: {}}\n"
      "local: {mailboxes: [dave], aliases: {team: [erin@next, dave@local]}}");
  one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=FAILURE"});
  one.relayed("next", "DSN", sender, {"RCPT TO:<erin@next.c001.test> NOTIFY=FAILURE"});
  one.delivered("dave.c001");
  EXPECT_EQ(one.verdict_of("rfc3461/5.2.7.3/one-of-three-ways"), "NOTE");
}

TEST(Forwarding, WayB) {
  const std::string request = std::string(" NOTIFY=SUCCESS") + orcpt;
  EXPECT_THAT(team("SUCCESS", request, "", ""), IsEmpty());
  for (const char* action : {"relayed", "expanded", "delivered"}) {
    EXPECT_EQ(team("SUCCESS", request, "", action),
              std::vector<std::string>{"FAIL rfc3461/5.2.7.3/no-dsn-in-way-b"})
        << action;
  }
}

TEST(Forwarding, TheRequestGoesToExactlyOneTarget) {
  const auto told = [](const std::string& first, const std::string& second) {
    case_builder one(
        "submit:\n  rcpt: [{to: team@local, notify: SUCCESS}]\nhosts: {next: {}, other: {}, third: {}}\n"
        "local: {aliases: {team: [erin@next, finn@other, gail@third]}}");
    one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=SUCCESS"});
    one.relayed("next", "DSN", sender, {"RCPT TO:<erin@next.c001.test>" + first});
    one.relayed("other", "DSN", sender, {"RCPT TO:<finn@other.c001.test>" + second});
    one.relayed("third", "DSN", sender, {"RCPT TO:<gail@third.c001.test>"});
    return one.verdict_of("rfc3461/5.2.7.3/exactly-one-target-in-way-b");
  };
  EXPECT_EQ(told(" NOTIFY=SUCCESS", ""), "PASS");
  EXPECT_EQ(told(" NOTIFY=SUCCESS", " NOTIFY=SUCCESS"), "FAIL");
  EXPECT_EQ(told(" NOTIFY=FAILURE", " NOTIFY=FAILURE"), "");
}

// Way (b) with a target that nobody sees into looks like way (a): a failure elsewhere need not be reported.
TEST(Forwarding, TheOneTargetMayBeAMailboxHere) {
  const auto refused = [](bool here) {
    case_builder one("submit:\n  rcpt: [{to: team@local, notify: FAILURE}]\nhosts: {" +
                     std::string(here ? "" : "next: {}, ") +
                     "other: {}}\n"
                     "local: {mailboxes: [dave], aliases: {team: [" +
                     std::string(here ? "dave@local" : "erin@next") + ", finn@other]}}");
    one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=FAILURE"});
    if (here) {
      one.delivered("dave");
    } else {
      one.relayed("next", "DSN", sender, {"RCPT TO:<erin@next.c001.test>"});
    }
    one.relayed("other", "DSN", sender, {"RCPT TO:<finn@other.c001.test> => 550 5.1.1 no"});
    return one.verdict_of("rfc3461/5.2.6/failed-dsn-for-failure");
  };
  EXPECT_NE(refused(true), "FAIL");
  EXPECT_EQ(refused(false), "FAIL");
}

// What an alias sends on with a null reverse-path is a message all the same, and no report.
TEST(Forwarding, WithANullReversePathItIsNoReport) {
  case_builder one(
      "submit:\n  rcpt: [{to: fwd@local, notify: FAILURE}]\n"
      "hosts: {next: {}}\nlocal: {aliases: {fwd: [carol@next]}}");
  one.submitted(sender, {"RCPT TO:<fwd.c001@local.test> NOTIFY=FAILURE"});
  one.relayed("next", "DSN", "MAIL FROM:<>",
              {"RCPT TO:<carol@next.c001.test> NOTIFY=FAILURE => 550 5.1.1 no"});
  EXPECT_EQ(one.verdict_of("rfc3461/5.2.7/alias-keeps-return-address"), "FAIL");
  EXPECT_EQ(one.verdict_of("rfc3461/6.1/notify-only-never"), "");
}

// The one target has no DSN, or is a mailbox here: what was asked for ends with this MTA (5.2.2, 5.2.3).
TEST(Forwarding, WayBWhereTheRequestEndsHere) {
  case_builder one(
      "submit:\n  rcpt: [{to: team@local, notify: SUCCESS}]\nhosts: {next: {}}\n"
      "local: {mailboxes: [dave], aliases: {team: [dave@local, erin@next]}}");
  one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=SUCCESS"});
  one.delivered("dave");
  one.relayed("next", "DSN", sender, {"RCPT TO:<erin@next.c001.test>"});
  one.reported(on("team.c001@local.test", "delivered"));
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Forwarding, WayC) {
  const std::string never = std::string(" NOTIFY=NEVER") + orcpt;
  const std::string failure = std::string(" NOTIFY=FAILURE") + orcpt;
  const std::string success = std::string(" NOTIFY=SUCCESS") + orcpt;
  EXPECT_THAT(team("SUCCESS", never, never, "expanded"), IsEmpty());
  EXPECT_THAT(team("SUCCESS,FAILURE", failure, failure, "expanded"), IsEmpty());
  EXPECT_EQ(team("SUCCESS", never, never, ""),
            std::vector<std::string>{"FAIL rfc3461/5.2.7.3/expanded-dsn-in-way-c"});
  // The targets are told what (c) tells, the sender what (a) does: he knows as much, and waits for nothing.
  EXPECT_EQ(team("SUCCESS", never, never, "relayed"),
            std::vector<std::string>{"WARN rfc3461/5.2.7.3/one-of-three-ways"});
  EXPECT_THAT(team("SUCCESS,FAILURE", failure, failure, "relayed"),
              Contains("FAIL rfc3461/5.2.7.3/expanded-dsn-in-way-c"));
  EXPECT_THAT(team("SUCCESS", success, success, "expanded"),
              Contains("FAIL rfc3461/5.2.7.3/success-removed-in-way-c"));
  EXPECT_THAT(team("SUCCESS", orcpt, orcpt, "expanded"),
              Contains("FAIL rfc3461/5.2.7.3/success-removed-in-way-c"));
  EXPECT_THAT(team("FAILURE", failure, failure, "expanded"),
              Contains("FAIL rfc3461/5.2.7.3/no-dsn-without-success"));
}

TEST(Forwarding, ANeverThatNobodyAskedForIsNoneOfTheWays) {
  EXPECT_EQ(team("SUCCESS,FAILURE", " NOTIFY=NEVER", " NOTIFY=NEVER", "relayed"),
            std::vector<std::string>{"WARN rfc3461/5.2.7.3/one-of-three-ways"});
  EXPECT_EQ(team("FAILURE", " NOTIFY=NEVER", "", ""),
            std::vector<std::string>{"WARN rfc3461/5.2.7.3/one-of-three-ways"});
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

// ---------------------------------------------------------------- a list whose members are nobody's business

// Erin is refused; reports that name `final_recipient` go to these addresses.
case_builder kept_back(const std::string& members, const std::string& from) {
  case_builder one(
      "submit:\n  rcpt: [{to: chat@local, notify: \"SUCCESS,FAILURE\"}]\nhosts: {next: {}}\n"
      "local: {lists: {chat: {owner: owner@origin, members: [" +
      members + "]}}}");
  one.submitted(sender, {"RCPT TO:<chat.c001@local.test> NOTIFY=SUCCESS,FAILURE"});
  one.relayed("next", "DSN", "MAIL FROM:<" + from + "@origin.c001.test>",
              {"RCPT TO:<erin@next.c001.test> => 550 5.1.1 no"});
  one.reported(on("chat.c001@local.test", "delivered"));
  return one;
}

report_text on_erin(const std::string& to) {
  report_text out = report_on("erin@next.c001.test", "failed", "5.1.1");
  out.diagnostic_code = "smtp; 550 5.1.1 no";
  out.to = to + "@origin.c001.test";
  return out;
}

TEST(Forwarding, TheNotifyOfAListIsItsOwn) {
  const auto told = [](const std::string& first, const std::string& second) {
    case_builder one(
        "submit:\n  - rcpt: [{to: news@local, notify: FAILURE}]\n  - rcpt: [{to: news@local, notify: "
        "NEVER}]\n"
        "hosts: {next: {}}\nlocal: {lists: {news: {owner: owner@origin, members: [erin@next]}}}");
    const std::string owner = "MAIL FROM:<owner@origin.c001.test>";
    one.submitted(sender, {"RCPT TO:<news.c001@local.test> NOTIFY=FAILURE"});
    one.relayed("next", "DSN", owner, {"RCPT TO:<erin@next.c001.test>" + first});
    one.submitted(sender, {"RCPT TO:<news.c001@local.test> NOTIFY=NEVER"});
    one.relayed("next", "DSN", owner, {"RCPT TO:<erin@next.c001.test>" + second}, "250 taken", 1);
    return one.verdict_of("rfc3461/5.2.7.1/list-parameters-not-derived");
  };
  EXPECT_EQ(told(" NOTIFY=FAILURE", " NOTIFY=NEVER"), "FAIL");
  EXPECT_NE(told(" NOTIFY=FAILURE", " NOTIFY=FAILURE"), "FAIL");
  EXPECT_NE(told("", ""), "FAIL");
}

TEST(Forwarding, TheForwardingAddressIsKeptFromTheSender) {
  constexpr const char* rule = "rfc3461/5.2.7.4/forwarding-address-not-disclosed";
  case_builder silent = kept_back("erin@next", "owner");
  silent.reported(on_erin("owner"));
  EXPECT_THAT(silent.accusations(), IsEmpty());
  EXPECT_EQ(silent.verdict_of(rule), "PASS");

  case_builder told = kept_back("erin@next", "owner");
  told.reported(on_erin("sender"));
  EXPECT_THAT(told.accusations(), Contains("FAIL " + std::string(rule)));

  case_builder of_many = kept_back("erin@next, finn@next", "owner");
  of_many.reported(on_erin("sender"));
  EXPECT_THAT(of_many.accusations(), Contains("FAIL " + std::string(rule)));

  // Not under its own name, but in the words of the next hop.
  case_builder mentioned = kept_back("erin@next", "owner");
  report_text by_the_way = report_on("chat.c001@local.test", "failed", "5.1.1");
  by_the_way.diagnostic_code = "smtp; 550 5.1.1 <Erin@next.c001.test> no";
  mentioned.reported(by_the_way);
  EXPECT_THAT(mentioned.accusations(), Contains("FAIL " + std::string(rule)));

  // The sender's own return address went on: that is the wrong, and what follows is right.
  case_builder own = kept_back("erin@next", "sender");
  own.reported(on_erin("sender"));
  EXPECT_THAT(own.accusations(), Contains("FAIL rfc3461/5.2.7.1/list-return-address-rewritten"));
  EXPECT_EQ(own.verdict_of(rule), "");
}

TEST(Forwarding, AListDoesNotBothSucceedAndFail) {
  constexpr const char* rule = "rfc3461/5.2.7.1/not-both-delivered-and-failed";
  case_builder one = kept_back("erin@next", "owner");
  EXPECT_EQ(one.verdict_of(rule), "PASS");
  report_text rejected = report_on("chat.c001@local.test", "failed", "5.7.1");
  rejected.remote_mta = "";
  one.reported(rejected);
  EXPECT_THAT(one.accusations(), Contains("FAIL " + std::string(rule)));
  // An ordinary message is no report.
  case_builder ordinary = kept_back("erin@next", "owner");
  ordinary.message_at("origin", "MAIL FROM:<chat-owner@local.test>", "RCPT TO:<sender@origin.c001.test>",
                      "From: chat-owner@local.test\r\nSubject: not for this list\r\n\r\nSorry.\r\n");
  EXPECT_EQ(ordinary.verdict_of(rule), "PASS");
}

}  // namespace
}  // namespace dsnspec::judge
