// What the RFCs permit in reports, as an MTA may well do it: nobody is accused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/permitted.hpp"

namespace dsnspec::judge::permitted {
namespace {

using ::testing::IsEmpty;

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
}  // namespace dsnspec::judge::permitted
