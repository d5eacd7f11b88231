// How the fields of a delivery status form groups, well written and badly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsn/sample.hpp"
#include "grammar/offset.hpp"

namespace dsnspec::dsn::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string message_group = "Reporting-MTA: dns; mx.example.org\r\n";
const std::string first_recipient = "Final-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.0.0\r\n";
const std::string second_recipient = "Final-Recipient: rfc822; c@d\r\nAction: delayed\r\nStatus: 4.0.0\r\n";

std::vector<std::string_view> recipients_of(const report& read) {
  std::vector<std::string_view> out;
  for (const per_recipient_fields& one : read.recipients) {
    out.push_back(one.final_recipient ? one.final_recipient->value : "-");
  }
  return out;
}

TEST(groups, as_the_grammar_has_them) {
  const std::string octets = message_group + "\r\n" + first_recipient + "\r\n" + second_recipient;
  const auto read = read_status(octets);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b", "c@d"));
  EXPECT_THAT(rules_of(*read), IsEmpty());
  EXPECT_EQ(octets.substr(read->recipients[1].where.offset, read->recipients[1].where.length),
            second_recipient);
  EXPECT_EQ(octets.substr(read->per_message.where.offset, read->per_message.where.length), message_group);
}

TEST(groups, with_lf) {
  const auto read =
      read_status("Reporting-MTA: dns; a.b\n\nFinal-Recipient: rfc822; a@b\nAction: failed\nStatus: 5.0.0\n");
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b"));
  EXPECT_THAT(rules_of(*read), ElementsAre("field-bare-lf"));
}

TEST(groups, without_the_last_line_end) {
  const std::string octets = message_group + "\r\n" + first_recipient;
  const auto read = read_status(octets.substr(0, octets.size() - 2));
  EXPECT_EQ(read->recipients[0].status->text, "5.0.0");
  EXPECT_THAT(rules_of(*read), ElementsAre("field-no-line-end"));
}

TEST(blank_lines, any_number_separates) {
  const std::string octets =
      "\r\n" + message_group + "\r\n\r\n\r\n" + first_recipient + "\r\n\r\n" + second_recipient + "\r\n\r\n";
  const auto read = read_status(octets);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b", "c@d"));
  EXPECT_THAT(rules_of(*read), ElementsAre("extra-blank-line", "leading-blank-line", "trailing-blank-line"));
}

// RFC 822 makes a line of blanks a continuation; its writer meant an empty one.
TEST(blank_lines, of_blanks_separate_too) {
  const std::string octets = message_group + "\r\n" + first_recipient + "  \t\r\n" + second_recipient;
  const auto read = read_status(octets);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b", "c@d"));
  EXPECT_TRUE(has_rule(*read, "separator-of-blanks"));
}

// There RFC 822 and we see the same: one group.
TEST(blank_lines, of_blanks_inside_a_group_divide_nothing) {
  const std::string octets = message_group + "\r\n" + first_recipient + " \r\nX-Foo: bar\r\n";
  const auto read = read_status(octets);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b"));
  EXPECT_EQ(read->recipients[0].fields.size(), 4U);
  EXPECT_THAT(rules_of(*read), ElementsAre("field-blank-only-line"));
}

TEST(missing_blank_lines, before_the_first_recipient) {
  const auto read = read_status(message_group + first_recipient);
  EXPECT_TRUE(read->per_message.reporting_mta);
  EXPECT_EQ(read->per_message.fields.size(), 1U);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b"));
  EXPECT_THAT(rules_of(*read), ElementsAre("blank-line-missing"));
}

TEST(missing_blank_lines, between_recipients_double_the_fields) {
  const std::string octets = message_group + "\r\n" + first_recipient + second_recipient;
  const auto read = read_status(octets);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b"));
  EXPECT_EQ(read->recipients[0].fields.size(), 6U);
  EXPECT_THAT(rules_of(*read), ElementsAre("field-doubled"));
}

// As in the "Delayed DSN" of RFC 3464 appendix E.
TEST(divided_groups, are_joined) {
  const std::string octets = message_group +
                             "\r\nFinal-Recipient: rfc822; a@b\r\n\r\nStatus: 4.0.0 (unknown temporary "
                             "failure)\r\nAction: delayed\r\n";
  const auto read = read_status(octets);
  ASSERT_EQ(read->recipients.size(), 1U);
  EXPECT_EQ(read->recipients[0].action->value, action::delayed);
  EXPECT_EQ(read->recipients[0].status->text, "4.0.0");
  EXPECT_THAT(rules_of(*read), ElementsAre("group-divided"));
  EXPECT_EQ(read->recipients[0].where.offset + read->recipients[0].where.length, octets.size());
}

// The second group says again what the first has: it is another recipient, whose address was forgotten.
TEST(divided_groups, are_not_joined_when_they_repeat) {
  const std::string octets =
      message_group + "\r\n" + first_recipient + "\r\nAction: delayed\r\nStatus: 4.0.0\r\n";
  const auto read = read_status(octets);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b", "-"));
  EXPECT_EQ(read->recipients[0].action->value, action::failed);
  EXPECT_THAT(rules_of(*read), ElementsAre("final-recipient-missing"));
}

// RFC 3464 section 2.3.2: each recipient has its Final-Recipient, and so each of those begins another.
TEST(divided_groups, are_not_joined_at_a_final_recipient) {
  const auto read = read_status(
      message_group + "\r\nAction: failed\r\nStatus: 5.0.0\r\n\r\nFinal-Recipient: rfc822; c@d\r\n");
  EXPECT_THAT(recipients_of(*read), ElementsAre("-", "c@d"));
  EXPECT_EQ(read->recipients[0].action->value, action::failed);
  EXPECT_FALSE(read->recipients[1].action);
}

TEST(divided_groups, are_joined_at_an_original_recipient) {
  const auto read =
      read_status(message_group + "\r\n" + first_recipient + "\r\nOriginal-Recipient: rfc822; x@y\r\n");
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b"));
  EXPECT_TRUE(read->recipients[0].original_recipient);
  EXPECT_THAT(rules_of(*read), ElementsAre("group-divided"));
}

TEST(per_message_fields, in_two_groups_belong_together) {
  const auto read =
      read_status(message_group + "\r\nArrival-Date: 7 Jul 1994 17:16 -0400\r\n\r\n" + first_recipient);
  EXPECT_TRUE(read->per_message.reporting_mta);
  EXPECT_TRUE(read->per_message.arrival_date);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b"));
  EXPECT_THAT(rules_of(*read), ElementsAre("per-message-field-late"));
}

TEST(per_message_fields, in_the_group_of_a_recipient_are_flagged) {
  const std::string octets =
      message_group + "\r\n" + first_recipient + "Arrival-Date: 7 Jul 1994 17:16 -0400\r\n";
  const auto read = read_status(octets);
  EXPECT_FALSE(read->per_message.arrival_date);
  EXPECT_EQ(read->recipients[0].fields.size(), 4U);
  EXPECT_THAT(rules_of(*read), ElementsAre("per-message-field-late"));
}

TEST(per_message_fields, missing_altogether) {
  const auto read = read_status(first_recipient + "\r\n" + second_recipient);
  EXPECT_THAT(recipients_of(*read), ElementsAre("a@b", "c@d"));
  EXPECT_TRUE(read->per_message.fields.empty());
  EXPECT_THAT(rules_of(*read), ElementsAre("reporting-mta-missing"));
}

TEST(loose_lines, belong_to_the_diagnostic_above) {
  const std::string octets =
      message_group + "\r\n" + first_recipient +
      "Diagnostic-Code: smtp;550-5.1.1 a\r\n550-5.1.1 b\r\n550 5.1.1 http://x y\r\nX-Foo: bar\r\n";
  const auto read = read_status(octets);
  const per_recipient_fields& group = read->recipients[0];
  ASSERT_EQ(group.fields.size(), 5U);
  EXPECT_EQ(group.diagnostic_code->value, "550-5.1.1 a\r\n550-5.1.1 b\r\n550 5.1.1 http://x y");
  EXPECT_EQ(group.fields[3].raw,
            "Diagnostic-Code: smtp;550-5.1.1 a\r\n550-5.1.1 b\r\n550 5.1.1 http://x y\r\n");
  EXPECT_TRUE(has_rule(*read, "line-attached"));
  EXPECT_TRUE(has_rule(*read, "field-not-a-field"));
}

TEST(loose_lines, belong_to_no_field_of_another_kind) {
  const auto read = read_status(message_group + "\r\n" + first_recipient + "some text\r\nX-Foo: bar\r\n");
  EXPECT_EQ(read->recipients[0].status->text, "5.0.0");
  EXPECT_EQ(read->recipients[0].fields.size(), 4U);
  EXPECT_THAT(rules_of(*read), ElementsAre("field-not-a-field"));
}

TEST(empty_body, gives_nothing_and_says_so) {
  for (const char* octets : {"", "\r\n", "\r\n\r\n"}) {
    const auto read = read_status(octets);
    EXPECT_TRUE(read->per_message.fields.empty());
    EXPECT_TRUE(read->recipients.empty());
    EXPECT_THAT(rules_of(*read), testing::IsSupersetOf({"status-empty", "recipient-group-missing"}));
  }
}

// Every octet is in one field, or in a blank or loose line between them; fields are in order and don't
// overlap.
TEST(losslessness, fields_lie_in_order_in_the_octets) {
  const std::string octets = "junk\r\n\r\n" + message_group + " \r\n folded\r\n" + first_recipient + "x\r\n" +
                             second_recipient + "\r\nlast: 1";
  const auto read = parse_delivery_status(octets);
  std::vector<const field*> all;
  for (const field& one : read->per_message.fields) {
    all.push_back(&one);
  }
  for (const per_recipient_fields& group : read->recipients) {
    for (const field& one : group.fields) {
      all.push_back(&one);
    }
  }
  std::size_t end = 0;
  for (const field* one : all) {
    EXPECT_GE(one->where.offset, end);
    EXPECT_EQ(octets.substr(one->where.offset, one->where.length), one->raw);
    EXPECT_TRUE(grammar::within(octets, one->raw));
    EXPECT_TRUE(grammar::within(one->raw, one->value));
    EXPECT_TRUE(grammar::within(one->raw, one->name));
    end = one->where.offset + one->where.length;
  }
  EXPECT_EQ(all.size(), 8U);
}

}  // namespace
}  // namespace dsnspec::dsn::test
