// What the RFCs leave to the generator: the linter tells which way a report goes, and accuses nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsn/lint_ids.hpp"
#include "dsn/sample.hpp"

namespace dsnspec::dsn::test {
namespace {

struct variant {
  std::string_view requirement;
  std::string_view what;
  replacements changes;
};

std::ostream& operator<<(std::ostream& out, const variant& one) {
  return out << one.requirement << ": " << one.what;
}

const std::string returned_body = "--inner\r\n\r\nHi Carol\r\n--inner--\r\n";
const std::string returned =
    "Content-Type: message/rfc822\r\n\r\nFrom: sender@example.com\r\nSubject: Hello\r\nMIME-Version: "
    "1.0\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n" +
    returned_body;

const std::vector<variant> variants = {
    {ids::status_no_parameters,
     "charset",
     {{"message/delivery-status\r\n", "message/delivery-status; charset=utf-8\r\n"}}},
    {ids::no_other_parameters, "charset", {{"boundary=\"b1\"", "boundary=\"b1\"; charset=utf-8"}}},
    {ids::no_other_parameters,
     "a second report-type, which says otherwise",
     {{"boundary=\"b1\"", "boundary=\"b1\"; Report-Type=disposition-notification"}}},
    {ids::headers_no_parameters,
     "name",
     {{"message/rfc822", "text/rfc822-headers; name=\"x.txt\""}, {returned_body, ""}}},
    {ids::multipart_alternative,
     "HTML",
     {{"Content-Type: text/plain; charset=us-ascii\r\n\r\nYour message could not be delivered.\r\n",
       "Content-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\n\r\nno\r\n--alt--\r\n"}}},
    {ids::third_part_optional, "none", {{"--b1\r\n" + returned, ""}}},
    {ids::headers_quoted_printable,
     "8-bit",
     {{returned,
       "Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nSubject: "
       "=E9\r\n"}}},
    {ids::encoded_words_in_comments, "Status", {{"(no such mailbox)", "(a (=?utf-8?Q?=C3=A9?= b))"}}},
    {ids::encoded_words_in_comments,
     "date",
     {{"17:16:05 -0400\r\n", "17:16:05 -0400 (=?iso-8859-1?b?6Q==?=)\r\n"}}},
    {ids::type_registered, "address", {{"rfc822; dana@ivory.example", "unknown; dana"}}},
    {ids::type_registered, "diagnostic", {{"smtp; 550-5.1.1 no such\r\n 550 ", "lmtp; 550 "}}},
    {ids::other_fields,
     "none",
     {{"Original-Envelope-Id: QQ314159\r\n", ""},
      {"Received-From-MTA: dns; out.example.com (192.0.2.7)\r\nArrival-Date: Thu, 7 Jul 1994 17:15:49 -0400 "
       "(EDT)\r\nX-Queue-Id: 4711\r\n",
       ""},
      {"Original-Recipient: rfc822; Carol@ivory.example\r\n", ""},
      {"Remote-MTA: dns; mail.ivory.example\r\nDiagnostic-Code: smtp; 550-5.1.1 no such\r\n 550 5.1.1 "
       "mailbox\r\nLast-Attempt-Date: Thu, 7 Jul 1994 17:16:05 -0400\r\nFinal-Log-ID: 0815\r\n",
       ""},
      {"Will-Retry-Until: Mon, 11 Jul 1994 17:15:49 -0400\r\n", ""}}},
    {ids::type_registered, "MTA name", {{"dns; out.example.com", "smtp; out.example.com"}}},
};

class lint_choice : public testing::TestWithParam<variant> {};

TEST_P(lint_choice, is_told_and_nobody_is_accused) {
  const std::string octets = damaged(GetParam().changes);
  EXPECT_THAT(choices(octets), testing::ElementsAre(std::string(GetParam().requirement)));
  EXPECT_THAT(choices(with_lf(octets)), testing::ElementsAre(std::string(GetParam().requirement)));
  EXPECT_THAT(accused(octets, profile::any), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(variants, lint_choice, testing::ValuesIn(variants));

// What looks like a choice and is none.
TEST(lint, choices_that_are_not_there) {
  EXPECT_THAT(choices(clean_report()), testing::IsEmpty());
  for (const replacements& change :
       {replacements{{"(no such mailbox)", "(no =? such ?= mail=?box?)"}},
        replacements{{"(no such mailbox)", "(=?utf-8?Q?a b?=)"}},
        replacements{{"no such\r\n 550 5.1.1", "no (=?utf-8?Q?=C3=A9?=)\r\n 550 5.1.1"}},
        replacements{{"message/rfc822", "text/rfc822-headers; charset=utf-8"}, {returned_body, ""}},
        replacements{{"boundary=\"b1\"", "boundary=\"b1\"; Report-Type=Delivery-Status"}},
        replacements{{"rfc822; dana@ivory.example", "X-Local; dana"}},
        replacements{{"smtp; 550-5.1.1 no such\r\n 550 ", "x400; 550 "}}}) {
    EXPECT_THAT(choices(damaged(change)), testing::IsEmpty()) << change.front().second;
  }
}

// Comments of any shape take linear time.
TEST(lint, hostile_comments) {
  std::string text = "(";
  for (int i = 0; i < 200'000; ++i) {
    text += i % 3 == 0 ? "=?a?b?x " : "=?";
  }
  const auto read = read_report(damaged({{"(no such mailbox)", text}}));
  EXPECT_FALSE(lint(*read).findings.empty());
}

TEST(lint, every_choice_is_tested) {
  std::set<std::string_view> tested;
  for (const variant& one : variants) {
    EXPECT_TRUE(is_choice(one.requirement));
    tested.insert(one.requirement);
  }
  EXPECT_EQ(tested.size(), choice_ids.size());
}

}  // namespace
}  // namespace dsnspec::dsn::test
