#include "report/json.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sample.hpp"
#include "schema_check.hpp"

namespace dsnspec::report {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> keys(const ordered_json& object) {
  std::vector<std::string> out;
  for (const auto& [key, value] : object.items()) {
    out.push_back(key);
  }
  return out;
}

TEST(Json, IsAsItsSchemaSays) {
  const schema_check schema("result");
  EXPECT_EQ(schema.problem(nlohmann::json::parse(json(sample::full(), sample::law()))), "");
  EXPECT_EQ(schema.problem(nlohmann::json::parse(json(sample::hostile(), sample::law()))), "");
  judge::judged_run empty;
  empty.law = std::string(64, '0');
  EXPECT_EQ(schema.problem(nlohmann::json::parse(json(empty, sample::law()))), "");
}

TEST(Json, HasItsKeysInOrder) {
  const auto got = ordered_json::parse(json(sample::full(), sample::law()));
  EXPECT_EQ(keys(got), (std::vector<std::string>{"suite", "law", "target", "started", "wall_ms", "complete",
                                                 "target_died", "cases", "summary", "certificate",
                                                 "requirements", "findings", "stale", "remarks"}));
  EXPECT_EQ(keys(got["summary"]),
            (std::vector<std::string>{"pass", "fail", "warn", "note", "skip", "inconclusive", "error"}));
  EXPECT_EQ(keys(got["certificate"]["rfc"]), std::vector<std::string>{"3461"});
  EXPECT_EQ(keys(got["certificate"]["role"]).front(), "submission");
}

TEST(Json, TellsTheRun) {
  const auto got = ordered_json::parse(json(sample::full(), sample::law()));
  EXPECT_EQ(got["suite"], "0.1.0");
  EXPECT_EQ(got["target"]["build"], "3.7.11-0+deb12u1 amd64");
  EXPECT_EQ(got["wall_ms"], 9876);
  EXPECT_EQ(got["cases"], 3) << "the skipped one was not played";
  EXPECT_EQ(got["summary"]["fail"], 5);
  EXPECT_EQ(got["summary"]["pass"], 1);
  EXPECT_EQ(got["certificate"]["rfc"]["3461"]["grade"], "not dependable");
  EXPECT_EQ(got["certificate"]["rfc"]["3461"]["between"], ordered_json::array({"rfc3461/5.2/lost"}));
  EXPECT_EQ(got["requirements"][0]["id"], "rfc3461/5.2/form");
  EXPECT_EQ(got["requirements"][0]["cases"].size(), 3U);
  EXPECT_EQ(got["stale"][0]["case"], "rfc3461/5.3/*");
}

TEST(Json, OrdersFindingsGravestFirst) {
  const auto got = ordered_json::parse(json(sample::full(), sample::law()));
  std::vector<std::string> order;
  for (const auto& each : got["findings"]) {
    order.push_back(each["requirement"].get<std::string>() + " " + each["case"].get<std::string>());
  }
  EXPECT_EQ(order, (std::vector<std::string>{
                       "rfc3461/5.2/lost rfc3461/5.2/one[notify=SUCCESS]",
                       "rfc3461/5.2/lost rfc3461/5.2/one[notify=NEVER]",
                       "rfc3461/5.2/form rfc3461/5.2/one[notify=SUCCESS]",
                       "rfc3461/5.2/form rfc3461/5.2/one[notify=NEVER]",
                       "rfc3461/5.2/form rfc3461/5.3/two",
                       "rfc3461/5.2/wish rfc3461/5.2/one[notify=NEVER]",
                   }));
  const auto& first = got["findings"][0];
  EXPECT_EQ(first["level"], "MUST NOT");
  EXPECT_EQ(first["impact"], "lost-report");
  EXPECT_EQ(first["citation"], "RFC 3461 section 5.2");
  EXPECT_EQ(first["evidence"][0]["at_us"], 412345);
  EXPECT_EQ(first["evidence"][0]["octets"], "RCPT TO:<carol@next.c001.test>\\r\\n");
  EXPECT_EQ(first["rerun"], "dsnspec run postfix --only 'rfc3461/5.2/one[notify=SUCCESS]'");
  EXPECT_EQ(first["known"], false);
  EXPECT_TRUE(first["reason"].is_null());
  EXPECT_EQ(got["findings"][1]["known"], true);
  EXPECT_EQ(got["findings"][1]["reason"], "reported upstream");
}

TEST(Json, IsTheSameEachTimeAndPrintable) {
  EXPECT_EQ(json(sample::full(), sample::law()), json(sample::full(), sample::law()));
  const auto text = json(sample::hostile(), sample::law());
  EXPECT_TRUE(
      std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }));
}

TEST(Json, TellsHowToReachWhatHasNoNameOfItsOwn) {
  auto run = sample::full();
  run.header.target.options = {"--attach", "127.0.0.1:25"};
  const auto got = nlohmann::json::parse(json(run, sample::law()));
  EXPECT_EQ(got["findings"][0]["rerun"],
            "dsnspec run --attach 127.0.0.1:25 --only 'rfc3461/5.2/one[notify=SUCCESS]'");
}

TEST(Json, TellsWhatWasSwitchedOn) {
  auto run = sample::full();
  run.header.target.defects = {"envid-dropped", "ret-dropped"};
  run.header.target.variations = {"one-report-each"};
  const auto got = nlohmann::json::parse(json(run, sample::law()));
  EXPECT_EQ(schema_check("result").problem(got), "");
  EXPECT_EQ(got["target"]["defects"].size(), 2U);
  EXPECT_EQ(got["target"]["variations"][0], "one-report-each");
  EXPECT_EQ(
      got["findings"][0]["rerun"],
      "dsnspec run postfix --defect envid-dropped --defect ret-dropped --variation one-report-each --only "
      "'rfc3461/5.2/one[notify=SUCCESS]'");
}

// The checker must be able to say no.
TEST(SchemaCheck, RefusesWhatTheSchemaDoes) {
  const schema_check schema("result");
  const auto good = nlohmann::json::parse(json(sample::full(), sample::law()));
  const auto without = [&good](const char* pointer, nlohmann::json put) {
    auto bad = good;
    bad[nlohmann::json::json_pointer(pointer)] = std::move(put);
    return bad;
  };
  EXPECT_NE(schema.problem(without("/extra", 1)), "");
  EXPECT_NE(schema.problem(without("/law", "xyz")), "");
  EXPECT_NE(schema.problem(without("/wall_ms", -1)), "");
  EXPECT_NE(schema.problem(without("/findings/0/verdict", "PASS")), "");
  EXPECT_NE(schema.problem(without("/findings/0/evidence/0/at_us", "1")), "");
  EXPECT_NE(schema.problem(without("/certificate/rfc/3461/grade", "good")), "");
  auto missing = good;
  missing.erase("findings");
  EXPECT_NE(schema.problem(missing), "");
}

}  // namespace
}  // namespace dsnspec::report
