// The linter's rules of RFC 6533: a clean report with one damage has that finding and no other, and what is
// allowed has none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "dsn/lint_global_ids.hpp"
#include "dsn/sample.hpp"

namespace dsnspec::dsn::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// With octets above 127 wherever they may be.
std::string clean_global_report() {
  return "From: postmaster@mx.example.org\r\nTo: m\u00FCller@example.com\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n\r\n"
         "--b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
         "Not delivered to r\u00E9n.\r\n"
         "--b1\r\nContent-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
         "Reporting-MTA: dns; mx.example.org\r\nX-Made-Note: \u2713\r\n\r\n"
         "Original-Recipient: utf-8; ren\u00E9+x@orig.example\r\n"
         "Final-Recipient: utf-8; r\u00E9n@next.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
         "Diagnostic-Code: smtp; 550 no mailbox r\u00E9n\r\n"
         "Localized-Diagnostic: de-AT; kein Postfach f\u00FCr r\u00E9n\r\n"
         "Localized-Diagnostic: fr; pas de bo\u00EEte\r\n\r\n"
         "--b1\r\nContent-Type: message/global-headers\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
         "From: m\u00FCller@example.com\r\nSubject: Gr\u00FC\u00DFe\r\n\r\n"
         "--b1--\r\n";
}

// The same in seven bits: message/delivery-status, with the address in its encoded form.
std::string clean_seven_bit_report() {
  return damaged(
      clean_global_report(),
      {{"message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit", "message/delivery-status"},
       {"X-Made-Note: \u2713\r\n", ""},
       {"utf-8; ren\u00E9+x@", "utf-8; ren\\x{E9}\\x{2B}x@"},
       {"utf-8; r\u00E9n@", "utf-8; r\\x{E9}n@"},
       {"550 no mailbox r\u00E9n", "550 no mailbox"},
       {"Localized-Diagnostic: de-AT; kein Postfach f\u00FCr r\u00E9n\r\n", ""},
       {"Localized-Diagnostic: fr; pas de bo\u00EEte\r\n", ""}});
}

struct damage {
  std::string_view requirement;
  std::string_view what;
  std::string (*clean)();
  replacements changes;
};

std::ostream& operator<<(std::ostream& out, const damage& one) {
  return out << one.requirement << ": " << one.what;
}

const std::string final_line = "Final-Recipient: utf-8; r\u00E9n@next.example";
const std::string final_line_7 = "Final-Recipient: utf-8; r\\x{E9}n@next.example";
const std::string original_line = "Original-Recipient: utf-8; ren\u00E9+x@orig.example";
const std::string nul(1, '\0');

const std::vector<damage> damages = {
    {ids::xtext_form_in_seven_bit_dsn,
     "plus",
     clean_seven_bit_report,
     {{"r\\x{E9}n@next", "r\\x{E9}n+x@next"}}},
    {ids::xtext_form_in_seven_bit_dsn, "equals", clean_seven_bit_report, {{"r\\x{E9}n@next", "r=E9n@next"}}},
    {ids::utf8_address_in_global_dsn,
     "encoded",
     clean_global_report,
     {{"utf-8; r\u00E9n@", "utf-8; r\\x{E9}n@"}}},
    {ids::utf8_address_in_global_dsn,
     "half",
     clean_global_report,
     {{"utf-8; r\u00E9n@", "utf-8; r\u00E9\\x{E9}n@"}}},
    {ids::utf8_address_in_global_dsn,
     "plus",
     clean_global_report,
     {{"utf-8; r\u00E9n@", "utf-8; a\\x{2B}n@"}}},
    {ids::orcpt_upconverted, "xtext", clean_global_report, {{"ren\u00E9+x@", "ren\\x{E9}\\x{2B}x@"}}},
    {ids::orcpt_upconverted, "unitext", clean_global_report, {{"ren\u00E9+x@", "ren\u00E9\\x{2B}x@"}}},
    {ids::hexpoint_syntax,
     "surrogates",
     clean_global_report,
     {{"utf-8; r\u00E9n@", "utf-8; \\x{D83D}\\x{DE00}@"}}},
    {ids::hexpoint_syntax, "leading zero", clean_seven_bit_report, {{"r\\x{E9}n@next", "r\\x{0E9}n@next"}}},
    {ids::hexpoint_syntax, "ASCII", clean_seven_bit_report, {{"r\\x{E9}n@next", "r\\x{41}n@next"}}},
    {ids::hexpoint_syntax, "capital X", clean_seven_bit_report, {{"r\\x{E9}n@next", "r\\X{E9}n@next"}}},
    {ids::dequotes_to_mailbox, "no domain", clean_global_report, {{"r\u00E9n@next.example", "r\u00E9n"}}},
    {ids::dequotes_to_mailbox,
     "two words",
     clean_global_report,
     {{"r\u00E9n@next.example", "r \u00E9n@next.example"}}},
    {ids::dequotes_to_mailbox,
     "encoded blank",
     clean_seven_bit_report,
     {{"r\\x{E9}n@next", "r\\x{20}n@next"}}},
    {ids::charset_utf8,
     "Latin 1",
     clean_global_report,
     {{"550 no mailbox r\u00E9n", "550 no mailbox r\xE9n"}}},
    {ids::charset_utf8,
     "surrogate",
     clean_global_report,
     {{"X-Made-Note: \u2713", "X-Made-Note: \xED\xA0\x80"}}},
    {ids::utf8_only_with_type_utf8,
     "rfc822",
     clean_global_report,
     {{"utf-8; r\u00E9n@", "rfc822; r\u00E9n@"}}},
    {ids::utf8_only_with_type_utf8,
     "original",
     clean_global_report,
     {{"utf-8; ren\u00E9+", "rfc822; ren\u00E9+"}}},
    {ids::no_nul_cr_lf, "NUL", clean_global_report, {{"X-Made-Note: \u2713", "X-Made-Note: \u2713" + nul}}},
    {ids::no_nul_cr_lf, "CR", clean_global_report, {{"550 no mailbox", "550 no\rmailbox"}}},
    {ids::localized_diagnostic_syntax, "no tag", clean_global_report, {{"fr; pas de bo", "pas de bo"}}},
    {ids::localized_diagnostic_syntax,
     "no such tag",
     clean_global_report,
     {{"fr; pas", "fran\u00E7ais; pas"}}},
    {ids::localized_languages_differ, "same", clean_global_report, {{"fr; pas", "DE-at; pas"}}},
    {ids::localized_follows,
     "alone",
     clean_global_report,
     {{"Diagnostic-Code: smtp; 550 no mailbox r\u00E9n\r\n", ""},
      {"Localized-Diagnostic: fr; pas de bo\u00EEte\r\n", ""}}},
    {ids::global_headers_only,
     "body",
     clean_global_report,
     {{"Gr\u00FC\u00DFe\r\n\r\n", "Gr\u00FC\u00DFe\r\n\r\nHi\r\n"}}},
    {ids::no_charset_parameter,
     "utf-8",
     clean_global_report,
     {{"message/global-headers", "message/global-headers; charset=utf-8"}}},
    {ids::global_status_encoding,
     "none",
     clean_global_report,
     {{"message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit",
       "message/global-delivery-status"}}},
    {ids::global_status_encoding,
     "7bit",
     clean_global_report,
     {{"message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit",
       "message/global-delivery-status\r\nContent-Transfer-Encoding: 7bit"}}},
    {ids::global_no_parameters,
     "charset",
     clean_global_report,
     {{"message/global-delivery-status", "message/global-delivery-status; charset=utf-8"}}},
    {ids::global_status_second,
     "third",
     clean_global_report,
     {{"message/global-headers", "message/global-delivery-status"}}},
};

class lint_global_rules : public testing::TestWithParam<damage> {};

TEST_P(lint_global_rules, accuses_of_just_this) {
  const std::string octets = damaged(GetParam().clean(), GetParam().changes);
  EXPECT_THAT(accused(octets), ElementsAre(std::string(GetParam().requirement)));
}

TEST_P(lint_global_rules, same_with_lf) {
  if (GetParam().what != "CR") {
    const std::string octets = damaged(GetParam().clean(), GetParam().changes);
    EXPECT_THAT(accused(with_lf(octets)), ElementsAre(std::string(GetParam().requirement)));
  }
}

INSTANTIATE_TEST_SUITE_P(damages, lint_global_rules, testing::ValuesIn(damages));

TEST(lint_global, has_nothing_against_the_clean_reports) {
  EXPECT_THAT(accused(clean_global_report()), IsEmpty());
  EXPECT_THAT(accused(with_lf(clean_global_report())), IsEmpty());
  EXPECT_THAT(accused(clean_seven_bit_report()), IsEmpty());
}

// Raw octets in message/delivery-status break two sentences at once: that of RFC 3464, too.
TEST(lint_global, no_raw_address_in_seven_bits) {
  for (const auto& [from, to] : replacements{{"utf-8; r\\x{E9}n@", "utf-8; r\u00E9n@"},
                                             {"utf-8; ren\\x{E9}\\x{2B}x@", "UTF-8; ren\u00E9@"}}) {
    EXPECT_THAT(
        accused(damaged(clean_seven_bit_report(), {{from, to}})),
        ElementsAre("rfc3464/2.1/seven-bit-octets", std::string(ids::no_utf8_address_in_seven_bit_dsn)));
  }
  // Whoever writes another type doesn't use the address type of RFC 6533.
  EXPECT_THAT(accused(damaged(clean_seven_bit_report(), {{"utf-8; r\\x{E9}n@", "rfc822; r\u00E9n@"}})),
              ElementsAre("rfc3464/2.1/seven-bit-octets"));
}

struct permitted {
  std::string_view what;
  std::string (*clean)();
  replacements changes;
};

TEST(lint_global, permits_what_the_rfc_permits) {
  const std::vector<permitted> all = {
      {"quoted-printable",
       clean_global_report,
       {{"message/global-headers\r\nContent-Transfer-Encoding: 8bit",
         "message/global-headers\r\nContent-Transfer-Encoding: quoted-printable"},
        {"From: m\u00FCller@", "From: m=C3=BCller@"},
        {"Gr\u00FC\u00DFe", "Gr=C3=BC=C3=9Fe"}}},
      {"binary",
       clean_global_report,
       {{"global-delivery-status\r\nContent-Transfer-Encoding: 8bit",
         "global-delivery-status\r\nContent-Transfer-Encoding: binary"}}},
      {"report-type",
       clean_global_report,
       {{"report-type=delivery-status", "report-type=global-delivery-status"}}},
      {"quoted local part",
       clean_global_report,
       {{final_line, "Final-Recipient: utf-8; \"r\u00E9 \\\" n\"@next.example"}}},
      {"U-label", clean_global_report, {{final_line, "Final-Recipient: UTF-8;r\u00E9n@b\u00FCcher.example"}}},
      {"folded", clean_global_report, {{final_line, "Final-Recipient: utf-8;\r\n r\u00E9n@next.example"}}},
      {"ASCII of type utf-8",
       clean_global_report,
       {{final_line, "Final-Recipient: utf-8; ren@next.example"}}},
      {"ASCII of type rfc822",
       clean_global_report,
       {{final_line, "Final-Recipient: rfc822; ren@next.example"}}},
      // What came malformed is copied as it came (section 3), whatever it looks like.
      {"malformed original",
       clean_global_report,
       {{original_line, "Original-Recipient: utf-8; a\\x{ZZ}b@x"}}},
      {"original no mailbox", clean_global_report, {{original_line, "Original-Recipient: utf-8; a\\x{E9}b"}}},
      {"malformed original in seven bits",
       clean_seven_bit_report,
       {{"utf-8; ren\\x{E9}\\x{2B}x@orig.example", "utf-8; a\\x{ZZ}+b = c"}}},
      {"lower case digits",
       clean_seven_bit_report,
       {{final_line_7, "Final-Recipient: utf-8; r\\x{e9}n@next.example"}}},
      {"beyond the basic plane",
       clean_seven_bit_report,
       {{final_line_7, "Final-Recipient: utf-8; \\x{1F600}n@next.example"}}},
      {"encoded control",
       clean_global_report,
       {{final_line, "Final-Recipient: utf-8; \"a\\x{0A}b\"@next.example"}}},
      {"one localized", clean_global_report, {{"Localized-Diagnostic: fr; pas de bo\u00EEte\r\n", ""}}},
      {"Localized-Diagnostic is an extension field elsewhere",
       clean_seven_bit_report,
       {{"550 no mailbox\r\n", "550 no mailbox\r\nLocalized-Diagnostic: no tag\r\n"}}},
  };
  for (const permitted& one : all) {
    EXPECT_THAT(accused(damaged(one.clean(), one.changes)), IsEmpty()) << one.what;
  }
}

TEST(lint_global, base64_status_is_read) {
  const std::string octets = damaged(
      clean_global_report(),
      {{clean_global_report().substr(
            clean_global_report().find("Reporting-MTA"),
            clean_global_report().find("--b1\r\nContent-Type: message/global-headers") -
                clean_global_report().find("Reporting-MTA")),
        // Reporting-MTA: dns; mx.example.org, and a group whose Final-Recipient is "rfc822; r<C3 A9>n@x".
        "UmVwb3J0aW5nLU1UQTogZG5zOyBteC5leGFtcGxlLm9yZw0KDQpGaW5hbC1SZWNpcGllbnQ6IHJm\r\n"
        "YzgyMjsgcsOpbkB4DQpBY3Rpb246IGZhaWxlZA0KU3RhdHVzOiA1LjEuMQ0K\r\n"},
       {"global-delivery-status\r\nContent-Transfer-Encoding: 8bit",
        "global-delivery-status\r\nContent-Transfer-Encoding: base64"}});
  EXPECT_THAT(accused(octets), ElementsAre(std::string(ids::utf8_only_with_type_utf8)));
}

TEST(lint_global, every_rule_is_tested) {
  std::set<std::string_view> tested = {ids::no_utf8_address_in_seven_bit_dsn};
  for (const damage& one : damages) {
    tested.insert(one.requirement);
  }
  EXPECT_EQ(tested, std::set<std::string_view>(lint_global_ids.begin(), lint_global_ids.end()));
}

// PASS is said only where the occasion arose.
TEST(lint_global, knows_what_a_report_is_about) {
  const auto plain = read_report(clean_report());
  for (const std::string_view id : lint_global_ids) {
    EXPECT_FALSE(arises_globally(id, *plain)) << id;
  }
  const auto global = read_report(clean_global_report());
  const auto seven = read_report(clean_seven_bit_report());
  const std::set<std::string_view> only_seven = {ids::no_utf8_address_in_seven_bit_dsn,
                                                 ids::xtext_form_in_seven_bit_dsn, ids::hexpoint_syntax};
  for (const std::string_view id : lint_global_ids) {
    EXPECT_EQ(arises_globally(id, *global), !only_seven.contains(id)) << id;
    if (only_seven.contains(id)) {
      EXPECT_TRUE(arises_globally(id, *seven)) << id;
    }
  }
}

TEST(lint_global, law_has_a_row_for_each_rule) {
  std::ifstream in(DSNSPEC_SOURCE_DIR "/scenarios/law/rfc6533.yaml");
  std::set<std::string> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("  - id: ")) {
      rows.insert(line.substr(8));
    }
  }
  for (const std::string_view id : lint_global_ids) {
    EXPECT_TRUE(rows.contains(std::string(id))) << id;
  }
}

}  // namespace
}  // namespace dsnspec::dsn::test
