// Reports written from sources: canonical, read back the same, and nothing smuggled in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "dsn/field_writer.hpp"
#include "dsn/generate.hpp"
#include "dsn/sample.hpp"
#include "grammar/field.hpp"

namespace dsnspec::dsn::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

report_source small_source() {
  report_source source;
  source.reporting_mta = {"dns", "mx.example.org"};
  recipient_source one;
  one.final_recipient = {"rfc822", "a@b.example"};
  one.status = {5, 1, 1};
  source.recipients.push_back(one);
  return source;
}

std::string written(const report_source& source) {
  const auto octets = generate(source);
  EXPECT_TRUE(octets) << octets.error().message;
  return octets.value_or("");
}

std::string refusal(const report_source& source) {
  const auto octets = generate(source);
  return octets ? "" : octets.error().message;
}

TEST(generate, takes_both_forms_of_an_address_of_type_utf8) {
  for (const std::string_view address : {"r\u00E9n@next.example", "r\\x{E9}n@next.example"}) {
    report_source source = small_source();
    source.global = true;
    source.recipients[0].final_recipient = {"utf-8", std::string(address)};
    EXPECT_EQ(refusal(source), "") << address;
  }
  report_source seven_bit = small_source();
  seven_bit.recipients[0].final_recipient = {"utf-8", "a\\x{2B}r\\x{E9}n@next.example"};
  EXPECT_EQ(refusal(seven_bit), "");
}

TEST(generate, writes_the_fields_in_order_of_the_grammar) {
  report_source source = small_source();
  source.original_envelope_id = "QQ(314)";
  source.arrival_date = "Thu, 7 Jul 1994 17:15:49 -0400";
  source.extension_fields.push_back({"X-Example-Queue", "1"});
  recipient_source& one = source.recipients[0];
  one.original_recipient = typed_text{"rfc822", "A@b.example"};
  one.status_comment = "no (such) box";
  one.remote_mta = typed_text{"dns", "mx.b.example"};
  one.diagnostic_code = diagnostic_text{"smtp", {"550-5.1.1 a", "550 5.1.1 b"}};
  source.returned_content = returned_source{returned_source::kind::headers, "Subject: x\n"};
  EXPECT_THAT(written(source), HasSubstr("Content-Type: message/delivery-status\r\n\r\n"
                                         "Original-Envelope-Id: QQ(314)\r\n"
                                         "Reporting-MTA: dns; mx.example.org\r\n"
                                         "Arrival-Date: Thu, 7 Jul 1994 17:15:49 -0400\r\n"
                                         "X-Example-Queue: 1\r\n"
                                         "\r\n"
                                         "Original-Recipient: rfc822; A@b.example\r\n"
                                         "Final-Recipient: rfc822; a@b.example\r\n"
                                         "Action: failed\r\n"
                                         "Status: 5.1.1 (no \\(such\\) box)\r\n"
                                         "Remote-MTA: dns; mx.b.example\r\n"
                                         "Diagnostic-Code: smtp; 550-5.1.1 a\r\n"
                                         " 550 5.1.1 b\r\n"
                                         "\r\n--=_"));
  const auto read = read_report(written(source));
  EXPECT_EQ(source_of(*read), source);
  EXPECT_THAT(accused(*read), IsEmpty());
}

TEST(generate, folds_at_blanks_and_keeps_them) {
  std::string out;
  append_field(out, "X-Long",
               std::string(40, 'a') + "   " + std::string(40, 'b') + "\t" + std::string(90, 'c') + " d");
  EXPECT_EQ(out, "X-Long: " + std::string(40, 'a') + "\r\n   " + std::string(40, 'b') + "\r\n\t" +
                     std::string(90, 'c') + "\r\n d\r\n");
}

TEST(generate, folds_no_line_into_another_reply_line) {
  report_source source = small_source();
  std::string line = "550-";
  for (int i = 0; i < 40; ++i) {
    line += "x 551 552-y ";
  }
  source.recipients[0].diagnostic_code = diagnostic_text{"smtp", {line + "z", "550 end"}};
  const std::string octets = written(source);
  EXPECT_EQ(octets.find("\r\n 55"), octets.find("\r\n 550 end"));  // and no other
  EXPECT_EQ(source_of(*read_report(octets)), source);
}

// RFC 5322 section 2.1.1: 998 octets. A line of a reply can't be folded where another seems to begin.
TEST(generate, makes_no_line_longer_than_lines_may_be) {
  report_source source = small_source();
  std::string words = "550";
  for (int i = 0; i < 240; ++i) {
    words += " 550";
  }
  source.recipients[0].diagnostic_code = {"smtp", {words}};
  EXPECT_NE(written(source).find(words), std::string::npos);
  source.recipients[0].diagnostic_code = {"smtp", {words + words.substr(3)}};
  EXPECT_THAT(refusal(source), HasSubstr("the line would have more than 998 octets"));
}

TEST(generate, boundary_is_nowhere_in_the_content) {
  report_source source = small_source();
  const std::string first = written(source);
  const std::size_t at = first.find("boundary=\"") + 10;
  const std::string boundary = first.substr(at, first.find('"', at) - at);
  source.human_readable += "\n--" + boundary + "\n--" + boundary + "--\n";
  source.returned_content =
      returned_source{returned_source::kind::message, "Subject: x\n\n--" + boundary + "\n"};
  const auto read = read_report(written(source));
  EXPECT_EQ(read->message.children.size(), 3U);
  EXPECT_EQ(source_of(*read), source);
}

TEST(generate, is_the_same_every_time) {
  EXPECT_EQ(written(small_source()), written(small_source()));
}

// ---------------------------------------------------------------- refusals

struct poisoned {
  std::string_view member;
  std::function<std::string&(report_source&)> text;
};

std::ostream& operator<<(std::ostream& out, const poisoned& one) {
  return out << one.member;
}

recipient_source& first(report_source& source) {
  return source.recipients.front();
}

const std::vector<poisoned> texts = {
    {"from", [](report_source& s) -> std::string& { return s.from; }},
    {"to", [](report_source& s) -> std::string& { return s.to; }},
    {"subject", [](report_source& s) -> std::string& { return s.subject; }},
    {"date", [](report_source& s) -> std::string& { return s.date; }},
    {"message_id", [](report_source& s) -> std::string& { return s.message_id; }},
    {"original_envelope_id",
     [](report_source& s) -> std::string& { return s.original_envelope_id.emplace("a"); }},
    {"reporting_mta.type", [](report_source& s) -> std::string& { return s.reporting_mta.type; }},
    {"reporting_mta.value", [](report_source& s) -> std::string& { return s.reporting_mta.value; }},
    {"dsn_gateway.value",
     [](report_source& s) -> std::string& { return s.dsn_gateway.emplace("dns", "a").value; }},
    {"received_from_mta.value",
     [](report_source& s) -> std::string& { return s.received_from_mta.emplace("dns", "a").value; }},
    {"arrival_date",
     [](report_source& s) -> std::string& {
       return s.arrival_date.emplace("Thu, 7 Jul 1994 17:15:49 -0400");
     }},
    {"extension_fields[0].name",
     [](report_source& s) -> std::string& { return s.extension_fields.emplace_back("X-A", "b").name; }},
    {"extension_fields[0].value",
     [](report_source& s) -> std::string& { return s.extension_fields.emplace_back("X-A", "b").value; }},
    {"recipients[0].original_recipient.value",
     [](report_source& s) -> std::string& {
       return first(s).original_recipient.emplace("rfc822", "a").value;
     }},
    {"recipients[0].final_recipient.type",
     [](report_source& s) -> std::string& { return first(s).final_recipient.type; }},
    {"recipients[0].final_recipient.value",
     [](report_source& s) -> std::string& { return first(s).final_recipient.value; }},
    {"recipients[0].status_comment",
     [](report_source& s) -> std::string& { return first(s).status_comment = "a"; }},
    {"recipients[0].remote_mta.value",
     [](report_source& s) -> std::string& { return first(s).remote_mta.emplace("dns", "a").value; }},
    {"recipients[0].diagnostic_code.value",
     [](report_source& s) -> std::string& {
       return first(s).diagnostic_code.emplace("smtp", std::vector<std::string>{"550 a"}).lines[0];
     }},
    {"recipients[0].last_attempt_date",
     [](report_source& s) -> std::string& {
       return first(s).last_attempt_date.emplace("7 Jul 1994 17:15 -0400");
     }},
    {"recipients[0].final_log_id",
     [](report_source& s) -> std::string& { return first(s).final_log_id.emplace("a"); }},
    {"recipients[0].extension_fields[0].value",
     [](report_source& s) -> std::string& {
       return first(s).extension_fields.emplace_back("X-A", "b").value;
     }},
};

class poison : public testing::TestWithParam<poisoned> {};

// Nothing that could add a line, a field or a part gets through, wherever in the text it stands.
TEST_P(poison, is_refused_by_name) {
  for (const std::string_view bad :
       {std::string_view("\r\nAction: delivered"), std::string_view("\n"), std::string_view("\r"),
        std::string_view("\0", 1), std::string_view("\x1B[2J"), std::string_view("\xE9"),
        std::string_view("\x7F")}) {
    for (const bool at_end : {false, true}) {
      report_source source = small_source();
      std::string& text = GetParam().text(source);
      text.insert(at_end ? text.size() : text.size() / 2, bad);
      EXPECT_TRUE(refusal(source).starts_with(std::string(GetParam().member) + ":")) << refusal(source);
    }
  }
}

TEST_P(poison, without_poison_is_written) {
  report_source source = small_source();
  GetParam().text(source);
  EXPECT_EQ(refusal(source), "");
}

INSTANTIATE_TEST_SUITE_P(members, poison, testing::ValuesIn(texts));

// A global report whose one recipient has this address of type utf-8.
void make_global(report_source& source, std::string_view address) {
  source.global = true;
  first(source).final_recipient = {"utf-8", std::string(address)};
}

struct mistake {
  std::string_view member;
  std::function<void(report_source&)> make;
};

std::ostream& operator<<(std::ostream& out, const mistake& one) {
  return out << one.member;
}

class mistakes : public testing::TestWithParam<mistake> {};

TEST_P(mistakes, are_refused_by_name) {
  report_source source = small_source();
  GetParam().make(source);
  EXPECT_TRUE(refusal(source).starts_with(std::string(GetParam().member) + ":")) << refusal(source);
}

INSTANTIATE_TEST_SUITE_P(
    members, mistakes,
    testing::Values(
        mistake{"recipients", [](report_source& s) { s.recipients.clear(); }},
        mistake{"human_readable", [](report_source& s) { s.human_readable = " \n\n"; }},
        mistake{"human_readable", [](report_source& s) { s.human_readable = "a\rb"; }},
        mistake{"human_readable", [](report_source& s) { s.human_readable = std::string("a\0b", 3); }},
        mistake{"human_readable", [](report_source& s) { s.human_readable = "\xC3\xA9"; }},
        mistake{"human_readable", [](report_source& s) { s.human_readable = std::string(999, 'x'); }},
        mistake{"from", [](report_source& s) { s.from = "<>"; }},
        mistake{"to", [](report_source& s) { s.to = ""; }},
        mistake{"subject", [](report_source& s) { s.subject = "a "; }},
        mistake{"date", [](report_source& s) { s.date = "Thu, 7 Jul 1994 17:15:49 EDT"; }},
        mistake{"reporting_mta.value", [](report_source& s) { s.reporting_mta.value = ""; }},
        mistake{"reporting_mta.value",
                [](report_source& s) { s.reporting_mta.value = std::string(900, 'x'); }},
        mistake{"reporting_mta.type", [](report_source& s) { s.reporting_mta.type = "a b"; }},
        mistake{"extension_fields[0].name",
                [](report_source& s) { s.extension_fields = {{"Action", "failed"}}; }},
        mistake{"extension_fields[0].name", [](report_source& s) { s.extension_fields = {{"a:b", "c"}}; }},
        mistake{"recipients[0].status", [](report_source& s) { first(s).status = {2, 0, 0}; }},
        mistake{"recipients[0].status", [](report_source& s) { first(s).status = {3, 0, 0}; }},
        mistake{"recipients[0].status", [](report_source& s) { first(s).status = {5, 1000, 0}; }},
        mistake{"recipients[0].status", [](report_source& s) { first(s).action = action::delayed; }},
        mistake{"recipients[0].final_recipient.value",
                [](report_source& s) { make_global(s, "r\u00E9n@next.example auto-replied"); }},
        mistake{"recipients[0].final_recipient.value", [](report_source& s) { make_global(s, "r\u00E9n"); }},
        mistake{"recipients[0].final_recipient.value",
                [](report_source& s) { make_global(s, "\\x{D83D}@next.example"); }},
        mistake{"recipients[0].final_recipient.value",
                [](report_source& s) { first(s).final_recipient = {"UTF-8", "a+b@next.example"}; }},
        mistake{"recipients[0].localized_diagnostics[1].type",
                [](report_source& s) {
                  s.global = true;
                  first(s).diagnostic_code = diagnostic_text{"smtp", {"550 no"}};
                  first(s).localized_diagnostics = {{"de", "nein"}, {"DE", "doch"}};
                }},
        mistake{"recipients[0].will_retry_until",
                [](report_source& s) { first(s).will_retry_until = "7 Jul 1994 17:15 -0400"; }},
        mistake{"recipients[0].diagnostic_code",
                [](report_source& s) { first(s).diagnostic_code = diagnostic_text{"smtp", {"no code"}}; }},
        mistake{"recipients[0].will_retry_until",
                [](report_source& s) {
                  first(s).action = action::delayed;
                  first(s).status = {4, 4, 1};
                  s.arrival_date = "Thu, 7 Jul 1994 17:15:49 -0400";
                  first(s).will_retry_until = "Thu, 7 Jul 1994 21:15:48 +0000";
                }},
        mistake{
            "recipients[0].diagnostic_code",
            [](report_source& s) { first(s).diagnostic_code = diagnostic_text{"smtp", {"550-a", "551 b"}}; }},
        mistake{"recipients[0].diagnostic_code",
                [](report_source& s) {
                  first(s).diagnostic_code = diagnostic_text{"smtp", {"550-a 550 b", "550 c"}};
                }},
        mistake{"recipients[0].diagnostic_code",
                [](report_source& s) { first(s).diagnostic_code = diagnostic_text{"X-A", {"a", "b"}}; }},
        mistake{"recipients[0].localized_diagnostics",
                [](report_source& s) { first(s).localized_diagnostics = {{"de", "nein"}}; }},
        mistake{"returned_content.content",
                [](report_source& s) {
                  s.returned_content =
                      returned_source{returned_source::kind::headers, "Subject: x\n\nbody\n"};
                }},
        mistake{"returned_content.content", [](report_source& s) {
                  s.returned_content = returned_source{returned_source::kind::message, "\xE9"};
                }}));

// ---------------------------------------------------------------- random reports

TEST(random_source, is_valid_and_reads_back_the_same) {
  constexpr std::uint64_t seeds = 2000;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const random_options options{.smtp = seed % 2 == 1, .global = seed % 5 == 4};
    const report_source source = random_source(seed, options);
    const auto octets = generate(source);
    ASSERT_TRUE(octets) << seed << ": " << octets.error().message;
    const auto read = parse(*octets);
    ASSERT_TRUE(read->is_report) << seed;
    ASSERT_EQ(source_of(*read), source) << seed << "\n" << *octets;
    ASSERT_THAT(accused(*read, options.smtp ? profile::smtp : profile::any), IsEmpty()) << seed << "\n"
                                                                                        << *octets;
    ASSERT_THAT(read->diagnostics.size(), 0U) << seed << ": " << read->diagnostics.front().message;
  }
}

TEST(random_source, is_canonical_octets) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::string octets = written(random_source(seed));
    for (std::size_t at = 0; at < octets.size();) {
      const grammar::line line = grammar::line_at(octets, at);
      ASSERT_EQ(line.raw.size(), line.content.size() + 2) << seed;
      ASSERT_TRUE(line.content.size() <= 998) << seed;
      at += line.raw.size();
    }
    ASSERT_TRUE(std::all_of(octets.begin(), octets.end(), [](char c) { return c > 0; })) << seed;
  }
}

TEST(random_source, hangs_on_the_seed_alone_and_varies) {
  EXPECT_EQ(random_source(7), random_source(7));
  std::set<std::size_t> recipients;
  std::set<std::string> types;
  bool folded = false;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const report_source source = random_source(seed);
    recipients.insert(source.recipients.size());
    types.insert(source.reporting_mta.type);
    folded = folded || written(source).find("\r\n see ") != std::string::npos;
  }
  EXPECT_GT(recipients.size(), 5U);
  EXPECT_GE(types.size(), 4U);
  EXPECT_TRUE(folded);
}

// The form is fixed: a change of it would change every corpus made by seed.
TEST(random_source, keeps_its_sequence) {
  EXPECT_EQ(random_source(1).message_id, "<11510521379511642707@mx.example.org>");
}

}  // namespace
}  // namespace dsnspec::dsn::test
