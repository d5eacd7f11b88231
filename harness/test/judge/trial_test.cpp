#include "judge/trial.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/kill_score.hpp"

namespace dsnspec::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

trial defect() {
  trial out;
  out.kind = trial_kind::defect;
  out.name = "d";
  out.violates = {"rfc1/1/a", "rfc1/2/b"};
  out.entails = {"rfc1/2/c"};
  out.caught_by = {"s/one", "s/two"};
  return out;
}

trial variation() {
  trial out;
  out.kind = trial_kind::variation;
  out.name = "v";
  out.leaves_open = {"rfc1/1/a"};
  return out;
}

charge fail(std::string case_id, std::string requirement) {
  return {std::move(case_id), std::move(requirement), verdict::fail, "seen"};
}

charge open(std::string requirement) {
  return {"s/one", std::move(requirement), verdict::inconclusive, "open"};
}

const std::vector<charge> all = {fail("s/one[x=1]", "rfc1/1/a"), fail("s/two", "rfc1/2/b")};

TEST(HoldDefect, CaughtByWhoClaimsIt) {
  const trial_result out = hold(defect(), all);
  EXPECT_EQ(out.outcome, trial_outcome::as_expected);
  EXPECT_TRUE(out.caught());
  EXPECT_EQ(out.accused.size(), 2U);
}

TEST(HoldDefect, EachRequirementIsAccusedByAScenarioThatClaims) {
  auto charges = all;
  charges[1].requirement = "rfc1/1/a";
  EXPECT_THAT(hold(defect(), charges).missing, ElementsAre("rfc1/2/b"));
  charges.push_back(fail("s/three", "rfc1/2/b"));  // which claims nothing
  const trial_result out = hold(defect(), charges);
  EXPECT_THAT(out.missing, ElementsAre("rfc1/2/b"));
  EXPECT_EQ(out.outcome, trial_outcome::slipped);
  EXPECT_FALSE(out.caught());
}

TEST(HoldDefect, EachScenarioThatClaimsAccuses) {
  auto charges = all;
  charges[1].case_id = "s/one";
  const trial_result out = hold(defect(), charges);
  EXPECT_THAT(out.silent, ElementsAre("s/two"));
  EXPECT_EQ(out.outcome, trial_outcome::slipped);
}

TEST(HoldDefect, NothingElseIsAccused) {
  auto charges = all;
  charges.push_back(fail("s/three", "rfc1/3/d"));
  charges.push_back({"s/four", "rfc1/3/d", verdict::fail, "seen again"});
  const trial_result out = hold(defect(), charges);
  ASSERT_EQ(out.wrongly.size(), 1U);
  EXPECT_THAT(out.wrongly[0].cases, ElementsAre("s/three", "s/four"));
  EXPECT_EQ(out.outcome, trial_outcome::accused_wrongly);
  EXPECT_TRUE(out.caught());
}

TEST(HoldDefect, WhatItEntailsMayBeAccused) {
  auto charges = all;
  charges.push_back(fail("s/three", "rfc1/2/c"));
  EXPECT_EQ(hold(defect(), charges).outcome, trial_outcome::as_expected);
}

TEST(HoldDefect, MayLeaveMuchOpen) {
  auto charges = all;
  charges.push_back(open("rfc1/3/d"));
  const trial_result out = hold(defect(), charges);
  EXPECT_EQ(out.outcome, trial_outcome::as_expected);
  EXPECT_EQ(out.open.size(), 1U);
  EXPECT_EQ(hold(defect(), {open("rfc1/1/a"), open("rfc1/2/b")}).outcome, trial_outcome::slipped);
}

TEST(HoldDefect, OneThatNobodyCanNotice) {
  trial what = defect();
  what.caught_by.clear();
  what.unobserved = "why";
  const trial_result quiet = hold(what, {});
  EXPECT_EQ(quiet.outcome, trial_outcome::as_expected);
  EXPECT_FALSE(quiet.caught());
  EXPECT_THAT(quiet.missing, IsEmpty());
  EXPECT_EQ(hold(what, all).outcome, trial_outcome::outdated);
  EXPECT_EQ(hold(what, {fail("s/one", "rfc1/3/d")}).outcome, trial_outcome::accused_wrongly);
}

TEST(HoldOthers, NobodyIsAccusedAndNothingStaysOpen) {
  trial clean;
  EXPECT_EQ(hold(clean, {}).outcome, trial_outcome::as_expected);
  EXPECT_EQ(hold(clean, {fail("s/one", "rfc1/1/a")}).outcome, trial_outcome::accused_wrongly);
  EXPECT_EQ(hold(clean, {{"s/one", "rfc1/1/a", verdict::warn, ""}}).outcome, trial_outcome::accused_wrongly);
  EXPECT_EQ(hold(clean, {open("rfc1/1/a")}).outcome, trial_outcome::inconclusive);
  EXPECT_EQ(hold(clean, {{"s/one", "rfc1/1/a", verdict::skip, ""}}).outcome, trial_outcome::inconclusive);
  EXPECT_EQ(hold(clean, {{"s/one", "rfc1/1/a", verdict::error, ""}}).outcome, trial_outcome::failed);
}

TEST(HoldOthers, AVariationLeavesOpenWhatTheCatalogueSays) {
  EXPECT_EQ(hold(variation(), {open("rfc1/1/a")}).outcome, trial_outcome::as_expected);
  EXPECT_EQ(hold(variation(), {{"s/one", "rfc1/1/a", verdict::skip, ""}}).outcome,
            trial_outcome::as_expected);
  EXPECT_EQ(hold(variation(), {open("rfc1/1/a"), open("rfc1/1/b")}).outcome, trial_outcome::inconclusive);
  EXPECT_EQ(hold(variation(), {fail("s/one", "rfc1/1/a")}).outcome, trial_outcome::accused_wrongly);
  trial any = variation();
  any.leaves_open.clear();
  any.leaves_all_open = true;
  EXPECT_EQ(hold(any, {open("rfc1/1/a"), open("rfc1/1/b")}).outcome, trial_outcome::as_expected);
  EXPECT_EQ(hold(any, {}).outcome, trial_outcome::as_expected);
  EXPECT_EQ(hold(any, {fail("s/one", "rfc1/1/a")}).outcome, trial_outcome::accused_wrongly);
  const trial_result shown = hold(variation(), {});
  EXPECT_EQ(shown.outcome, trial_outcome::outdated);
  EXPECT_THAT(shown.shown, ElementsAre("rfc1/1/a"));
}

TEST(FailedTrial, CatchesNothing) {
  const trial_result out = failed_trial(defect(), "it crashed");
  EXPECT_EQ(out.outcome, trial_outcome::failed);
  EXPECT_FALSE(out.caught());
  EXPECT_EQ(out.missing.size(), 2U);
}

// ---------------------------------------------------------------- the score

spec::law_book law() {
  spec::law_book out;
  const auto add = [&out](std::string id, std::string section, spec::level level) {
    spec::requirement row;
    row.id = std::move(id);
    row.section = std::move(section);
    row.level = level;
    out.add(std::move(row));
  };
  add("rfc1/1/a", "1", spec::level::must);
  add("rfc1/2/b", "2", spec::level::must_not);
  add("rfc1/2/c", "2", spec::level::must);
  add("rfc1/2/g", "2", spec::level::grammar);
  add("rfc1/2/s", "2", spec::level::should);
  return out;
}

// Everything of that book is expected in a scenario.
coverage watched() {
  scenario::scenario_file file;
  file.id = "s/one";
  scenario::scenario one;
  for (const char* rule : {"rfc1/1/a", "rfc1/2/b", "rfc1/2/c", "rfc1/2/g", "rfc1/2/s"}) {
    scenario::expectation expected;
    expected.rule = rule;
    one.expect.push_back(std::move(expected));
  }
  file.cases.push_back(std::move(one));
  return coverage({std::move(file)});
}

TEST(Score, CountsBySectionAndRequirement) {
  trial unobserved = defect();
  unobserved.violates = {"rfc1/2/b"};
  unobserved.caught_by.clear();
  unobserved.unobserved = "why";
  const kill_score out =
      score({hold(defect(), all), hold(defect(), {all[0]}), hold(unobserved, {})}, law(), watched());
  EXPECT_EQ(out.all.defects, 3U);
  EXPECT_EQ(out.all.caught, 1U);
  EXPECT_EQ(out.all.unobserved, 1U);
  EXPECT_EQ(out.all.slipped(), 1U);
  EXPECT_EQ((out.sections.at({"rfc1", "1"}).caught), 2U);  // its requirement was accused both times
  EXPECT_EQ((out.sections.at({"rfc1", "2"}).caught), 1U);
  EXPECT_EQ((out.sections.at({"rfc1", "2"}).defects), 3U);
  EXPECT_EQ(out.requirements.at("rfc1/2/b").slipped(), 1U);
  EXPECT_EQ(out.outcomes.at(trial_outcome::slipped), 1U);
}

TEST(Score, TellsWhatNothingTries) {
  EXPECT_THAT(score({hold(defect(), all)}, law(), watched()).unexercised, ElementsAre("rfc1/2/c"));
  EXPECT_THAT(score({hold(defect(), all)}, law(), watched()).unexercised_grammar, ElementsAre("rfc1/2/g"));
  // A defect that slipped tries nothing.
  EXPECT_THAT(score({hold(defect(), {all[0]})}, law(), watched()).unexercised,
              ElementsAre("rfc1/1/a", "rfc1/2/b", "rfc1/2/c"));
}

}  // namespace
}  // namespace dsnspec::judge
