// What the RFCs permit at submission, in relaying and in what becomes of a message, as an MTA may well do it:
// nobody is accused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/permitted.hpp"

namespace dsnspec::judge::permitted {
namespace {

using ::testing::IsEmpty;

// ---------------------------------------------------------------- at submission

TEST(Permitted, RefusalsForAnotherReason) {
  const auto mail = [](const std::string& reply) {
    case_builder one("submit: {probe: true, rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
    one.submitted(std::string(sender) + " ENVID=a+3d => " + reply, {});
    return one.verdict_of("rfc3461/5.1/invalid-mail-parameters-501");
  };
  EXPECT_EQ(mail("451 4.7.1 greylisted"), "INCONCLUSIVE");
  EXPECT_EQ(mail("530 5.7.0 STARTTLS first"), "INCONCLUSIVE");
  EXPECT_EQ(mail("550 5.7.1 not from you"), "INCONCLUSIVE");
  EXPECT_EQ(mail("555 5.5.4 no"), "FAIL");
  EXPECT_EQ(mail("501 no"), "PASS");  // C16
}

TEST(Permitted, ATransientReplyIsNoDifference) {
  const auto replies = [](const std::string& plain, const std::string& with_parameters) {
    case_builder one(
        "submit:\n  - {probe: true, rcpt: [{to: carol@next}]}\n"
        "  - {probe: true, rcpt: [{to: carol@next, notify: NEVER}]}\nhosts: {next: {}}");
    one.submitted(sender, {std::string(carol) + " => " + plain});
    one.submitted(sender, {with_notify(carol, "NEVER") + " => " + with_parameters});
    return one.verdict_of("rfc3461/5.1/valid-rcpt-parameters-accepted");
  };
  EXPECT_EQ(replies("450 4.2.0 try later", "250 ok"), "");
  EXPECT_EQ(replies("250 ok", "452 too many"), "");
  EXPECT_EQ(replies("250 ok", "251 ok"), "PASS");
  EXPECT_EQ(replies("250 ok", "550 no"), "FAIL");
}

// ---------------------------------------------------------------- relays

// C01
TEST(Permitted, AddedOrcptWithTheDomainInAnotherLetterCase) {
  case_builder one(to_carol(""));
  one.submitted(sender, {"RCPT TO:<carol@Next.C001.test>"});
  one.relayed("next", "DSN", sender, {std::string(carol) + " ORCPT=rfc822;carol@next.c001.test"});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// C02, RFC 3461 10.4: in one session after HELO, with the message for the NEVER recipient apart.
TEST(Permitted, NeverInATransactionOfItsOwn) {
  case_builder one(
      "submit:\n  rcpt: [{to: carol@next, notify: FAILURE}, {to: dana@next, notify: NEVER}]\nhosts: {next: "
      "{}}");
  one.submitted(sender, {with_notify(carol, "FAILURE"), with_notify(dana, "NEVER")});
  one.session("next", {"S: 220 x",  "C: EHLO y",
                       "S: 502 no", "C: RSET",
                       "S: 250 ok", "C: HELO y",
                       "S: 250 x",  "C: " + std::string(sender),
                       "S: 250 ok", "C: " + std::string(carol),
                       "S: 250 ok", "C: DATA",
                       "S: 354 go", "M:",
                       "S: 250 ok", "C: MAIL FROM:<>",
                       "S: 250 ok", "C: " + std::string(dana),
                       "S: 250 ok", "C: DATA",
                       "S: 354 go", "M:",
                       "S: 250 ok", "C: QUIT",
                       "S: 221 bye"});
  EXPECT_THAT(one.accusations(), IsEmpty());
  EXPECT_EQ(one.verdict_of("rfc3461/5.2.2/null-sender-only-for-never"), "PASS");
  EXPECT_EQ(one.verdict_of("rfc3461/5.2.2/never-means-no-dsn"), "PASS");
}

// ... and refused there, before its message shows what it is.
TEST(Permitted, NeverInATransactionOfItsOwnThatIsRefused) {
  for (const std::string at : {"mail", "rcpt"}) {
    case_builder one(to_carol("NEVER"));
    one.submitted(sender, {with_notify(carol, "NEVER")});
    one.relayed("next", "PIPELINING", at == "mail" ? "MAIL FROM:<> => 550 no" : "MAIL FROM:<>",
                {std::string(carol) + " => 550 no"});
    EXPECT_THAT(one.accusations(), IsEmpty()) << at;
    EXPECT_EQ(one.verdict_of("rfc3461/5.2.6/no-dsn-without-failure-keyword"), "PASS") << at;
  }
}

// A message that came with a null reverse-path goes on with it; that is no report.
TEST(Permitted, ANullReversePathGoesOnAndIsRefused) {
  for (const std::string at : {"mail", "rcpt"}) {
    case_builder one("submit:\n  mail: {from: \"\"}\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}");
    one.submitted("MAIL FROM:<>", {carol});
    one.relayed("next", "DSN", at == "mail" ? "MAIL FROM:<> => 550 no" : "MAIL FROM:<>",
                {std::string(carol) + " => 550 no"});
    EXPECT_THAT(one.accusations(), IsEmpty()) << at;
    EXPECT_EQ(one.verdict_of("rfc3461/5.2/no-dsn-for-null-sender"), "PASS") << at;
  }
}

// C23
TEST(Permitted, OrderAndLetterCaseOfNotify) {
  case_builder one(to_carol("SUCCESS,DELAY"));
  one.submitted(sender, {with_notify(carol, "SUCCESS,DELAY")});
  one.relayed("next", "DSN", sender, {with_notify(carol, "Delay,success")});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// 5.2.1 (c) wants the value that came; the list rule of RFC 822 lets null elements through.
TEST(Permitted, ADoubtfulListThatCameGoesOn) {
  case_builder one(to_carol("SUCCESS,,DELAY"));
  one.submitted(sender, {with_notify(carol, "SUCCESS,,DELAY")});
  one.relayed("next", "DSN", sender, {with_notify(carol, "SUCCESS,,DELAY")});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Permitted, ReplyToHeloAnnouncesNothing) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.session("next", {"S: 220 x", "C: EHLO y", "S: 502 no", "C: HELO y", "S: 250-x", "S: 250 DSN",
                       "C: " + std::string(sender), "S: 250 ok", "C: " + std::string(carol), "S: 250 ok",
                       "C: DATA", "S: 354 go", "M:", "S: 250 ok"});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Permitted, OneSessionForSeveralMessages) {
  case_builder one(
      "submit:\n  - mail: {envid: first}\n    rcpt: [{to: carol@next, notify: SUCCESS}]\n"
      "  - rcpt: [{to: dana@next, notify: FAILURE}]\nhosts: {next: {}}");
  one.submitted(std::string(sender) + " ENVID=first", {with_notify(carol, "SUCCESS")});
  one.submitted(sender, {with_notify(dana, "FAILURE")});
  one.session("next", {"S: 220 x",
                       "C: EHLO y",
                       "S: 250-x",
                       "S: 250 DSN",
                       "C: " + std::string(sender) + " ENVID=first",
                       "S: 250 ok",
                       "C: " + with_notify(carol, "SUCCESS"),
                       "S: 250 ok",
                       "C: DATA",
                       "S: 354 go",
                       "M:",
                       "S: 250 ok",
                       "C: RSET",
                       "S: 250 ok",
                       "C: " + std::string(sender),
                       "S: 250 ok",
                       "C: " + with_notify(dana, "FAILURE"),
                       "S: 250 ok",
                       "C: DATA",
                       "S: 354 go",
                       "M2:",
                       "S: 250 ok",
                       "C: QUIT",
                       "S: 221 bye"});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// Which message an envelope without a message belongs to shows in its sender, recipients and envelope id, or
// not at all.
TEST(Permitted, EnvelopesOfTwoMessagesThatAreRefused) {
  case_builder one(
      "submit:\n  - mail: {envid: first}\n    rcpt: [{to: carol@next, notify: FAILURE}]\n"
      "  - rcpt: [{to: carol@next, notify: \"FAILURE,DELAY\"}]\nhosts: {next: {}}");
  one.submitted(std::string(sender) + " ENVID=first", {with_notify(carol, "FAILURE")});
  one.submitted(sender, {with_notify(carol, "FAILURE,DELAY")});
  one.relayed("next", "DSN", sender, {with_notify(carol, "FAILURE,DELAY") + " => 550 5.1.1 no"});
  one.relayed("next", "DSN", std::string(sender) + " ENVID=first",
              {with_notify(carol, "FAILURE") + " => 550 5.1.1 no"});
  report_text first = failed();
  first.envelope_id = "first";
  one.reported(first);
  report_text second = failed();
  second.about = 1;
  one.reported(second);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// Reports that return nothing are told apart by the envelope id.
TEST(Permitted, TwoPartReportsOnTwoMessages) {
  case_builder one(
      "submit:\n  - mail: {envid: first}\n    rcpt: [{to: carol@next, notify: FAILURE}]\n"
      "  - mail: {envid: second}\n    rcpt: [{to: carol@next, notify: FAILURE}]\nhosts: {next: {}}");
  one.submitted(std::string(sender) + " ENVID=first", {with_notify(carol, "FAILURE")});
  one.submitted(std::string(sender) + " ENVID=second", {with_notify(carol, "FAILURE")});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
  for (const char* envid : {"second", "first"}) {
    report_text report = failed();
    report.two_parts = true;
    report.envelope_id = envid;
    one.reported(report);
  }
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Permitted, SplitOverSeveralTransactions) {
  case_builder one(carol_and_dana);
  one.submitted(sender, {with_notify(carol, "FAILURE"), with_notify(dana, "FAILURE")});
  one.relayed("next", "DSN", sender, {with_notify(dana, "FAILURE")});
  one.relayed("next", "DSN", sender, {with_notify(carol, "FAILURE")});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// A server that announces DSN and refuses its parameters: to report failure, or to try without them.
TEST(Permitted, ParametersRefusedByAServerWithDsn) {
  for (const std::string notify : {"FAILURE", "SUCCESS,FAILURE"}) {
    case_builder again(to_carol(notify));
    again.submitted(sender, {with_notify(carol, notify)});
    again.relayed("next", "DSN", sender, {with_notify(carol, notify) + " => 555 unknown parameter"});
    case_builder told = again;
    again.relayed("next", "DSN", sender, {carol});
    EXPECT_THAT(again.accusations(), IsEmpty()) << notify;
    report_text report = failed("carol", "smtp; 555 unknown parameter");
    told.reported(report);
    EXPECT_THAT(told.accusations(), IsEmpty()) << notify;
  }
}

// ---------------------------------------------------------------- outcomes

TEST(Permitted, DelayedAgainAndAgainAndThenDelivered) {
  case_builder one(to_carol("DELAY"));
  one.submitted(sender, {with_notify(carol, "DELAY")});
  for (int i = 0; i < 3; ++i) {
    one.relayed("next", "DSN", sender, {with_notify(carol, "DELAY") + " => 451 4.3.0 later"});
    one.after(2'000'000);
    report_text warning = report_on("carol@next.c001.test", "delayed", "4.3.0");
    warning.diagnostic_code = "smtp; 451 4.3.0 later";
    one.reported(warning);
  }
  one.relayed("next", "DSN", sender, {with_notify(carol, "DELAY")});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// RFC 3464 4.3: nobody can tell a lost reply from a lost message.
TEST(Permitted, AReplyThatAResetDestroyed) {
  for (const bool reported : {false, true}) {
    case_builder one(to_carol("SUCCESS,FAILURE"));
    one.submitted(sender, {with_notify(carol, "SUCCESS,FAILURE")});
    one.relayed("next", "PIPELINING", sender, {carol});
    one.last_session_was("reset");
    if (reported) {
      one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
      one.reported(failed());
    }
    EXPECT_THAT(one.accusations(), IsEmpty()) << reported;
  }
}

// The first server with DSN loses the reply, the second one has none, and "relayed" is right.
TEST(Permitted, TakenTwiceByServersThatDiffer) {
  case_builder one(to_carol("SUCCESS"));
  one.submitted(sender, {with_notify(carol, "SUCCESS")});
  one.relayed("next", "DSN", sender, {with_notify(carol, "SUCCESS")});
  one.relayed("next", "PIPELINING", sender, {carol});
  case_builder silent = one;
  one.reported(relayed());
  EXPECT_THAT(one.accusations(), IsEmpty());
  EXPECT_THAT(silent.accusations(), IsEmpty());
}

// With pipelining the server answers commands that had no chance.
TEST(Permitted, CommandsAfterARefusedMailSayNothing) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.session("next",
              {"S: 220 x", "C: EHLO y", "S: 250-x", "S: 250 PIPELINING", "C: " + std::string(sender),
               "C: " + std::string(carol), "C: DATA", "S: 451 4.3.0 later", "S: 503 no", "S: 503 no"});
  one.looked_up("next.c001.test");
  one.looked_up("next.c001.test");
  report_text report = failed("carol", "");
  report.status = "4.4.1";
  report.remote_mta = "";
  one.reported(report);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// EHLO is refused, HELO taken, and then the connection is lost: no reply is there to be shown.
TEST(Permitted, ARefusedEhloIsNoRefusal) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.session("next",
              {"S: 220 x", "C: EHLO y", "S: 502 no", "C: HELO y", "S: 250 x", "C: " + std::string(sender)},
              "drop");
  report_text report = failed("carol", "");
  report.status = "4.4.2";
  report.remote_mta = "";
  one.reported(report);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Permitted, AMailboxThatWasNotRecorded) {
  case_builder one(
      "submit:\n  rcpt: [{to: dave@local, notify: \"SUCCESS,FAILURE\"}]\nlocal: {mailboxes: [dave]}");
  one.submitted(sender, {"RCPT TO:<dave.c001@local.test> NOTIFY=SUCCESS,FAILURE"});
  case_builder cut = one;
  EXPECT_THAT(one.accusations(), IsEmpty());
  cut.empty_mailbox("dave", 5000);
  EXPECT_THAT(cut.accusations(), IsEmpty());
}

// It was read while the message was in the queue yet; the report came later.
TEST(Permitted, AMailboxThatWasReadTooEarly) {
  case_builder one("submit:\n  rcpt: [{to: dave@local, notify: SUCCESS}]\nlocal: {mailboxes: [dave]}");
  one.submitted(sender, {"RCPT TO:<dave.c001@local.test> NOTIFY=SUCCESS"});
  one.empty_mailbox("dave");
  report_text report = report_on("dave.c001@local.test", "delivered", "2.0.0");
  report.remote_mta = "";
  one.reported(report);
  case_builder late = one;
  EXPECT_THAT(one.accusations(), ::testing::Contains("FAIL rfc3461/5.2.6/no-dsn-without-failure-keyword"));
  late.silence_not_proved();
  EXPECT_THAT(late.accusations(), ::testing::Each(::testing::Not(::testing::HasSubstr("FAIL"))));
}

// C22
TEST(Permitted, AMessageRefusedAtSubmission) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")}, "554 no");
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// ---------------------------------------------------------------- the same recipient twice

TEST(Permitted, ARecipientNamedTwice) {
  const std::string twice =
      "submit:\n  rcpt: [{to: carol@next, notify: FAILURE}, {to: carol@next, notify: FAILURE}]\nhosts: "
      "{next: {}}";
  for (const int reports : {1, 2}) {
    case_builder one(twice);
    one.submitted(sender, {with_notify(carol, "FAILURE"), with_notify(carol, "FAILURE")});
    one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
    for (int i = 0; i < reports; ++i) {
      one.reported(failed());
    }
    EXPECT_THAT(one.accusations(), IsEmpty()) << reports;
  }
}

TEST(Permitted, ARecipientNamedTwiceWithDifferentWishes) {
  const std::string twice =
      "submit:\n  rcpt: [{to: carol@next, notify: SUCCESS}, {to: carol@next, notify: NEVER}]\nhosts: {next: "
      "{}}";
  for (const std::string keywords : {"DSN", "PIPELINING"}) {
    for (const std::string kept : {"SUCCESS", "NEVER"}) {
      case_builder one(twice);
      one.submitted(sender, {with_notify(carol, "SUCCESS"), with_notify(carol, "NEVER")});
      one.relayed("next", keywords, sender, {keywords == "DSN" ? with_notify(carol, kept) : carol});
      if (keywords != "DSN" && kept == "SUCCESS") {
        one.reported(relayed());
      }
      EXPECT_THAT(one.accusations(), IsEmpty()) << keywords << kept;
    }
  }
}

TEST(Permitted, ARecipientWhoIsAlsoBehindAnAlias) {
  case_builder one(
      "submit:\n  mail: {envid: q1}\n  rcpt: [{to: team@local, notify: FAILURE}, {to: carol@next, notify: "
      "FAILURE}]\n"
      "hosts: {next: {}}\nlocal: {aliases: {team: [carol@next, dana@next]}}");
  one.submitted(std::string(sender) + " ENVID=q1",
                {"RCPT TO:<team.c001@local.test> NOTIFY=FAILURE", with_notify(carol, "FAILURE")});
  one.relayed("next", "DSN", std::string(sender) + " ENVID=q1", {with_notify(carol, "FAILURE")});
  one.relayed("next", "DSN", sender, {dana});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

}  // namespace
}  // namespace dsnspec::judge::permitted
