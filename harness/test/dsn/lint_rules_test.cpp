// Every rule of the linter: a clean report with one damage has that finding and no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsn/lint_ids.hpp"
#include "dsn/sample.hpp"

namespace dsnspec::dsn::test {
namespace {

struct damage {
  std::string_view requirement;
  std::string_view what;
  replacements changes;
};

std::ostream& operator<<(std::ostream& out, const damage& one) {
  return out << one.requirement << ": " << one.what;
}

std::string nul_in(std::string text, char mark) {
  std::replace(text.begin(), text.end(), mark, '\0');
  return text;
}

// Parts of the clean report that tests replace.
const std::string reporting_mta = "Reporting-MTA: dns; mx.example.org\r\n";
const std::string part_one =
    "--b1\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nYour message could not be delivered.\r\n";
const std::string status_header = "Content-Type: message/delivery-status\r\n\r\n";
const std::string diagnostic_lines = "smtp; 550-5.1.1 no such\r\n 550 5.1.1 mailbox\r\n";
const std::string returned_body = "--inner\r\n\r\nHi Carol\r\n--inner--\r\n";
const std::string returned =
    "Content-Type: message/rfc822\r\n\r\nFrom: sender@example.com\r\nSubject: Hello\r\nMIME-Version: "
    "1.0\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n" +
    returned_body;

const std::vector<damage> damages = {
    // ---- the container
    {ids::multipart_report,
     "multipart/mixed",
     {{"multipart/report; report-type=delivery-status", "multipart/mixed"}}},
    {ids::mime_version,
     "missing",
     {{"MIME-Version: 1.0\r\nContent-Type: multipart/report", "Content-Type: multipart/report"}}},
    {ids::mime_version,
     "another",
     {{"MIME-Version: 1.0\r\nContent-Type: multipart/report",
       "MIME-Version: 2.0\r\nContent-Type: multipart/report"}}},
    {ids::report_type_delivery_status,
     "another",
     {{"report-type=delivery-status", "report-type=disposition-notification"}}},
    {ids::report_type_delivery_status,
     "the global one",
     {{"report-type=delivery-status", "report-type=global-delivery-status"}}},
    {ids::second_part_delivery_status,
     "third instead",
     {{status_header, "Content-Type: text/html\r\n\r\n<p>\r\n--b1\r\n" + status_header},
      {"\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\nFrom: sender@example.com\r\nSubject: "
       "Hello\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=inner\r\n\r\n" +
           returned_body,
       ""}}},
    {ids::second_part_delivery_status, "text", {{status_header, "Content-Type: text/plain\r\n\r\n"}}},
    {ids::header_addressed, "no To", {{"To: sender@example.com\r\n", ""}}},
    {ids::header_addressed, "empty To", {{"To: sender@example.com\r\n", "To: \r\n"}}},
    {ids::from_address, "no From", {{"From: Mail Delivery System <postmaster@mx.example.org>\r\n", ""}}},
    {ids::from_address,
     "null path",
     {{"From: Mail Delivery System <postmaster@mx.example.org>", "From: <>"}}},
    {ids::from_address, "no domain", {{"<postmaster@mx.example.org>", "<MAILER-DAEMON>"}}},
    {ids::boundary_present, "missing", {{"delivery-status;\r\n boundary=\"b1\"", "delivery-status"}}},
    {ids::boundary_present, "empty", {{"boundary=\"b1\"", "boundary=\"\""}}},
    {ids::boundary_syntax,
     "octet",
     {{"boundary=\"b1\"", "boundary=\"b!1\""},
      {"\r\n\r\n--b1\r\nContent-Type: text/plain", "\r\n\r\n--b!1\r\nContent-Type: text/plain"},
      {"delivered.\r\n--b1\r\n", "delivered.\r\n--b!1\r\n"},
      {"--b1\r\nContent-Type: message/rfc822", "--b!1\r\nContent-Type: message/rfc822"},
      {"--b1--", "--b!1--"}}},
    {ids::boundary_syntax,
     "no quotes",
     {{"boundary=\"b1\"", "boundary=b:1"},
      {"\r\n\r\n--b1\r\nContent-Type: text/plain", "\r\n\r\n--b:1\r\nContent-Type: text/plain"},
      {"delivered.\r\n--b1\r\n", "delivered.\r\n--b:1\r\n"},
      {"--b1\r\nContent-Type: message/rfc822", "--b:1\r\nContent-Type: message/rfc822"},
      {"--b1--", "--b:1--"}}},
    {ids::report_type_present, "missing", {{" report-type=delivery-status;", ""}}},
    {ids::multipart_encoding,
     "base64",
     {{"MIME-Version: 1.0\r\nContent-Type: multipart/report",
       "Content-Transfer-Encoding: base64\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report"}}},
    {ids::undeclared_8bit, "text", {{"Your message", "Ihre Nachricht f\xC3\xBCr Sie"}}},
    {ids::undeclared_8bit, "returned", {{"Hi Carol", "Hi C\xE1rol"}}},
    {ids::first_part_human_readable, "missing", {{part_one, ""}}},
    {ids::first_part_human_readable, "empty", {{"Your message could not be delivered.\r\n", " \r\n\r\n"}}},
    {ids::second_part_present, "one part", {{part_one, part_one + "--b1--\r\n"}}},
    {ids::at_most_three_parts, "four", {{"--b1--", "--b1\r\n\r\nA footer\r\n--b1--"}}},
    {ids::close_delimiter, "missing", {{"--b1--\r\n", ""}}},
    {ids::boundary_not_in_content, "prefix", {{"Hi Carol", "--b12 is not the delimiter"}}},
    {ids::returned_message_encoding,
     "base64",
     {{"message/rfc822\r\n", "message/rfc822\r\nContent-Transfer-Encoding: base64\r\n"}}},
    {ids::headers_only_as_message, "no body", {{returned_body, ""}}},
    {ids::headers_without_body, "body", {{"message/rfc822", "text/rfc822-headers"}}},

    // ---- the delivery status
    {ids::encoding_7bit,
     "8bit",
     {{status_header, "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"}}},
    {ids::encoding_7bit,
     "quoted-printable",
     {{status_header,
       "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"}}},
    {ids::seven_bit_octets,
     "8-bit",
     {{"mailbox\r\n",
       "Postf\xE4"
       "cher\r\n"}}},
    {ids::seven_bit_octets, "NUL", {{"X-Queue-Id: 4711", nul_in("X-Queue-Id: 4#711", '#')}}},
    {ids::seven_bit_octets, "bare CR", {{"X-Queue-Id: 4711", "X-Queue-Id: 4\r711"}}},
    {ids::line_length, "999", {{"X-Queue-Id: 4711", "X-Queue-Id: " + std::string(999 - 12, 'x')}}},
    {ids::field_syntax, "unfolded reply", {{" 550 5.1.1 mailbox", "550 5.1.1 mailbox"}}},
    {ids::field_syntax, "text", {{"Action: failed\r\n", "Action: failed\r\nthis is no field\r\n"}}},
    {ids::field_syntax, "continues nothing", {{status_header, status_header + " folded\r\n"}}},
    {ids::per_message_fields_first,
     "in a recipient",
     {{"Action: delayed\r\nStatus: 4.4.1\r\n",
       "Action: delayed\r\nStatus: 4.4.1\r\nDSN-Gateway: dns; gw.example\r\n"}}},
    {ids::per_message_fields_first, "in two groups", {{"Received-From-MTA", "\r\nReceived-From-MTA"}}},
    {ids::recipient_group_present,
     "none",
     {{"\r\nOriginal-Recipient: rfc822; Carol@ivory.example\r\nFinal-Recipient: rfc822; "
       "carol@ivory.example\r\nAction: failed\r\nStatus: 5.1.1 (no such mailbox)\r\nRemote-MTA: dns; "
       "mail.ivory.example\r\nDiagnostic-Code: " +
           diagnostic_lines + "Last-Attempt-Date: Thu, 7 Jul 1994 17:16:05 -0400\r\nFinal-Log-ID: 0815\r\n",
       ""},
      {"\r\nFinal-Recipient: rfc822; dana@ivory.example\r\nAction: delayed\r\nStatus: "
       "4.4.1\r\nWill-Retry-Until: Mon, 11 Jul 1994 17:15:49 -0400\r\n",
       ""}}},
    {ids::blank_line_before_recipient, "missing", {{"4711\r\n\r\n", "4711\r\n"}}},
    {ids::one_blank_line, "leading", {{status_header, status_header + "\r\n"}}},
    {ids::one_blank_line, "two", {{"4711\r\n\r\n", "4711\r\n\r\n\r\n"}}},
    {ids::blank_line_empty, "blanks", {{"0815\r\n\r\n", "0815\r\n  \t\r\n"}}},
    {ids::ends_with_last_field,
     "blank lines",
     {{"17:15:49 -0400\r\n\r\n--b1", "17:15:49 -0400\r\n\r\n\r\n--b1"}}},
    {ids::ends_with_last_field, "no line end", {{"17:15:49 -0400\r\n\r\n--b1", "17:15:49 -0400\r\n--b1"}}},
    {ids::contiguous_group, "divided", {{"Remote-MTA", "\r\nRemote-MTA"}}},
    {ids::recipient_field_in_recipient_group,
     "in the first group",
     {{"X-Queue-Id: 4711\r\n", "Remote-MTA: dns; mail.ivory.example\r\n"}}},
    {ids::extension_name_atom, "dot", {{"X-Queue-Id", "X-Queue.Id-x"}}},
    {ids::x_name, "one word", {{"X-Queue-Id", "x-Queue"}}},

    // ---- per-message fields
    {ids::per_message_at_most_once, "twice", {{reporting_mta, reporting_mta + reporting_mta}}},
    {ids::per_message_at_most_once, "envelope id", {{"X-Queue-Id: 4711", "Original-Envelope-ID: QQ314159"}}},
    {ids::reporting_mta_present, "missing", {{reporting_mta, ""}}},
    {ids::reporting_mta_syntax, "no type", {{"Reporting-MTA: dns; ", "Reporting-MTA: "}}},
    {ids::reporting_mta_syntax, "type of two words", {{"Reporting-MTA: dns;", "Reporting-MTA: dns name;"}}},
    {ids::reporting_mta_syntax, "empty type", {{"Reporting-MTA: dns;", "Reporting-MTA: ;"}}},
    {ids::dsn_gateway_syntax, "no type", {{"X-Queue-Id: 4711", "DSN-Gateway: gw.example"}}},
    {ids::received_from_mta_syntax, "no type", {{"Received-From-MTA: dns; ", "Received-From-MTA: "}}},
    {ids::arrival_date_syntax,
     "ISO 8601",
     {{"Thu, 7 Jul 1994 17:15:49 -0400 (EDT)", "1994-07-07T17:15:49Z"}}},
    {ids::arrival_date_syntax,
     "asctime",
     {{"Thu, 7 Jul 1994 17:15:49 -0400 (EDT)", "Thu Jul  7 17:15:49 1994"}}},
    {ids::arrival_date_numeric_zone, "EDT", {{"17:15:49 -0400 (EDT)", "17:15:49 EDT"}}},
    {ids::arrival_date_numeric_zone, "none", {{"17:15:49 -0400 (EDT)", "17:15:49"}}},

    // ---- per-recipient fields
    {ids::per_recipient_at_most_once,
     "Diagnostic-Code",
     {{"Final-Log-ID: 0815\r\n", "Diagnostic-Code: X-Foo; bar\r\n"}}},
    {ids::per_recipient_at_most_once,
     "Status",
     {{"Status: 4.4.1\r\n", "Status: 4.4.1\r\nStatus: 4.4.1\r\n"}}},
    {ids::per_recipient_at_most_once,
     "no blank line between recipients",
     {{"Final-Log-ID: 0815\r\n\r\n", "Final-Log-ID: 0815\r\n"},
      {"Action: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: Mon, 11 Jul 1994 17:15:49 -0400\r\n",
       "Action: failed\r\nStatus: 5.4.1\r\n"}}},
    {ids::mandatory_order,
     "Status first",
     {{"Action: delayed\r\nStatus: 4.4.1\r\n", "Status: 4.4.1\r\nAction: delayed\r\n"}}},
    {ids::original_recipient_syntax, "no type", {{"Original-Recipient: rfc822; ", "Original-Recipient: "}}},
    {ids::final_recipient_present, "missing", {{"Final-Recipient: rfc822; dana@ivory.example\r\n", ""}}},
    {ids::final_recipient_syntax, "no type", {{"rfc822; dana@", "dana@"}}},
    {ids::final_recipient_address, "empty", {{"rfc822; dana@ivory.example", "rfc822;"}}},
    {ids::action_present, "missing", {{"Action: failed\r\n", ""}}},
    {ids::action_value, "another word", {{"Action: failed", "Action: bounced"}}},
    {ids::action_value, "two words", {{"Action: failed", "Action: failed permanently"}}},
    {ids::action_value, "encoded-word", {{"Action: failed", "Action: =?us-ascii?Q?failed?="}}},
    {ids::success_with_failure_status,
     "relayed 5",
     {{"Action: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: Mon, 11 Jul 1994 17:15:49 -0400\r\n",
       "Action: relayed\r\nStatus: 5.6.0\r\n"}}},
    {ids::success_with_failure_status,
     "expanded 4",
     {{"Action: delayed\r\nStatus: 4.4.1\r\nWill-Retry-Until: Mon, 11 Jul 1994 17:15:49 -0400\r\n",
       "Action: expanded\r\nStatus: 4.6.0\r\n"}}},
    {ids::status_present, "missing", {{"Status: 4.4.1\r\n", ""}}},
    {ids::status_syntax, "reply code", {{"5.1.1 (no such mailbox)", "550"}}},
    {ids::status_syntax, "two numbers", {{"5.1.1 (no such mailbox)", "5.1"}}},
    {ids::status_syntax, "four numbers", {{"5.1.1 (no such mailbox)", "5.1.1.1"}}},
    {ids::status_syntax, "four digits", {{"5.1.1 (no such mailbox)", "5.1.1000"}}},
    {ids::status_syntax, "text", {{"5.1.1 (no such mailbox)", "5.1.1 no such mailbox"}}},
    {ids::status_syntax, "blank inside", {{"5.1.1 (no such mailbox)", "5. 1.1"}}},
    {ids::status_syntax, "comment inside", {{"5.1.1 (no such mailbox)", "5.1(x).1"}}},
    {ids::status_syntax, "endless comment", {{"(no such mailbox)", "(no such mailbox"}}},
    {ids::status_leading_zeros, "5.01.1", {{"5.1.1 (no such mailbox)", "5.01.1"}}},
    {ids::status_class, "9", {{"5.1.1 (no such mailbox)", "9.1.1"}}},
    {ids::status_contradicts_action, "failed 2", {{"5.1.1 (no such mailbox)", "2.1.1"}}},
    {ids::status_contradicts_action, "delayed 5", {{"Status: 4.4.1", "Status: 5.4.1"}}},
    {ids::status_contradicts_action, "delayed 2", {{"Status: 4.4.1", "Status: 2.0.0"}}},
    {ids::remote_mta_syntax, "no type", {{"Remote-MTA: dns; ", "Remote-MTA: "}}},
    {ids::remote_mta_printable, "ESC", {{"dns; mail.ivory.example", "dns; mail.ivory.example (\x1B[2J)"}}},
    {ids::diagnostic_code_syntax, "no type", {{"Diagnostic-Code: smtp; ", "Diagnostic-Code: "}}},
    {ids::diagnostic_code_syntax,
     "reply as type",
     {{"Diagnostic-Code: smtp; 550-5.1.1 no such", "Diagnostic-Code: 550 5.1.1 no; such"}}},
    {ids::last_attempt_date_syntax, "text", {{"Thu, 7 Jul 1994 17:16:05 -0400", "yesterday"}}},
    {ids::last_attempt_date_numeric_zone, "GMT", {{"17:16:05 -0400", "21:16:05 GMT"}}},
    {ids::will_retry_until_syntax,
     "hour of one digit",
     {{"Mon, 11 Jul 1994 17:15:49 -0400", "Mon, 11 Jul 1994 7:15:49 -0400"}}},
    {ids::will_retry_until_numeric_zone, "UT", {{"11 Jul 1994 17:15:49 -0400", "11 Jul 1994 21:15:49 UT"}}},
    {ids::will_retry_until_only_delayed,
     "failed",
     {{"Final-Log-ID: 0815", "Will-Retry-Until: Mon, 11 Jul 1994 17:15:48 -0400"}}},
    {ids::will_retry_until_is_the_end,
     "before the report",
     {{"Mon, 11 Jul 1994 17:15:49 -0400", "Fri, 8 Jul 1994 09:20:40 -0400"}}},
    {ids::will_retry_until_is_the_end,
     "before the message",
     {{"Mon, 11 Jul 1994 17:15:49 -0400", "Thu, 7 Jul 1994 17:10:00 -0400"},
      {"Date: Fri, 8 Jul 1994 09:21:47 -0400\r\n", ""}}},
    {ids::will_retry_until_is_the_end,
     "before the last attempt",
     {{"Will-Retry-Until: Mon, 11 Jul 1994 17:15:49 -0400",
       "Last-Attempt-Date: Fri, 8 Jul 1994 09:21:40 -0400\r\nWill-Retry-Until: Fri, 8 Jul 1994 09:20:20 "
       "-0400"},
      {"Date: Fri, 8 Jul 1994 09:21:47 -0400\r\n", ""}}},

    // ---- profile smtp
    {ids::third_part_labelled, "header as text", {{"message/rfc822", "text/plain"}, {returned_body, ""}}},
    {ids::third_part_labelled, "message as data", {{"message/rfc822", "application/octet-stream"}}},
    {ids::third_part_labelled,
     "encoded",
     {{returned,
       "Content-Type: text/plain\r\nContent-Transfer-Encoding: "
       "base64\r\n\r\nRnJvbTogYUBiDQpUbzogY0BkDQoNCkhpDQo=\r\n"}}},
    {ids::headers_only_without_failure,
     "delivered",
     {{"Action: failed\r\nStatus: 5.1.1 (no such mailbox)", "Action: delivered\r\nStatus: 2.0.0"}}},
    {ids::reporting_mta_single_label, "localhost", {{"dns; mx.example.org", "dns; localhost"}}},
    {ids::reporting_mta_single_label, "empty", {{"dns; mx.example.org", "dns;"}}},
    {ids::final_recipient_type, "x400", {{"rfc822; dana@ivory.example", "x400; /S=Dana/"}}},
    {ids::remote_mta_type, "x-foo", {{"dns; mail.ivory.example", "x-foo; mail.ivory.example"}}},
    {ids::address_without_brackets,
     "brackets",
     {{"rfc822; dana@ivory.example", "rfc822; <dana@ivory.example>"}}},
    {ids::smtp_diagnostic_syntax, "no code", {{"smtp; 550-5.1.1 no such\r\n 550", "smtp; no such\r\n 550"}}},
    {ids::smtp_diagnostic_syntax,
     "enhanced code alone",
     {{"smtp; 550-5.1.1 no such\r\n 550", "smtp; 5.1.1 no such\r\n 550"}}},
    {ids::smtp_diagnostic_syntax,
     "no last line",
     {{"smtp; 550-5.1.1 no such\r\n 550", "smtp; 550-5.1.1 no such\r\n"}}},
    {ids::dns_name_syntax,
     "two names",
     {{"dns; mail.ivory.example", "dns; mail.ivory.example [192.0.2.1]:25"}}},
    {ids::dns_name_syntax, "bare address", {{"dns; mail.ivory.example", "dns; 192.0.2.1"}}},
    {ids::dns_name_syntax, "empty label", {{"dns; mx.example.org", "dns; mx..example.org"}}},
};

class lint_rules : public testing::TestWithParam<damage> {};

TEST_P(lint_rules, accuses_of_just_this) {
  const std::string octets = damaged(GetParam().changes);
  EXPECT_THAT(accused(octets), testing::ElementsAre(std::string(GetParam().requirement)));
}

// The rules of RFC 3461 are left out where the message may not have come by SMTP.
TEST_P(lint_rules, profile_any_leaves_rfc3461_out) {
  const std::string octets = damaged(GetParam().changes);
  const bool of_smtp = GetParam().requirement.starts_with("rfc3461/");
  EXPECT_EQ(accused(octets, profile::any).empty(), of_smtp);
}

// A finding lies within the octets it is about.
TEST_P(lint_rules, says_where) {
  const std::string octets = damaged(GetParam().changes);
  const auto read = parse(octets);
  const lint_result result = lint(*read, {.profile = profile::smtp});
  for (const finding& one : result.findings) {
    EXPECT_LE(one.where.offset + one.where.length, octets.size());
    EXPECT_FALSE(one.message.empty());
    EXPECT_EQ(one.message.find_first_of("\r\n\x1B"), std::string::npos);
  }
}

// Files on disk often have LF: the findings must not hang on it.
TEST_P(lint_rules, same_with_lf) {
  if (GetParam().what != "bare CR") {
    EXPECT_THAT(accused(with_lf(damaged(GetParam().changes))),
                testing::ElementsAre(std::string(GetParam().requirement)));
  }
}

INSTANTIATE_TEST_SUITE_P(damages, lint_rules, testing::ValuesIn(damages));

TEST(lint, has_nothing_against_the_clean_report) {
  EXPECT_THAT(accused(clean_report()), testing::IsEmpty());
  EXPECT_THAT(accused(with_lf(clean_report())), testing::IsEmpty());
}

TEST(lint, every_rule_is_tested) {
  std::set<std::string_view> tested;
  for (const damage& one : damages) {
    tested.insert(one.requirement);
  }
  for (const std::string_view id : lint_ids) {
    EXPECT_NE(tested.contains(id), is_choice(id)) << id;
  }
  EXPECT_EQ(tested.size() + choice_ids.size(), lint_ids.size());
}

}  // namespace
}  // namespace dsnspec::dsn::test
