// Mail systems that announce no DSN, or have no SMTP server at all: RFC 5321 binds them, RFC 3461 does not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* failed = "rfc3461/5.2.6/failed-dsn-without-notify";
constexpr const char* format = "rfc5321/3.6.3/standard-format";
constexpr const char* report_format = "rfc3461/6.2/multipart-report";
constexpr const char* null_path = "rfc3461/6.1/null-reverse-path";
constexpr const char* to_sender = "rfc3461/6.1/recipient-is-original-sender";

constexpr const char* refused = "RCPT TO:<carol@next.c001.test> => 550 5.1.1 nobody";

// A message that next refuses, and what the sender is sent in return; nothing where the text is empty.
case_builder answered_with(const std::string& text, const std::string& announced = "PIPELINING") {
  case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
  one.target_offers(announced);
  one.submitted("MAIL FROM:<sender@origin.c001.test>", {"RCPT TO:<carol@next.c001.test>"});
  one.relayed("next", "PIPELINING DSN", "MAIL FROM:<sender@origin.c001.test>", {refused});
  if (!text.empty()) {
    one.message_at("origin", "MAIL FROM:<>", "RCPT TO:<sender@origin.c001.test>",
                   "From: MAILER-DAEMON <>\r\nSubject: failed\r\n\r\n" + text +
                       "\r\nMessage headers follow.\r\n\r\n" + one.message());
  }
  return one;
}

TEST(OtherNotifications, AreNotificationsInAFormOfTheirOwn) {
  auto one = answered_with("There was an error delivering your mail to <carol@next.c001.test>.");
  EXPECT_EQ(one.verdict_of(failed), "PASS");
  EXPECT_EQ(one.verdict_of(format), "WARN");
  EXPECT_EQ(one.verdict_of(report_format), "");
  EXPECT_EQ(one.verdict_of(null_path), "PASS");
  EXPECT_EQ(one.verdict_of(to_sender), "PASS");
}

TEST(OtherNotifications, AreNoDsnsWhereDsnIsAnnounced) {
  auto one = answered_with("There was an error delivering your mail to <carol@next.c001.test>.", "DSN");
  EXPECT_EQ(one.verdict_of(failed), "FAIL");
  EXPECT_EQ(one.verdict_of(report_format), "FAIL");
  EXPECT_EQ(one.verdict_of(format), "");
}

TEST(OtherNotifications, SilenceIsAccusedWithoutDsnToo) {
  EXPECT_EQ(answered_with("").verdict_of(failed), "FAIL");
}

TEST(OtherNotifications, HaveToNameTheRecipient) {
  auto one = answered_with("There was an error.");
  EXPECT_EQ(one.verdict_of(failed), "FAIL");
}

// RFC 3461 6.3 wants Remote-MTA and Diagnostic-Code, RFC 3464 has them optional; the syntax of fields binds
// all.
TEST(OtherNotifications, InTheFormOfRfc3464AreJudgedByThat) {
  const auto reported = [](const std::string& announced) {
    case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
    one.target_offers(announced);
    one.submitted("MAIL FROM:<sender@origin.c001.test>", {"RCPT TO:<carol@next.c001.test>"});
    one.relayed("next", "PIPELINING DSN", "MAIL FROM:<sender@origin.c001.test>", {refused});
    auto report = report_on("carol@next.c001.test", "failed", "5.1");
    report.remote_mta = "";
    one.reported(report);
    return one.accusations();
  };
  EXPECT_THAT(reported("PIPELINING"), testing::ElementsAre("FAIL rfc3464/2.3.4/status-syntax"));
  EXPECT_THAT(reported("DSN"), testing::Contains("FAIL rfc3461/6.3/remote-mta-after-smtp"));
}

TEST(OtherNotifications, OfACommandAreJudgedAlike) {
  auto one = answered_with("There was an error delivering your mail to <carol@next.c001.test>.");
  one.by_command();
  EXPECT_EQ(one.verdict_of(failed), "PASS");
  EXPECT_EQ(one.verdict_of(format), "WARN");
}

TEST(OtherNotifications, OfWhomTheReturnedToFieldNamesAloneTellNothing) {
  case_builder one("submit: {rcpt: [{to: carol@next}, {to: dora@next}]}\nhosts: {next: {}}");
  one.target_offers("PIPELINING");
  one.submitted("MAIL FROM:<sender@origin.c001.test>",
                {"RCPT TO:<carol@next.c001.test>", "RCPT TO:<dora@next.c001.test>"});
  one.relayed("next", "PIPELINING DSN", "MAIL FROM:<sender@origin.c001.test>",
              {refused, "RCPT TO:<dora@next.c001.test> => 550 5.1.1 nobody"});
  one.message_at("origin", "MAIL FROM:<>", "RCPT TO:<sender@origin.c001.test>",
                 "From: MAILER-DAEMON <>\r\n\r\nNo carol@next.c001.test here.\r\n\r\n"
                 "To: carol@next.c001.test,\r\n dora@next.c001.test\r\n" +
                     one.message());
  EXPECT_EQ(one.verdict_of(failed), "FAIL");
}

// A refusal that is to be taken as temporary, and who was told of it.
TEST(OtherNotifications, TellWhoWasGivenUpAtOnce) {
  constexpr const char* temporary = "rfc5321/4.5.3.1.10/552-is-temporary";
  const auto told = [](auto change) {
    case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
    one.target_offers("PIPELINING");
    one.submitted("MAIL FROM:<sender@origin.c001.test>", {"RCPT TO:<carol@next.c001.test>"});
    one.relayed("next", "PIPELINING DSN", "MAIL FROM:<sender@origin.c001.test>",
                {"RCPT TO:<carol@next.c001.test> => 552 5.5.3 too many recipients"});
    one.message_at("origin", "MAIL FROM:<>", "RCPT TO:<sender@origin.c001.test>",
                   "From: MAILER-DAEMON <>\r\n\r\nNot for carol@next.c001.test.\r\n\r\n" + one.message());
    change(one);
    return one.verdict_of(temporary);
  };
  EXPECT_EQ(told([](case_builder&) {}), "WARN");
  // It may be of a delay.
  EXPECT_EQ(told([](case_builder& one) { one.silence_not_proved(); }), "");
}

TEST(OtherNotifications, AreLostAtANextHopThatTakesNone) {
  case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
  one.submitted("MAIL FROM:<sender@origin.c001.test>", {"RCPT TO:<carol@next.c001.test>"});
  one.relayed("next", "DSN", "MAIL FROM:<sender@origin.c001.test>", {refused});
  one.session("next", {"S: 554 no", "C: QUIT", "S: 221 bye"});
  EXPECT_EQ(one.verdict_of(failed), "FAIL");
  one.one_next_hop();
  EXPECT_EQ(one.verdict_of(failed), "");
}

TEST(OtherNotifications, RepliesToACommandAreOurs) {
  case_builder one("submit: {rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
  one.submitted("MAIL FROM:<sender@origin.c001.test> XODD=1", {"RCPT TO:<carol@next.c001.test>"});
  EXPECT_EQ(one.verdict_of("rfc5321/4.1.1.11/unknown-parameter-555"), "FAIL");
  one.by_command();
  EXPECT_EQ(one.verdict_of("rfc5321/4.1.1.11/unknown-parameter-555"), "");
}

}  // namespace
}  // namespace dsnspec::judge
