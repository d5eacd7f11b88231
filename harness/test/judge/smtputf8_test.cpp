// RFC 6531, the client: what the target sends to hosts with and without SMTPUTF8, and what becomes of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* capable = "PIPELINING 8BITMIME SMTPUTF8 DSN";
constexpr const char* plain = "PIPELINING 8BITMIME DSN";
constexpr const char* mail = "MAIL FROM:<sender@origin.c001.test> SMTPUTF8";
constexpr const char* ren = "RCPT TO:<r\u00E9n@next.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

std::string scenario(const std::string& rcpt, const std::string& more = "") {
  return "submit:\n  mail: {parameters: SMTPUTF8}\n  rcpt: [" + rcpt + "]\n" + more + "hosts: {next: {}}";
}

// A case whose target announces all that is needed.
struct utf8_case : case_builder {
  explicit utf8_case(const std::string& text = scenario("{to: r\u00E9n@next}")) : case_builder(text) {
    target_offers("PIPELINING 8BITMIME SMTPUTF8 DSN");
  }
};

TEST(Smtputf8Client, SendsNoAddressesToAPlainServer) {
  constexpr const char* id = "rfc6531/3.2/no-internationalized-address-to-plain-server";
  utf8_case kept;
  kept.submitted(mail, {ren});
  kept.visited("next", plain);
  EXPECT_EQ(kept.verdict_of(id), "PASS");
  utf8_case broken;
  broken.submitted(mail, {ren});
  broken.relayed("next", plain, "MAIL FROM:<sender@origin.c001.test>", {ren});
  EXPECT_EQ(broken.verdict_of(id), "FAIL");
  utf8_case report;  // to a sender whose host lacks SMTPUTF8
  report.submitted("MAIL FROM:<m\u00FCller@origin.c001.test> SMTPUTF8", {ren});
  report.message_at("origin", "MAIL FROM:<>", "RCPT TO:<m\u00FCller@origin.c001.test>",
                    "Subject: x\r\n\r\nSorry\r\n");
  EXPECT_EQ(report.verdict_of(id), "FAIL");
  utf8_case labelled;  // in ASCII, though hardly what the recipient is called; a submission server may do so
  labelled.submitted(mail, {ren});
  labelled.relayed("next", plain, "MAIL FROM:<sender@origin.c001.test>",
                   {"RCPT TO:<xn--rn-bja@next.c001.test>"});
  EXPECT_EQ(labelled.verdict_of(id), "PASS");
  EXPECT_EQ(labelled.verdict_of("rfc6531/3.2/rejected-when-hop-lacks-it"), "NOTE");
  utf8_case alias;  // an address in ASCII that the target may know of
  alias.submitted(mail, {ren});
  alias.relayed("next", plain, "MAIL FROM:<sender@origin.c001.test>", {"RCPT TO:<rene@next.c001.test>"});
  EXPECT_EQ(alias.verdict_of(id), "PASS");
  utf8_case unrelated("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
  unrelated.submitted("MAIL FROM:<sender@origin.c001.test>", {carol});
  unrelated.relayed("next", plain, "MAIL FROM:<sender@origin.c001.test>", {carol});
  EXPECT_EQ(unrelated.verdict_of(id), "");
}

TEST(Smtputf8Client, SendsNoHeadersToAPlainServer) {
  constexpr const char* id = "rfc6531/3.2/no-internationalized-header-to-plain-server";
  const auto relayed = [&](const std::string& message, bool smtputf8 = true) {
    utf8_case one(smtputf8
                      ? scenario("{to: carol@next}", "  message: " + message + "\n")
                      : "submit:\n  rcpt: [{to: carol@next}]\n  message: " + message + "\nhosts: {next: {}}");
    one.submitted(smtputf8 ? mail : "MAIL FROM:<sender@origin.c001.test>", {carol});
    one.relayed("next", plain, "MAIL FROM:<sender@origin.c001.test>", {carol});
    return one.verdict_of(id);
  };
  EXPECT_EQ(relayed("{headers: {Subject: \"Gr\u00FC\u00DFe\"}}"), "FAIL");
  EXPECT_EQ(relayed("{headers: {Subject: plain}, body: \"Gr\u00FC\u00DFe\\n\"}"), "PASS");
  const std::string parts = "{headers: {Content-Type: multipart/mixed; boundary=b}, body: \"--b\\n";
  EXPECT_EQ(relayed(parts + "Content-Description: \u00E9\\n\\nx\\n--b--\\n\"}"), "FAIL");
  EXPECT_EQ(relayed(parts + "Content-Type: message/rfc822\\n\\nSubject: \u00E9\\n\\nx\\n--b--\\n\"}"),
            "FAIL");
  // Encoded, it is content.
  EXPECT_EQ(
      relayed(parts +
              "Content-Type: message/global\\nContent-Transfer-Encoding: base64\\n\\nU3Vi\\n--b--\\n\"}"),
      "PASS");
  EXPECT_EQ(relayed(parts + "Content-Type: message/global-headers\\n\\nSubject: \u00E9\\n--b--\\n\"}"),
            "PASS");
  // What came without SMTPUTF8 a relay need not look into.
  EXPECT_EQ(relayed("{headers: {Subject: \"Gr\u00FC\u00DFe\"}}", false), "");
}

// A report returns the header of a message that came without SMTPUTF8, with octets it should not have had.
TEST(Smtputf8Client, ReturnsPlainMailAsPlainMail) {
  const auto reported = [](const std::string& parameter, const std::string& id, const std::string& keywords,
                           const std::string& subject) {
    utf8_case one("submit:\n  mail: {" + (parameter.empty() ? "" : "parameters: " + parameter) +
                  "}\n  rcpt: [{to: carol@next}]\n  message: {headers: {Subject: \"Gr\u00FC\u00DFe\"}}\nhosts: {next: {}}");
    one.hosts_offer(keywords);
    one.submitted("MAIL FROM:<sender@origin.c001.test> " + parameter, {carol});
    one.message_at("origin", "MAIL FROM:<>", "RCPT TO:<sender@origin.c001.test>",
                   "Subject: " + subject + "\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" + one.message());
    return one.verdict_of(id);
  };
  constexpr const char* header = "rfc6531/3.2/no-internationalized-header-to-plain-server";
  constexpr const char* parameter = "rfc6531/3.4/parameter-supplied";
  EXPECT_EQ(reported("SMTPUTF8", header, "8BITMIME", "failed"), "FAIL");
  EXPECT_EQ(reported("", header, "8BITMIME", "failed"), "");
  EXPECT_EQ(reported("", header, "8BITMIME", "nicht zugestellt f\u00FCr Sie"), "FAIL");
  EXPECT_EQ(reported("SMTPUTF8", parameter, "8BITMIME SMTPUTF8", "failed"), "FAIL");
  EXPECT_EQ(reported("", parameter, "8BITMIME SMTPUTF8", "failed"), "");
}

TEST(Smtputf8Client, SaysSmtputf8WhereItIsNeeded) {
  constexpr const char* id = "rfc6531/3.4/parameter-supplied";
  const auto relayed = [&](const std::string& scenario, const std::string& from, const std::string& to,
                           const std::string& parameter) {
    utf8_case one(scenario);
    one.submitted("MAIL FROM:<" + from + "> SMTPUTF8", {to});
    one.relayed("next", capable, "MAIL FROM:<" + from + ">" + parameter, {to});
    return one.verdict_of(id);
  };
  const std::string ascii = scenario("{to: carol@next}");
  const std::string wide =
      scenario("{to: carol@next}", "  message: {headers: {Subject: \"Gr\u00FC\u00DFe\"}}\n");
  const std::string sender = "sender@origin.c001.test";
  for (const auto& [parameter, verdict] : {std::pair{" SMTPUTF8", "PASS"}, {"", "FAIL"}}) {
    EXPECT_EQ(relayed(scenario("{to: r\u00E9n@next}"), sender, ren, parameter), verdict);
    EXPECT_EQ(relayed(ascii, "m\u00FCller@origin.c001.test", carol, parameter), verdict);
    EXPECT_EQ(relayed(ascii, sender, std::string(carol) + " ORCPT=utf-8;r\u00E9n@x", parameter), verdict);
    EXPECT_EQ(relayed(wide, sender, carol, parameter), verdict);
  }
  EXPECT_EQ(relayed(ascii, sender, carol, ""), "");
}

TEST(Smtputf8Client, SaysSmtputf8OnlyWhereItIsNeeded) {
  constexpr const char* id = "rfc6531/3.4/parameter-not-without-need";
  const auto relayed = [&](const std::string& submitted, const std::string& sent) {
    utf8_case one(scenario("{to: carol@next}"));
    one.submitted("MAIL FROM:<sender@origin.c001.test>" + submitted, {carol});
    one.relayed("next", capable, "MAIL FROM:<sender@origin.c001.test>" + sent, {carol});
    EXPECT_EQ(one.verdict_of("rfc6531/3.2/plain-mail-unchanged"),
              submitted.empty() ? "PASS" : "");  // whatever 3.4 says of the parameter
    return one.verdict_of(id);
  };
  EXPECT_EQ(relayed("", ""), "PASS");
  EXPECT_EQ(relayed("", " SMTPUTF8"), "WARN");
  EXPECT_EQ(relayed(" SMTPUTF8", " SMTPUTF8"), "NOTE");
  EXPECT_EQ(relayed(" SMTPUTF8", ""), "PASS");
}

TEST(Smtputf8Client, SendsTheParameterWithoutValue) {
  constexpr const char* id = "rfc6531/3.4/parameter-without-value";
  utf8_case one;
  one.submitted(mail, {ren});
  one.relayed("next", capable, "MAIL FROM:<sender@origin.c001.test> SMTPUTF8=yes", {ren});
  EXPECT_EQ(one.verdict_of(id), "FAIL");
}

TEST(Smtputf8Client, SendsTheMailboxesItGot) {
  constexpr const char* id = "rfc6531/3.7/mailbox-wholly-utf8";
  const auto relayed = [&](const std::string& from, const std::string& to) {
    utf8_case one;
    one.submitted("MAIL FROM:<m\u00FCller@origin.c001.test> SMTPUTF8", {ren});
    one.relayed("next", capable, "MAIL FROM:<" + from + "> SMTPUTF8",
                {"RCPT TO:<" + to + "@next.c001.test>"});
    return one.verdict_of(id);
  };
  EXPECT_EQ(relayed("m\u00FCller@origin.c001.test", "r\u00E9n"), "PASS");
  EXPECT_EQ(relayed("mller@origin.c001.test", "r\u00E9n"), "FAIL");
  EXPECT_EQ(relayed("m\u00FCller@origin.c001.test", "r\\x{E9}n"), "FAIL");
  EXPECT_EQ(relayed("m\u00FCller@origin.c001.test", "=?utf-8?q?r=C3=A9n?="), "FAIL");
}

TEST(Smtputf8Client, WritesMailboxesAndValuesRightly) {
  utf8_case one;
  one.submitted(mail, {ren});
  one.relayed("next", capable, mail, {ren});
  EXPECT_EQ(one.verdict_of("rfc6531/3.3/mailbox-syntax"), "PASS");
  utf8_case bad;
  bad.submitted(mail, {ren});
  bad.relayed("next", capable, mail, {"RCPT TO:<r\xE9n@next.c001.test> ORCPT=utf-8;r\xE9n@next.c001.test"});
  EXPECT_EQ(bad.verdict_of("rfc6531/3.3/mailbox-syntax"), "FAIL");
  EXPECT_EQ(bad.verdict_of("rfc6531/3.3/esmtp-value-in-utf8"), "FAIL");
  utf8_case value;
  value.submitted(mail, {ren});
  value.relayed("next", capable, mail, {std::string(ren) + " ORCPT=utf-8;r\u00E9n@next.c001.test"});
  EXPECT_EQ(value.verdict_of("rfc6531/3.3/esmtp-value-in-utf8"), "PASS");
  utf8_case passed_on;  // the submitter's fault
  passed_on.submitted(mail, {std::string(ren) + " ORCPT=utf-8;r\xE9n@x"});
  passed_on.relayed("next", capable, mail, {std::string(ren) + " ORCPT=utf-8;r\xE9n@x"});
  EXPECT_EQ(passed_on.verdict_of("rfc6531/3.3/esmtp-value-in-utf8"), "");
}

TEST(Smtputf8Client, SaysEhloInAscii) {
  utf8_case one;
  one.submitted(mail, {ren});
  one.relayed("next", capable, mail, {ren});
  EXPECT_EQ(one.verdict_of("rfc6531/3.7.1/ehlo-in-ascii"), "PASS");
}

constexpr const char* with_u_label =
    "submit:\n  mail: {parameters: SMTPUTF8}\n  rcpt: [{to: carol@b\u00FCcher}]\nhosts: {xn--bcher-kva: {}}";
constexpr const char* carol_u = "RCPT TO:<carol@b\u00FCcher.c001.test>";

TEST(Smtputf8Client, LooksUpALabels) {
  constexpr const char* id = "rfc6531/3.2/domain-looked-up-as-a-labels";
  for (const auto& [name, verdict] : {std::pair{"xn--bcher-kva.c001.test", "PASS"},
                                      {"b\u00FCcher.c001.test", "FAIL"},
                                      {"b\\195\\188cher.c001.test", "FAIL"},
                                      {"next.c001.test", ""}}) {
    utf8_case one(with_u_label);
    one.submitted(mail, {carol_u});
    one.looked_up(name);
    EXPECT_EQ(one.verdict_of(id), verdict) << name;
  }
}

TEST(Smtputf8Client, MayWriteEitherFormOfADomain) {
  for (const char* to : {carol_u, "RCPT TO:<carol@xn--bcher-kva.c001.test>"}) {
    utf8_case one(with_u_label);
    one.submitted(mail, {carol_u});
    one.relayed("xn--bcher-kva", capable, mail, {to});
    EXPECT_EQ(one.verdict_of("rfc6531/3.2/utf8-mailbox-transmitted"), "NOTE") << to;
    EXPECT_NE(one.verdict_of("rfc6531/3.7/mailbox-wholly-utf8"), "FAIL") << to;
  }
  utf8_case rejected(with_u_label);
  rejected.submitted(mail, {carol_u});
  rejected.visited("xn--bcher-kva", plain);
  EXPECT_EQ(rejected.verdict_of("rfc6531/3.7/domain-u-label-or-a-label"), "NOTE");
}

// The target's trace field stands first in what it sends on.
std::string traced(const std::string& id, const std::string& received, const std::string& parameter,
                   const std::string& submitted = mail, const std::string& to = carol_u) {
  utf8_case one(with_u_label);
  one.submitted(submitted, {to});
  one.message_at("xn--bcher-kva", "MAIL FROM:<sender@origin.c001.test>" + parameter, to,
                 "Received: " + received + "\r\n" + one.message());
  return one.verdict_of(id);
}

TEST(Smtputf8Client, WritesTraceFields) {
  const std::string good =
      "from x by mta.local.test with UTF8SMTP id 1\r\n\tfor <carol@b\u00FCcher.c001.test>; today";
  const std::string with = "rfc6531/3.7.3/with-utf8smtp";
  EXPECT_EQ(traced(with, good, " SMTPUTF8"), "PASS");
  EXPECT_EQ(traced(with, "from x by y (P) with utf8smtps; today", " SMTPUTF8"), "PASS");
  EXPECT_EQ(traced(with, "from x by y with ESMTP id 1; today", " SMTPUTF8"), "FAIL");
  // The clause is optional; an alias may lead to a field without one.
  EXPECT_EQ(traced(with, "from x by y; today", " SMTPUTF8"), "");
  EXPECT_EQ(traced(with, "by y; today\r\nReceived: from x by y with UTF8SMTP; today", " SMTPUTF8"), "PASS");
  const std::string label = "rfc6531/3.7.3/u-label-in-trace";
  EXPECT_EQ(traced(label, good, " SMTPUTF8"), "PASS");
  EXPECT_EQ(traced(label, "from x with UTF8SMTP for <carol@xn--bcher-kva.c001.test>; today", " SMTPUTF8"),
            "WARN");
  EXPECT_EQ(traced(label, "from x by y with UTF8SMTP; today", " SMTPUTF8"), "");
  const std::string ascii = "rfc6531/3.7.3/plain-trace-without-parameter";
  const std::string came_plain = "MAIL FROM:<sender@origin.c001.test>";
  const std::string to = "RCPT TO:<carol@xn--bcher-kva.c001.test>";
  EXPECT_EQ(traced(ascii, "from x by y with ESMTP; today", "", came_plain, to), "PASS");
  EXPECT_EQ(traced(ascii, "from b\u00FCcher by y with ESMTP; today", "", came_plain, to), "FAIL");
}

TEST(Smtputf8Client, UnderstandsRepliesInUtf8) {
  constexpr const char* id = "rfc6531/3.7.4.1/utf8-in-251-551-understood";
  utf8_case went_on;
  went_on.submitted(mail, {ren});
  went_on.relayed("next", capable, mail, {std::string(ren) + " => 251 2.1.5 <zo\u00EB@other.example>"});
  EXPECT_EQ(went_on.verdict_of(id), "PASS");
  utf8_case told;
  told.submitted(mail, {ren});
  told.relayed("next", capable, mail, {std::string(ren) + " => 551 5.1.6 <zo\u00EB@other.example>"});
  report_text report = report_on("r\\x{E9}n@next.c001.test", "failed", "5.1.6");
  report.final_recipient = "utf-8; r\\x{E9}n@next.c001.test";
  told.reported(report);
  EXPECT_EQ(told.verdict_of(id), "PASS");
  utf8_case lost;
  lost.submitted(mail, {ren});
  lost.relayed("next", capable, mail, {std::string(ren) + " => 551 5.1.6 <zo\u00EB@other.example>"});
  EXPECT_EQ(lost.verdict_of(id), "FAIL");
}

// ---------------------------------------------------------------- the outcome

report_text failed_report(const std::string& status = "5.6.7") {
  report_text out = report_on("r\\x{E9}n@next.c001.test", "failed", status);
  out.final_recipient = "utf-8; r\\x{E9}n@next.c001.test";
  out.remote_mta = "";
  return out;
}

TEST(Smtputf8Outcome, RejectsWhatTheNextHopCannotTake) {
  constexpr const char* id = "rfc6531/3.2/rejected-when-hop-lacks-it";
  utf8_case rejected;
  rejected.submitted(mail, {ren});
  rejected.visited("next", plain);
  rejected.reported(failed_report());
  EXPECT_EQ(rejected.verdict_of(id), "PASS");
  EXPECT_EQ(rejected.verdict_of("rfc6531/3.2/notification-conforms"), "PASS");
  EXPECT_EQ(rejected.verdict_of("rfc6531/3.5/status-of-the-failure"), "NOTE");
  EXPECT_EQ(rejected.verdict_of("rfc6531/3.2/submission-server-may-transform"), "NOTE");
  EXPECT_EQ(rejected.verdict_of("rfc3461/5.2.6/failed-dsn-without-notify"), "PASS");

  utf8_case silent;
  silent.submitted(mail, {ren});
  silent.visited("next", plain);
  EXPECT_EQ(silent.verdict_of(id), "WARN");

  utf8_case transformed(with_u_label);
  transformed.submitted(mail, {carol_u});
  transformed.hosts_offer(plain);
  std::string ascii = transformed.message();
  std::erase_if(ascii, [](char c) { return static_cast<unsigned char>(c) > 0x7F; });
  transformed.message_at("xn--bcher-kva", "MAIL FROM:<sender@origin.c001.test>",
                         "RCPT TO:<carol@xn--bcher-kva.c001.test>", ascii);
  EXPECT_EQ(transformed.verdict_of(id), "NOTE");
  EXPECT_EQ(transformed.verdict_of("rfc6531/3.2/submission-server-may-transform"), "NOTE");

  utf8_case as_it_was(with_u_label);  // the header still has the U-label
  as_it_was.submitted(mail, {carol_u});
  as_it_was.relayed("xn--bcher-kva", plain, "MAIL FROM:<sender@origin.c001.test>",
                    {"RCPT TO:<carol@xn--bcher-kva.c001.test>"});
  EXPECT_EQ(as_it_was.verdict_of(id), "");
  EXPECT_EQ(as_it_was.verdict_of("rfc6531/3.2/submission-server-may-transform"), "");

  utf8_case with_path;
  with_path.submitted(mail, {ren});
  with_path.visited("next", plain);
  report_text report = failed_report();
  report.from = "MAILER-DAEMON@mta.local.test";
  with_path.reported(report);
  EXPECT_EQ(with_path.verdict_of("rfc6531/3.2/notification-conforms"), "FAIL");
}

// The sender can't be named to a host without SMTPUTF8: nobody could bring the report.
TEST(Smtputf8Outcome, OwesNoReportWhenTheAddressWasOnlyWrittenWrongly) {
  utf8_case one;
  one.submitted(mail, {ren});
  one.relayed("next", plain, "MAIL FROM:<sender@origin.c001.test>", {"RCPT TO:<xn--rn-bja@next.c001.test>"});
  EXPECT_NE(one.verdict_of("rfc3461/5.2.6/failed-dsn-without-notify"), "FAIL");
  utf8_case other;  // that is somebody else
  other.submitted(mail, {ren});
  other.relayed("next", plain, "MAIL FROM:<sender@origin.c001.test>",
                {"RCPT TO:<xn--ren-dma@next.c001.test>"});
  EXPECT_EQ(other.verdict_of("rfc3461/5.2.6/failed-dsn-without-notify"), "FAIL");
}

TEST(Smtputf8Outcome, AsksForNoReportThatCannotBeAddressed) {
  utf8_case one;
  one.submitted("MAIL FROM:<m\u00FCller@origin.c001.test> SMTPUTF8", {ren});
  one.visited("next", plain);
  EXPECT_EQ(one.verdict_of("rfc3461/5.2.6/failed-dsn-without-notify"), "");
  EXPECT_EQ(one.verdict_of("rfc6531/3.2/rejected-when-hop-lacks-it"), "");
}

TEST(Smtputf8Outcome, MayTryAnotherExchanger) {
  const std::string text =
      "submit:\n  mail: {parameters: SMTPUTF8}\n  rcpt: [{to: r\u00E9n@next}]\nhosts:\n"
      "  next: {ehlo: [SMTPUTF8], dns: {mx: [{preference: 10, host: first}, {preference: 20, host: next}]}}\n"
      "  first: {ehlo: [8BITMIME]}\n";
  utf8_case tried(text);
  tried.submitted(mail, {ren});
  tried.visited("first", plain);
  tried.relayed("next", capable, mail, {ren});
  EXPECT_EQ(tried.verdict_of("rfc6531/3.2/other-exchanger-or-later"), "NOTE");
  EXPECT_EQ(tried.verdict_of("rfc6531/3.2/rejected-when-hop-lacks-it"), "");
}

TEST(Smtputf8Outcome, PassesOverParametersOfTheKeyword) {
  constexpr const char* id = "rfc6531/3.1/keyword-parameters-ignored";
  utf8_case kept;
  kept.submitted(mail, {ren});
  kept.relayed("next", "8BITMIME SMTPUTF8~FUTURE=1", mail, {ren});
  EXPECT_EQ(kept.verdict_of(id), "PASS");
  utf8_case broken;
  broken.submitted(mail, {ren});
  broken.visited("next", "8BITMIME SMTPUTF8~FUTURE=1");
  EXPECT_EQ(broken.verdict_of(id), "FAIL");
  utf8_case small;  // the letter case may be what isn't known
  small.submitted(mail, {ren});
  small.visited("next", "8BITMIME smtputf8~FUTURE=1");
  EXPECT_EQ(small.verdict_of(id), "");
}

TEST(Smtputf8Outcome, PlainMailFailsForNoSuchReason) {
  constexpr const char* id = "rfc6531/3.2/plain-mail-unchanged";
  const auto judged = [&](const std::string& status, const std::string& reply) {
    case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
    one.submitted("MAIL FROM:<sender@origin.c001.test>", {carol});
    one.relayed("next", plain, "MAIL FROM:<sender@origin.c001.test>", {std::string(carol) + " => " + reply});
    one.reported(report_on("carol@next.c001.test", "failed", status));
    return one.verdict_of(id);
  };
  EXPECT_EQ(judged("5.6.7", "450 later"), "FAIL");
  EXPECT_EQ(judged("5.6.7", "550 5.6.7 our own word"), "");
  EXPECT_EQ(judged("5.1.1", "550 5.1.1 no"), "");
}

}  // namespace
}  // namespace dsnspec::judge
