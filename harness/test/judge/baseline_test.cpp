#include "judge/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/sample.hpp"

namespace dsnspec::judge {
namespace {

using sample::form;
using sample::lost;
using sample::said;
using testing::HasSubstr;

baseline read(std::string_view text) {
  auto out = read_baseline(text, "b.yaml", sample::law());
  EXPECT_TRUE(out.has_value()) << out.error().front().text();
  return out ? *out : baseline{};
}

std::string refused(std::string_view text) {
  const auto out = read_baseline(text, "b.yaml", sample::law());
  return out ? std::string("accepted") : out.error().front().text();
}

baseline expecting(const std::string& requirement, const std::string& glob) {
  return {"b.yaml", {{requirement, glob, "a reason", std::nullopt, "", "", 1}}};
}

TEST(Baseline, ReadsEntries) {
  const auto got = read(
      "findings:\n"
      "  - requirement: rfc3461/5.2/lost\n"
      "    case: \"a/*\"\n"
      "    reason: it is so\n"
      "    arguable: or not\n"
      "  - requirement: rfc3461/5.3/form\n"
      "    case: a/1\n"
      "    reason: and so\n"
      "    verdict: NOTE\n");
  ASSERT_EQ(got.entries.size(), 2U);
  EXPECT_EQ(got.entries[0].requirement, lost);
  EXPECT_EQ(got.entries[0].case_glob, "a/*");
  EXPECT_EQ(got.entries[0].reason, "it is so");
  EXPECT_EQ(got.entries[0].arguable, "or not");
  EXPECT_EQ(got.entries[1].arguable, "");
  EXPECT_EQ(got.entries[0].line, 2U);
  EXPECT_FALSE(got.entries[0].verdict.has_value());
  EXPECT_EQ(got.entries[1].verdict, verdict::note);
}

TEST(Baseline, MayBeEmpty) {
  EXPECT_TRUE(read("").entries.empty());
  EXPECT_TRUE(read("# nothing known\n").entries.empty());
  EXPECT_TRUE(read("findings: []\n").entries.empty());
  EXPECT_TRUE(read("findings:\n").entries.empty());
}

TEST(Baseline, RefusesWithPosition) {
  EXPECT_THAT(
      refused("findings:\n  - {requirement: rfc3461/5.2/lost, case: a/1, reason: x, arguable: \" \"}\n"),
      HasSubstr("it is not said how the RFC can be read otherwise"));
  EXPECT_THAT(
      refused("findings:\n  - {requirement: rfc3461/5.2/last, case: a/1, reason: x}\n"),
      testing::AllOf(HasSubstr("b.yaml:2:"), HasSubstr("rfc3461/5.2/last"), HasSubstr("rfc3461/5.2/lost")));
  EXPECT_THAT(refused("findings:\n  - {requirement: rfc3461/5.2/lost, case: a/1}\n"), HasSubstr("b.yaml:2:"));
  EXPECT_THAT(refused("findings:\n  - {requirement: rfc3461/5.2/lost, case: a/1, reason: \" \"}\n"),
              HasSubstr("reason is empty"));
  EXPECT_THAT(refused("findings:\n  - {requirement: rfc3461/5.2/lost, case: a/1, reason: x, why: y}\n"),
              HasSubstr("why"));
  EXPECT_THAT(refused("findings:\n  - {requirement: rfc3461/5.2/lost, reason: x}\n"), HasSubstr("case"));
  EXPECT_THAT(
      refused("findings:\n  - {requirement: rfc3461/5.2/lost, case: a/1, reason: x, verdict: PASS}\n"),
      HasSubstr("b.yaml:2:"));
  EXPECT_THAT(refused("findings:\n"
                      "  - {requirement: rfc3461/5.2/lost, case: a/1, reason: x}\n"
                      "  - {requirement: rfc3461/5.2/lost, case: a/1, reason: y}\n"),
              HasSubstr("b.yaml:3:"));
  EXPECT_THAT(refused("finding: []\n"), HasSubstr("b.yaml:1:1"));
  EXPECT_THAT(refused("- a\n"), HasSubstr("b.yaml:1:1"));
  EXPECT_THAT(refused("findings: [\n"), HasSubstr("b.yaml:"));
}

TEST(Baseline, TellsEveryProblem) {
  const auto out = read_baseline(
      "findings:\n"
      "  - {requirement: rfc3461/9.9/none, case: a/1, reason: x}\n"
      "  - {requirement: rfc3461/5.2/lost, case: a/1, reason: \"\"}\n",
      "b.yaml", sample::law());
  ASSERT_FALSE(out.has_value());
  ASSERT_EQ(out.error().size(), 2U);
  EXPECT_EQ(out.error()[0].line, 2U);
  EXPECT_EQ(out.error()[1].line, 3U);
}

TEST(Baseline, MarksWhatItExpectsAndNothingElse) {
  auto run =
      sample::run({{said(lost, verdict::fail), said(form, verdict::fail)}, {said(lost, verdict::fail)}});
  apply(run, expecting(lost, "a/1"));
  EXPECT_TRUE(run.cases[0].judgements[0].known);
  EXPECT_EQ(run.cases[0].judgements[0].known_reason, "a reason");
  EXPECT_FALSE(run.cases[0].judgements[1].known);
  EXPECT_FALSE(run.cases[1].judgements[0].known);
  EXPECT_TRUE(run.stale.empty());
}

TEST(Baseline, KnowsFindingsOnlyUnlessToldTheVerdict) {
  auto run = sample::run({{said(lost, verdict::note)}});
  apply(run, expecting(lost, "a/1"));
  EXPECT_FALSE(run.cases[0].judgements[0].known);

  auto expected = expecting(lost, "*");
  expected.entries[0].verdict = verdict::note;
  run = sample::run({{said(lost, verdict::note)}, {said(lost, verdict::fail)}});
  apply(run, expected);
  EXPECT_TRUE(run.cases[0].judgements[0].known);
  EXPECT_FALSE(run.cases[1].judgements[0].known) << "a NOTE was expected, a FAIL is new";
  EXPECT_TRUE(run.stale.empty());
}

TEST(Baseline, FirstMatchingEntryGivesTheReason) {
  auto expected = expecting(lost, "a/*");
  expected.entries.push_back({lost, "a/1", "another reason", std::nullopt, "", "", 2});
  auto run = sample::run({{said(lost, verdict::warn)}});
  apply(run, expected);
  EXPECT_EQ(run.cases[0].judgements[0].known_reason, "a reason");
  EXPECT_TRUE(run.stale.empty()) << "both entries matched a finding";
}

// Which of the entries "old", "new" and "any" hold.
std::string holding(std::string_view version) {
  const baseline all = read(
      "findings:\n"
      "  - {requirement: rfc3461/5.2/lost, case: old, reason: x, below_version: \"3.7.11\"}\n"
      "  - {requirement: rfc3461/5.2/lost, case: new, reason: x, from_version: \"3.7.11\", below_version: "
      "\"4\"}\n"
      "  - {requirement: rfc3461/5.2/lost, case: any, reason: x}\n");
  std::string out;
  for (const baseline_entry& entry : for_version(all, version).entries) {
    out += entry.case_glob + " ";
  }
  return out;
}

TEST(Baseline, EntriesHoldForTheirVersions) {
  EXPECT_EQ(holding("3.7.9"), "old any ");
  EXPECT_EQ(holding("3.7.11"), "new any ");
  EXPECT_EQ(holding("3.10.1"), "new any ");
  EXPECT_EQ(holding("4.0"), "any ");
  EXPECT_EQ(holding(""), "any ") << "a version that is not known";
}

bool stale(std::vector<std::vector<judgement>> cases, const std::string& glob,
           const std::vector<std::string>& left_out = {}) {
  auto run = sample::run(std::move(cases));
  apply(run, expecting(lost, glob), left_out);
  return !run.stale.empty();
}

TEST(Baseline, StaleWhenLookedAtAndGone) {
  EXPECT_TRUE(stale({{said(lost, verdict::pass)}}, "a/1"));
  EXPECT_TRUE(stale({{said(lost, verdict::note)}}, "a/1"));
  EXPECT_TRUE(stale({{said(form, verdict::fail)}}, "a/1")) << "the occasion no longer arises";
  EXPECT_TRUE(stale({{said(lost, verdict::pass)}, {said(lost, verdict::pass)}}, "a/*"));
  EXPECT_TRUE(stale({{said(lost, verdict::pass)}, {said(form, verdict::inconclusive)}}, "a/*"))
      << "a case that never speaks of it doesn't hold it up";

  auto run = sample::run({{said(lost, verdict::pass)}});
  apply(run, expecting(lost, "a/*"));
  ASSERT_EQ(run.stale.size(), 1U);
  EXPECT_EQ(run.stale[0].requirement, lost);
  EXPECT_EQ(run.stale[0].case_glob, "a/*");
  EXPECT_EQ(run.stale[0].reason, "a reason");
}

TEST(Baseline, NotStaleWhenNotLookedAt) {
  EXPECT_FALSE(stale({{said(lost, verdict::pass)}}, "b/1")) << "no such case in this run";
  EXPECT_FALSE(stale({}, "*"));
  EXPECT_FALSE(stale({{said(lost, verdict::inconclusive)}}, "a/1"));
  EXPECT_FALSE(stale({{said(lost, verdict::skip)}}, "a/1"));
  EXPECT_FALSE(stale({{said(lost, verdict::error)}}, "a/1"));
  EXPECT_FALSE(stale({{said(form, verdict::inconclusive)}}, "a/1")) << "the case as a whole remained open";
  EXPECT_FALSE(stale({{said(lost, verdict::pass)}, {said(lost, verdict::inconclusive)}}, "a/*"));
  EXPECT_FALSE(stale({{said(lost, verdict::pass)}, {said(lost, verdict::fail)}}, "a/*"))
      << "one of them has it";
  EXPECT_FALSE(stale({{said(lost, verdict::pass)}}, "a/*", {"a/2"})) << "a/2 was left out and may have it";
  EXPECT_TRUE(stale({{said(lost, verdict::pass)}}, "a/*", {"b/2"}));
}

}  // namespace
}  // namespace dsnspec::judge
