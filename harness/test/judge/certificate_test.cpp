#include "judge/certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/sample.hpp"

namespace dsnspec::judge {
namespace {

using sample::choice;
using sample::field;
using sample::form;
using sample::lost;
using sample::said;
using sample::wish;
using testing::ElementsAre;
using testing::IsEmpty;

certificate_line line(std::vector<std::vector<judgement>> cases, const std::string& rfc = "3461") {
  for (auto& each : certify(sample::run(std::move(cases)), sample::law())) {
    if (each.rfc == rfc) {
      return each;
    }
  }
  ADD_FAILURE() << "no line for RFC " << rfc;
  return {};
}

TEST(Certificate, HasALineForEachRfcAndRole) {
  const auto lines = certify(sample::run({{said(field, verdict::pass)}}), sample::law());
  ASSERT_EQ(lines.size(), 2U + 8U);
  EXPECT_EQ(lines[0].rfc, "3461");
  EXPECT_EQ(lines[1].rfc, "3464");
  EXPECT_EQ(lines[2].role, "submission");
  EXPECT_EQ(lines[9].role, "SMTPUTF8");
  EXPECT_EQ(lines[0].grade, grade::not_shown);
  EXPECT_EQ(lines[1].grade, grade::exemplary);
  for (const auto& each : lines) {
    EXPECT_NE(each.rfc.empty(), each.role.empty());
    if (each.role == "report format") {
      EXPECT_EQ(each.grade, grade::exemplary);
    } else if (!each.role.empty()) {
      EXPECT_EQ(each.grade, grade::not_shown) << each.role;
    }
  }
}

TEST(Certificate, OrdersRfcsByNumber) {
  spec::law_book law;
  law.add(sample::row("rfc10000/1/x", spec::level::must, spec::impact::form, spec::role::list));
  law.add(sample::row("rfc3461/1/x", spec::level::must, spec::impact::form, spec::role::list));
  law.add(sample::row("rfc822/1/x", spec::level::must, spec::impact::form, spec::role::list));
  const auto lines = certify(judged_run{}, law);
  EXPECT_EQ(lines[0].rfc, "822");
  EXPECT_EQ(lines[1].rfc, "3461");
  EXPECT_EQ(lines[2].rfc, "10000");
}

TEST(Certificate, WithoutDsnThereIsNoGradeForIt) {
  judged_run of = sample::run({{said(lost, verdict::fail), said(field, verdict::fail)}});
  of.header.target.capabilities = {"relay"};
  const auto lines = certify(of, sample::law());
  EXPECT_EQ(lines[0].rfc, "3461");
  EXPECT_EQ(lines[0].grade, grade::not_shown);
  EXPECT_THAT(lines[0].between, IsEmpty());
  EXPECT_EQ(lines[1].grade, grade::dependable);
  EXPECT_EQ(line({{said(lost, verdict::fail)}}).grade, grade::not_dependable);
}

TEST(Certificate, GradesFindings) {
  auto got = line({{said(lost, verdict::pass), said(form, verdict::pass), said(wish, verdict::pass)}});
  EXPECT_EQ(got.grade, grade::exemplary);
  EXPECT_THAT(got.between, IsEmpty());
  EXPECT_EQ(got.seen, 3U);
  EXPECT_EQ(got.of, 3U) << "MAY rows are not counted";

  got = line({{said(lost, verdict::pass), said(wish, verdict::warn)}});
  EXPECT_EQ(got.grade, grade::conforming);
  EXPECT_THAT(got.between, ElementsAre(wish));

  got = line({{said(lost, verdict::pass)}});
  EXPECT_EQ(got.grade, grade::not_shown) << "one of three is too little";
  EXPECT_THAT(got.between, IsEmpty());
  EXPECT_EQ(line({{said(form, verdict::fail)}}).grade, grade::not_shown);
  EXPECT_EQ(line({{said(lost, verdict::fail)}}).grade, grade::not_dependable) << "one witness is enough";

  got = line({{said(form, verdict::fail), said(wish, verdict::warn)}});
  EXPECT_EQ(got.grade, grade::dependable);
  EXPECT_THAT(got.between, ElementsAre(form));

  got = line({{said(lost, verdict::fail), said(form, verdict::fail), said(wish, verdict::warn)}});
  EXPECT_EQ(got.grade, grade::not_dependable);
  EXPECT_THAT(got.between, ElementsAre(lost));
}

// What another RFC says of the same counts for both RFCs, and once for the role.
TEST(Certificate, RestatedRowsShareTheVerdict) {
  spec::law_book law;
  const auto add = [&law](const char* id, spec::level level, const char* restates) {
    auto row = sample::row(id, level, spec::impact::security, spec::role::list);
    row.restates = restates;
    law.add(row);
  };
  add("rfc3461/1/x", spec::level::must, "");
  add("rfc3464/1/x", spec::level::must, "rfc3461/1/x");
  add("rfc3464/2/x", spec::level::must_not, "rfc3461/1/x");
  add("rfc6522/1/x", spec::level::should, "rfc3461/1/x");
  const auto lines = certify(sample::run({{said("rfc3461/1/x", verdict::fail)}}), law);
  EXPECT_EQ(lines[0].grade, grade::not_dependable);
  EXPECT_EQ(lines[1].grade, grade::not_dependable);
  EXPECT_EQ(lines[1].of, 2U);
  EXPECT_THAT(lines[1].between, ElementsAre("rfc3461/1/x"));
  EXPECT_EQ(lines[2].rfc, "6522");
  EXPECT_EQ(lines[2].grade, grade::conforming);
  for (const auto& each : lines) {
    if (each.role == "list") {
      EXPECT_EQ(each.of, 1U);
    }
  }
}

// A row that says less than the one it is judged with: nobody knows which part of that one was broken.
TEST(Certificate, PartOfABrokenRowIsLeftOpen) {
  spec::law_book law;
  auto row = sample::row("rfc3461/1/x", spec::level::must, spec::impact::security, spec::role::list);
  law.add(row);
  row.id = "rfc3464/1/x";
  row.restates = "rfc3461/1/x";
  row.part_of_it = true;
  law.add(row);
  const auto of = [&law](const std::vector<std::vector<judgement>>& cases) {
    return certify(sample::run(cases), law)[1];
  };
  EXPECT_EQ(of({{said("rfc3461/1/x", verdict::fail)}}).grade, grade::not_shown);
  EXPECT_EQ(of({{said("rfc3461/1/x", verdict::fail)}}).seen, 0U);
  EXPECT_EQ(of({{said("rfc3461/1/x", verdict::pass)}}).grade, grade::exemplary);
  EXPECT_EQ(of({{said("rfc3461/1/x", verdict::fail)}, {said("rfc3461/1/x", verdict::pass)}}).grade,
            grade::exemplary)
      << "kept where that one was kept";
}

TEST(Certificate, LeavesOutWhatCannotBeWatched) {
  spec::law_book law;
  auto row = sample::row("rfc3461/1/x", spec::level::must, spec::impact::form, spec::role::list);
  law.add(row);
  row.id = "rfc3461/1/y";
  row.not_watchable = "inside";
  law.add(row);
  EXPECT_EQ(certify(judged_run{}, law)[0].of, 1U);
}

TEST(Certificate, CountsWhatAFindingCosts) {
  auto cheap = said(lost, verdict::fail);
  cheap.impact = spec::impact::wrong_content;
  const auto rest = said(form, verdict::pass);
  EXPECT_EQ(line({{cheap, rest}}).grade, grade::dependable);
  EXPECT_EQ(line({{cheap, rest}, {said(lost, verdict::fail)}}).grade, grade::not_dependable);
}

TEST(Certificate, WorstCaseCounts) {
  EXPECT_EQ(
      line({{said(lost, verdict::pass)}, {said(lost, verdict::fail)}, {said(lost, verdict::pass)}}).grade,
      grade::not_dependable);
  EXPECT_EQ(line({{said(lost, verdict::error)}, {said(lost, verdict::fail)}}).grade, grade::not_dependable)
      << "an error elsewhere must not hide the finding";
}

TEST(Certificate, KnownFindingsCount) {
  auto known = said(lost, verdict::fail);
  known.known = true;
  EXPECT_EQ(line({{known}}).grade, grade::not_dependable);
}

TEST(Certificate, MayNeverCounts) {
  EXPECT_EQ(line({{said(choice, verdict::pass)}}).grade, grade::not_shown);
  const auto with = [](verdict of_choice) {
    return line({{said(choice, of_choice), said(lost, verdict::pass), said(form, verdict::pass)}}).grade;
  };
  EXPECT_EQ(with(verdict::warn), grade::exemplary);
  EXPECT_EQ(with(verdict::inconclusive), grade::exemplary);
}

TEST(Certificate, NotShownWhenSomethingRemainedOpen) {
  auto got = line({{said(lost, verdict::pass), said(form, verdict::inconclusive)}});
  EXPECT_EQ(got.grade, grade::not_shown);
  EXPECT_THAT(got.between, ElementsAre(form));
  EXPECT_EQ(got.seen, 1U);

  EXPECT_EQ(line({{said(lost, verdict::pass), said(form, verdict::error)}}).grade, grade::not_shown);
  const auto seen = said(lost, verdict::pass);
  EXPECT_EQ(line({{seen, said(form, verdict::inconclusive)}, {said(form, verdict::pass)}}).grade,
            grade::exemplary)
      << "seen in another case";
  EXPECT_EQ(line({{seen, said(form, verdict::pass), said(wish, verdict::inconclusive)}}).grade,
            grade::exemplary)
      << "only binding requirements leave a grade open";
  EXPECT_EQ(line({{said(lost, verdict::fail), said(form, verdict::inconclusive)}}).grade,
            grade::not_dependable)
      << "one witness is enough";
  EXPECT_EQ(line({{said(lost, verdict::skip)}}).grade, grade::not_shown);
  EXPECT_EQ(line({{said(lost, verdict::note)}}).grade, grade::not_shown);
}

TEST(Certificate, ListsGravestFirst) {
  spec::law_book law;
  law.add(sample::row("rfc3461/1/a", spec::level::must, spec::impact::privacy, spec::role::list));
  law.add(sample::row("rfc3461/1/b", spec::level::must, spec::impact::lost_report, spec::role::list));
  law.add(sample::row("rfc3461/1/c", spec::level::must, spec::impact::security, spec::role::list));
  const auto lines =
      certify(sample::run({{said("rfc3461/1/a", verdict::fail), said("rfc3461/1/b", verdict::fail),
                            said("rfc3461/1/c", verdict::fail)}}),
              law);
  EXPECT_THAT(lines[0].between, ElementsAre("rfc3461/1/b", "rfc3461/1/c", "rfc3461/1/a"));
}

}  // namespace
}  // namespace dsnspec::judge
