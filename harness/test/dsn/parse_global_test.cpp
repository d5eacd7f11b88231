// The forms of RFC 6533: read, not judged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dsn/sample.hpp"

namespace dsnspec::dsn::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string global_report(const std::string& fields, const std::string& report_type = "delivery-status") {
  return "From: a@b.example\r\nTo: c@d.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; "
         "report-type=" +
         report_type +
         "; boundary=b1\r\n\r\n--b1\r\n\r\nSorry.\r\n--b1\r\nContent-Type: "
         "message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n\r\nReporting-MTA: dns; "
         "mx.example.org\r\n\r\n" +
         fields + "Action: failed\r\nStatus: 5.0.0\r\n\r\n--b1--\r\n";
}

TEST(global, with_either_report_type) {
  for (const char* type : {"delivery-status", "global-delivery-status", "Global-Delivery-Status"}) {
    const auto read = read_report(global_report("Final-Recipient: utf-8; r\xC3\xA9n@x.org\r\n", type));
    EXPECT_TRUE(read->is_report);
    EXPECT_TRUE(read->is_global);
    EXPECT_EQ(read->recipients[0].final_recipient->value, "r\xC3\xA9n@x.org");
    EXPECT_THAT(rules_of(*read), IsEmpty()) << type;
    EXPECT_THAT(accused(*read), IsEmpty()) << type;
  }
}

TEST(global, in_pure_ascii_is_legal) {
  const auto read = read_report(global_report("Final-Recipient: rfc822; a@x.org\r\n"));
  EXPECT_THAT(rules_of(*read), IsEmpty());
  EXPECT_THAT(accused(*read), IsEmpty());
}

TEST(global, in_base64_is_allowed) {
  std::string octets = global_report("Final-Recipient: rfc822; a@x.org\r\n");
  octets = damaged(octets, {{"8bit", "quoted-printable"}});
  const auto read = read_report(octets);
  EXPECT_EQ(read->recipients.size(), 1U);
  EXPECT_FALSE(has_rule(*read, "status-part-encoded"));
  EXPECT_THAT(accused(*read), IsEmpty());
}

TEST(global, wrong_label_is_kept_and_flagged) {
  const auto read = read_report(global_report("Final-Recipient: rfc822; r\xC3\xA9n@x\r\n"));
  EXPECT_EQ(read->recipients[0].final_recipient->value, "r\xC3\xA9n@x");
  EXPECT_THAT(rules_of(*read), ElementsAre("address-type-not-utf8"));
}

TEST(global, malformed_utf8_is_kept_and_flagged) {
  for (const char* octets : {"\xC0\x80", "\xED\xA0\x80", "\xE9", "\xF4\x90\x80\x80", "\xC3"}) {
    const auto read =
        read_report(global_report("Final-Recipient: utf-8; a" + std::string(octets) + "@x\r\n"));
    EXPECT_EQ(read->recipients[0].final_recipient->value, "a" + std::string(octets) + "@x");
    EXPECT_THAT(rules_of(*read), ElementsAre("utf8-malformed"));
  }
}

TEST(global, escapes_are_left_alone) {
  for (const char* text : {"a\\x{2B}b@x", "\\x{41}", "\\x{D800}", "\\x{}", "\\X{E9}", "\\x{E9"}) {
    const auto read = read_report(global_report("Original-Recipient: utf-8; " + std::string(text) +
                                                "\r\nFinal-Recipient: UTF-8; b@xn--bcher-kva.example\r\n"));
    EXPECT_EQ(read->recipients[0].original_recipient->value, text);
    EXPECT_EQ(read->recipients[0].final_recipient->value, "b@xn--bcher-kva.example");
  }
}

TEST(global, localized_diagnostics_are_kept_in_order) {
  const auto read = read_report(global_report(
      "Final-Recipient: rfc822; a@x\r\nDiagnostic-Code: smtp; 550 n\xC3\xB6\r\nLocalized-Diagnostic: de; "
      "nein\r\nLocalized-Diagnostic: fr; n\xC3\xB6n\r\n"));
  const auto& localized = read->recipients[0].localized_diagnostics;
  ASSERT_EQ(localized.size(), 2U);
  EXPECT_EQ(localized[0].type, "de");
  EXPECT_EQ(localized[1].value, "n\xC3\xB6n");
  EXPECT_THAT(accused(*read), IsEmpty());
}

// In message/delivery-status the same octets are wrong (RFC 6533 section 6.2).
TEST(global, eight_bit_octets_are_only_for_it) {
  std::string octets = global_report("Final-Recipient: utf-8; r\xC3\xA9n@x.org\r\n");
  octets =
      damaged(octets, {{"global-delivery-status\r\nContent-Transfer-Encoding: 8bit", "delivery-status"}});
  EXPECT_THAT(accused(octets),
              ElementsAre("rfc3464/2.1/seven-bit-octets", "rfc6533/3/no-utf8-address-in-seven-bit-dsn"));
}

}  // namespace
}  // namespace dsnspec::dsn::test
