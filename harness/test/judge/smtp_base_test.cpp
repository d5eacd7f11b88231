// RFC 5321: commands and their replies, what is relayed, and what is delivered.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"
#include "judge/judge.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* any_scenario = "submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}";
constexpr const char* mail = "MAIL FROM:<sender@origin.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

// ---------------------------------------------------------------- commands

std::string answered(const std::string& command, const std::string& reply, const std::string& id) {
  case_builder one(any_scenario);
  if (command.starts_with("MAIL") || command.starts_with("mail")) {
    one.submitted(command + " => " + reply, {});
  } else {
    one.submitted(mail, {command + " => " + reply});
  }
  return one.verdict_of(id);
}

TEST(SmtpCommands, AreKnownInAnyCase) {
  constexpr const char* id = "rfc5321/2.4/keywords-in-any-case";
  for (const char* command :
       {"mail FROM:<a@origin.c001.test>", "MAIL FROM:<a@origin.c001.test> ret=HDRS",
        "MAIL FROM:<a@origin.c001.test> RET=hdrs", "RCPT TO:<carol@next.c001.test> Notify=Never"}) {
    EXPECT_EQ(answered(command, "250 ok", id), "PASS") << command;
    EXPECT_EQ(answered(command, "501 no", id), "FAIL") << command;
    EXPECT_EQ(answered(command, "550 unknown", id), "") << command;
  }
  EXPECT_EQ(answered(carol, "250 ok", id), "");
  EXPECT_EQ(answered("MAIL FROM:<a@origin.c001.test> ret=body", "501 no", id), "");
}

TEST(SmtpCommands, UnknownParametersGet555) {
  constexpr const char* id = "rfc5321/4.1.1.11/unknown-parameter-555";
  for (const std::string& command : {std::string(carol) + " XODD=1", std::string(mail) + " XODD"}) {
    EXPECT_EQ(answered(command, "555 5.5.4 what", id), "PASS");
    EXPECT_EQ(answered(command, "250 ok", id), "FAIL");
    EXPECT_EQ(answered(command, "501 no", id), "FAIL");
    EXPECT_EQ(answered(command, "451 later", id), "");
  }
  EXPECT_EQ(answered(std::string(mail) + " NOTIFY=NEVER", "501 no", id), "");
}

TEST(SmtpCommands, ControlCharactersGet501) {
  constexpr const char* id = "rfc5321/4.1.2/invalid-characters-501";
  const std::string command = "RCPT TO:<ca\x01rol@next.c001.test>";
  EXPECT_EQ(answered(command, "501 5.1.3 no", id), "PASS");
  EXPECT_EQ(answered(command, "250 ok", id), "FAIL");
  EXPECT_EQ(answered(command, "553 5.1.3 no", id), "NOTE");
}

TEST(SmtpCommands, SourceRoutesAreRecognised) {
  constexpr const char* id = "rfc5321/4.1.1.3/source-route-recognised";
  const std::string command = "RCPT TO:<@a.example,@b.example:carol@next.c001.test>";
  EXPECT_EQ(answered(command, "250 ok", id), "PASS");
  EXPECT_EQ(answered(command, "550 5.7.1 no relaying that way", id), "PASS");
  EXPECT_EQ(answered(command, "501 5.1.3 no", id), "FAIL");
  EXPECT_EQ(answered(carol, "501 no", id), "");
}

TEST(SmtpCommands, SizesAreTaken) {
  const std::string local(64, 'l');
  constexpr const char* local_part = "rfc5321/4.5.3.1.1/local-part-64";
  EXPECT_EQ(answered("RCPT TO:<" + local + "@next.c001.test>", "250 ok", local_part), "PASS");
  EXPECT_EQ(answered("RCPT TO:<" + local + "@next.c001.test>", "501 too long", local_part), "FAIL");
  EXPECT_EQ(answered("RCPT TO:<" + local + "l@next.c001.test>", "501 too long", local_part), "");
  const std::string path =
      local + "@" + std::string(63, 'd') + "." + std::string(62, 'e') + "." + std::string(62, 'f');
  constexpr const char* longest = "rfc5321/4.5.3.1.3/path-256";
  EXPECT_EQ(answered("RCPT TO:<" + path + ">", "250 ok", longest), "PASS");
  EXPECT_EQ(answered("RCPT TO:<" + path + ">", "501 too long", longest), "FAIL");
  EXPECT_EQ(answered("RCPT TO:<" + path + "gg>", "501 too long", longest), "");
  constexpr const char* line = "rfc5321/4.5.3.1.4/command-line-512";
  std::string command = std::string(carol) + " ORCPT=rfc822;";
  command += std::string(510 - command.size(), 'o');
  EXPECT_EQ(answered(command, "250 ok", line), "PASS");
  EXPECT_EQ(answered(command, "500 line too long", line), "FAIL");
  EXPECT_EQ(answered(command + "o", "500 line too long", line), "");
}

TEST(SmtpCommands, AHundredRecipientsAreTaken) {
  constexpr const char* id = "rfc5321/4.5.3.1.8/recipients-100";
  for (const auto& [limit, verdict] : {std::pair{100, "PASS"}, {99, "FAIL"}, {200, "PASS"}}) {
    case_builder one("submit: {rcpt: [{to: \"r${n}@next\", repeat: 101}]}\nhosts: {next: {}}");
    std::vector<std::string> all;
    for (int i = 1; i <= 101; ++i) {
      all.push_back("RCPT TO:<r" + std::to_string(i) + "@next.c001.test>" +
                    (i > limit ? " => 452 4.5.3 too many" : ""));
    }
    one.submitted(mail, all);
    EXPECT_EQ(one.verdict_of(id), verdict) << limit;
  }
}

TEST(SmtpCommands, SixtyFourKibibytesAreTaken) {
  constexpr const char* id = "rfc5321/4.5.3.1.7/content-64k";
  for (const auto& [reply, verdict] :
       {std::pair{"250 ok", "PASS"}, {"451 later", "PASS"}, {"552 5.3.4 too big", "FAIL"}}) {
    case_builder one("submit: {rcpt: [{to: carol@next}], message: {size: 65000}}\nhosts: {next: {}}");
    one.submitted(mail, {carol}, reply);
    EXPECT_EQ(one.verdict_of(id), verdict) << reply;
  }
}

// ---------------------------------------------------------------- what is relayed

TEST(SmtpRelaying, KeepsTheCaseOfLocalParts) {
  constexpr const char* id = "rfc5321/2.4/local-part-case-preserved";
  for (const auto& [to, verdict] : {std::pair{"Carol", "PASS"}, {"carol", "FAIL"}, {"CAROL", "FAIL"}}) {
    case_builder one(any_scenario);
    one.submitted(mail, {"RCPT TO:<Carol@next.c001.test>"});
    one.relayed("next", "DSN", mail, {"RCPT TO:<" + std::string(to) + "@NEXT.c001.test>"});
    EXPECT_EQ(one.verdict_of(id), verdict) << to;
  }
  case_builder report(any_scenario);
  report.submitted("MAIL FROM:<Sender@origin.c001.test>", {carol});
  report.message_at("origin", "MAIL FROM:<>", "RCPT TO:<sender@origin.c001.test>",
                    "Subject: x\r\n\r\nSorry\r\n");
  EXPECT_EQ(report.verdict_of(id), "FAIL");
}

TEST(SmtpRelaying, SendsReportsInSevenBitsWhereItMust) {
  constexpr const char* id = "rfc5321/2.4/no-eight-bit-without-extension";
  const auto judged = [&](const std::string& keywords, const std::string& text) {
    case_builder one(any_scenario);
    one.hosts_offer(keywords);
    one.submitted(mail, {carol});
    one.message_at("origin", "MAIL FROM:<>", "RCPT TO:<sender@origin.c001.test>",
                   "Subject: x\r\n\r\n" + text + "\r\n");
    return one.verdict_of(id);
  };
  EXPECT_EQ(judged("DSN", "Sorry"), "PASS");
  EXPECT_EQ(judged("DSN", "D\u00E9sol\u00E9"), "FAIL");
  EXPECT_EQ(judged("DSN 8BITMIME", "D\u00E9sol\u00E9"), "");
}

// What an MTA relays is others' mail; what a command hands it, it originates.
TEST(SmtpRelaying, SendsWhatACommandHandsItInSevenBitsWhereItMust) {
  constexpr const char* id = "rfc5321/2.4/no-eight-bit-without-extension";
  const auto judged = [&](const std::string& keywords, const std::string& text, bool by_command) {
    case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
    if (by_command) {
      one.by_command();
    }
    one.hosts_offer(keywords);
    one.submitted(mail, {carol});
    one.message_at("next", mail, carol, one.message() + text + "\r\n");
    return one.verdict_of(id);
  };
  EXPECT_EQ(judged("PIPELINING", "Gr\u00FC\u00DFe", true), "FAIL");
  EXPECT_EQ(judged("PIPELINING", "Gruesse", true), "PASS");
  EXPECT_EQ(judged("8BITMIME", "Gr\u00FC\u00DFe", true), "");
  EXPECT_EQ(judged("PIPELINING", "Gr\u00FC\u00DFe", false), "");
}

std::string relayed(const std::string& keywords, const std::string& mail_sent, const std::string& rcpt_sent,
                    const std::string& id, const std::string& rcpt_submitted = carol) {
  case_builder one(any_scenario);
  one.submitted(mail, {rcpt_submitted});
  one.relayed("next", keywords, mail_sent, {rcpt_sent});
  return one.verdict_of(id);
}

TEST(SmtpRelaying, SendsParametersOfWhatIsOffered) {
  constexpr const char* id = "rfc5321/4.1.1.3/parameters-of-offered-extensions";
  EXPECT_EQ(relayed("SIZE~1000 8BITMIME", std::string(mail) + " SIZE=5 BODY=8BITMIME", carol, id), "PASS");
  EXPECT_EQ(relayed("8BITMIME", std::string(mail) + " SIZE=5", carol, id), "FAIL");
  EXPECT_EQ(relayed("SIZE", std::string(mail) + " BODY=7BIT", carol, id), "FAIL");
  EXPECT_EQ(relayed("8BITMIME", std::string(mail) + " BODY=BINARYMIME", carol, id), "FAIL");
  EXPECT_EQ(relayed("8BITMIME BINARYMIME", std::string(mail) + " BODY=binarymime", carol, id), "PASS");
  EXPECT_EQ(relayed("BINARYMIME", std::string(mail) + " BODY=8BITMIME", carol, id), "PASS");
  EXPECT_EQ(relayed("DSN", std::string(mail) + " SMTPUTF8", carol, id), "FAIL");
  EXPECT_EQ(relayed("", mail, carol, id), "");
}

TEST(SmtpRelaying, WritesValuesRightly) {
  constexpr const char* id = "rfc5321/4.1.2/esmtp-value-syntax";
  EXPECT_EQ(relayed("DSN", mail, std::string(carol) + " ORCPT=rfc822;a+2Bb@x", id), "PASS");
  EXPECT_EQ(relayed("DSN", mail, std::string(carol) + " ORCPT=rfc822;a=b@x", id), "FAIL");
  EXPECT_EQ(relayed("DSN", mail, std::string(carol) + " ORCPT=", id), "FAIL");
  EXPECT_EQ(relayed("DSN", mail, std::string(carol) + " ORCPT=utf-8;r\u00E9n@x", id), "FAIL");
  EXPECT_EQ(relayed("DSN SMTPUTF8", mail, std::string(carol) + " ORCPT=utf-8;r\u00E9n@x", id), "PASS");
  const std::string odd = std::string(carol) + " ORCPT=rfc822;a=b@x";
  EXPECT_EQ(relayed("DSN", mail, odd, id, odd), "");
  // Nor where the transaction ends before it has shown which message it is of.
  case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
  const std::string empty = std::string(mail) + " ENVID=";
  one.submitted(empty, {carol});
  one.relayed("next", "DSN", empty, {std::string(carol) + " => 550 5.1.1 no"});
  EXPECT_EQ(one.verdict_of(id), "");
}

TEST(SmtpRelaying, StripsSourceRoutes) {
  constexpr const char* id = "rfc5321/4.1.1.3/source-route-stripped";
  const std::string route = "RCPT TO:<@a.example:carol@next.c001.test>";
  EXPECT_EQ(relayed("DSN", mail, carol, id, route), "PASS");
  EXPECT_EQ(relayed("DSN", mail, route, id, route), "WARN");
  EXPECT_EQ(relayed("DSN", mail, carol, id), "");
}

TEST(SmtpRelaying, KeepsANullReversePath) {
  constexpr const char* id = "rfc5321/4.5.5/null-reverse-path-kept";
  for (const auto& [from, verdict] : {std::pair{"", "PASS"}, {"postmaster@local.test", "WARN"}}) {
    case_builder one("submit: {mail: {from: \"\"}, rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
    one.submitted("MAIL FROM:<>", {carol});
    one.relayed("next", "DSN", "MAIL FROM:<" + std::string(from) + ">", {carol});
    EXPECT_EQ(one.verdict_of(id), verdict) << from;
  }
}

// The message as it reaches the next hop, after a change.
template <class Change>
std::string changed(const std::string& id, Change change, const std::string& message = "",
                    const std::string& keywords = "PIPELINING DSN 8BITMIME") {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\n" + message + "hosts: {next: {}}");
  one.hosts_offer(keywords);
  one.submitted(mail, {carol});
  one.message_at("next", mail, carol, change(one.message()));
  return one.verdict_of(id);
}

TEST(SmtpRelaying, AMessageThatWasBrokenOffIsNotAChangedOne) {
  case_builder one(any_scenario);
  one.submitted(mail, {carol});
  one.session("next",
              {"S: 220 hi", "C: EHLO mta.local.test", "S: 250 hi", std::string("C: ") + mail, "S: 250 ok",
               std::string("C: ") + carol, "S: 250 ok", "C: DATA", "S: 354 go", "C: X-Dsnspec-Case: c001.1",
               "C: Subject: dsnspec c001.1", "C: ", "C: body-to"},
              "eof");
  EXPECT_EQ(one.verdict_of("rfc5321/3.6.3/message-unchanged"), "");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(SmtpRelaying, ChangesNothingInAMessage) {
  constexpr const char* id = "rfc5321/3.6.3/message-unchanged";
  EXPECT_EQ(changed(id, [](auto m) { return "Received: by mta.local.test; today\r\n" + m; }), "PASS");
  EXPECT_EQ(changed(id, [](auto m) { return replaced(m, "Subject: dsnspec", "Subject: [x] dsnspec"); }),
            "NOTE");
  EXPECT_EQ(changed(id, [](auto m) { return replaced(m, "Subject:", "SUBJECT:"); }), "NOTE");
  EXPECT_EQ(changed(id, [](auto m) { return m + "--\r\nA footer\r\n"; }), "FAIL");
  EXPECT_EQ(changed(id, [](auto m) { return replaced(m, "dsnspec sent", "dsnspec  sent"); }), "FAIL");
  // Content of eight bits may have to be converted for a server without 8BITMIME.
  EXPECT_EQ(changed(
                id, [](auto m) { return replaced(m, "\u00E9", "=C3=A9"); },
                "  message: {body: \"caf\u00E9\\n\"}\n", "DSN"),
            "");
}

TEST(SmtpRelaying, KeepsLongLinesWhole) {
  constexpr const char* id = "rfc5321/4.5.3.1.6/text-line-1000";
  const std::string line(998, 'x');
  const std::string message = "  message: {body: \"" + line + "\\n\"}\n";
  EXPECT_EQ(changed(id, [](auto m) { return m; }, message), "PASS");
  EXPECT_EQ(
      changed(
          id, [&](auto m) { return replaced(m, line, line.substr(0, 500) + "\r\n " + line.substr(500)); },
          message),
      "FAIL");
  EXPECT_EQ(changed(id, [](auto m) { return m; }), "");
}

TEST(SmtpRelaying, DeliversWithTheReturnPath) {
  const auto delivered = [](const std::string& header, const std::string& id) {
    case_builder one("submit: {rcpt: [{to: dave@local}]}\nlocal:\n  mailboxes: [dave]");
    one.submitted(mail, {"RCPT TO:<dave.c001@local.test>"});
    one.in_mailbox("dave", "From x y\n" + header + one.message());
    return one.verdict_of(id);
  };
  constexpr const char* line = "rfc5321/4.4/return-path-line";
  constexpr const char* one = "rfc5321/4.4/one-return-path";
  const std::string good = "Return-Path: <sender@origin.c001.test>\r\n";
  EXPECT_EQ(delivered(good, line), "PASS");
  EXPECT_EQ(delivered(good, one), "PASS");
  EXPECT_EQ(delivered("", line), "FAIL");
  EXPECT_EQ(delivered("Return-Path: <other@origin.c001.test>\r\n", line), "FAIL");
  EXPECT_EQ(delivered("Return-Path: <>\r\n", line), "FAIL");
  EXPECT_EQ(delivered(good + good, one), "WARN");
}

// ---------------------------------------------------------------- notifications

TEST(SmtpNotifications, NoteHowManyThereAre) {
  case_builder one("submit: {rcpt: [{to: carol@next}, {to: erin@next}]}\nhosts: {next: {}}");
  const std::string erin = "RCPT TO:<erin@next.c001.test>";
  one.submitted(mail, {carol, erin});
  one.relayed("next", "DSN", mail, {std::string(carol) + " => 550 no", erin + " => 550 no"});
  report_text report = report_on("carol@next.c001.test", "failed", "5.1.1");
  report.more = "\r\nFinal-Recipient: rfc822; erin@next.c001.test\r\nAction: failed\r\nStatus: 5.1.1\r\n";
  one.reported(report);
  EXPECT_EQ(one.verdict_of("rfc5321/4.4/one-notification-preferred"), "NOTE");
}

TEST(SmtpNotifications, LongRefusalsAreReported) {
  constexpr const char* id = "rfc5321/4.5.3.1.5/reply-line-512";
  const std::string reply = "550 5.1.1 " + std::string(500, 'n');
  for (const bool told : {true, false}) {
    case_builder one(any_scenario);
    one.submitted(mail, {carol});
    one.relayed("next", "DSN", mail, {std::string(carol) + " => " + reply});
    if (told) {
      one.reported(report_on("carol@next.c001.test", "failed", "5.1.1"));
    }
    EXPECT_EQ(one.verdict_of(id), told ? "PASS" : "FAIL");
  }
}

TEST(SmtpNotifications, GoToTheEndOfASourceRoute) {
  constexpr const char* id = "rfc5321/6.1/source-route-of-return-path-stripped";
  for (const auto& [to, verdict] :
       {std::pair{"sender@origin.c001.test", "PASS"}, {"@a.example:sender@origin.c001.test", "FAIL"}}) {
    case_builder one(any_scenario);
    one.submitted("MAIL FROM:<@a.example:sender@origin.c001.test>", {carol});
    one.message_at("origin", "MAIL FROM:<>", "RCPT TO:<" + std::string(to) + ">",
                   "Subject: x\r\n\r\nSorry\r\n");
    EXPECT_EQ(one.verdict_of(id), verdict) << to;
  }
}

TEST(SmtpNotifications, WaitUntilItWasTriedAgain) {
  const auto judged = [](const std::string& id, const std::string& reply, bool again, trace::time_us later) {
    case_builder one(any_scenario);
    one.submitted(mail, {carol});
    one.relayed("next", "DSN", mail, {std::string(carol) + " => " + reply});
    if (again) {
      one.relayed("next", "DSN", mail, {carol});
    } else {
      one.after(later);
      one.reported(report_on("carol@next.c001.test", "failed", "4.4.7"));
    }
    return one.verdict_of(id);
  };
  constexpr const char* retried = "rfc5321/4.5.4.1/queued-and-retried";
  EXPECT_EQ(judged(retried, "450 later", true, 0), "PASS");
  EXPECT_EQ(judged(retried, "450 later", false, 0), "FAIL");
  EXPECT_EQ(judged(retried, "450 later", false, 10'000'000), "");
  constexpr const char* too_many = "rfc5321/4.5.3.1.10/552-is-temporary";
  EXPECT_EQ(judged(too_many, "552 5.5.3 too many recipients", true, 0), "PASS");
  EXPECT_EQ(judged(too_many, "552 5.5.3 Too many recipients", false, 0), "WARN");
  EXPECT_EQ(judged(too_many, "552 5.2.2 mailbox full", false, 0), "");
}

}  // namespace
}  // namespace dsnspec::judge
