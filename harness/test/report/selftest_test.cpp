#include "report/selftest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sample.hpp"
#include "schema_check.hpp"

namespace dsnspec::report {
namespace {

using judge::trial_kind;
using judge::verdict;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

judge::trial trial(trial_kind kind, std::string name) {
  judge::trial out;
  out.kind = kind;
  out.name = std::move(name);
  out.sentence = "It does \x1B[31mharm";
  return out;
}

judge::trial defect(std::string name) {
  judge::trial out = trial(trial_kind::defect, std::move(name));
  out.violates = {"rfc3461/5.2/lost"};
  out.caught_by = {"rfc3461/5.2/one"};
  return out;
}

// One of every kind and of every outcome.
selftest sample_of_all() {
  const judge::charge right{"rfc3461/5.2/one[x=1]", "rfc3461/5.2/lost", verdict::fail, "seen \xFF"};
  const judge::charge wrong{"rfc3461/5.2/two", "rfc3461/5.2/form", verdict::warn, "a mistake"};
  const judge::charge open{"rfc3461/5.2/two", "rfc3461/5.2/form", verdict::inconclusive, "nothing came"};
  judge::trial unnoticed = defect("unnoticed");
  unnoticed.caught_by.clear();
  unnoticed.unobserved = "nobody looks";
  judge::trial outdated = unnoticed;
  outdated.name = "outdated";
  selftest out;
  out.suite = "0.1.0";
  out.started = "2026-01-31T12:00:00Z";
  out.wall_ms = 61234;
  out.whole = true;
  out.cases = 523;
  out.trials = {hold(trial(trial_kind::clean, "clean"), {}),
                hold(trial(trial_kind::variation, "open-one"), {open}),
                hold(defect("caught"), {right}),
                hold(defect("slipped"), {open}),
                hold(defect("wrong"), {right, wrong}),
                hold(unnoticed, {}),
                hold(outdated, {right}),
                judge::failed_trial(defect("crashed"), "it was ended by signal 11")};
  out.trials.push_back(hold(defect("rethought"), {right}));
  out.trials.back().outcome = judge::trial_outcome::otherwise;
  out.trials.back().changes = 14;
  out.trials.back().changed.assign(
      13, {"rfc3461/5.2/two", "rfc3461/5.2/kept", judge::verdict::pass, std::nullopt});
  out.trials.back().changed.push_back({"rfc3461/5.2/new", "", std::nullopt, std::nullopt});
  out.score = judge::score(out.trials, sample::law(), judge::coverage({}));
  out.score.unexercised = {"rfc3461/5.2/untried"};
  return out;
}

TEST(SelftestJson, IsAsItsSchemaSays) {
  const schema_check schema("selftest");
  auto all = sample_of_all();
  const auto whole = nlohmann::json::parse(selftest_json(all, sample::law()));
  EXPECT_EQ(schema.problem(whole), "");
  all.whole = false;
  const auto part = nlohmann::json::parse(selftest_json(all, sample::law()));
  EXPECT_EQ(schema.problem(part), "");
  EXPECT_TRUE(part["unexercised"].is_null());
}

TEST(SelftestJson, TellsTheTrials) {
  const auto got = nlohmann::json::parse(selftest_json(sample_of_all(), sample::law()));
  EXPECT_EQ(got["outcomes"]["as expected"], 3);
  EXPECT_EQ(got["outcomes"]["accused wrongly"], 1);
  EXPECT_EQ(got["score"], nlohmann::json::parse(R"({"defects": 7, "caught": 3, "unobserved": 2})"));
  EXPECT_EQ(got["trials"][3]["silent"][0], "rfc3461/5.2/one");
  EXPECT_EQ(got["trials"][4]["wrongly"][0]["rerun"], "dsnspec run --defect wrong --only rfc3461/5.2/two");
  EXPECT_EQ(got["trials"][7]["failure"], "it was ended by signal 11");
  EXPECT_EQ(got["trials"][8]["changes"], 14);
  EXPECT_EQ(got["trials"][8]["changed"][0]["recorded"], "PASS");
  EXPECT_TRUE(got["trials"][8]["changed"][0]["now"].is_null());
  EXPECT_TRUE(got["trials"][8]["changed"][13]["requirement"].is_null());
}

TEST(TrialJson, IsALineOfTheSame) {
  const auto all = sample_of_all();
  const std::string line = trial_json(all.trials[4]);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(nlohmann::json::parse(line),
            nlohmann::json::parse(selftest_json(all, sample::law()))["trials"][4]);
}

TEST(SelftestText, ShowsWhatIsNotAsExpectedAndTheScores) {
  const std::string text = selftest_text(sample_of_all(), sample::law());
  EXPECT_THAT(text, HasSubstr("slipped: defect slipped"));
  EXPECT_THAT(text, HasSubstr("accused wrongly: defect wrong"));
  EXPECT_THAT(text, HasSubstr("outdated: defect outdated"));
  EXPECT_THAT(text, HasSubstr("otherwise: defect rethought"));
  EXPECT_THAT(text, HasSubstr("    rfc3461/5.2/kept: was PASS, is not judged\n"));
  EXPECT_THAT(text, HasSubstr("    and 2 more\n"));
  EXPECT_THAT(text, HasSubstr("dsnspec selftest --record"));
  EXPECT_THAT(text, HasSubstr("inconclusive: variation open-one"));
  EXPECT_THAT(text, HasSubstr("it was ended by signal 11"));
  EXPECT_THAT(text, HasSubstr("rerun  dsnspec run --defect wrong --only rfc3461/5.2/two"));
  EXPECT_THAT(text, HasSubstr("unnoticed: nobody looks"));
  EXPECT_THAT(text, HasSubstr("rfc3461/5.2/untried"));
  EXPECT_THAT(text, HasSubstr("3 caught of 5 defects that can be noticed, 2 unobserved"));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("defect caught (")), Not(HasSubstr("by requirement"))));
  EXPECT_THAT(selftest_text(sample_of_all(), sample::law(), {.requirements = true}),
              HasSubstr("by requirement"));
}

TEST(SelftestText, IsPrintable) {
  for (const char c : selftest_text(sample_of_all(), sample::law(), {.requirements = true})) {
    EXPECT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << static_cast<int>(c);
  }
}

}  // namespace
}  // namespace dsnspec::report
