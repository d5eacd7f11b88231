#include "judge/outcome.hpp"

#include <gtest/gtest.h>

#include "judge/sample.hpp"

namespace dsnspec::judge {
namespace {

using sample::lost;
using sample::said;

judgement known(verdict what) {
  auto out = said(lost, what);
  out.known = true;
  return out;
}

outcome of(std::vector<std::vector<judgement>> cases, threshold level = threshold::must) {
  return outcome_of(sample::run(std::move(cases)), level);
}

TEST(Outcome, FindingsFromTheLevelOn) {
  using enum threshold;
  EXPECT_EQ(of({{said(lost, verdict::fail)}}, must), outcome::findings);
  EXPECT_EQ(of({{said(lost, verdict::warn)}}, must), outcome::as_expected);
  EXPECT_EQ(of({{said(lost, verdict::warn)}}, should), outcome::findings);
  EXPECT_EQ(of({{said(lost, verdict::note)}}, should), outcome::as_expected);
  EXPECT_EQ(of({{said(lost, verdict::note)}}, may), outcome::findings);
  EXPECT_EQ(of({{said(lost, verdict::pass)}}, may), outcome::as_expected);
  EXPECT_EQ(of({{known(verdict::fail)}}, may), outcome::as_expected);
  EXPECT_EQ(of({{known(verdict::fail), said(lost, verdict::fail)}}, must), outcome::findings);
}

TEST(Outcome, OfRunsThatShowedNothing) {
  EXPECT_EQ(of({}), outcome::nothing);
  EXPECT_EQ(of({{}}), outcome::inconclusive) << "a case that says nothing is no success";
  EXPECT_EQ(of({{said(lost, verdict::inconclusive)}}), outcome::inconclusive);
  EXPECT_EQ(of({{said(lost, verdict::inconclusive)}, {said(lost, verdict::pass)}}), outcome::as_expected);
  EXPECT_EQ(of({{said(lost, verdict::skip)}}), outcome::skipped);
  EXPECT_EQ(of({{said(lost, verdict::skip)}, {said(lost, verdict::inconclusive)}}), outcome::inconclusive);
  EXPECT_EQ(of({{said(lost, verdict::skip)}, {said(lost, verdict::pass)}}), outcome::as_expected);
}

TEST(Outcome, OwnErrorsAreNoSuccess) {
  EXPECT_EQ(of({{said(lost, verdict::error), said(lost, verdict::pass)}}), outcome::broken);
}

// Each outcome gives way to the ones before it.
TEST(Outcome, Precedence) {
  auto run = sample::run({{said(lost, verdict::inconclusive)}});
  run.stale.push_back({lost, "*", "r"});
  EXPECT_EQ(outcome_of(run, threshold::must), outcome::stale);
  run.cases[0].judgements.push_back(said(lost, verdict::error));
  EXPECT_EQ(outcome_of(run, threshold::must), outcome::broken);
  run.cases[0].judgements.push_back(said(lost, verdict::fail));
  EXPECT_EQ(outcome_of(run, threshold::must), outcome::findings);
  run.target_died = true;
  EXPECT_EQ(outcome_of(run, threshold::must), outcome::target_died);
}

}  // namespace
}  // namespace dsnspec::judge
