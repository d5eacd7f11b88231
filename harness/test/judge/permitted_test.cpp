// What the RFCs permit, as an MTA may well do it: nobody is accused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

using ::testing::IsEmpty;

constexpr const char* sender = "MAIL FROM:<sender@origin.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";
constexpr const char* dana = "RCPT TO:<dana@next.c001.test>";

std::string to_carol(const std::string& notify, const std::string& mail = "") {
  return "submit:\n" + (mail.empty() ? "" : "  mail: {" + mail + "}\n") + "  rcpt: [{to: carol@next" +
         (notify.empty() ? "" : ", notify: \"" + notify + "\"") + "}]\nhosts: {next: {}}";
}

const std::string carol_and_dana =
    "submit:\n  rcpt: [{to: carol@next, notify: FAILURE}, {to: dana@next, notify: FAILURE}]\nhosts: {next: "
    "{}}";

std::string with_notify(const std::string& rcpt, const std::string& notify) {
  return rcpt + " NOTIFY=" + notify;
}

report_text failed(const std::string& who = "carol", const std::string& diagnostic = "smtp; 550 5.1.1 no") {
  report_text out = report_on(who + "@next.c001.test", "failed", "5.1.1");
  out.diagnostic_code = diagnostic;
  return out;
}

report_text relayed(const std::string& who = "carol", const std::string& diagnostic = "smtp; 250 ok") {
  report_text out = report_on(who + "@next.c001.test", "relayed", "2.0.0");
  out.diagnostic_code = diagnostic;
  return out;
}

// Carol refused by a next hop; the report after one change.
template <class Change>
std::vector<std::string> reported_after(Change change) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
  report_text report = failed();
  change(report);
  one.reported(report);
  return one.accusations();
}

// ---------------------------------------------------------------- reports

// C05
TEST(Permitted, OneReportForEachRecipientOrOneForAll) {
  case_builder each(carol_and_dana);
  each.submitted(sender, {with_notify(carol, "FAILURE"), with_notify(dana, "FAILURE")});
  each.relayed("next", "PIPELINING", sender,
               {std::string(carol) + " => 550 5.1.1 no", std::string(dana) + " => 550 5.1.1 no"});
  case_builder all = each;
  each.reported(failed("carol"));
  each.reported(failed("dana"));
  EXPECT_THAT(each.accusations(), IsEmpty());
  report_text both = failed("carol");
  both.more = group_on("dana@next.c001.test", "failed", "5.1.1", "smtp; 550 5.1.1 no");
  all.reported(both);
  EXPECT_THAT(all.accusations(), IsEmpty());
}

// C06, C09, C13, C14, C17, C18, C19, C21
TEST(Permitted, FormsOfAReport) {
  EXPECT_THAT(reported_after([](auto& r) { r.two_parts = true; }), IsEmpty());
  EXPECT_THAT(
      reported_after([](auto& r) {
        r.edits = {
            {"--b1\r\nContent-Type: text/plain\r\n\r\nSomething happened.\r\n",
             "--b1\r\nContent-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\n\r\nSomething\r\n"
             "--alt\r\nContent-Type: text/html\r\n\r\n<p>Something</p>\r\n--alt--\r\n"}};
      }),
      IsEmpty());
  EXPECT_THAT(reported_after([](auto& r) {
                r.more = "SMTP-Remote-Recipient: carol@next.c001.test\r\nX-Queue-Id: 4711\r\n";
              }),
              IsEmpty());
  EXPECT_THAT(reported_after([](auto& r) { r.status = "5.1.1 (no such mailbox)"; }), IsEmpty());
  EXPECT_THAT(reported_after([](auto& r) {
                r.edits = {{"Reporting-MTA: dns; mta.local.test",
                            "Reporting-MTA: DNS ; mta.local.test (the one and only)\r\n"
                            "Received-From-MTA: dns; x (127.0.0.1)"},
                           {"rfc822; carol", "RFC822;carol"},
                           {"smtp; 550", "SMTP;550"}};
              }),
              IsEmpty());
  EXPECT_THAT(reported_after([](auto& r) {
                r.edits = {{"Remote-MTA: dns; mx.next.c001.test\r\n", ""},
                           {"Final-Recipient:", "Remote-MTA: dns; mx.next.c001.test\r\nFinal-Recipient:"}};
              }),
              IsEmpty());
  EXPECT_THAT(reported_after([](auto& r) {
                r.edits = {
                    {"Content-Type: message/delivery-status", "Content-Type: message/global-delivery-status"},
                    {"Final-Recipient: rfc822;", "Final-Recipient: utf-8;"}};
              }),
              IsEmpty());
  EXPECT_THAT(reported_after([](auto& r) { r.final_recipient = "rfc822; carol@next.c001.test (Carol)"; }),
              IsEmpty());
}

// C10, C11
TEST(Permitted, GenericStatusCodes) {
  EXPECT_THAT(reported_after([](auto& r) { r.status = "5.0.0"; }), IsEmpty());
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 451 later"});
  report_text expired = failed("carol", "smtp; 451 later");
  expired.status = "4.4.7";
  one.after(4'000'000);
  one.reported(expired);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

// C15
TEST(Permitted, ParametersOfTheReportsOwn) {
  EXPECT_THAT(reported_after([](auto& r) {
                r.mail_parameters = " BODY=8BITMIME SIZE=2000 ENVID=report-1";
                r.rcpt_parameters = " NOTIFY=NEVER ORCPT=rfc822;sender@Origin.C001.test";
              }),
              IsEmpty());
}

// C14
TEST(Permitted, ABareReportAboutAHostNobodyReached) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  report_text bare = failed("carol", "");
  bare.remote_mta = "";
  bare.status = "4.4.1";
  one.reported(bare);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Permitted, WaysToNameTheServer) {
  for (const char* name :
       {"dns; mx.next.c001.test (127.64.0.1)", "dns; [127.64.0.1]", "dns; MX.Next.c001.test",
        "DNS;mx.next.c001.test.", "dns; mx.next.c001.test (a server, they say)"}) {
    EXPECT_THAT(reported_after([&](auto& r) { r.remote_mta = name; }), IsEmpty()) << name;
  }
}

// The server knows its own name best.
TEST(Permitted, TheNameTheServerGaveItself) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.session("next",
              {"S: 220 gate7.example ESMTP", "C: EHLO mta", "S: 250 gate7.example",
               "C: " + std::string(sender), "S: 250 ok", "C: " + std::string(carol), "S: 550 5.1.1 no"});
  report_text report = failed();
  report.remote_mta = "dns; gate7.example";
  one.reported(report);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Permitted, TheNameTheTargetGivesItselfInEhlo) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.session("next", {"S: 220 ready", "C: EHLO out.local.test", "S: 250 hello", "C: " + std::string(sender),
                       "S: 250 ok", "C: " + std::string(carol), "S: 550 5.1.1 no"});
  report_text report = failed();
  report.reporting_mta = "dns; out.local.test";
  one.reported(report);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

std::vector<std::string> refused_with(const std::string& reply, const std::string& diagnostic) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => " + reply});
  report_text report = failed("carol", diagnostic);
  report.status = "5.0.0";
  one.reported(report);
  return one.accusations();
}

TEST(Permitted, LongRepliesMayBeShortened) {
  const std::string lines =
      "550-5.7.1 the first line\r\n550-5.7.1 the second line\r\n550 5.7.1 and the last one";
  EXPECT_THAT(
      refused_with(
          lines,
          "smtp; 550-5.7.1 the first line\r\n 550-5.7.1 the second line\r\n 550 5.7.1 and the last one"),
      IsEmpty());
  EXPECT_THAT(refused_with(lines, "smtp; 550 5.7.1 the first line"), IsEmpty());
  EXPECT_THAT(refused_with(lines, "smtp; 550 5.7.1 and the last one"), IsEmpty());
  EXPECT_THAT(refused_with(lines, "smtp; 550 the second line"), IsEmpty());
  EXPECT_THAT(refused_with("550", "smtp; 550"), IsEmpty());
  EXPECT_THAT(refused_with("550 " + std::string(400, 'x') + " end", "smtp; 550 " + std::string(300, 'x')),
              IsEmpty());
}

// C24
TEST(Permitted, ARelayedReportWithTheCodeAlone) {
  case_builder one(to_carol("SUCCESS"));
  one.submitted(sender, {with_notify(carol, "SUCCESS")});
  one.relayed("next", "PIPELINING", sender, {carol});
  one.reported(relayed("carol", "smtp; 250"));
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Permitted, TheReplyToTheMessageInARelayedReport) {
  case_builder one(to_carol("SUCCESS"));
  one.submitted(sender, {with_notify(carol, "SUCCESS")});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 251 will forward"},
              "250 2.0.0 queued as 77");
  one.reported(relayed("carol", "smtp; 250 2.0.0 queued as 77"));
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(Permitted, AReportThatIsTriedAgain) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
  report_text report = failed();
  report.message_id = "<one@mta.local.test>";
  report.rcpt_reply = "451 greylisted";
  one.reported(report);
  report.rcpt_reply = "250 ok";
  report.end_reply = "452 later";
  one.reported(report);
  report.end_reply = "250 taken";
  one.reported(report);
  EXPECT_THAT(one.accusations(), IsEmpty());
  // The reply was lost: the same report comes a second time.
  one.last_session_was("reset");
  case_builder lost(to_carol("FAILURE"));
  lost.submitted(sender, {with_notify(carol, "FAILURE")});
  lost.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
  lost.reported(report);
  lost.last_session_was("reset");
  lost.reported(report);
  EXPECT_THAT(lost.accusations(), IsEmpty());
}

// A report that no one could read accuses nobody of not having sent it.
TEST(Permitted, AReportThatTheSendersHostNeverTook) {
  const auto with = [](const std::vector<std::string>& lines, const std::string& close) {
    case_builder one(to_carol("FAILURE"));
    one.submitted(sender, {with_notify(carol, "FAILURE")});
    one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
    one.session("origin", lines, close);
    return one.accusations();
  };
  EXPECT_THAT(with({"S: 554 no"}, "quit"), IsEmpty());
  EXPECT_THAT(with({"S: 220 x", "C: EHLO y", "S: 550 no", "C: HELO y", "S: 550 no"}, "quit"), IsEmpty());
  EXPECT_THAT(with({"S: 220 x", "C: EHLO y", "S: 250 x", "C: MAIL FROM:<>", "S: 550 no"}, "quit"), IsEmpty());
  EXPECT_THAT(with({"S: 220 x", "C: EHLO y", "S: 250 x", "C: MAIL FROM:<>", "S: 250 ok",
                    "C: RCPT TO:<sender@origin.c001.test>", "S: 550 no"},
                   "quit"),
              IsEmpty());
  EXPECT_THAT(with({"S: 220 x", "C: EHLO y", "S: 250 x", "C: MAIL FROM:<>", "S: 250 ok",
                    "C: RCPT TO:<sender@origin.c001.test>", "S: 250 ok", "C: DATA", "S: 354 go",
                    "C: From: MAILER-DAEMON@mta.local.test"},
                   "reset"),
              IsEmpty());
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

// ---------------------------------------------------------------- what looks like an attack

// A refusal quotes the command; the next attempt has to say it again.
TEST(Permitted, ACommandThatAReplyQuoted) {
  case_builder one(to_carol("FAILURE"));
  one.submitted(sender, {with_notify(carol, "FAILURE")});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 450 " + carol});
  one.relayed("next", "PIPELINING", sender, {carol});
  EXPECT_EQ(one.verdict_of("rfc3461/8/no-injected-lines"), "PASS");
}

}  // namespace
}  // namespace dsnspec::judge
