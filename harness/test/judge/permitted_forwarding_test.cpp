// What the RFCs permit to aliases and lists, as an MTA may well do it: nobody is accused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/permitted.hpp"

namespace dsnspec::judge::permitted {
namespace {

using ::testing::IsEmpty;

// ---------------------------------------------------------------- aliases and lists

// One alias to conforming hosts and a mailbox; `rcpt` and `mail` are what each target is told.
struct team {
  std::string notify = "SUCCESS";
  std::string mail;
  std::string carol_told, dana_told;
  std::string action;
  bool together = false;  // both targets in one transaction

  [[nodiscard]] std::vector<std::string> judged() const {
    case_builder one("submit:\n  mail: {envid: q1}\n  rcpt: [{to: team@local, notify: \"" + notify +
                     "\", orcpt: \"rfc822;x@y.example\"}]\nhosts: {next: {}}\n"
                     "local: {aliases: {team: [carol@next, dana@next]}}");
    one.submitted(std::string(sender) + " ENVID=q1",
                  {"RCPT TO:<team.c001@local.test> NOTIFY=" + notify + " ORCPT=rfc822;x@y.example"});
    if (together) {
      one.relayed("next", "DSN", sender + mail, {carol + carol_told, dana + dana_told});
    } else {
      one.relayed("next", "DSN", sender + mail, {carol + carol_told});
      one.relayed("next", "DSN", sender + (dana_told.empty() ? "" : mail), {dana + dana_told});
    }
    if (!action.empty()) {
      report_text what = report_on("team.c001@local.test", action, "2.0.0");
      what.remote_mta = "";
      what.envelope_id = "q1";
      what.original_recipient = "rfc822; x@y.example";
      one.reported(what);
    }
    return one.accusations();
  }
};

constexpr const char* told = " ORCPT=rfc822;x@y.example";

// C12
TEST(Permitted, TheThreeWaysOfAnAlias) {
  EXPECT_THAT((team{"SUCCESS", "", "", "", "relayed"}.judged()), IsEmpty());
  // RFC 3464 section 3 advises "expanded" where nothing is passed on.
  EXPECT_THAT((team{"SUCCESS", "", "", "", "expanded"}.judged()), IsEmpty());
  EXPECT_THAT((team{"SUCCESS", " ENVID=q1", std::string(" NOTIFY=SUCCESS") + told, "", ""}.judged()),
              IsEmpty());
  // Way (b), and both targets share a transaction with its ENVID.
  EXPECT_THAT((team{"SUCCESS", " ENVID=q1", std::string(" NOTIFY=SUCCESS") + told, "", "", true}.judged()),
              IsEmpty());
  const std::string never = std::string(" NOTIFY=NEVER") + told;
  EXPECT_THAT((team{"SUCCESS", " ENVID=q1", never, never, "expanded"}.judged()), IsEmpty());
  EXPECT_THAT((team{"SUCCESS", " ENVID=q1", never, never, "expanded", true}.judged()), IsEmpty());
}

// A direct recipient's ENVID stands in a transaction that an alias's target shares.
TEST(Permitted, WayAInATransactionWithADirectRecipient) {
  case_builder one(
      "submit:\n  mail: {envid: q1}\n  rcpt: [{to: team@local, notify: SUCCESS}, {to: erin@next, notify: "
      "FAILURE}]\n"
      "hosts: {next: {}}\nlocal: {aliases: {team: [carol@next, dana@next]}}");
  one.submitted(std::string(sender) + " ENVID=q1", {"RCPT TO:<team.c001@local.test> NOTIFY=SUCCESS",
                                                    "RCPT TO:<erin@next.c001.test> NOTIFY=FAILURE"});
  one.relayed("next", "DSN", std::string(sender) + " ENVID=q1",
              {"RCPT TO:<erin@next.c001.test> NOTIFY=FAILURE", carol, dana});
  report_text what = report_on("team.c001@local.test", "relayed", "2.0.0");
  what.remote_mta = "";
  what.envelope_id = "q1";
  one.reported(what);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// Way (b): the mailbox has the request, and its report of delivery; elsewhere nothing goes.
TEST(Permitted, WayBWithTheMailboxChosen) {
  case_builder one(
      "submit:\n  rcpt: [{to: team@local, notify: SUCCESS}]\nhosts: {next: {}}\n"
      "local: {mailboxes: [dave], aliases: {team: [dave@local, carol@next]}}");
  one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=SUCCESS"});
  one.delivered("dave");
  one.relayed("next", "DSN", sender, {carol});
  report_text what = report_on("team.c001@local.test", "delivered", "2.0.0");
  what.remote_mta = "";
  one.reported(what);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// An alias that leads to itself, too, is its own mailbox besides.
TEST(Permitted, AnAliasWithACopyToItself) {
  case_builder one(
      "submit:\n  rcpt: [{to: team@local, notify: SUCCESS}]\nhosts: {next: {}}\n"
      "local: {aliases: {team: [team@local, carol@next]}}");
  one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=SUCCESS"});
  one.relayed("next", "DSN", sender, {with_notify(carol, "NEVER")});
  report_text what = report_on("team.c001@local.test", "expanded", "2.0.0");
  what.remote_mta = "";
  one.reported(what);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// An alias that leads to an alias with several targets has several targets.
TEST(Permitted, AnAliasBehindAnAlias) {
  case_builder one(
      "submit:\n  rcpt: [{to: one@local, notify: SUCCESS}]\nhosts: {next: {}}\n"
      "local: {aliases: {one: [team@local], team: [carol@next, dana@next]}}");
  one.submitted(sender, {"RCPT TO:<one.c001@local.test> NOTIFY=SUCCESS"});
  one.relayed("next", "DSN", sender, {with_notify(carol, "NEVER"), with_notify(dana, "NEVER")});
  report_text what = report_on("one.c001@local.test", "expanded", "2.0.0");
  what.remote_mta = "";
  one.reported(what);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// 5.2.7.4: an alias may be treated as if it were a list, with a return address of its own; what the report is
// called is another matter.
TEST(Permitted, AConfidentialAlias) {
  for (const std::string notify : {"SUCCESS", "FAILURE"}) {
    case_builder one("submit:\n  mail: {envid: q1}\n  rcpt: [{to: fwd@local, notify: " + notify +
                     "}]\nhosts: {next: {}}\n"
                     "local: {aliases: {fwd: [carol@next]}}");
    one.submitted(std::string(sender) + " ENVID=q1", {"RCPT TO:<fwd.c001@local.test> NOTIFY=" + notify});
    one.relayed("next", "DSN", "MAIL FROM:<fwd-owner@local.test>", {carol});
    if (notify == "SUCCESS") {
      report_text what = report_on("fwd.c001@local.test", "delivered", "2.0.0");
      what.remote_mta = "";
      what.envelope_id = "q1";
      one.reported(what);
    }
    EXPECT_THAT(one.accusations(), IsEmpty()) << notify;
  }
}

// What becomes of a list's members is the owner's to know, even of a message without a sender.
TEST(Permitted, AListOwnersOwnReports) {
  for (const bool null_sender : {false, true}) {
    case_builder one("submit:\n  mail: {from: " + std::string(null_sender ? "\"\"" : "sender@origin") +
                     "}\n  rcpt: [{to: chat@local}]\nhosts: {next: {}}\n"
                     "local: {lists: {chat: {owner: owner@origin, members: [carol@next]}}}");
    one.submitted(null_sender ? "MAIL FROM:<>" : sender, {"RCPT TO:<chat.c001@local.test>"});
    one.relayed("next", "DSN", "MAIL FROM:<owner@origin.c001.test>",
                {std::string(carol) + " ORCPT=rfc822;carol@next.c001.test => 550 5.1.1 no"});
    report_text report = failed();
    report.to = "owner@origin.c001.test";
    one.reported(report);
    EXPECT_THAT(one.accusations(), IsEmpty()) << null_sender;
  }
}

TEST(Permitted, ASenderWhoOwnsTheList) {
  case_builder one(
      "submit:\n  rcpt: [{to: chat@local}]\nhosts: {next: {}}\n"
      "local: {lists: {chat: {owner: sender@origin, members: [carol@next]}}}");
  one.submitted(sender, {"RCPT TO:<chat.c001@local.test>"});
  one.relayed("next", "DSN", sender, {carol});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

}  // namespace
}  // namespace dsnspec::judge::permitted
