// RFC 3461 5.2, seen in whole cases: what is owed and comes, what is owed and doesn't, what must not come.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"
#include "judge/judge.hpp"

namespace dsnspec::judge {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr const char* sender = "MAIL FROM:<sender@origin.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

std::string one_recipient(const std::string& notify) {
  return "submit:\n  rcpt: [{to: carol@next" + (notify.empty() ? "" : ", notify: \"" + notify + "\"") +
         "}]\nhosts: {next: {}}";
}

// Submitted with this NOTIFY, and taken or refused by a next hop with these keywords.
case_builder sent(const std::string& notify, const std::string& keywords,
                  const std::string& reply = "250 ok") {
  case_builder out(one_recipient(notify));
  const std::string with = notify.empty() ? "" : " NOTIFY=" + notify;
  out.submitted(sender, {carol + with});
  const bool conforming = keywords.find("DSN") != std::string::npos;
  out.relayed("next", keywords, sender, {std::string(carol) + (conforming ? with : "") + " => " + reply});
  return out;
}

report_text report(const std::string& action, const std::string& status, const std::string& diagnostic = "") {
  report_text out = report_on("carol@next.c001.test", action, status);
  out.diagnostic_code = diagnostic;
  return out;
}

TEST(ReportsOwed, RelayedReportIsRightForSuccessWithoutDsn) {
  case_builder one = sent("SUCCESS", "PIPELINING");
  one.reported(report("relayed", "2.0.0", "smtp; 250 ok"));
  EXPECT_THAT(one.accusations(), IsEmpty());
  EXPECT_EQ(one.verdict_of("rfc3461/5.2.2/relayed-dsn-for-success"), "PASS");
}

TEST(ReportsOwed, MissingRelayedReportIsAFailure) {
  case_builder one = sent("SUCCESS", "PIPELINING");
  EXPECT_EQ(one.accusations(), std::vector<std::string>{"FAIL rfc3461/5.2.2/relayed-dsn-for-success"});
}

TEST(ReportsOwed, SilenceThatIsNotProvedIsNoFailure) {
  case_builder one = sent("SUCCESS", "PIPELINING");
  one.silence_not_proved();
  EXPECT_EQ(one.verdict_of("rfc3461/5.2.2/relayed-dsn-for-success"), "INCONCLUSIVE");
}

// The recorder keeps a megabyte of a message.
TEST(ReportsOwed, WhatWasTooLongToBeKeptMayHaveBeenTheReport) {
  case_builder one = sent("FAILURE", "PIPELINING DSN", "550 no");
  one.reported(report("failed", "5.1.1", "smtp; 550 no"));
  auto run = one.run();
  trace::case_record& record = run.cases.front();
  for (trace::chunk& each : record.sessions.back().chunks) {
    if (const auto at = each.octets.find("message/delivery-status"); at != std::string::npos) {
      each.omitted = each.octets.size() - at;
      each.octets.resize(at);
    }
  }
  for (const judgement& each : judge_case(record, run, shipped_law()).judgements) {
    EXPECT_NE(each.verdict, verdict::fail) << each.requirement;
  }
  EXPECT_THAT(sent("FAILURE", "PIPELINING DSN", "550 no").accusations(),
              Contains("FAIL rfc3461/5.2.6/failed-dsn-for-failure"));
}

TEST(ReportsOwed, DeliveredInsteadOfRelayedIsAFailure) {
  case_builder one = sent("SUCCESS", "PIPELINING");
  one.reported(report("delivered", "2.0.0", "smtp; 250 ok"));
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3464/2.3.3/relayed-not-delivered"));
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3461/5.2.2/relayed-dsn-for-success"));
  // The sender has a report, and the wrong word in it.
  for (const judgement& each : one.judged().judgements) {
    if (each.requirement == "rfc3461/5.2.2/relayed-dsn-for-success") {
      EXPECT_EQ(each.impact, spec::impact::false_report);
    }
  }
}

TEST(ReportsOwed, ReportAfterAConformingServerTookItIsAFailure) {
  case_builder one = sent("SUCCESS", "PIPELINING DSN");
  one.reported(report("relayed", "2.0.0", "smtp; 250 ok"));
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3461/5.2.1/no-success-dsn-to-conforming"));
  case_builder silent = sent("SUCCESS", "PIPELINING DSN");
  EXPECT_THAT(silent.accusations(), IsEmpty());
  EXPECT_EQ(silent.verdict_of("rfc3461/5.2.1/no-success-dsn-to-conforming"), "PASS");
}

TEST(ReportsOwed, FailedReportIsOwedForARefusal) {
  for (const std::string keywords : {"PIPELINING", "PIPELINING DSN", "HELO"}) {
    for (const std::string notify : {"", "FAILURE", "SUCCESS,FAILURE", "FAILURE,DELAY"}) {
      case_builder missing = sent(notify, keywords, "550 5.1.1 no");
      EXPECT_FALSE(missing.accusations().empty()) << keywords << notify;
      case_builder there = sent(notify, keywords, "550 5.1.1 no");
      there.reported(report("failed", "5.1.1", "smtp; 550 5.1.1 no"));
      EXPECT_THAT(there.accusations(), IsEmpty()) << keywords << notify;
    }
  }
}

TEST(ReportsOwed, RefusalByAServerWithoutDsnHasASentenceOfItsOwn) {
  EXPECT_EQ(sent("FAILURE", "PIPELINING", "550 no").verdict_of("rfc3461/5.2.2/failed-dsn-for-rcpt-refusal"),
            "FAIL");
  EXPECT_EQ(sent("", "PIPELINING", "550 no").verdict_of("rfc3461/5.2.2/failed-dsn-without-notify"), "FAIL");
  EXPECT_EQ(sent("FAILURE", "DSN", "550 no").verdict_of("rfc3461/5.2.2/failed-dsn-for-rcpt-refusal"), "");
}

TEST(ReportsOwed, NoFailedReportWithoutFailure) {
  for (const std::string notify : {"NEVER", "SUCCESS", "DELAY", "SUCCESS,DELAY"}) {
    case_builder silent = sent(notify, "PIPELINING", "550 5.1.1 no");
    EXPECT_THAT(silent.accusations(), IsEmpty()) << notify;
    EXPECT_EQ(silent.verdict_of("rfc3461/5.2.6/no-dsn-without-failure-keyword"), "PASS") << notify;
    case_builder told = sent(notify, "PIPELINING", "550 5.1.1 no");
    told.reported(report("failed", "5.1.1", "smtp; 550 5.1.1 no"));
    EXPECT_THAT(told.accusations(), Contains("FAIL rfc3461/5.2.6/no-dsn-without-failure-keyword")) << notify;
  }
}

TEST(ReportsOwed, WrongActionForAFailure) {
  case_builder one = sent("FAILURE", "PIPELINING", "550 5.1.1 no");
  one.reported(report("delayed", "4.0.0", "smtp; 550 5.1.1 no"));
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3461/5.2.6/failed-dsn-for-failure"));
  case_builder two = sent("FAILURE", "PIPELINING", "550 5.1.1 no");
  two.reported(report("relayed", "2.0.0", "smtp; 550 5.1.1 no"));
  EXPECT_THAT(two.accusations(), Contains("FAIL rfc3461/5.2.6/action-is-failed"));
}

TEST(ReportsOwed, FailureOfAMessageThatWasTakenIsAFalseReport) {
  case_builder one = sent("FAILURE", "PIPELINING DSN");
  one.reported(report("failed", "5.0.0"));
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3464/2.3.3/action-matches-outcome"));
}

TEST(ReportsOwed, TwoFinalReportsAreOneTooMany) {
  case_builder one = sent("FAILURE", "PIPELINING", "550 5.1.1 no");
  one.reported(report("failed", "5.1.1", "smtp; 550 5.1.1 no"));
  report_text again = report("failed", "5.1.1", "smtp; 550 5.1.1 no");
  again.more =
      "\r\nFinal-Recipient: rfc822; carol@next.c001.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
      "Remote-MTA: dns; mx.next.c001.test\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n";
  case_builder two = sent("FAILURE", "PIPELINING", "550 5.1.1 no");
  two.reported(again);
  EXPECT_THAT(one.accusations(), IsEmpty());
  EXPECT_EQ(two.accusations(), std::vector<std::string>{"WARN rfc3461/5.2.6/one-terminal-report"});
}

TEST(ReportsOwed, DelayedReports) {
  const auto delayed = [](const std::string& notify) {
    case_builder out = sent(notify, "PIPELINING", "451 4.3.0 later");
    report_text warning = report("delayed", "4.3.0", "smtp; 451 4.3.0 later");
    out.reported(warning);
    out.after(3'000'000);
    out.relayed("next", "PIPELINING", sender, {carol});
    return out;
  };
  EXPECT_EQ(delayed("").verdict_of("rfc3461/5.2.5/delayed-dsn-permitted"), "NOTE");
  EXPECT_EQ(delayed("DELAY").verdict_of("rfc3461/5.2.5/delayed-dsn-permitted"), "NOTE");
  EXPECT_EQ(delayed("FAILURE").verdict_of("rfc3461/5.2.5/no-delayed-dsn-without-delay-keyword"), "FAIL");
  EXPECT_EQ(delayed("NEVER").verdict_of("rfc3461/5.2.5/no-delayed-dsn-without-delay-keyword"), "FAIL");
}

TEST(ReportsOwed, NoDelayedReportWithoutDelayIsKeptOnlyAfterADelay) {
  EXPECT_EQ(sent("FAILURE", "PIPELINING").verdict_of("rfc3461/5.2.5/no-delayed-dsn-without-delay-keyword"),
            "");
  case_builder late(one_recipient("FAILURE"));
  late.submitted(sender, {std::string(carol) + " NOTIFY=FAILURE"});
  late.after(3'000'000);
  late.relayed("next", "PIPELINING", sender, {carol});
  EXPECT_EQ(late.verdict_of("rfc3461/5.2.5/no-delayed-dsn-without-delay-keyword"), "");  // by accident
  late.made_late();
  EXPECT_EQ(late.verdict_of("rfc3461/5.2.5/no-delayed-dsn-without-delay-keyword"), "PASS");
}

// 5.2.3 (b) is about mailboxes, and 5.2.2 says nothing of FAILURE alone: RFC 3464 2.3.3 has a SHOULD NOT.
TEST(ReportsOwed, RelayedWithoutSuccessIsNoMatterOfLocalDelivery) {
  case_builder one = sent("FAILURE", "PIPELINING");
  one.reported(report("relayed", "2.0.0", "smtp; 250 ok"));
  EXPECT_EQ(one.accusations(), std::vector<std::string>{"WARN rfc3464/2.3.3/relayed-only-with-success"});
  EXPECT_EQ(sent("FAILURE", "PIPELINING").verdict_of("rfc3464/2.3.3/relayed-only-with-success"), "PASS");
  EXPECT_EQ(sent("FAILURE", "PIPELINING").verdict_of("rfc3461/5.2.3/no-dsn-without-success-keyword"), "");
  case_builder other = sent("FAILURE", "PIPELINING");
  other.reported(report("delivered", "2.0.0", "smtp; 250 ok"));
  EXPECT_EQ(other.accusations(), (std::vector<std::string>{"FAIL rfc3464/2.3.3/action-matches-outcome",
                                                           "FAIL rfc3464/2.3.3/relayed-not-delivered"}));
}

// What was issued and could not be sent was issued.
TEST(ReportsOwed, FrozenReportIsNotMissing) {
  const std::string rule = "rfc3461/5.2.6/failed-dsn-for-failure";
  const auto with = [&](const std::string& listed) {
    case_builder one = sent("FAILURE", "PIPELINING DSN", "550 no");
    one.frozen(listed);
    return one.verdict_of(rule);
  };
  EXPECT_EQ(with("1wM-2 frozen <> sender@origin.c001.test"), "INCONCLUSIVE");
  EXPECT_EQ(with("1wM-2 frozen <> other@origin.c001.test"), "FAIL");
  EXPECT_EQ(with("1wM-2 frozen <sender@origin.c001.test> carol@next.c001.test"), "FAIL");
}

TEST(ReportsOwed, ReportThatTheSendersServerCannotTakeIsNotMissing) {
  const auto left = [](const std::string& keywords) {
    case_builder one(one_recipient("FAILURE"));
    one.target_offers("PIPELINING DSN SMTPUTF8 8BITMIME");
    const std::string mail = std::string(sender) + " SMTPUTF8";
    one.submitted(mail, {std::string(carol) + " NOTIFY=FAILURE"});
    one.relayed("next", "DSN SMTPUTF8", mail, {std::string(carol) + " NOTIFY=FAILURE => 550 5.1.1 no"});
    one.visited("origin", keywords);
    return one.verdict_of("rfc3461/5.2.6/failed-dsn-for-failure");
  };
  EXPECT_EQ(left("PIPELINING"), "INCONCLUSIVE");
  EXPECT_EQ(left("PIPELINING SMTPUTF8"), "FAIL");
}

TEST(ReportsOwed, LocalDelivery) {
  const auto local = [](const std::string& notify, const std::string& action) {
    case_builder out("submit:\n  rcpt: [{to: dave@local" +
                     (notify.empty() ? "" : ", notify: \"" + notify + "\"") +
                     "}]\nlocal: {mailboxes: [dave]}");
    out.submitted(sender, {"RCPT TO:<dave.c001@local.test>" + (notify.empty() ? "" : " NOTIFY=" + notify)});
    out.delivered("dave");
    if (!action.empty()) {
      report_text what = report_on("dave.c001@local.test", action, "2.0.0");
      what.remote_mta = "";
      out.reported(what);
    }
    return out.accusations();
  };
  EXPECT_THAT(local("SUCCESS", "delivered"), IsEmpty());
  EXPECT_EQ(local("SUCCESS", ""), std::vector<std::string>{"FAIL rfc3461/5.2.3/delivered-dsn-for-success"});
  EXPECT_THAT(local("SUCCESS", "relayed"), Contains("FAIL rfc3461/5.2.3/delivered-dsn-for-success"));
  EXPECT_THAT(local("FAILURE", ""), IsEmpty());
  EXPECT_THAT(local("FAILURE", "delivered"), Contains("FAIL rfc3461/5.2.3/no-dsn-without-success-keyword"));
  EXPECT_THAT(local("", "delivered"), Contains("FAIL rfc3461/5.2.3/no-dsn-without-notify"));
  EXPECT_THAT(local("NEVER", ""), IsEmpty());
}

TEST(ReportsOwed, NullReversePath) {
  const auto null_sender = [](bool answered) {
    case_builder out("submit:\n  mail: {from: \"\"}\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}");
    out.submitted("MAIL FROM:<>", {carol});
    out.relayed("next", "PIPELINING", "MAIL FROM:<>", {std::string(carol) + " => 550 no"});
    if (answered) {
      out.reported(report("failed", "5.0.0", "smtp; 550 no"));
    }
    return out.verdict_of("rfc3461/5.2/no-dsn-for-null-sender");
  };
  EXPECT_EQ(null_sender(false), "PASS");
  EXPECT_EQ(null_sender(true), "FAIL");
}

TEST(ReportsOwed, OthersInAReportAreUnwantedButTheReportIsRight) {
  case_builder one(
      "submit:\n  rcpt: [{to: carol@next, notify: FAILURE}, {to: dana@next, notify: NEVER}]\nhosts: {next: "
      "{}}");
  one.submitted(sender,
                {std::string(carol) + " NOTIFY=FAILURE", "RCPT TO:<dana@next.c001.test> NOTIFY=NEVER"});
  one.relayed("next", "PIPELINING", sender,
              {std::string(carol) + " => 550 5.1.1 no", "RCPT TO:<dana@next.c001.test> => 550 5.1.1 no"});
  report_text both = report("failed", "5.1.1", "smtp; 550 5.1.1 no");
  both.more =
      "\r\nFinal-Recipient: rfc822; dana@next.c001.test\r\nAction: failed\r\nStatus: 5.1.1\r\n"
      "Remote-MTA: dns; mx.next.c001.test\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n";
  one.reported(both);
  EXPECT_EQ(one.accusations(), std::vector<std::string>{"WARN rfc3461/5.2.8/no-unwanted-recipients-in-dsn"});
}

TEST(ReportsOwed, ARecipientRefusedAtSubmissionIsOwedNothing) {
  case_builder one(one_recipient("FAILURE"));
  one.submitted(sender, {std::string(carol) + " NOTIFY=FAILURE => 550 unknown"});
  EXPECT_THAT(one.accusations(), IsEmpty());
}

}  // namespace
}  // namespace dsnspec::judge
