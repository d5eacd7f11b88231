#include "smtp/message.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "smtp/framing.hpp"

namespace dsnspec::smtp {
namespace {

constexpr const char* date = "Sat, 31 Jan 2026 12:00:00 +0000";

scenario::placement case_17() {
  scenario::placement out;
  out.label = "c017";
  out.local_domain = "local.test";
  out.hosts["next"] = {"next.c017.test", "mx.next.c017.test", "127.64.0.1"};
  out.hosts["origin"] = {"origin.c017.test", "mx.origin.c017.test", "127.64.0.2"};
  return out;
}

scenario::submission to_carol() {
  scenario::submission out;
  out.recipients.emplace_back().to = {"carol", "next"};
  return out;
}

TEST(PlanSubmission, SaysCommandsWithRealAddresses) {
  scenario::submission what = to_carol();
  what.ret = "HDRS";
  what.envid = "q+2B1";
  what.parameters = "SMTPUTF8  X=1";
  what.recipients[0].notify = "success,DELAY";
  what.recipients[0].orcpt = "rfc822;c@d";
  what.recipients[0].parameters = "A=";
  what.recipients.emplace_back().to = {"dave", "local"};
  what.recipients.emplace_back().to = {"e", "else.example"};
  const submission_plan got = plan_submission(what, case_17(), 0, date);
  EXPECT_EQ(got.hello, "submitter.c017.test");
  EXPECT_EQ(got.mail, "MAIL FROM:<sender@origin.c017.test> RET=HDRS ENVID=q+2B1 SMTPUTF8  X=1");
  EXPECT_EQ(got.rcpt, (std::vector<std::string>{
                          "RCPT TO:<carol@next.c017.test> NOTIFY=success,DELAY ORCPT=rfc822;c@d A=",
                          "RCPT TO:<dave.c017@local.test>", "RCPT TO:<e@else.example>"}));
  EXPECT_EQ(got.data, data_of(message_content(what, case_17(), 0, date)));
  EXPECT_FALSE(got.probe);
}

TEST(PlanSubmission, KeepsEmptyValuesApartFromAbsentOnes) {
  scenario::submission what = to_carol();
  what.from.reset();
  what.envid = "";
  EXPECT_EQ(plan_submission(what, case_17(), 0, date).mail, "MAIL FROM:<> ENVID=");
}

TEST(MessageContent, HasWhatItIsFoundBy) {
  const std::string got = message_content(to_carol(), case_17(), 1, date);
  EXPECT_EQ(
      got,
      "From: sender@origin.c017.test\r\nTo: carol@next.c017.test\r\nDate: Sat, 31 Jan 2026 12:00:00 +0000\r\n"
      "Subject: dsnspec c017.2\r\nMessage-ID: <c017.2@dsnspec.test>\r\nX-Dsnspec-Case: c017.2\r\n\r\n"
      "body-token-c017-2\r\ndsnspec sent this to see what is reported about it.\r\n");
  EXPECT_NE(got.find(body_token(case_17(), 1)), std::string::npos);
  EXPECT_NE(got.find(message_id(case_17(), 1)), std::string::npos);
}

TEST(MessageContent, TakesTheScenariosFieldsAndBody) {
  scenario::submission what = to_carol();
  what.message.headers = {{"subject", "mine"}, {"X-Long", "a\n b"}, {"X-Long", "c"}};
  what.message.body = "one\n.\nthree";
  const std::string got = message_content(what, case_17(), 0, date);
  EXPECT_EQ(got.find("Subject: dsnspec"), std::string::npos);
  EXPECT_NE(got.find("subject: mine\r\nX-Long: a\r\n b\r\nX-Long: c\r\n\r\nbody-token"), std::string::npos);
  EXPECT_TRUE(got.ends_with("it.\r\none\r\n.\r\nthree\r\n"));
  EXPECT_TRUE(plan_submission(what, case_17(), 0, date).data.ends_with("one\r\n..\r\nthree\r\n.\r\n"));
}

TEST(MessageContent, IsPaddedInShortLines) {
  scenario::submission what = to_carol();
  what.message.size = 100'000;
  const std::string got = message_content(what, case_17(), 0, date);
  EXPECT_GE(got.size(), 100'000U);
  EXPECT_LT(got.size(), 100'100U);
  line_splitter splitter;
  std::string_view rest = got;
  while (const auto next = splitter.next(rest)) {
    EXPECT_LE(next->text.size(), 76U);
    EXPECT_FALSE(next->bare_lf || next->bare_cr);
  }
  EXPECT_TRUE(splitter.idle());
}

TEST(MessageContent, FoldsManyRecipients) {
  scenario::submission what = to_carol();
  for (int i = 0; i < 1999; ++i) {
    what.recipients.push_back(what.recipients.front());
  }
  const std::string got = message_content(what, case_17(), 0, date);
  line_splitter splitter;
  std::string_view rest = got;
  while (const auto next = splitter.next(rest)) {
    EXPECT_LE(next->text.size(), 78U);
  }
}

}  // namespace
}  // namespace dsnspec::smtp
