// Where the delivery status is looked for: the parts of the message, and their encodings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsn/sample.hpp"

namespace dsnspec::dsn::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string status_header = "Content-Type: message/delivery-status\r\n";
const std::string status_body =
    "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: "
    "5.0.0\r\n";

// A report of these parts, each given with its header.
std::string report_of(const std::vector<std::string>& parts,
                      const std::string& type = "multipart/report; report-type=delivery-status") {
  std::string out = "From: a@b.example\r\nTo: c@d.example\r\nMIME-Version: 1.0\r\nContent-Type: " + type +
                    "; boundary=b1\r\n\r\n";
  for (const std::string& part : parts) {
    out += "--b1\r\n" + part + "\r\n";
  }
  return out + "--b1--\r\n";
}

const std::string text_part = "Content-Type: text/plain\r\n\r\nSorry.";
const std::string status_part = status_header + "\r\n" + status_body;
const std::string returned_part = "Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n";

TEST(container, of_the_clean_report) {
  const std::string octets = clean_report();
  const auto read = read_report(octets);
  EXPECT_TRUE(read->is_report);
  EXPECT_FALSE(read->is_global);
  ASSERT_NE(read->human_readable, nullptr);
  EXPECT_EQ(read->human_readable->body, "Your message could not be delivered.");
  ASSERT_NE(read->delivery_status, nullptr);
  ASSERT_NE(read->returned_content, nullptr);
  EXPECT_TRUE(read->returned_content->content_type.is("message", "rfc822"));
  EXPECT_EQ(read->recipients.size(), 2U);
  EXPECT_THAT(rules_of(*read), IsEmpty());
  EXPECT_EQ(octets.substr(read->per_message.fields[0].where.offset, 20), "Original-Envelope-Id");
}

TEST(container, of_two_parts) {
  const auto read = read_report(report_of({text_part, status_part}));
  EXPECT_TRUE(read->is_report);
  EXPECT_EQ(read->returned_content, nullptr);
  EXPECT_THAT(rules_of(*read), IsEmpty());
}

TEST(container, without_report_type_is_a_report_and_flagged) {
  const auto read = read_report(report_of({text_part, status_part}, "multipart/report"));
  EXPECT_TRUE(read->is_report);
  EXPECT_EQ(read->recipients.size(), 1U);
  EXPECT_THAT(rules_of(*read), ElementsAre("report-type-missing"));
}

TEST(container, of_a_disposition_notification_is_none) {
  const std::string mdn =
      "Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; a@b\r\n";
  const auto read =
      read_report(report_of({text_part, mdn}, "multipart/report; report-type=disposition-notification"));
  EXPECT_FALSE(read->is_report);
  EXPECT_EQ(kind_of(*read), message_kind::other_report);
  EXPECT_EQ(name(kind_of(*read)), "another kind of report");
  EXPECT_TRUE(read->recipients.empty());
  EXPECT_THAT(accused(*read), IsEmpty());
}

TEST(container, the_type_of_the_second_part_decides) {
  const std::string mdn =
      "Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; a@b\r\n";
  const auto says_status = read_report(report_of({text_part, mdn}));
  EXPECT_FALSE(says_status->is_report);
  EXPECT_TRUE(has_rule(*says_status, "status-part-missing"));
  const auto is_status = read_report(
      report_of({text_part, status_part}, "multipart/report; report-type=disposition-notification"));
  EXPECT_TRUE(is_status->is_report);
  EXPECT_THAT(rules_of(*is_status), ElementsAre("report-type-other"));
}

TEST(container, report_type_in_the_forms_of_rfc2231) {
  for (const char* type : {"multipart/report; report-type*=us-ascii''delivery-status",
                           "multipart/report; report-type*0=delivery-; report-type*1=status",
                           "MULTIPART/Report; REPORT-Type=\"Delivery-Status\"",
                           "multipart/report (x); report-type = delivery-status (y)"}) {
    const auto read = read_report(report_of({text_part, status_part}, type));
    EXPECT_TRUE(read->is_report) << type;
    EXPECT_FALSE(has_rule(*read, "report-type-missing")) << type;
    EXPECT_FALSE(has_rule(*read, "report-type-other")) << type;
  }
}

TEST(container, only_the_second_part_counts) {
  const std::string other =
      status_header + "\r\nReporting-MTA: dns; other.example\r\n\r\nFinal-Recipient: rfc822; x@y\r\n";
  const auto read = read_report(report_of({text_part, status_part, other}));
  EXPECT_EQ(read->recipients.size(), 1U);
  EXPECT_EQ(read->per_message.reporting_mta->value, "mx.example.org");
  EXPECT_THAT(rules_of(*read), ElementsAre("status-part-elsewhere"));
  const auto displaced = read_report(report_of({status_part, text_part}));
  EXPECT_FALSE(displaced->is_report);
  EXPECT_TRUE(displaced->recipients.empty());
}

TEST(container, a_nested_report_is_data) {
  std::string inner = report_of({text_part, status_part});
  for (std::size_t at = 0; (at = inner.find("b1", at)) != std::string::npos;) {
    inner.replace(at, 2, "b2");
  }
  const std::string octets =
      report_of({text_part, "Content-Type: message/rfc822\r\n\r\n" + inner}, "multipart/mixed");
  const auto read = read_report(octets);
  EXPECT_FALSE(read->is_report);
  EXPECT_TRUE(read->recipients.empty());
  EXPECT_EQ(kind_of(*read), message_kind::other);
  EXPECT_EQ(name(kind_of(*read)), "no report");
  EXPECT_THAT(accused(*read, profile::smtp, false), IsEmpty());
}

TEST(container, of_another_multipart_is_read_and_is_no_report) {
  const auto read = read_report(report_of({text_part, status_part}, "multipart/mixed"));
  EXPECT_FALSE(read->is_report);
  ASSERT_NE(read->delivery_status, nullptr);
  EXPECT_EQ(read->recipients.size(), 1U);
  EXPECT_THAT(accused(*read, profile::any, false), ElementsAre("rfc3464/2/multipart-report"));
}

TEST(container, part_one_of_any_type) {
  for (const char* part :
       {"Content-Type: text/html\r\n\r\n<p>Sorry</p>",
        "Content-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\nContent-Language: de\r\n\r\nLeider "
        "nein\r\n--b2\r\nContent-Type: text/html\r\n\r\nno\r\n--b2--",
        "\r\nno header at all",
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xC3\xA9"}) {
    const auto read = read_report(report_of({part, status_part}));
    EXPECT_TRUE(read->is_report);
    EXPECT_THAT(accused(*read), IsEmpty()) << part;
  }
  const auto empty = read_report(report_of({"Content-Type: text/plain\r\n\r\n", status_part}));
  EXPECT_TRUE(empty->is_report);
  EXPECT_TRUE(has_rule(*empty, "first-part-empty"));
}

// Somebody else's fields in the text for people are not the report's (RFC 3464 section 2 c).
TEST(container, fields_in_the_text_are_ignored) {
  const auto read = read_report(
      report_of({text_part + "\r\nFinal-Recipient: rfc822; evil@x\r\nAction: delivered", status_part}));
  EXPECT_EQ(read->recipients.size(), 1U);
  EXPECT_EQ(read->recipients[0].final_recipient->value, "a@b");
}

TEST(container, without_a_usable_boundary_has_no_parts) {
  for (const char* type : {"multipart/report; report-type=delivery-status",
                           "multipart/report; report-type=delivery-status; boundary=\"\""}) {
    const auto read = read_report("MIME-Version: 1.0\r\nContent-Type: " + std::string(type) +
                                  "\r\n\r\n--\r\n\r\nx\r\n----\r\n");
    EXPECT_FALSE(read->is_report);
    EXPECT_EQ(kind_of(*read), message_kind::status_report);
    EXPECT_EQ(name(kind_of(*read)), "delivery status report");
    EXPECT_THAT(accused(*read), testing::Contains("rfc6522/3/boundary-present"));
  }
}

TEST(container, delimiters_with_padding_and_nested_boundaries) {
  const auto padded = read_report(
      "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; "
      "boundary=b1\r\n\r\n--b1  \r\n" +
      text_part + "\r\n--b1\t\r\n" + status_part + "\r\n--b1--  \r\n");
  EXPECT_TRUE(padded->is_report);
  const std::string nested = "Content-Type: multipart/mixed; boundary=b1d\r\n\r\n--b1d\r\n\r\nx\r\n--b1d--";
  const auto prefixed = read_report(report_of({text_part, status_part, nested}));
  EXPECT_TRUE(prefixed->is_report);
  ASSERT_NE(prefixed->returned_content, nullptr);
  EXPECT_EQ(prefixed->message.children.size(), 3U);
}

// ---------------------------------------------------------------- encodings

TEST(encoded_status, in_base64_is_decoded_and_flagged) {
  // Reporting-MTA: dns; a.b / / Final-Recipient: rfc822; a@b
  const std::string part = status_header +
                           "Content-Transfer-Encoding: base64\r\n\r\n"
                           "UmVwb3J0aW5nLU1UQTogZG5zOyBhLmINCg0KRmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFAYg0K";
  const std::string octets = report_of({text_part, part});
  const auto read = read_report(octets);
  EXPECT_TRUE(read->is_report);
  EXPECT_EQ(read->decoded_status, "Reporting-MTA: dns; a.b\r\n\r\nFinal-Recipient: rfc822; a@b\r\n");
  EXPECT_EQ(read->per_message.reporting_mta->value, "a.b");
  ASSERT_EQ(read->recipients.size(), 1U);
  EXPECT_EQ(read->recipients[0].fields[0].where.offset, 27U);
  EXPECT_TRUE(has_rule(*read, "status-part-encoded"));
  const lint_result result = lint(*read);
  for (const finding& one : result.findings) {  // in the file, not in the decoded octets
    EXPECT_GE(one.where.offset, octets.find("Content-Transfer-Encoding")) << one.requirement;
  }
}

TEST(encoded_status, in_quoted_printable_is_decoded) {
  const std::string part = status_header +
                           "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                           "Reporting-MTA: dns; =61.b\r\n\r\nFinal-Recipient: x400; /C=3DUS/=\r\nA=3DX/\r\n";
  const auto read = read_report(report_of({text_part, part}));
  EXPECT_EQ(read->per_message.reporting_mta->value, "a.b");
  ASSERT_EQ(read->recipients.size(), 1U);
  EXPECT_EQ(read->recipients[0].final_recipient->value, "/C=US/A=X/");
}

// T192: what was not encoded is not lost, whatever the label says; the raw octets stay in the part.
TEST(encoded_status, that_is_not_encoded_keeps_its_octets) {
  const std::string body = "Reporting-MTA: dns; a.b\r\n\r\nFinal-Recipient: x400; /C=US/\r\n";
  const std::string octets =
      report_of({text_part, status_header + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + body});
  const auto read = read_report(octets);
  EXPECT_EQ(read->delivery_status->body, body);
  EXPECT_EQ(read->recipients[0].final_recipient->value, "/C=US/");
}

TEST(mbox, separator_line_is_skipped) {
  const auto read = read_report("From MAILER-DAEMON Thu Apr 29 23:34:45 2010\r\n" + clean_report());
  EXPECT_TRUE(read->is_report);
  EXPECT_THAT(rules_of(*read), ElementsAre("field-mbox-from"));
}

TEST(other_messages, are_no_reports) {
  for (const char* octets : {"", "\r\n", "x", "Subject: x\r\n\r\ntext\r\n", "From a\r\n\r\n"}) {
    const auto read = read_report(octets);
    EXPECT_FALSE(read->is_report);
    EXPECT_EQ(kind_of(*read), message_kind::other);
    EXPECT_THAT(accused(*read, profile::smtp, false), IsEmpty());
    EXPECT_THAT(accused(*read, profile::smtp, true), ElementsAre("rfc3464/2/multipart-report"));
  }
}

}  // namespace
}  // namespace dsnspec::dsn::test
