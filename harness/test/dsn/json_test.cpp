// Reports and sources as JSON: by the published schema, and lossless.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include "base/quote.hpp"
#include "dsn/generate.hpp"
#include "dsn/json.hpp"
#include "dsn/sample.hpp"
#include "report/schema_check.hpp"

namespace dsnspec::dsn::test {
namespace {

using json = nlohmann::json;
using dsnspec::report::schema_check;

json json_of(const report& read) {
  return json::parse(to_json(read).dump());
}

TEST(report_json, is_as_the_schema_says) {
  const schema_check schema("report");
  EXPECT_EQ(schema.problem(json_of(*read_report(clean_report()))), "");
  EXPECT_EQ(schema.problem(json_of(*read_report(""))), "");
  EXPECT_EQ(schema.problem(json_of(*read_report("\xFF\n\x1B\n\n\0"))), "");
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto read = read_report(*generate(random_source(seed, {.global = seed % 2 == 0})));
    ASSERT_EQ(schema.problem(json_of(*read)), "") << seed;
  }
  const auto damaged_one = read_report(damaged(
      {{"Action: failed", "Action"}, {"dns; mail", "mail"}, {"17:16:05", "x"}, {"5.1.1 (no", "z (no"}}));
  EXPECT_EQ(schema.problem(json_of(*damaged_one)), "");
}

TEST(report_json, of_the_clean_report) {
  const std::string octets = clean_report();
  const json out = json_of(*read_report(octets));
  EXPECT_EQ(out["is_report"], true);
  EXPECT_EQ(out["size"], octets.size());
  EXPECT_EQ(out["header"]["subject"], "Undelivered Mail Returned to Sender");
  EXPECT_EQ(out["per_message"]["reporting_mta"], (json{{"type", "dns"}, {"value", "mx.example.org"}}));
  EXPECT_EQ(out["per_message"]["arrival_date"]["unix"], 773615749);
  const json& carol = out["recipients"][0];
  EXPECT_EQ(carol["action"]["value"], "failed");
  EXPECT_EQ(carol["status"]["value"], "5.1.1");
  EXPECT_EQ(carol["diagnostic_code"]["value"], "550-5.1.1 no such 550 5.1.1 mailbox");
  EXPECT_EQ(carol["diagnostic_code"]["lines"], (json{"550-5.1.1 no such", "550 5.1.1 mailbox"}));
  EXPECT_EQ(carol["fields"].size(), 8U);
  const json& first = carol["fields"][0];
  EXPECT_EQ(octets.substr(first["offset"], first["length"]),
            "Original-Recipient: rfc822; Carol@ivory.example\r\n");
  const json& body = out["delivery_status"]["body"];
  EXPECT_TRUE(octets.substr(body["offset"], body["length"]).starts_with("Original-Envelope-Id"));
  EXPECT_EQ(out["diagnostics"], json::array());
}

TEST(report_json, keeps_any_octets_quoted) {
  const std::string value = "a\\b\x1B\xFF\tc";
  const auto read = read_report(damaged({{"X-Queue-Id: 4711", "X-Queue-Id: " + value}}));
  const json out = json_of(*read);
  const std::string quoted = out["per_message"]["extension_fields"][0]["value"];
  EXPECT_EQ(quoted, "a\\\\b\\x1B\\xFF\\tc");
  EXPECT_EQ(base::unquote(quoted), value);
}

TEST(finding_json, is_as_the_schema_says) {
  const auto read = read_report(damaged({{"Action: failed", "Action: \x1B"}}));
  const auto result = lint(*read);
  ASSERT_EQ(result.findings.size(), 1U);
  const json out = json::parse(to_json(result.findings[0]).dump());
  EXPECT_EQ(out["requirement"], "rfc3464/2.3.3/action-value");
  EXPECT_EQ(out["message"], "Action is \"\\\\x1B\"");
}

// ---------------------------------------------------------------- sources

TEST(source_json, reads_back_what_it_writes) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const report_source source = random_source(seed, {.global = seed % 3 == 0});
    const auto again = source_from_json(to_json(source).dump());
    ASSERT_TRUE(again) << seed << ": " << again.error().message;
    ASSERT_EQ(*again, source) << seed;
  }
}

TEST(source_json, by_hand) {
  const auto source = source_from_json(R"({
    "per_message": {"reporting_mta": "dns; mx.example.org", "arrival_date": "7 Jul 1994 17:15 -0400"},
    "recipients": [{"final_recipient": "rfc822; a@b.example", "action": "Failed", "status": "5.1.1",
                    "diagnostic_code": {"type": "smtp", "lines": ["550-a", "550 b"]}}],
    "human_readable": "Two\nlines\r\n",
    "returned_content": {"what": "headers", "content": "Subject: x\r\n"}})");
  ASSERT_TRUE(source) << source.error().message;
  EXPECT_EQ(source->reporting_mta, (typed_text{"dns", "mx.example.org"}));
  EXPECT_EQ(source->human_readable, "Two\nlines\n");
  EXPECT_EQ(source->recipients[0].diagnostic_code->lines.size(), 2U);
  EXPECT_TRUE(generate(*source));
}

// generate() is who refuses them, by name.
TEST(source_from_json, takes_a_status_that_is_none_but_no_repaired_one) {
  const auto with_status = [](const std::string& status) {
    return source_from_json(R"({"per_message": {"reporting_mta": "a;b"}, "recipients": [{"final_recipient":)"
                            R"( "a;b", "action": "failed", "status": ")" +
                            status + R"("}]})");
  };
  for (const std::string status : {"0.1.1", "3.0.0"}) {
    const auto source = with_status(status);
    ASSERT_TRUE(source) << status << ": " << source.error().text();
    EXPECT_EQ(source->recipients[0].status.text(), status);
    EXPECT_FALSE(generate(*source)) << status;
  }
  for (const std::string status : {"05.1.1", "5.01.1", "5.1.1 ", "5.1.1 (no such user)", "5..1", ""}) {
    EXPECT_FALSE(with_status(status)) << status;
  }
}

// What `parse` prints can be generated again: the status part is the same, what the JSON doesn't hold is not.
TEST(source_json, takes_a_parsed_report) {
  const auto read = read_report(clean_report());
  const auto source = source_from_json(to_json(*read).dump());
  ASSERT_TRUE(source) << source.error().message;
  report_source expected = source_of(*read);
  expected.human_readable = report_source{}.human_readable;
  expected.returned_content.reset();
  for (recipient_source& one : expected.recipients) {
    one.status_comment.clear();
  }
  EXPECT_EQ(*source, expected);
}

struct wrong {
  std::string_view text;
  std::string_view message;
};

class wrong_source : public testing::TestWithParam<wrong> {};

TEST_P(wrong_source, says_where) {
  const auto source = source_from_json(GetParam().text);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    json, wrong_source,
    testing::Values(
        wrong{"{", "this is no JSON document"}, wrong{"", "this is no JSON document"},
        wrong{"[]", "an object is expected"}, wrong{"{}", "per_message: it is missing"},
        wrong{R"({"per_mesage": {}})", "per_mesage: unknown member"},
        wrong{R"({"per_message": {"reporting_mta": 1}})", "per_message.reporting_mta: an object is expected"},
        wrong{R"({"per_message": {"reporting_mta": "mx"}})",
              "per_message.reporting_mta: \"type; value\" is expected"},
        wrong{R"({"per_message": {"reporting_mta": {"type": "dns"}}})",
              "per_message.reporting_mta.value: it is missing"},
        wrong{R"({"per_message": {"reporting_mta": "a;b"}, "recipients": {}})",
              "recipients: a list is expected"},
        wrong{R"({"per_message": {"reporting_mta": "a;b"}, "recipients": [{"final_recipient": "a;b"}]})",
              "recipients[0].action: it is missing"},
        wrong{
            R"({"per_message": {"reporting_mta": "a;b"}, "recipients": [{"final_recipient": "a;b", "acton": 1}]})",
            "recipients[0].acton: unknown member"},
        wrong{
            R"({"per_message": {"reporting_mta": "a;b"}, "recipients": [{"final_recipient": "a;b", "action": "bounced"}]})",
            "recipients[0].action: failed, delayed, delivered, relayed or expanded is expected"},
        wrong{
            R"({"per_message": {"reporting_mta": "a;b"}, "recipients": [{"final_recipient": "a;b", "action": "failed", "status": "5.1"}]})",
            "recipients[0].status: a status code is expected"},
        wrong{
            R"({"per_message": {"reporting_mta": "a;b\\q"}})",
            "per_message.reporting_mta: a backslash stands alone: write it twice, or \\r, \\n, \\t, \\xNN"}));

}  // namespace
}  // namespace dsnspec::dsn::test
