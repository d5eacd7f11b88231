// RFC 3461 6: the envelope, the content and the fields of reports.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* sender = "MAIL FROM:<sender@origin.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

// A refused message with all parameters, and the right report on it.
struct refused {
  std::string ret = "HDRS";
  report_text report;

  refused() {
    report = report_on("carol@next.c001.test", "failed", "5.1.1");
    report.envelope_id = "a+b";
    report.original_recipient = "rfc822; Carol+x@Orig.example";
    report.diagnostic_code = "smtp; 550 5.1.1 no such user here";
  }

  [[nodiscard]] std::vector<std::string> judged() const {
    case_builder one(
        "submit:\n  mail: {envid: \"a+2Bb\"" + (ret.empty() ? "" : ", ret: " + ret) +
        "}\n  rcpt: [{to: carol@next, notify: FAILURE, orcpt: \"rfc822;Carol+2Bx@Orig.example\"}]\n"
        "hosts: {next: {}}");
    one.submitted(sender + (ret.empty() ? "" : " RET=" + ret) + " ENVID=a+2Bb",
                  {std::string(carol) + " NOTIFY=FAILURE ORCPT=rfc822;Carol+2Bx@Orig.example"});
    one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no such user here"});
    one.reported(report);
    return one.accusations();
  }
};

// What is accused after one change to the right report.
template <class Change>
std::vector<std::string> after(Change change) {
  refused one;
  change(one.report);
  return one.judged();
}

std::vector<std::string> only(const std::string& finding) {
  return {finding};
}

TEST(ReportChecks, TheRightReportIsRight) {
  EXPECT_THAT(refused().judged(), IsEmpty());
}

TEST(ReportChecks, Envelope) {
  EXPECT_EQ(after([](auto& r) { r.from = "MAILER-DAEMON@mta.local.test"; }),
            only("FAIL rfc3461/6.1/null-reverse-path"));
  EXPECT_EQ(after([](auto& r) { r.mail_parameters = " RET=HDRS"; }), only("FAIL rfc3461/6.1/no-ret"));
  EXPECT_EQ(after([](auto& r) { r.rcpt_parameters = " NOTIFY=FAILURE"; }),
            only("FAIL rfc3461/6.1/notify-only-never"));
  EXPECT_THAT(
      after([](auto& r) { r.rcpt_parameters = " NOTIFY=never ORCPT=rfc822;sender@origin.c001.test"; }),
      IsEmpty());
  EXPECT_THAT(after([](auto& r) { r.mail_parameters = " ENVID=fresh"; }), IsEmpty());
  EXPECT_THAT(after([](auto& r) { r.to = "other@origin.c001.test"; }),
              Contains("FAIL rfc3461/6.1/recipient-is-original-sender"));
}

// The report was addressed to back@local, with that ORCPT; what comes to the next hop came by the alias.
TEST(ReportChecks, AReportThatAnAliasForwardsKeepsItsOrcpt) {
  const auto forwarded_with = [](const std::string& orcpt, const std::string& rule) {
    case_builder one(
        "submit: {mail: {from: back@local}, rcpt: [{to: carol@next, notify: FAILURE}]}\n"
        "hosts: {next: {}, far: {}}\nlocal: {aliases: {back: [dora@far]}}");
    one.submitted("MAIL FROM:<back.c001@local.test>", {std::string(carol) + " NOTIFY=FAILURE"});
    one.relayed("next", "PIPELINING", "MAIL FROM:<back.c001@local.test>",
                {std::string(carol) + " => 550 5.1.1 no"});
    report_text report = report_on("carol@next.c001.test", "failed", "5.1.1");
    report.diagnostic_code = "smtp; 550 5.1.1 no";
    report.to = "dora@far.c001.test";
    report.host = "far";
    report.rcpt_parameters = " ORCPT=rfc822;" + orcpt;
    one.reported(report);
    return one.verdict_of(rule);
  };
  constexpr const char* rule = "rfc3461/4.2/orcpt-of-a-report";
  EXPECT_EQ(forwarded_with("back.c001@local.test", rule), "");
  EXPECT_EQ(forwarded_with("dora@far.c001.test", rule), "PASS");
  EXPECT_EQ(forwarded_with("carol@next.c001.test", rule), "FAIL");
  EXPECT_EQ(forwarded_with("back.c001@local.test", "rfc3461/6.1/recipient-is-original-sender"), "PASS");
}

TEST(ReportChecks, EnvelopeId) {
  EXPECT_EQ(after([](auto& r) { r.envelope_id = ""; }),
            only("FAIL rfc3461/6.3/original-envelope-id-present"));
  EXPECT_EQ(after([](auto& r) { r.envelope_id = "a+2Bb"; }),
            only("FAIL rfc3461/6.3/original-envelope-id-decoded"));
  EXPECT_EQ(after([](auto& r) { r.envelope_id = "other"; }),
            only("FAIL rfc3461/6.3/original-envelope-id-value"));
}

// Another outermost type is one fault; what the delivery status says is judged all the same.
TEST(ReportChecks, DeliveryStatusInAnotherMultipart) {
  const auto mixed = [](auto& r) {
    r.edits = {{"multipart/report; report-type=delivery-status", "multipart/mixed"}};
  };
  EXPECT_THAT(after(mixed),
              UnorderedElementsAre("FAIL rfc3461/6.2/multipart-report", "FAIL rfc3464/2/multipart-report"));
  EXPECT_THAT(after([&](auto& r) {
                mixed(r);
                r.envelope_id = "";
              }),
              UnorderedElementsAre("FAIL rfc3461/6.2/multipart-report", "FAIL rfc3464/2/multipart-report",
                                   "FAIL rfc3461/6.3/original-envelope-id-present"));
}

TEST(ReportChecks, ReportingMta) {
  EXPECT_THAT(after([](auto& r) { r.reporting_mta = "dns; mx.next.c001.test"; }),
              UnorderedElementsAre("FAIL rfc3461/6.3/reporting-mta-dns-fqdn",
                                   "FAIL rfc3464/2.2.2/reporting-mta-attempted"));
  for (const char* poor : {"dns; local.test", "dns; [127.0.0.1]", "dns; localhost.localdomain"}) {
    EXPECT_EQ(after([poor](auto& r) { r.reporting_mta = poor; }),
              only("FAIL rfc3461/6.3/reporting-mta-dns-fqdn"));
  }
  EXPECT_EQ(after([](auto& r) { r.reporting_mta = "x-local-hostname; mta.local.test"; }),
            only("FAIL rfc3461/6.3/reporting-mta-dns-fqdn"));
  EXPECT_THAT(after([](auto& r) { r.reporting_mta = "DNS;MTA.local.test"; }), IsEmpty());
}

TEST(ReportChecks, OriginalRecipient) {
  EXPECT_EQ(after([](auto& r) { r.original_recipient = ""; }),
            only("FAIL rfc3461/6.3/original-recipient-present"));
  EXPECT_EQ(after([](auto& r) { r.original_recipient = "rfc822; Carol+2Bx@Orig.example"; }),
            only("FAIL rfc3461/6.3/original-recipient-decoded"));
  EXPECT_EQ(after([](auto& r) { r.original_recipient = "rfc822; carol+x@orig.example"; }),
            only("FAIL rfc3461/6.3/original-recipient-value"));
  EXPECT_THAT(after([](auto& r) { r.original_recipient = "RFC822;Carol+x@Orig.example"; }), IsEmpty());
}

TEST(ReportChecks, FinalRecipient) {
  EXPECT_THAT(after([](auto& r) { r.final_recipient = "rfc822; dana@next.c001.test"; }),
              Contains("FAIL rfc3461/6.3/final-recipient-is-envelope-recipient"));
  EXPECT_THAT(after([](auto& r) { r.final_recipient = "x-mail; carol@next.c001.test"; }),
              Contains("FAIL rfc3461/6.3/final-recipient-type-rfc822"));
}

TEST(ReportChecks, WhatTheNextHopSaid) {
  EXPECT_EQ(after([](auto& r) { r.remote_mta = ""; }), only("FAIL rfc3461/6.3/remote-mta-after-smtp"));
  EXPECT_EQ(after([](auto& r) { r.remote_mta = "dns; next.c001.test"; }),
            only("FAIL rfc3464/2.3.5/remote-mta-is-the-server"));
  EXPECT_EQ(after([](auto& r) { r.diagnostic_code = ""; }),
            only("FAIL rfc3461/6.3/diagnostic-code-after-smtp"));
  EXPECT_EQ(after([](auto& r) { r.diagnostic_code = "X-Unix; 550 no such user here"; }),
            only("FAIL rfc3461/6.3/diagnostic-code-smtp"));
  EXPECT_EQ(after([](auto& r) { r.diagnostic_code = "smtp; 554 5.1.1 no such user here"; }),
            only("FAIL rfc3464/2.3.6/diagnostic-is-actual-reply"));
  EXPECT_EQ(after([](auto& r) { r.diagnostic_code = "smtp; 550 5.1.1 something else"; }),
            only("WARN rfc3461/6.3/diagnostic-code-is-the-reply"));
  EXPECT_THAT(after([](auto& r) { r.diagnostic_code = "smtp; 550 5.1.1\r\n no such user here"; }), IsEmpty());
}

TEST(ReportChecks, AReplyNobodyGave) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {refuse: true}}");
  one.submitted(sender, {carol});
  report_text report = report_on("carol@next.c001.test", "failed", "4.4.1");
  report.diagnostic_code = "smtp; 421 connection refused";
  one.reported(report);
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3464/2.3.6/diagnostic-is-actual-reply"));
}

// RFC 3464 2.3.6: the code is the reporting MTA's own then.
TEST(ReportChecks, WithoutRemoteMtaTheReplyNeedsNoServer) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {refuse: true}}");
  one.submitted(sender, {carol});
  report_text report = report_on("carol@next.c001.test", "failed", "4.4.1");
  report.remote_mta = "";
  report.diagnostic_code = "smtp; 451 4.4.1 connection lost";
  one.reported(report);
  EXPECT_NE(one.verdict_of("rfc3464/2.3.6/diagnostic-is-actual-reply"), "FAIL");
}

TEST(ReportChecks, AReplyToStarttlsIsOneThatWasGiven) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}");
  one.submitted(sender, {carol});
  one.session("next", {"S: 220 next", "C: EHLO mta", "S: 250-next", "S: 250 STARTTLS", "C: STARTTLS",
                       "S: 454 4.7.0 no TLS today", "C: QUIT", "S: 221 bye"});
  report_text report = report_on("carol@next.c001.test", "failed", "4.7.0");
  report.diagnostic_code = "smtp; 454 4.7.0 no TLS today";
  one.reported(report);
  EXPECT_NE(one.verdict_of("rfc3464/2.3.6/diagnostic-is-actual-reply"), "FAIL");
}

// Lines that are no reply, and then some: which of them the target takes for the reply can't be told.
TEST(ReportChecks, AfterRepliesThatAreNoneNoReplyIsInvented) {
  case_builder one("submit: {rcpt: [{to: carol@next, notify: FAILURE}]}\nhosts: {next: {}}");
  one.submitted(sender, {std::string(carol) + " NOTIFY=FAILURE"});
  one.session("next", {"S: 220 next", "C: EHLO mta", "S: 250-next", "S: 250 DSN", std::string("C: ") + sender,
                       "S: 250 ok", std::string("C: ") + carol, "S: 550-no", "S: --boundary", "S: 550 no"});
  report_text report = report_on("carol@next.c001.test", "failed", "5.0.0");
  report.diagnostic_code = "smtp; 550-no --boundary 550 no";
  one.reported(report);
  EXPECT_EQ(one.verdict_of("rfc3464/2.3.6/diagnostic-is-actual-reply"), "");
}

TEST(ReportChecks, WithoutAnyReplyNeitherFieldIsOwed) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {refuse: true}}");
  one.submitted(sender, {carol});
  report_text report = report_on("carol@next.c001.test", "failed", "4.4.1");
  report.remote_mta = "";
  one.reported(report);
  EXPECT_THAT(one.accusations(), IsEmpty());
}

TEST(ReportChecks, RemoteMtaWithoutARemoteMta) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {dns: nxdomain}}");
  one.submitted(sender, {carol});
  one.reported(report_on("carol@next.c001.test", "failed", "5.1.2"));
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3464/2.3.5/no-remote-mta-without-one"));
}

TEST(ReportChecks, ReturnedContent) {
  refused one;
  one.report.with_body = true;
  EXPECT_EQ(one.judged(), only("FAIL rfc3461/4.3/hdrs-returns-headers-only"));
  one.ret = "FULL";
  EXPECT_THAT(one.judged(), IsEmpty());
  one.report.with_body = false;
  EXPECT_EQ(one.judged(), only("WARN rfc3461/6.2/full-message-on-failure-when-full"));
  one.ret = "";
  EXPECT_THAT(one.judged(), IsEmpty());
}

// Whoever rewrites a multipart message need not keep its preamble, where the mark of the body stands.
TEST(ReportChecks, ReturnedPartsAreTheContent) {
  const auto returned = [](const std::string& ret, const std::vector<std::string>& gone) {
    case_builder one("submit:\n  mail: {ret: " + ret +
                     "}\n  rcpt: [{to: carol@next, notify: FAILURE}]\n"
                     "  message:\n    headers: {Content-Type: multipart/mixed; boundary=inner}\n"
                     "    body: \"--inner\\n\\nwords\\n--inner--\\n\"\nhosts: {next: {}}");
    one.submitted(std::string(sender) + " RET=" + ret, {std::string(carol) + " NOTIFY=FAILURE"});
    one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 5.1.1 no"});
    report_text report = report_on("carol@next.c001.test", "failed", "5.1.1");
    report.diagnostic_code = "smtp; 550 5.1.1 no";
    report.with_body = true;
    for (const std::string& each : gone) {
      report.edits.emplace_back(each, "");
    }
    one.reported(report);
    return one.accusations();
  };
  EXPECT_THAT(returned("FULL", {"body-token-c001-1\r\n"}), IsEmpty());
  EXPECT_EQ(returned("HDRS", {"body-token-c001-1\r\n"}), only("FAIL rfc3461/4.3/hdrs-returns-headers-only"));
  EXPECT_EQ(returned("FULL", {"body-token-c001-1\r\n", "--inner\r\n"}),
            only("WARN rfc3461/6.2/full-message-on-failure-when-full"));
}

TEST(ReportChecks, AHeaderAloneIsNoMessage) {
  const auto returned_as = [](const std::string& type, const std::string& body) {
    case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
    one.submitted(sender, {carol});
    one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 no"});
    report_text report = report_on("carol@next.c001.test", "failed", "5.0.0");
    report.two_parts = true;
    report.edits = {{"\r\n--b1--", "\r\n--b1\r\nContent-Type: " + type +
                                       "\r\n\r\nSubject: x\r\n"
                                       "From: sender@origin.c001.test\r\n\r\n" +
                                       body + "--b1--"}};
    one.reported(report);
    return one.verdict_of("rfc6522/4/headers-only-as-message");
  };
  EXPECT_EQ(returned_as("message/rfc822", ""), "WARN");
  EXPECT_EQ(returned_as("message/rfc822", "some text\r\n"), "PASS");
  EXPECT_NE(returned_as("text/rfc822-headers", ""), "WARN");
}

TEST(ReportChecks, HeaderLinesBeyondTheLimitMayBeLost) {
  const auto with_line_of = [](const std::string& octets) {
    case_builder one("submit: {rcpt: [{to: carol@next}], message: {headers: {X-Long: {octets: x, repeat: " +
                     octets + "}}}}\nhosts: {next: {}}");
    one.submitted(sender, {carol});
    one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 no"});
    report_text report = report_on("carol@next.c001.test", "failed", "5.0.0");
    report.two_parts = true;
    report.edits = {{"\r\n--b1--",
                     "\r\n--b1\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n"
                     "From: sender@origin.c001.test\r\n\r\n--b1--"}};
    one.reported(report);
    return one.verdict_of("rfc6522/4/all-header-fields");
  };
  EXPECT_EQ(with_line_of("990"), "WARN");
  EXPECT_EQ(with_line_of("991"), "");
}

TEST(ReportChecks, AMessageThatIsNoReport) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}");
  one.submitted(sender, {carol});
  one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 no"});
  one.message_at("origin", "MAIL FROM:<>", "RCPT TO:<sender@origin.c001.test>",
                 "From: x@mta.local.test\r\nSubject: your mail\r\n\r\nIt came back: carol\r\n");
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3461/6.2/multipart-report"));
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3461/5.2.6/failed-dsn-without-notify"));
}

TEST(ReportChecks, AReportAboutAReport) {
  refused good;
  EXPECT_THAT(after([](auto& r) {
                r.with_body = false;
                r.more = "";
              }),
              IsEmpty());
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}");
  one.submitted(sender, {carol});
  one.message_at(
      "origin", "MAIL FROM:<>", "RCPT TO:<postmaster@origin.c001.test>",
      "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=o\r\n\r\n"
      "--o\r\n\r\nx\r\n--o\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "
      "mta.local.test\r\n\r\nFinal-Recipient: rfc822; sender@origin.c001.test\r\nAction: failed\r\n"
      "Status: 5.0.0\r\n\r\n--o\r\nContent-Type: text/rfc822-headers\r\n\r\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=i\r\n\r\n--o--\r\n");
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3464/2/dsn-not-for-dsn"));
}

TEST(ReportChecks, SmuggledLines) {
  const auto with = [](const std::string& more) {
    case_builder one(
        "submit:\n  mail: {envid: \"a+0D+0AX-Injected:+20b\"}\n  rcpt: [{to: carol@next}]\nhosts: {next: "
        "{}}");
    one.submitted(std::string(sender) + " ENVID=a+0D+0AX-Injected:+20b", {carol});
    one.relayed("next", "PIPELINING", sender, {std::string(carol) + " => 550 no"});
    report_text report = report_on("carol@next.c001.test", "failed", "5.0.0");
    report.more = more;
    one.reported(report);
    return one.verdict_of("rfc3461/8/no-injected-lines");
  };
  EXPECT_EQ(with(""), "PASS");
  EXPECT_EQ(with("X-Injected: b\r\n"), "FAIL");
  EXPECT_EQ(with("X-Note: a X-Injected: b\r\n"), "PASS");
}

}  // namespace
}  // namespace dsnspec::judge
