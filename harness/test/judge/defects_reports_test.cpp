// What an MTA can do wrong about when reports are due, and to whom they go (RFC 3461 5.2, 6.1, RFC 3464 2).

#include "judge/defects.hpp"

namespace dsnspec::judge {
namespace {

using script::carol;
using script::dana;
using script::sender;
using script::to_carol;

// One recipient with this NOTIFY, and what a next hop answers at RCPT and at the end of the message.
case_builder sent(const std::string& notify, const std::string& keywords, const std::string& reply = "250 ok",
                  const std::string& end = "250 taken") {
  case_builder one(to_carol());
  const std::string parameters = notify.empty() ? "" : " NOTIFY=" + notify;
  one.submitted(sender, {carol + parameters});
  one.relayed("next", keywords, sender, {carol + (keywords == "DSN" ? parameters : "") + " => " + reply},
              end);
  return one;
}

report_text on_carol(const std::string& action, const std::string& status, const std::string& diagnostic) {
  report_text out = report_on("carol@next.c001.test", action, status);
  out.diagnostic_code = diagnostic;
  return out;
}

case_builder reported(case_builder one, const report_text& what) {
  one.reported(what);
  return one;
}

const report_text failed = on_carol("failed", "5.1.1", "smtp; 550 5.1.1 no");
const report_text relayed = on_carol("relayed", "2.0.0", "smtp; 250 ok");

// Refused at RCPT, FAILURE asked for, and the right report after one change.
template <class Change>
case_builder refused(Change change, const std::string& mail = "", const std::string& envid = "") {
  case_builder one(to_carol());
  one.submitted(sender + mail, {carol + " NOTIFY=FAILURE"});
  one.relayed("next", "PIPELINING", sender, {carol + " => 550 5.1.1 no"});
  report_text report = failed;
  report.envelope_id = envid;
  change(report);
  one.reported(report);
  return one;
}

// A mailbox, and what is reported of it.
case_builder mailbox(const std::string& notify, const std::string& action) {
  case_builder one("submit:\n  rcpt: [{to: dave@local}]\nlocal: {mailboxes: [dave]}");
  one.submitted(sender, {"RCPT TO:<dave.c001@local.test>" + (notify.empty() ? "" : " NOTIFY=" + notify)});
  one.delivered("dave");
  report_text report = report_on("dave.c001@local.test", action, "2.0.0");
  report.remote_mta = "";
  one.reported(report);
  return one;
}

// A delivery agent may rewrite a body, and the token with it.
case_builder rewritten(const std::string& before) {
  case_builder one("submit:\n  rcpt: [{to: dave@local}]\nlocal: {mailboxes: [dave]}");
  one.submitted(sender, {"RCPT TO:<dave.c001@local.test> NOTIFY=SUCCESS"});
  const std::string message = one.message();
  one.in_mailbox(
      "dave", "From x\r\n" + before + message.substr(0, message.find("\r\n\r\n") + 4) + "Other words.\r\n");
  return one;
}

TEST(DefectsInReports, AMessageIsKnownByItsMarkInAMailbox) {
  EXPECT_THAT(rewritten("").accusations(),
              ::testing::Contains("FAIL rfc3461/5.2.3/delivered-dsn-for-success"));
  EXPECT_THAT(rewritten("Subject: a report\r\n\r\n").accusations(),
              ::testing::Not(::testing::Contains("FAIL rfc3461/5.2.3/delivered-dsn-for-success")));
}

// Refused for a while, with a report in between, and then taken.
case_builder deferred(const std::string& notify, const report_text& in_between) {
  case_builder one(to_carol());
  one.submitted(sender, {carol + " NOTIFY=" + notify});
  one.relayed("next", "DSN", sender, {carol + " NOTIFY=" + notify + " => 451 4.3.0 later"});
  one.after(3'000'000);
  one.reported(in_between);
  one.relayed("next", "DSN", sender, {carol + " NOTIFY=" + notify});
  return one;
}

// Two recipients, both refused, with these wishes; one report on carol.
case_builder two(const std::string& for_carol, const std::string& for_dana, const std::string& more,
                 const std::string& mentioned = "") {
  case_builder one("submit:\n  rcpt: [{to: carol@next}, {to: dana@next}]\nhosts: {next: {}}");
  one.submitted(sender, {carol + " NOTIFY=" + for_carol, dana + " NOTIFY=" + for_dana});
  one.relayed("next", "PIPELINING", sender, {carol + " => 550 5.1.1 no", dana + " => 550 5.1.1 no"});
  report_text report = failed;
  report.more = more;
  if (!mentioned.empty()) {
    report.edits = {{"Something happened", mentioned}};
  }
  one.reported(report);
  return one;
}

const std::string null_sender_scenario =
    "submit:\n  mail: {from: \"\"}\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}";

case_builder null_sender(const std::string& reply, const report_text& report) {
  case_builder one(null_sender_scenario);
  one.submitted("MAIL FROM:<>", {carol + " NOTIFY=SUCCESS,FAILURE"});
  one.relayed("next", "PIPELINING", "MAIL FROM:<>", {carol + " => " + reply});
  one.reported(report);
  return one;
}

const defect table[] = {
    // ------------------------------------------------------------- 5.2.1, 5.2.2
    {"M058",
     "reports relaying to a server with DSN",
     [] { return reported(sent("SUCCESS", "DSN"), relayed); },
     {"FAIL rfc3461/5.2.1/no-success-dsn-to-conforming"}},
    {"M074",
     "says delivered instead of relayed",
     [] { return reported(sent("SUCCESS", "PIPELINING"), on_carol("delivered", "2.0.0", "smtp; 250 ok")); },
     {"FAIL rfc3461/5.2.2/relayed-dsn-for-success", "FAIL rfc3464/2.3.3/action-matches-outcome",
      "FAIL rfc3464/2.3.3/relayed-not-delivered"}},
    {"M076",
     "reports relaying at RCPT, and then failure",
     [] {
       case_builder one = sent("SUCCESS,FAILURE", "PIPELINING", "250 ok", "554 5.6.0 no");
       one.reported(on_carol("relayed", "2.0.0", ""));
       one.reported(on_carol("failed", "5.6.0", "smtp; 554 5.6.0 no"));
       return one;
     },
     {"WARN rfc3461/5.2.6/one-terminal-report"}},
    {"M076b",
     "reports relaying at RCPT, and the failure never",
     [] {
       return reported(sent("SUCCESS,FAILURE", "PIPELINING", "250 ok", "554 5.6.0 no"),
                       on_carol("relayed", "2.0.0", ""));
     },
     {"FAIL rfc3461/5.2.6/action-is-failed", "FAIL rfc3461/5.2.6/failed-dsn-for-failure",
      "FAIL rfc3464/2.3.3/action-matches-outcome"}},
    {"M078",
     "reports failure to whom asked for SUCCESS alone",
     [] { return reported(sent("SUCCESS", "PIPELINING", "550 5.1.1 no"), failed); },
     {"FAIL rfc3461/5.2.6/no-dsn-without-failure-keyword"}},
    {"M082",
     "doesn't count 251 as success",
     [] { return sent("SUCCESS", "PIPELINING", "251 will forward"); },
     {"FAIL rfc3461/5.2.2/relayed-dsn-for-success"}},
    {"M084",
     "reports nothing when MAIL is refused",
     [] {
       case_builder one(to_carol());
       one.submitted(sender, {carol + " NOTIFY=FAILURE"});
       one.relayed("next", "DSN", sender + " => 550 5.7.1 no", {});
       return one;
     },
     {"FAIL rfc3461/5.2.6/failed-dsn-for-failure"}},
    {"M084b",
     "reports nothing when the message is refused",
     [] { return sent("FAILURE", "DSN", "250 ok", "554 5.6.0 no"); },
     {"FAIL rfc3461/5.2.6/failed-dsn-for-failure"}},
    {"M190",
     "reports local failures alone",
     [] { return sent("FAILURE", "PIPELINING", "550 5.1.1 no"); },
     {"FAIL rfc3461/5.2.2/failed-dsn-for-rcpt-refusal", "FAIL rfc3461/5.2.6/failed-dsn-for-failure"}},
    {"M200",
     "reports the first of two failures alone",
     [] { return two("FAILURE", "FAILURE", ""); },
     {"FAIL rfc3461/5.2.2/failed-dsn-for-rcpt-refusal", "FAIL rfc3461/5.2.6/failed-dsn-for-failure"}},
    {"M202",
     "tries again after a permanent refusal until the message expires",
     [] {
       case_builder one(to_carol());
       one.submitted(sender, {carol + " NOTIFY=FAILURE"});
       for (int i = 0; i < 3; ++i) {
         one.relayed("next", "PIPELINING", sender, {carol + " => 550 5.1.1 no"});
         one.after(1'000'000);
       }
       one.reported(on_carol("failed", "4.4.7", "smtp; 550 5.1.1 no"));
       return one;
     },
     {"WARN rfc3464/2.3.4/status-class-fits-reply"}},
    // ------------------------------------------------------------- 5.2.3, 5.2.5
    {"M086",
     "reports a delay although DELAY wasn't asked for",
     [] { return deferred("FAILURE", on_carol("delayed", "4.3.0", "smtp; 451 4.3.0 later")); },
     {"FAIL rfc3461/5.2.5/no-delayed-dsn-without-delay-keyword"}},
    {"M088",
     "says failed of a delay",
     [] { return deferred("FAILURE,DELAY", on_carol("failed", "4.3.0", "smtp; 451 4.3.0 later")); },
     {"FAIL rfc3464/2.3.3/action-matches-outcome"}},
    {"M088b",
     "says failed of a delay, and the message expires",
     [] {
       case_builder one(to_carol());
       one.submitted(sender, {carol + " NOTIFY=FAILURE,DELAY"});
       one.relayed("next", "DSN", sender, {carol + " NOTIFY=FAILURE,DELAY => 451 4.3.0 later"});
       one.reported(on_carol("failed", "4.3.0", "smtp; 451 4.3.0 later"));
       one.relayed("next", "DSN", sender, {carol + " NOTIFY=FAILURE,DELAY => 451 4.3.0 later"});
       one.reported(on_carol("failed", "4.4.7", "smtp; 451 4.3.0 later"));
       return one;
     },
     {"WARN rfc3461/5.2.6/one-terminal-report", "FAIL rfc3464/2.3.3/action-matches-outcome"}},
    {"M090",
     "reports delivery to whom asked for nothing",
     [] { return mailbox("", "delivered"); },
     {"FAIL rfc3461/5.2.3/no-dsn-without-notify"}},
    {"M090b",
     "reports delivery to whom asked for FAILURE",
     [] { return mailbox("FAILURE", "delivered"); },
     {"FAIL rfc3461/5.2.3/no-dsn-without-success-keyword"}},
    // ------------------------------------------------------------- the envelope
    {"M094",
     "sends reports from MAILER-DAEMON",
     [] { return refused([](auto& r) { r.from = "MAILER-DAEMON@mta.local.test"; }); },
     {"FAIL rfc3461/6.1/null-reverse-path"}},
    {"M096",
     "reports the failure of a message without sender",
     [] { return null_sender("550 5.1.1 no", failed); },
     {"FAIL rfc3461/5.2/no-dsn-for-null-sender"}},
    {"M096b",
     "reports the success of a message without sender",
     [] { return null_sender("250 ok", relayed); },
     {"FAIL rfc3461/5.2/no-dsn-for-null-sender"}},
    {"M096c",
     "tries to report to an address of the header",
     [] {
       case_builder one(null_sender_scenario);
       one.submitted("MAIL FROM:<>", {carol});
       one.relayed("next", "PIPELINING", "MAIL FROM:<>", {carol + " => 550 5.1.1 no"});
       report_text report = failed;
       report.to = "person@origin.c001.test";
       report.rcpt_reply = "550 who?";
       one.reported(report);
       return one;
     },
     {"FAIL rfc3461/5.2/no-dsn-for-null-sender"}},
    {"M098",
     "sends reports with RET",
     [] { return refused([](auto& r) { r.mail_parameters = " RET=HDRS"; }); },
     {"FAIL rfc3461/6.1/no-ret"}},
    {"M100",
     "sends a report with the ENVID of the message",
     [] { return refused([](auto& r) { r.mail_parameters = " ENVID=q1"; }, " ENVID=q1", "q1"); },
     {"FAIL rfc3461/6.1/envid-newly-generated"}},
    {"M100b",
     "sends a report with the ORCPT of the message",
     [] { return refused([](auto& r) { r.rcpt_parameters = " ORCPT=rfc822;carol@next.c001.test"; }); },
     {"FAIL rfc3461/4.2/orcpt-of-a-report"}},
    {"M102",
     "cuts the sender's address at the plus",
     [] {
       case_builder one(to_carol());
       one.submitted("MAIL FROM:<a+b@origin.c001.test>", {carol + " NOTIFY=FAILURE"});
       one.relayed("next", "PIPELINING", "MAIL FROM:<a+b@origin.c001.test>", {carol + " => 550 5.1.1 no"});
       report_text report = failed;
       report.to = "a@origin.c001.test";
       one.reported(report);
       return one;
     },
     {"FAIL rfc3461/6.1/recipient-is-original-sender"}},
    {"M102b",
     "writes another address into the header",
     [] {
       return refused(
           [](auto& r) { r.edits = {{"To: sender@origin.c001.test", "To: postmaster@origin.c001.test"}}; });
     },
     {"FAIL rfc3464/2/header-names-sender"}},
    {"M104",
     "mixes two messages in one report",
     [] {
       case_builder one(
           "submit:\n  - rcpt: [{to: carol@next}]\n  - rcpt: [{to: dana@next}]\nhosts: {next: {}}");
       one.submitted(sender, {carol});
       one.submitted(sender, {dana});
       one.relayed("next", "PIPELINING", sender, {carol + " => 550 5.1.1 no"});
       one.relayed("next", "PIPELINING", sender, {dana + " => 550 5.1.1 no"});
       report_text report = failed;
       report.more = group_on("dana@next.c001.test", "failed", "5.1.1", "smtp; 550 5.1.1 no");
       one.reported(report);
       return one;
     },
     {"FAIL rfc3464/2/one-message-per-dsn"}},
    // ------------------------------------------------------------- 5.2.8
    {"M162",
     "lists a recipient with NEVER",
     [] {
       return two("FAILURE", "NEVER",
                  group_on("dana@next.c001.test", "failed", "5.1.1", "smtp; 550 5.1.1 no"));
     },
     {"WARN rfc3461/5.2.8/no-unwanted-recipients-in-dsn"}},
    {"M162b",
     "tells people of a recipient with NEVER",
     [] { return two("FAILURE", "NEVER", "", "dana@next.c001.test was refused"); },
     {"WARN rfc3461/5.2.8/no-unwanted-recipients-in-dsn"}},
};

DSNSPEC_JUDGE_DEFECTS(ReportDefects, table);

}  // namespace
}  // namespace dsnspec::judge
