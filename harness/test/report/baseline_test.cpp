#include "report/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/sample.hpp"

namespace dsnspec::report {
namespace {

using judge::verdict;
using judge::sample::field;
using judge::sample::form;
using judge::sample::lost;
using judge::sample::said;
using testing::HasSubstr;
using testing::Not;

// A matrix of two cases that both break `lost`, one of which breaks `form`, and a scenario of one case.
judge::judged_run some_run() {
  judge::judged_run run = judge::sample::run({{said(lost, verdict::fail), said(form, verdict::pass)},
                                              {said(lost, verdict::fail), said(form, verdict::warn)},
                                              {said(lost, verdict::pass), said(field, verdict::fail)}});
  run.cases[0].id = "rfc3461/5.2/matrix[a=1]";
  run.cases[1].id = "rfc3461/5.2/matrix[a=2]";
  run.cases[2].id = "rfc3461/5.2/alone";
  run.header.target.name = "mymta";
  run.header.target.version = "1.2";
  return run;
}

judge::baseline read(const std::string& text) {
  const auto out = judge::read_baseline(text, "b.yaml", judge::sample::law());
  EXPECT_TRUE(out.has_value()) << out.error().front().text() << "\n" << text;
  return out.value_or(judge::baseline{});
}

std::string with_reasons(std::string text) {
  for (std::size_t at; (at = text.find("reason: \"\"")) != std::string::npos;) {
    text.replace(at, 10, "reason: filled in");
  }
  return text;
}

TEST(BaselineYaml, ExpectsTheRunWhenItsReasonsAreFilledIn) {
  const std::string text = baseline_yaml(some_run(), {});
  EXPECT_FALSE(judge::read_baseline(text, "b.yaml", judge::sample::law())) << "reasons are missing";
  auto again = some_run();
  const judge::baseline expected = read(with_reasons(text));
  judge::apply(again, expected);
  for (const auto& where : again.cases) {
    for (const auto& what : where.judgements) {
      EXPECT_EQ(what.known, what.verdict != verdict::pass) << where.id << " " << what.requirement;
    }
  }
  EXPECT_TRUE(again.stale.empty());
}

TEST(BaselineYaml, NamesTheScenarioWhereEveryCaseBreaksTheRule) {
  const std::string text = baseline_yaml(some_run(), {});
  EXPECT_THAT(text, HasSubstr("requirement: rfc3461/5.2/lost\n    case: \"rfc3461/5.2/matrix[*\""));
  EXPECT_THAT(text, HasSubstr("requirement: rfc3461/5.3/form\n    case: \"rfc3461/5.2/matrix[a=2]\""));
  EXPECT_THAT(text, HasSubstr("case: \"rfc3461/5.2/alone\""));
}

TEST(BaselineYaml, KeepsWhatHoldsAndDropsWhatIsStale) {
  const judge::baseline before = read(
      "findings:\n"
      "  - {requirement: rfc3461/5.2/lost, case: 'rfc3461/5.2/matrix*', reason: \"a: \\\"b\\\"\\nc\"}\n"
      "  - {requirement: rfc3461/5.3/form, case: '*', verdict: WARN, from_version: '1', below_version: '2',"
      " reason: 'it was so, and so it will be for many a year, for all that anybody here can tell, and it is "
      "no"
      " shame at all'}\n"
      "  - {requirement: rfc3464/2.1/field, case: 'rfc3461/5.2/matrix*', reason: never was}\n");
  auto run = some_run();
  run.cases[0].judgements.push_back(said(field, verdict::pass));
  judge::apply(run, before);
  const judge::baseline after = read(with_reasons(baseline_yaml(run, before)));
  ASSERT_EQ(after.entries.size(), 3U);
  for (std::size_t i : {0U, 1U}) {
    EXPECT_EQ(after.entries[i].requirement, before.entries[i].requirement);
    EXPECT_EQ(after.entries[i].case_glob, before.entries[i].case_glob);
    EXPECT_EQ(after.entries[i].reason, before.entries[i].reason);
    EXPECT_EQ(after.entries[i].verdict, before.entries[i].verdict);
    EXPECT_EQ(after.entries[i].from_version, before.entries[i].from_version);
    EXPECT_EQ(after.entries[i].below_version, before.entries[i].below_version);
  }
  EXPECT_EQ(after.entries[2].case_glob, "rfc3461/5.2/alone");
  EXPECT_EQ(after.entries[2].reason, "filled in");
}

TEST(BaselineYaml, HostileTextsStayInTheirPlace) {
  auto run = some_run();
  run.header.target.version = "1\n  - {requirement: x}";
  run.cases[2].judgements[1].summary = "a\nfindings: []\n\x1b[31m";
  const std::string text = baseline_yaml(run, {});
  EXPECT_EQ(read(with_reasons(text)).entries.size(), 3U) << text;
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(BaselineText, TellsOfEachEntryAndOfWhatIsNew) {
  const judge::baseline expected = read(
      "findings:\n"
      "  - {requirement: rfc3461/5.2/lost, case: '*', reason: x}\n"
      "  - {requirement: rfc3464/2.1/field, case: 'rfc3461/5.2/matrix*', reason: x}\n"
      "  - {requirement: rfc3461/5.3/form, case: '*', reason: x, from_version: '2'}\n"
      "  - {requirement: rfc3461/5.3/form, case: 'rfc6533/*', reason: x}\n");
  auto run = some_run();
  run.cases[0].judgements.push_back(said(field, verdict::pass));
  judge::apply(run, judge::for_version(expected, "1.2"));
  EXPECT_EQ(baseline_text(run, expected),
            "b.yaml:2: rfc3461/5.2/lost *: 2 findings\n"
            "b.yaml:3: rfc3464/2.1/field rfc3461/5.2/matrix*: STALE: no longer occurs\n"
            "b.yaml:4: rfc3461/5.3/form *: of another version\n"
            "b.yaml:5: rfc3461/5.3/form rfc6533/*: not looked at\n"
            "UNEXPECTED: rfc3461/5.3/form rfc3461/5.2/matrix[a=2]: what was seen\n"
            "UNEXPECTED: rfc3464/2.1/field rfc3461/5.2/alone: what was seen\n");
}

}  // namespace
}  // namespace dsnspec::report
