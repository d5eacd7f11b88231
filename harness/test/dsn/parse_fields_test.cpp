// What the fields of a delivery status say, one by one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsn/field_id.hpp"
#include "dsn/sample.hpp"

namespace dsnspec::dsn::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A delivery status of one recipient, with these fields besides.
std::string recipient_with(const std::string& fields) {
  return "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n" + fields;
}

held_report read(std::string octets) {
  held_report result = read_status(std::move(octets));
  EXPECT_EQ(result->recipients.size(), 1U);
  if (result->recipients.empty()) {
    result->recipients.emplace_back();
  }
  return result;
}

// ---------------------------------------------------------------- Action

struct action_case {
  std::string_view text;
  std::optional<action> value;
};

class actions : public testing::TestWithParam<action_case> {};

TEST_P(actions, are_read) {
  const std::string octets =
      recipient_with("Status: 5.0.0\r\nACTION:" + std::string(GetParam().text) + "\r\n");
  const auto result = read(octets);
  ASSERT_TRUE(result->recipients[0].action);
  EXPECT_EQ(result->recipients[0].action->value, GetParam().value);
  EXPECT_EQ(has_rule(*result, "action-unknown"), !GetParam().value.has_value());
}

INSTANTIATE_TEST_SUITE_P(
    rfc3464_2_3_3, actions,
    testing::Values(action_case{" FaIlEd", action::failed}, action_case{"delayed", action::delayed},
                    action_case{" (x(y)\\)z) failed", action::failed},
                    action_case{" failed (gave up)", action::failed},
                    action_case{"\r\n expanded\r\n\t(alias)", action::expanded},
                    action_case{" delivered ", action::delivered}, action_case{" relayed", action::relayed},
                    action_case{" failure", std::nullopt}, action_case{" failed delayed", std::nullopt},
                    action_case{" fai(x)led", std::nullopt}, action_case{"", std::nullopt},
                    action_case{" (failed)", std::nullopt},
                    action_case{" =?us-ascii?Q?failed?=", std::nullopt}));

// ---------------------------------------------------------------- Status

struct status_case {
  std::string_view text;
  std::string_view value;  // empty: none
  std::string_view rule;   // empty: nothing remarked
};

class statuses : public testing::TestWithParam<status_case> {};

TEST_P(statuses, are_read) {
  const std::string octets =
      recipient_with("Action: failed\r\nStatus: " + std::string(GetParam().text) + "\r\n");
  const auto result = read(octets);
  ASSERT_TRUE(result->recipients[0].status);
  const auto& value = result->recipients[0].status->value;
  EXPECT_EQ(value ? value->text() : "", GetParam().value);
  if (GetParam().rule.empty()) {
    EXPECT_THAT(rules_of(*result), IsEmpty());
  } else {
    EXPECT_TRUE(has_rule(*result, GetParam().rule));
  }
}

INSTANTIATE_TEST_SUITE_P(
    rfc3464_2_3_4, statuses,
    testing::Values(status_case{"5.0.0", "5.0.0", ""}, status_case{"5.1.1 (bad mailbox)", "5.1.1", ""},
                    status_case{"(x) 4.4.7 (y)", "4.4.7", ""}, status_case{"2.999.999", "2.999.999", ""},
                    status_case{"5.1.1 (=?utf-8?Q?=C3=A9?=)", "5.1.1", ""},
                    status_case{"5.1.1 bad mailbox", "5.1.1", "status-code-surplus"},
                    status_case{"5.1.1; x", "5.1.1", "status-code-surplus"},
                    status_case{"5.1.1 (oops", "5.1.1", "comment-unterminated"},
                    status_case{"5.1.1 (\\\r\n )", "5.1.1", "quoted-pair-line-end"},
                    status_case{"3.1.1", "3.1.1", "status-code-class"},
                    status_case{"9.9.9", "9.9.9", "status-code-class"},
                    status_case{"0.0.0", "0.0.0", "status-code-class"},
                    status_case{"5.01.1", "5.1.1", "status-code-leading-zero"},
                    status_case{"5.1.1000", "", "status-code-digits"},
                    status_case{"5.1", "", "status-code-shape"}, status_case{"511", "", "status-code-shape"},
                    status_case{"550", "", "status-code-shape"}, status_case{"", "", "status-code-shape"}));

// More numbers than three are no status code, whatever the rule is called.
TEST(statuses, of_four_numbers_are_none) {
  const auto result = read(recipient_with("Action: failed\r\nStatus: 5.1.1.1\r\n"));
  EXPECT_FALSE(result->recipients[0].status->value);
}

// Action and Status are independent: giving up on a temporary failure is legal (RFC 3464 2.3.3, note).
TEST(statuses, failed_with_class_4) {
  const auto result = read(recipient_with("Action: failed\r\nStatus: 4.4.7\r\n"));
  EXPECT_EQ(result->recipients[0].action->value, action::failed);
  EXPECT_EQ(result->recipients[0].status->value->class_, 4);
  EXPECT_THAT(rules_of(*result), IsEmpty());
}

// ---------------------------------------------------------------- "type; value"

struct typed_case {
  std::string_view text;
  std::string_view type;
  std::string_view value;
};

class typed_values : public testing::TestWithParam<typed_case> {};

TEST_P(typed_values, are_divided) {
  const std::string octets =
      "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient:" + std::string(GetParam().text) +
      "\r\nAction: failed\r\nStatus: 5.0.0\r\n";
  const auto result = read(octets);
  ASSERT_TRUE(result->recipients[0].final_recipient);
  EXPECT_EQ(result->recipients[0].final_recipient->type, GetParam().type);
  EXPECT_EQ(result->recipients[0].final_recipient->value, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(rfc3464_2_1_2, typed_values,
                         testing::Values(typed_case{" rfc822;a@b", "rfc822", "a@b"},
                                         typed_case{" RFC822 ; a@b", "RFC822", "a@b"},
                                         typed_case{" rfc822 (c) ;a@b", "rfc822", "a@b"},
                                         typed_case{" rfc822;\r\n a@b", "rfc822", "a@b"},
                                         typed_case{" rfc822 (a;b);a@b", "rfc822", "a@b"},
                                         typed_case{" rfc822; \"joe (x)\"@b.c", "rfc822", "\"joe (x)\"@b.c"},
                                         typed_case{" rfc822; a;b@c", "rfc822", "a;b@c"},
                                         typed_case{" rfc822; =?utf-8?Q?a?=@b", "rfc822", "=?utf-8?Q?a?=@b"},
                                         typed_case{" rfc822;a+2Btag@x", "rfc822", "a+2Btag@x"},
                                         typed_case{" rfc822;", "rfc822", ""},
                                         typed_case{" utf8; x", "utf8", "x"}));

TEST(typed_values, without_a_type) {
  const auto result = read(
      "Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: a@b\r\nAction: failed\r\nStatus: "
      "5.0.0\r\n");
  EXPECT_FALSE(result->recipients[0].final_recipient->has_type);
  EXPECT_EQ(result->recipients[0].final_recipient->value, "a@b");
  EXPECT_THAT(rules_of(*result), ElementsAre("typed-value-no-type"));
}

// ---------------------------------------------------------------- Diagnostic-Code, Remote-MTA

TEST(diagnostic_code, of_another_type_is_no_reply) {
  const auto result =
      read(recipient_with("Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: X-Postfix; unknown user\r\n"));
  EXPECT_EQ(result->recipients[0].diagnostic_code->type, "X-Postfix");
  EXPECT_EQ(result->recipients[0].diagnostic_code->value, "unknown user");
  EXPECT_THAT(rules_of(*result), IsEmpty());
}

TEST(diagnostic_code, without_a_reply_code_is_remarked_on) {
  for (const char* text : {"5500 x", "x", "5.1.1 x"}) {
    const auto result = read(recipient_with("Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; " +
                                            std::string(text) + "\r\n"));
    EXPECT_EQ(result->recipients[0].diagnostic_code->value, text);
    EXPECT_TRUE(has_rule(*result, "smtp-reply-code")) << text;
  }
  const auto result =
      read(recipient_with("Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 999 x\r\n"));
  EXPECT_TRUE(has_rule(*result, "smtp-reply-code-range"));
}

TEST(diagnostic_code, keeps_parentheses) {
  const auto result = read(
      recipient_with("Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 (a) user (b); c\r\n"));
  EXPECT_EQ(result->recipients[0].diagnostic_code->value, "550 (a) user (b); c");
}

TEST(remote_mta, keeps_what_follows_the_name) {
  const auto result = read(
      recipient_with("Action: failed\r\nStatus: 5.0.0\r\nRemote-MTA: dns; mail.x.org [192.0.2.1]:25\r\n"));
  EXPECT_EQ(result->recipients[0].remote_mta->value, "mail.x.org [192.0.2.1]:25");
  EXPECT_THAT(rules_of(*result), ElementsAre("dns-name-surplus"));
  const auto with_comment = read(recipient_with(
      "Action: failed\r\nStatus: 5.0.0\r\nRemote-MTA: dns; mx.x.org (192.0.2.1, the server)\r\n"));
  EXPECT_THAT(rules_of(*with_comment), IsEmpty());
}

// ---------------------------------------------------------------- dates and texts

TEST(dates, without_day_and_seconds_and_with_a_comment) {
  const auto result =
      read_status("Reporting-MTA: dns; mx.example.org\r\nArrival-Date: 7 Jul 1994 17:16 -0400 (EDT)\r\n");
  ASSERT_TRUE(result->per_message.arrival_date->value);
  EXPECT_EQ(result->per_message.arrival_date->value->zone, -240);
  EXPECT_EQ(result->per_message.arrival_date->text, "7 Jul 1994 17:16 -0400 (EDT)");
}

TEST(dates, of_another_kind_are_kept_as_text) {
  const auto result =
      read(recipient_with("Action: failed\r\nStatus: 5.0.0\r\nLast-Attempt-Date: 1994-07-07T17:15:49Z\r\n"));
  EXPECT_FALSE(result->recipients[0].last_attempt_date->value);
  EXPECT_EQ(result->recipients[0].last_attempt_date->text, "1994-07-07T17:15:49Z");
  EXPECT_FALSE(result->diagnostics.empty());
}

// RFC 3464 2.2.1: case and spelling are kept, parentheses and encoded-words are nothing special.
TEST(envelope_id, is_taken_as_it_is) {
  for (const char* text : {"a(b)c", "=?utf-8?Q?x?=", "QqAa(x", "\"a\\b"}) {
    const auto result =
        read_status("Original-Envelope-Id:  " + std::string(text) + " \r\nReporting-MTA: dns; a.b\r\n");
    EXPECT_EQ(result->per_message.original_envelope_id->text, text);
  }
}

TEST(field_names, in_any_case_and_with_a_blank_before_the_colon) {
  const auto result = read(
      "rEPORTING-mta: dns; a.b\r\n\r\nFINAL-RECIPIENT : rfc822; a@b\r\naction\t: failed\r\nSTATUS: "
      "5.0.0\r\n");
  EXPECT_TRUE(result->per_message.reporting_mta);
  EXPECT_TRUE(result->recipients[0].final_recipient);
  EXPECT_EQ(result->recipients[0].action->value, action::failed);
  EXPECT_EQ(result->recipients[0].fields[0].name, "FINAL-RECIPIENT");
  EXPECT_THAT(rules_of(*result), ElementsAre("field-blank-before-colon"));
}

TEST(extension_fields, are_kept_and_disturb_nothing) {
  const auto result =
      read(recipient_with("Action: failed\r\nStatus: 5.0.0\r\nX-Foo: bar\r\nFoo-Bar: "
                          "x\r\nSMTP-Remote-Recipient: a@b\r\nX-Foo: again\r\n"));
  std::vector<std::string_view> names;
  for (const field* one : extension_fields(result->recipients[0])) {
    names.push_back(one->name);
  }
  EXPECT_THAT(names, ElementsAre("X-Foo", "Foo-Bar", "SMTP-Remote-Recipient", "X-Foo"));
  EXPECT_THAT(rules_of(*result), IsEmpty());
}

TEST(doubled_fields, the_first_counts_and_all_are_kept) {
  const auto result = read(recipient_with(
      "Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 a\r\nDiagnostic-Code: smtp; 551 b\r\n"));
  EXPECT_EQ(result->recipients[0].diagnostic_code->value, "550 a");
  EXPECT_EQ(result->recipients[0].fields.size(), 5U);
  EXPECT_THAT(rules_of(*result), ElementsAre("field-doubled"));
}

TEST(missing_fields, leave_nothing_guessed) {
  const auto result = read("X-Foo: a\r\n\r\nFinal-Recipient: rfc822; a@b\r\n");
  EXPECT_FALSE(result->per_message.reporting_mta);
  EXPECT_FALSE(result->recipients[0].action);
  EXPECT_FALSE(result->recipients[0].status);
  EXPECT_THAT(rules_of(*result), ElementsAre("action-missing", "reporting-mta-missing", "status-missing"));
}

// Values are views with the folding inside; unfolded() undoes it.
TEST(folding, stays_in_the_value) {
  const auto result = read(
      recipient_with("Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550-a\r\n  550\tb\n\tc\r\n"));
  EXPECT_EQ(result->recipients[0].diagnostic_code->value, "550-a\r\n  550\tb\n\tc");
  EXPECT_EQ(unfolded(result->recipients[0].diagnostic_code->value), "550-a 550\tb c");
}

TEST(octets, nul_eight_bit_and_bare_cr_are_kept_and_remarked_on) {
  using namespace std::string_view_literals;
  const std::string octets =
      recipient_with(std::string("Action: failed\r\nStatus: 5.0.0\r\nX-Foo: a\0b\xE9\rc\r\n"sv));
  const auto result = read(octets);
  EXPECT_EQ(result->recipients[0].fields.back().value, " a\0b\xE9\rc"sv);
  EXPECT_THAT(rules_of(*result), ElementsAre("field-bare-cr", "field-eight-bit", "field-nul"));
}

TEST(field_id, knows_its_names) {
  for (int i = 0; i < static_cast<int>(field_id::extension); ++i) {
    EXPECT_EQ(identify(name(static_cast<field_id>(i))), static_cast<field_id>(i));
  }
  EXPECT_EQ(identify("X-Foo"), field_id::extension);
  EXPECT_EQ(identify(""), field_id::extension);
}

}  // namespace
}  // namespace dsnspec::dsn::test
