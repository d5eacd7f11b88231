#include "judge/recorded_verdicts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/trial.hpp"

namespace dsnspec::judge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const trial_id clean = {trial_kind::clean, "clean"};
const trial_id envid_dropped = {trial_kind::defect, "envid-dropped"};
const trial_id no_pipelining = {trial_kind::variation, "no-pipelining"};

const run_verdicts seen_clean = {
    {"s/one[x=1]", {{"rfc1/1/a", verdict::pass}, {"rfc1/1/b", verdict::pass}, {"rfc1/1/c", verdict::note}}},
    {"s/two", {{"rfc1/1/a", verdict::pass}}}};

const run_verdicts seen_broken = {
    {"s/one[x=1]", {{"rfc1/1/a", verdict::fail}, {"rfc1/1/c", verdict::note}, {"rfc1/2/d", verdict::pass}}}};

recorded_verdicts sample() {
  recorded_verdicts out;
  out.record(clean, seen_clean);
  out.record(envid_dropped, seen_broken);
  out.record(no_pipelining, seen_clean);
  return out;
}

constexpr std::string_view written =
    "clean\n"
    "  s/one[x=1]\n"
    "    PASS rfc1/1/a rfc1/1/b\n"
    "    NOTE rfc1/1/c\n"
    "  s/two\n"
    "    PASS rfc1/1/a\n"
    "defect envid-dropped\n"
    "  s/one[x=1]\n"
    "    - rfc1/1/b\n"
    "    PASS rfc1/2/d\n"
    "    FAIL rfc1/1/a\n"
    "variation no-pipelining\n";

std::string problem(std::string_view text) {
  const auto out = recorded_verdicts::read(text, "v.txt");
  return out ? "" : out.error().text();
}

TEST(RecordedVerdicts, HoldWhatDiffersFromClean) {
  EXPECT_EQ(sample().text(), written);
}

TEST(RecordedVerdicts, ComeBackAsTheyWere) {
  const auto out = recorded_verdicts::read(written, "v.txt");
  ASSERT_TRUE(out) << out.error().text();
  EXPECT_EQ(out->text(), written);
  EXPECT_THAT(out->changes(clean, seen_clean), IsEmpty());
  EXPECT_THAT(out->changes(envid_dropped, seen_broken), IsEmpty());
  EXPECT_THAT(out->changes(no_pipelining, seen_clean), IsEmpty());
}

TEST(RecordedVerdicts, TellOfEachChange) {
  auto now = seen_broken;
  now["s/one[x=1]"]["rfc1/1/a"] = verdict::pass;  // as when clean, which it was not
  now["s/one[x=1]"]["rfc1/1/b"] = verdict::pass;
  now["s/one[x=1]"].erase("rfc1/1/c");
  const auto changes = sample().changes(envid_dropped, now);
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].requirement, "rfc1/1/a");
  EXPECT_EQ(changes[0].before, verdict::fail);
  EXPECT_EQ(changes[0].now, verdict::pass);
  EXPECT_EQ(changes[1].requirement, "rfc1/1/b");
  EXPECT_EQ(changes[1].before, std::nullopt);
  EXPECT_EQ(changes[1].now, verdict::pass);
  EXPECT_EQ(changes[2].requirement, "rfc1/1/c");
  EXPECT_EQ(changes[2].before, verdict::note);
  EXPECT_EQ(changes[2].now, std::nullopt);
}

TEST(RecordedVerdicts, OfATrialThatIsNotRecordedAreThoseOfTheCleanOne) {
  EXPECT_THAT(recorded_verdicts(sample()).changes({trial_kind::defect, "new"}, seen_clean), IsEmpty());
  EXPECT_EQ(sample().changes({trial_kind::defect, "new"}, seen_broken).size(), 3U);
}

TEST(RecordedVerdicts, ACaseThatIsNotRecordedIsAChange) {
  const auto changes = sample().changes(no_pipelining, {{"s/three", {{"rfc1/1/a", verdict::pass}}}});
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].case_id, "s/three");
  EXPECT_EQ(changes[0].requirement, "");
}

TEST(RecordedVerdicts, OfTrialsThatAreNoMoreAreForgotten) {
  auto of = sample();
  of.keep({no_pipelining});
  EXPECT_THAT(of.text(), testing::Not(HasSubstr("envid-dropped")));
  EXPECT_THAT(of.text(), HasSubstr("s/two"));
  EXPECT_THAT(of.text(), HasSubstr("no-pipelining"));
}

TEST(RecordedVerdicts, SayWhatIsWrongAndWhere) {
  EXPECT_EQ(problem("  s/one\n"), "v.txt:1: a case stands below a trial");
  EXPECT_EQ(problem("clean\n    PASS a\n"), "v.txt:2: verdicts stand below a case");
  EXPECT_EQ(problem("clean\n  s/one\n    GOOD a\n"), "v.txt:3: below a case a line begins with a verdict");
  EXPECT_EQ(problem("clean\n  s/one\n    - a\n"), "v.txt:3: below a case a line begins with a verdict");
  EXPECT_EQ(problem("clean\n  s/one\n    PASS a a\n"),
            "v.txt:3: this requirement comes twice in its case: a");
  EXPECT_EQ(problem("clean\n  s/one\n    PASS a  b\n"), "v.txt:3: between requirements stands one blank");
  EXPECT_EQ(problem("clean\n  s/one\n  s/one\n"), "v.txt:3: this case comes twice in its trial");
  EXPECT_EQ(problem("clean\nclean\n"), "v.txt:2: this trial comes twice");
  EXPECT_EQ(problem("clean\n s/one\n"), "v.txt:2: a line begins with no blanks, with two or with four");
  for (const char* heading : {"spoilt x\n", "defect\n", "defect \n", "clean x\n"}) {
    EXPECT_EQ(problem(heading), "v.txt:1: a trial is 'clean', 'defect NAME' or 'variation NAME'") << heading;
  }
  EXPECT_EQ(problem("# for people\n\nclean\n"), "");
}

// Whatever stands there, reading ends with an answer.
TEST(RecordedVerdicts, CutOffAnywhereAreReadOrRefused) {
  for (std::size_t length = 0; length < written.size(); ++length) {
    problem(written.substr(0, length));
  }
}

TEST(HoldAgainst, MakesATrialOtherwise) {
  trial what;
  what.name = "clean";
  trial_result result = hold(what, {});
  hold_against(result, sample(), seen_clean);
  EXPECT_EQ(result.outcome, trial_outcome::as_expected);
  auto now = seen_clean;
  now["s/two"]["rfc1/1/a"] = verdict::note;
  hold_against(result, sample(), now);
  EXPECT_EQ(result.outcome, trial_outcome::otherwise);
  EXPECT_EQ(result.changes, 1U);
}

TEST(HoldAgainst, LeavesWhatIsGraver) {
  trial what;
  what.name = "clean";
  trial_result accused = hold(what, {{"s/two", "rfc1/1/a", verdict::fail, "seen"}});
  hold_against(accused, sample(), seen_broken);
  EXPECT_EQ(accused.outcome, trial_outcome::accused_wrongly);
  trial_result failed = failed_trial(what, "it was ended by signal 11");
  hold_against(failed, sample(), {});
  EXPECT_EQ(failed.outcome, trial_outcome::failed);
  EXPECT_EQ(failed.changes, 0U);
}

}  // namespace
}  // namespace dsnspec::judge
