// What the RFCs permit, or leave open, is never a finding.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsn/lint_ids.hpp"
#include "dsn/sample.hpp"

namespace dsnspec::dsn::test {
namespace {

struct variation {
  std::string_view what;
  replacements changes;
};

std::ostream& operator<<(std::ostream& out, const variation& one) {
  return out << one.what;
}

const std::string third_part =
    "--b1\r\nContent-Type: message/rfc822\r\n\r\nFrom: sender@example.com\r\nSubject: Hello\r\nMIME-Version: "
    "1.0\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n--inner\r\n\r\nHi Carol\r\n--inner--\r\n";
const std::string text_part =
    "Content-Type: text/plain; charset=us-ascii\r\n\r\nYour message could not be delivered.\r\n";

const std::vector<variation> variations = {
    {"two parts", {{third_part, ""}}},
    {"headers only",
     {{third_part, "--b1\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Hello\r\n\r\n"}}},
    {"headers in quoted-printable",
     {{third_part,
       "--b1\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: "
       "quoted-printable\r\n\r\nSubject: H=E9\r\n"}}},
    {"returned message without body",
     {{third_part, "--b1\r\nContent-Type: message/rfc822\r\n\r\nSubject: Hello\r\n\r\n"}}},
    {"returned message in 8bit",
     {{"message/rfc822\r\n", "message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n"},
      {"Hi Carol", "Hi C\xE1rol"}}},
    {"message/global",
     {{third_part,
       "--b1\r\nContent-Type: message/global\r\nContent-Transfer-Encoding: "
       "base64\r\n\r\nU3ViamVjdDogSGVsbG8NCg0KSGkNCg==\r\n"}}},
    {"HTML as part 1", {{text_part, "Content-Type: text/html\r\n\r\n<p>no</p>\r\n"}}},
    {"alternatives as part 1",
     {{text_part,
       "Content-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\n\r\nno\r\n--alt--\r\n"}}},
    {"preamble and epilogue",
     {{"\r\n\r\n--b1\r\nContent-Type: text/plain",
       "\r\n\r\nA MIME message. --b1 is the boundary\r\n--b1\r\nContent-Type: text/plain"},
      {"--b1--\r\n", "--b1--\r\n\r\n--b1 again\r\n"}}},
    {"padding behind delimiters",
     {{"--b1--\r\n", "--b1--  \r\n"}, {"delivered.\r\n--b1\r\n", "delivered.\r\n--b1 \t\r\n"}}},
    {"report-type in quotes and capitals",
     {{"report-type=delivery-status", "Report-Type=\"DELIVERY-STATUS\""}}},
    {"further parameter", {{"message/delivery-status\r\n", "message/delivery-status; name=\"x.txt\"\r\n"}}},
    {"MIME-Version with comments",
     {{"MIME-Version: 1.0\r\nContent-Type: multipart/report",
       "MIME-Version: (by x) 1 . 0 (y(z))\r\nContent-Type: multipart/report"}}},
    {"7BIT",
     {{"message/delivery-status\r\n", "message/delivery-status\r\nContent-Transfer-Encoding: 7BIT (x)\r\n"}}},
    {"status code 5.0.0", {{"5.1.1 (no such mailbox)", "5.0.0"}}},
    {"status code unknown to the registry", {{"5.1.1 (no such mailbox)", "5.99.999"}}},
    {"failed with 4.4.7", {{"5.1.1 (no such mailbox)", "4.4.7"}}},
    {"comment before the status", {{"5.1.1 (no such mailbox)", "(x) 5.1.1"}}},
    {"encoded-word in a comment", {{"(no such mailbox)", "(=?utf-8?Q?=C3=A9?=)"}}},
    {"comments in Action", {{"Action: failed", "Action: (a) FAILED (b (c))"}}},
    {"minimal groups",
     {{"Original-Envelope-Id: QQ314159\r\n", ""},
      {"Original-Recipient: rfc822; Carol@ivory.example\r\n", ""},
      {"Remote-MTA: dns; mail.ivory.example\r\n", ""},
      {"Diagnostic-Code: smtp; 550-5.1.1 no such\r\n 550 5.1.1 mailbox\r\n", ""}}},
    {"extension fields between",
     {{"Action: failed\r\n",
       "X-Actual-Recipient: rfc822; c@d\r\nAction: failed\r\nSMTP-Remote-Recipient: c@d\r\n"}}},
    {"unregistered extension", {{"X-Queue-Id", "Feedback-Token"}}},
    {"repeated extension", {{"X-Queue-Id: 4711\r\n", "X-Queue-Id: 4711\r\nX-Queue-Id: 4712\r\n"}}},
    {"types in capitals, no blanks",
     {{"Final-Recipient: rfc822; carol", "Final-Recipient:RFC822;carol"},
      {"Reporting-MTA: dns; ", "Reporting-MTA: DNS ;"}}},
    {"optional fields in another order",
     {{"Final-Recipient: rfc822; dana@ivory.example\r\nAction: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: "
       "Mon, 11 Jul 1994 17:15:49 -0400\r\n",
       "Will-Retry-Until: Mon, 11 Jul 1994 17:15:49 -0400\r\nFinal-Recipient: rfc822; "
       "dana@ivory.example\r\nOriginal-Recipient: rfc822; d@e\r\nAction: delayed\r\nDiagnostic-Code: smtp; "
       "450 x\r\nStatus: 4.4.1\r\n"}}},
    {"Arrival-Date before Reporting-MTA",
     {{"Original-Envelope-Id: QQ314159\r\n", "X-Made-First: 1\r\nOriginal-Envelope-Id: QQ314159\r\n"}}},
    {"domain literal",
     {{"dns; mx.example.org", "dns; [192.0.2.1]"}, {"dns; mail.ivory.example", "dns; [IPv6:2001:db8::1]"}}},
    {"underscore and trailing dot", {{"dns; mail.ivory.example", "dns; mail_1.ivory.example."}}},
    {"any HELO name", {{"dns; out.example.com (192.0.2.7)", "dns; what ever I say"}}},
    {"empty envelope id", {{"Id: QQ314159", "Id:"}}},
    {"parentheses in an envelope id", {{"QQ314159", "a(b"}}},
    {"reply code alone", {{"smtp; 550-5.1.1 no such\r\n 550 5.1.1 mailbox", "smtp; 250"}}},
    {"reply in parentheses", {{"550-5.1.1 no such\r\n 550 5.1.1 mailbox", "550 (no; such) mailbox)"}}},
    {"other diagnostic type and no Remote-MTA",
     {{"smtp; 550-5.1.1 no such\r\n 550 5.1.1 mailbox", "X-Postfix; unknown user"},
      {"Remote-MTA: dns; mail.ivory.example\r\n", ""}}},
    {"other diagnostic type with other Remote-MTA",
     {{"smtp; 550-5.1.1 no such\r\n 550 5.1.1 mailbox", "X-LMTP; 550 x"},
      {"Remote-MTA: dns; mail", "Remote-MTA: x-unix; mail"}}},
    {"utf-8 address in ASCII", {{"rfc822; dana@ivory.example", "utf-8; d\\x{E1}na@ivory.example"}}},
    {"two-digit year, wrong day of the week",
     {{"Thu, 7 Jul 1994 17:15:49 -0400 (EDT)", "Mon, 7 Jul 94 17:15 -0400"}}},
    {"date with comments and blanks",
     {{"Thu, 7 Jul 1994 17:16:05 -0400", "Thu (x) , 7 Jul 1994 17 : 16 : 05 +0000 (GMT)"}}},
    {"folded everywhere",
     {{"Action: failed", "Action:\r\n failed\r\n\t(x)"}, {"Status: 4.4.1", "Status: 4.4.1\r\n (y)"}}},
    {"line of blanks inside a value", {{"0815\r\n\r\n", "0815\r\n \r\nX-Much-More: 1\r\n\r\n"}}},
    {"998 octets", {{"X-Queue-Id: 4711", "X-Queue-Id: " + std::string(998 - 12, 'x')}}},
    {"odd address", {{"rfc822; dana@ivory.example", "rfc822; Postmaster"}}},
    {"route", {{"rfc822; dana@ivory.example", "rfc822; @a.example:dana@ivory.example"}}},
    {"controls other than in Remote-MTA", {{"mailbox\r\n", "mail\x1B$Bbox\r\n"}}},
    {"will retry for a few seconds", {{"Mon, 11 Jul 1994 17:15:49 -0400", "Fri, 8 Jul 1994 09:21:17 -0400"}}},
    {"an excerpt as part 3", {{third_part, "--b1\r\n\r\nHi Carol: this is\r\nall there was.\r\n"}}},
    {"an excerpt in other forms",
     {{third_part, "--b1\r\nContent-Type: message/partial; id=1\r\n\r\nFrom: a@b\r\nTo: c@d\r\n\r\nHi\r\n"}}},
    {"blank before the colon", {{"Action: failed", "Action : failed"}}},
};

class permitted : public testing::TestWithParam<variation> {};

TEST_P(permitted, is_no_finding) {
  EXPECT_THAT(accused(damaged(GetParam().changes)), testing::IsEmpty());
  EXPECT_THAT(accused(with_lf(damaged(GetParam().changes))), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(rfc, permitted, testing::ValuesIn(variations));

// Types of other mail systems are right where the message didn't come by SMTP.
TEST(profile_any, foreign_types) {
  const std::string octets = damaged({{"dns; mx.example.org", "mailbus; SYS30"},
                                      {"rfc822; dana@ivory.example", "unknown; nair_s"},
                                      {"dns; mail.ivory.example", "x400; mta"}});
  EXPECT_THAT(accused(octets, profile::any), testing::IsEmpty());
}

TEST(limits, bound_the_findings) {
  std::string octets = clean_report();
  std::string groups;
  for (int i = 0; i < 5000; ++i) {
    groups += "Final-Recipient: rfc822; x@y.example\r\nAction: bounced\r\n\r\n";
  }
  octets = damaged(octets, {{"Final-Recipient: rfc822; dana", groups + "Final-Recipient: rfc822; dana"}});
  const auto read = read_report(octets);
  EXPECT_EQ(read->recipients.size(), 5002U);
  const lint_result result = lint(*read);
  EXPECT_EQ(result.findings.size(), 200U);
  EXPECT_EQ(result.dropped, 2U * 4900U);
  const lint_result few = lint(*read, {.total = 7});
  EXPECT_EQ(few.findings.size(), 7U);
}

}  // namespace
}  // namespace dsnspec::dsn::test
