#include "cli/selftest_plan.hpp"

#include <algorithm>
#include <set>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixture.hpp"

namespace dsnspec::cli {
namespace {

using testing::HasSubstr;

using selftest_test = data_fixture;

std::vector<std::string> many_cases() {
  std::vector<std::string> out = {"s/claims[x=1]", "s/claims[x=2]", "s/claims-more"};
  for (int i = 0; i < 100; ++i) {
    out.push_back(fmt::format("s/other-{}", i));
  }
  return out;
}

scenario::catalogue_defect defect(std::string name) {
  scenario::catalogue_defect out;
  out.name = std::move(name);
  out.caught_by = {"s/claims"};
  return out;
}

TEST(CasesFor, HasAllCasesOfTheScenariosThatClaim) {
  EXPECT_EQ(cases_for(defect("a"), many_cases(), 0), (std::vector<std::size_t>{0, 1}));
}

TEST(CasesFor, AddsASampleThatDiffersByDefect) {
  const auto one = cases_for(defect("a"), many_cases(), 10);
  EXPECT_EQ(one.size(), 12U);
  EXPECT_TRUE(std::is_sorted(one.begin(), one.end()));
  EXPECT_EQ(std::set<std::size_t>(one.begin(), one.end()).size(), one.size());
  EXPECT_EQ(cases_for(defect("a"), many_cases(), 10), one);
  EXPECT_NE(cases_for(defect("b"), many_cases(), 10), one);
}

TEST(CasesFor, HasNoMoreThanThereAre) {
  EXPECT_EQ(cases_for(defect("a"), many_cases(), 1000).size(), many_cases().size());
}

TEST_F(selftest_test, NamesWhatIsLikeAnUnknownDefect) {
  const auto got = dsnspec({"selftest", "--defect", "envid-droped"});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("envid-dropped"));
}

TEST_F(selftest_test, RefusesASectionThatNoDefectViolates) {
  put("scenarios/selftest/defects.yaml",
      "defects:\n  - {name: envid-dropped, sentence: s, violates: [rfc3461/5.2/never], caught_by: "
      "[rfc3461/5.2/never]}\n");
  put("scenarios/selftest/verdicts.txt", "clean\n");
  const auto got = dsnspec({"selftest", "--section", "9.9", "--out", (root / "out").string()});
  EXPECT_EQ(got.code, 5) << got.err;
  EXPECT_FALSE(std::filesystem::exists(root / "out"));
}

TEST_F(selftest_test, RefusesBrokenVerdicts) {
  put("scenarios/selftest/defects.yaml",
      "defects:\n  - {name: envid-dropped, sentence: s, violates: [rfc3461/5.2/never], caught_by: "
      "[rfc3461/5.2/never]}\n");
  const auto missing = dsnspec({"selftest", "--out", (root / "out").string()});
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.err, HasSubstr("verdicts.txt"));
  put("scenarios/selftest/verdicts.txt", "clean\n  a\n    GOOD b\n");
  const auto broken = dsnspec({"selftest", "--out", (root / "out").string()});
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.err, HasSubstr("verdicts.txt:3: "));
}

TEST_F(selftest_test, RecordsNoFullTrials) {
  const auto got = dsnspec({"selftest", "--record", "--full"});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("--record"));
}

TEST_F(selftest_test, RefusesABrokenCatalogue) {
  put("scenarios/selftest/defects.yaml",
      "defects:\n  - {name: envid-dropped, sentence: s, violates: [rfc3461/5.2/nevre], caught_by: "
      "[rfc3461/5.2/never]}\n");
  const auto got = dsnspec({"selftest", "--out", (root / "out").string()});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("rfc3461/5.2/never"));
}

}  // namespace
}  // namespace dsnspec::cli
