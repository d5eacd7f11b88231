// Scenarios may show what another row says as well: it is judged once, under that row's id.
#include <gtest/gtest.h>

#include "judge/judge.hpp"
#include "judge/sample.hpp"

namespace dsnspec::judge {
namespace {

spec::law_book two_sayings() {
  spec::law_book law;
  auto row =
      sample::row("rfc3461/6.1/x", spec::level::must, spec::impact::security, spec::role::report_format);
  law.add(row);
  row.id = "rfc3464/2/x";
  row.restates = "rfc3461/6.1/x";
  law.add(row);
  return law;
}

// One case that is there to show both.
trace::recorded_run run() {
  trace::recorded_run out;
  trace::case_record& only = out.cases.emplace_back();
  only.what.id = "rfc3464/2/one";
  only.what.shows = {"rfc3464/2/x", "rfc3461/6.1/x"};
  return out;
}

void is_one_judgement(const judged_run& judged, verdict value) {
  ASSERT_EQ(judged.cases.size(), 1U);
  ASSERT_EQ(judged.cases[0].judgements.size(), 1U);
  EXPECT_EQ(judged.cases[0].judgements[0].requirement, "rfc3461/6.1/x");
  EXPECT_EQ(judged.cases[0].judgements[0].verdict, value);
  EXPECT_EQ(judged.cases[0].verdict, value);
}

TEST(Restated, SkippedOnce) {
  auto played = run();
  played.cases[0].skipped = "the target can't";
  is_one_judgement(judge(played, two_sayings()), verdict::skip);
}

TEST(Restated, NotShownOnce) {
  is_one_judgement(judge(run(), two_sayings()), verdict::inconclusive);
}

TEST(Restated, NotShownOnceThoughTheCaseEnded) {
  auto played = run();
  played.cases[0].fence.emplace();
  is_one_judgement(judge(played, two_sayings()), verdict::inconclusive);
}

}  // namespace
}  // namespace dsnspec::judge
