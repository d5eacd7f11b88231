// RFC 3464 2.2.4, 2.2.5, 2.3.7, RFC 3461 6.1 to 6.3, RFC 6522 3: the optional fields of reports, their dates,
// and what is returned.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"
#include "judge/defects.hpp"

namespace dsnspec::judge {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

// 2026-01-31 12:00:00 UTC.
constexpr std::int64_t noon = 1'769'860'800;

struct refused {
  std::string mail = script::sender + " RET=FULL";
  std::string text = script::to_carol("ret: FULL", "notify: FAILURE");
  std::string sender_host = "PIPELINING 8BITMIME SIZE DSN";
  trace::time_us pause = 0;  // between the attempt and the report
  std::string more_for_mail;
  report_text report = [] {
    report_text out = report_on("carol@next.c001.test", "failed", "5.1.1");
    out.diagnostic_code = "smtp; 550 no";
    out.with_body = true;
    return out;
  }();

  [[nodiscard]] case_builder played() const {
    case_builder one(text);
    one.began_at(noon);
    one.hosts_offer(sender_host);
    one.submitted(mail + more_for_mail, {script::carol + " NOTIFY=FAILURE"});
    one.relayed("next", "PIPELINING 8BITMIME", script::sender + more_for_mail,
                {script::carol + " => 550 no"});
    one.after(pause);
    one.reported(report);
    return one;
  }
  [[nodiscard]] std::vector<std::string> accused() const { return played().accusations(); }
  [[nodiscard]] std::string verdict(const std::string& rule) const { return played().verdict_of(rule); }

  // Fields before the named one.
  void add(const std::string& before, const std::string& lines) {
    report.edits.emplace_back(before, lines + "\r\n" + before);
  }
};

refused with(const std::string& before, const std::string& lines) {
  refused out;
  out.add(before, lines);
  return out;
}
const std::string first = "Reporting-MTA:";
const std::string group = "Action:";

std::vector<std::string> only(const std::string& finding) {
  return {finding};
}

// ---------------------------------------------------------------- Received-From-MTA

TEST(ReportOrigin, ReceivedFromMta) {
  EXPECT_THAT(with(first, "Received-From-MTA: DNS; x (192.0.2.1)").accused(), IsEmpty());
  EXPECT_THAT(with(first, "Received-From-MTA: dns;x\r\n ([IPv6:2001:db8::1])").accused(), IsEmpty());
  EXPECT_EQ(with(first, "Received-From-MTA: smtp; x (192.0.2.1)").accused(),
            only("FAIL rfc3464/2.2.4/type-dns"));
  EXPECT_EQ(with(first, "Received-From-MTA: dns; other.example (192.0.2.1)").accused(),
            only("WARN rfc3464/2.2.4/name-as-given-in-helo"));
  EXPECT_EQ(with(first, "Received-From-MTA: dns; X (192.0.2.1)").accused(),
            only("WARN rfc3464/2.2.4/spelling-kept"));
  EXPECT_EQ(with(first, "Received-From-MTA: dns; x").accused(),
            only("WARN rfc3464/2.2.4/client-address-as-comment"));
  EXPECT_EQ(with(first, "Received-From-MTA: dns; x (a friend)").accused(),
            only("WARN rfc3464/2.2.4/client-address-as-comment"));
  EXPECT_EQ(refused().verdict("rfc3464/2.2.4/type-dns"), "");
}

// ---------------------------------------------------------------- dates

TEST(ReportTimes, ArrivalDate) {
  const std::string rule = "rfc3464/2.2.5/arrival-date-is-arrival";
  for (const char* right : {"Sat, 31 Jan 2026 12:00:00 +0000", "Sat, 31 Jan 2026 07:00:03 -0500 (EST)",
                            "Sat, 31 Jan 2026 12:59:56 +0100"}) {
    EXPECT_EQ(with(first, std::string("Arrival-Date: ") + right).verdict(rule), "PASS") << right;
  }
  for (const char* wrong : {"Sat, 31 Jan 2026 12:00:20 +0000", "Sat, 31 Jan 2026 12:00:00 -0500",
                            "Fri, 30 Jan 2026 12:00:00 +0000"}) {
    EXPECT_EQ(with(first, std::string("Arrival-Date: ") + wrong).accused(), only("FAIL " + rule)) << wrong;
  }
  // Nobody knows what time that is.
  EXPECT_EQ(with(first, "Arrival-Date: Fri, 30 Jan 2026 12:00:00 -0000").verdict(rule), "");
  EXPECT_EQ(refused().verdict(rule), "");
}

TEST(ReportTimes, LastAttemptDate) {
  const std::string rule = "rfc3464/2.3.7/last-attempt-date-is-last-attempt";
  const auto at = [&](const std::string& date) {
    refused one = with(group, "Last-Attempt-Date: " + date);
    one.pause = 60'000'000;
    return one;
  };
  EXPECT_EQ(at("Sat, 31 Jan 2026 12:00:00 +0000").verdict(rule), "PASS");
  EXPECT_EQ(at("Sat, 31 Jan 2026 12:00:40 +0000").verdict(rule), "PASS");  // one that we didn't see
  EXPECT_EQ(at("Sat, 31 Jan 2026 12:01:00 +0000").verdict(rule), "PASS");
  EXPECT_EQ(at("Sat, 31 Jan 2026 12:01:30 +0000").accused(), only("FAIL " + rule));
  EXPECT_EQ(at("Sat, 31 Jan 2026 11:59:30 +0000").accused(), only("FAIL " + rule));
}

// The first of two attempts is not the last.
TEST(ReportTimes, LastAttemptDateOfTwoAttempts) {
  const auto at = [](const std::string& date) {
    case_builder one(script::to_carol());
    one.began_at(noon);
    one.submitted(script::sender, {script::carol});
    one.relayed("next", "PIPELINING", script::sender, {script::carol + " => 450 later"});
    one.after(60'000'000);
    one.relayed("next", "PIPELINING", script::sender, {script::carol + " => 550 no"});
    report_text report = report_on("carol@next.c001.test", "failed", "5.1.1");
    report.diagnostic_code = "smtp; 550 no";
    report.edits = {{"Action:", "Last-Attempt-Date: " + date + "\r\nAction:"}};
    one.reported(report);
    return one.verdict_of("rfc3464/2.3.7/last-attempt-date-is-last-attempt");
  };
  EXPECT_EQ(at("Sat, 31 Jan 2026 12:00:00 +0000"), "FAIL");
  EXPECT_EQ(at("Sat, 31 Jan 2026 12:01:00 +0000"), "PASS");
}

// A trace without the clock shows nothing.
TEST(ReportTimes, WithoutAClock) {
  case_builder one(script::to_carol());
  one.submitted(script::sender, {script::carol});
  one.relayed("next", "PIPELINING", script::sender, {script::carol + " => 550 no"});
  report_text report = report_on("carol@next.c001.test", "failed", "5.1.1");
  report.diagnostic_code = "smtp; 550 no";
  report.edits = {{"Reporting-MTA:", "Arrival-Date: Fri, 30 Jan 1970 12:00:00 +0000\r\nReporting-MTA:"}};
  one.reported(report);
  EXPECT_THAT(one.accusations(), IsEmpty());
  EXPECT_EQ(one.verdict_of("rfc3464/2.2.5/arrival-date-is-arrival"), "");
}

// ---------------------------------------------------------------- what is returned

TEST(ReportReturned, TheMessageItself) {
  const std::string rule = "rfc3461/6.2/third-part-is-the-message";
  EXPECT_THAT(refused().accused(), IsEmpty());
  EXPECT_EQ(refused().verdict(rule), "PASS");
  refused none;
  none.report.two_parts = true;
  EXPECT_EQ(none.verdict(rule), "");
}

TEST(ReportReturned, AnotherMessage) {
  const std::string rule = "rfc3461/6.2/third-part-is-the-message";
  refused other;
  const std::string start = "Content-Type: message/rfc822\r\n\r\n";
  other.report.two_parts = true;
  other.report.edits = {{"\r\n--b1--\r\n", "\r\n--b1\r\n" + start +
                                               "From: somebody@else.example\r\nSubject: another message of "
                                               "another person\r\n\r\nNothing of it.\r\n--b1--\r\n"}};
  EXPECT_THAT(other.accused(), Contains("FAIL " + rule));
  // Text that claims nothing may be anything.
  other.report.edits = {
      {"\r\n--b1--\r\n", "\r\n--b1\r\n\r\nThe message was too long to be returned here.\r\n--b1--\r\n"}};
  EXPECT_EQ(other.verdict(rule), "");
}

TEST(ReportReturned, InAnotherPlace) {
  refused fourth;
  fourth.report.edits = {{"--b1\r\nContent-Type: message/rfc822",
                          "--b1\r\nContent-Type: text/plain\r\n\r\nLegal notice\r\n--b1\r\nContent-Type: "
                          "message/rfc822"}};
  EXPECT_THAT(fourth.accused(), Contains("FAIL rfc3461/6.2/third-part-is-the-message"));
}

TEST(ReportReturned, EightBitContent) {
  const std::string rule = "rfc6522/3/eight-bit-content-over-seven-bit-path";
  refused one;
  one.text =
      "submit:\n  mail: {ret: FULL, parameters: BODY=8BITMIME}\n  rcpt: [{to: carol@next, notify: FAILURE}]\n"
      "  message: {body: \"caf\xC3\xA9 au lait\\n\"}\nhosts: {next: {}}";
  one.more_for_mail = " BODY=8BITMIME";
  EXPECT_EQ(one.verdict(rule), "");  // the sender's host takes it
  one.sender_host = "PIPELINING DSN";
  EXPECT_THAT(one.accused(), Contains("FAIL " + rule));
  one.report.with_body = false;
  EXPECT_EQ(one.verdict(rule), "PASS");
  one.report.with_body = true;
  one.report.edits = {{"caf\xC3\xA9", "caf=C3=A9"}};
  EXPECT_EQ(one.verdict(rule), "PASS");
  // Who sends such octets without saying so has to live with what comes back.
  refused undeclared = one;
  undeclared.more_for_mail = "";
  undeclared.report.edits.clear();
  EXPECT_EQ(undeclared.verdict(rule), "");
}

// ---------------------------------------------------------------- options

TEST(ReportOptions, RemoteRecipient) {
  const std::string rule = "rfc3461/6.3/smtp-remote-recipient-value";
  for (const char* right :
       {"carol@next.c001.test", "<carol@next.c001.test>", "rfc822; carol@NEXT.c001.test"}) {
    EXPECT_THAT(with(group, std::string("SMTP-Remote-Recipient: ") + right).accused(), IsEmpty()) << right;
    EXPECT_EQ(with(group, std::string("smtp-remote-recipient: ") + right).verdict(rule), "PASS") << right;
  }
  EXPECT_EQ(with(group, "SMTP-Remote-Recipient: dana@next.c001.test").accused(), only("FAIL " + rule));
  EXPECT_EQ(with(group, "SMTP-Remote-Recipient: x").verdict("rfc3461/6.3/smtp-remote-recipient-may"), "NOTE");
  EXPECT_EQ(refused().verdict(rule), "");
}

TEST(ReportOptions, Parameters) {
  const std::vector<std::pair<std::string, std::string report_text::*>> all = {
      {"notify", &report_text::rcpt_parameters},
      {"orcpt", &report_text::rcpt_parameters},
      {"envid", &report_text::mail_parameters}};
  const std::vector<std::string> values = {" NOTIFY=NEVER", " ORCPT=rfc822;sender@origin.c001.test",
                                           " ENVID=z"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string rule = "rfc3461/6.1/" + all[i].first + "-may-be-used";
    EXPECT_EQ(refused().verdict(rule), "PASS");
    refused one;
    one.report.*all[i].second = values[i];
    EXPECT_EQ(one.verdict(rule), "NOTE");
    EXPECT_THAT(one.accused(), IsEmpty());
    one.sender_host = "PIPELINING";  // has no DSN, so that there is no choice
    EXPECT_EQ(one.verdict(rule), "");
  }
}

TEST(ReportOptions, Fields) {
  EXPECT_EQ(with(first, "Arrival-Date: Sat, 31 Jan 2026 12:00:00 +0000")
                .verdict("rfc3461/6.3/other-per-message-fields"),
            "NOTE");
  EXPECT_EQ(with(group, "Final-Log-ID: 4711").verdict("rfc3461/6.3/other-per-recipient-fields"), "NOTE");
  EXPECT_EQ(refused().verdict("rfc3461/6.3/other-per-message-fields"), "PASS");
  EXPECT_EQ(refused().verdict("rfc3461/6.3/x-local-hostname"), "");
  refused local;
  local.report.reporting_mta = "x-local-hostname; mta";
  EXPECT_EQ(local.verdict("rfc3461/6.3/x-local-hostname"), "NOTE");
}

TEST(ReportOptions, LongMessages) {
  const std::string rule = "rfc3461/6.2/long-messages-shortened";
  refused one;
  one.text =
      "submit:\n  mail: {ret: FULL}\n  rcpt: [{to: carol@next, notify: FAILURE}]\n"
      "  message: {size: 70000}\nhosts: {next: {}}";
  EXPECT_EQ(one.verdict(rule), "PASS");
  one.report.with_body = false;
  EXPECT_EQ(one.verdict(rule), "NOTE");
  EXPECT_THAT(one.accused(), IsEmpty());
}

TEST(ReportOptions, RelayedWithoutSuccess) {
  const std::string rule = "rfc3464/2.3.3/relayed-only-with-success";
  const auto relayed = [&](const std::string& notify) {
    case_builder one(script::to_carol("", notify.empty() ? "" : "notify: " + notify));
    one.submitted(script::sender, {script::carol + (notify.empty() ? "" : " NOTIFY=" + notify)});
    one.relayed("next", "PIPELINING", script::sender, {script::carol});
    report_text report = report_on("carol@next.c001.test", "relayed", "2.0.0");
    report.diagnostic_code = "smtp; 250 ok";
    one.reported(report);
    return one;
  };
  EXPECT_EQ(relayed("SUCCESS").verdict_of(rule), "PASS");
  EXPECT_EQ(relayed("FAILURE").verdict_of(rule), "WARN");
  EXPECT_EQ(relayed("").verdict_of(rule), "WARN");
}

}  // namespace
}  // namespace dsnspec::judge
