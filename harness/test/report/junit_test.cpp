#include "report/junit.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.hpp"
#include "xml_check.hpp"

namespace dsnspec::report {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

xml_element read(const judge::judged_run& run, junit_options how = {}) {
  auto got = check_xml(junit(run, sample::law(), how));
  EXPECT_EQ(got.problem, "");
  EXPECT_EQ(got.root.name, "testsuites");
  return got.root;
}

const xml_element& test_named(const xml_element& root, const std::string& suite, const std::string& name) {
  for (const auto& each : root.children) {
    for (const auto& test : each.children) {
      if (each.attributes.at("name") == suite && test.attributes.at("name") == name) {
        return test;
      }
    }
  }
  ADD_FAILURE() << "no test " << name << " in " << suite;
  return root;
}

std::string result(const xml_element& test) {
  return test.children.empty() ? "passed" : test.children.front().name;
}

TEST(Junit, ShowsEachJudgementAsATest) {
  const auto root = read(sample::full());
  EXPECT_EQ(root.attributes.at("name"), "dsnspec postfix");
  EXPECT_EQ(root.attributes.at("time"), "9.876");
  ASSERT_EQ(root.children.size(), 4U) << "three scenarios and the baseline";

  const auto& lost = test_named(root, "rfc3461/5.2/one", "rfc3461/5.2/lost [notify=SUCCESS]");
  EXPECT_EQ(lost.attributes.at("classname"), "rfc3461/5.2/one");
  ASSERT_EQ(result(lost), "failure");
  EXPECT_EQ(lost.child("failure").attributes.at("message"), "no report about carol@next.c001.test");
  EXPECT_EQ(lost.child("failure").attributes.at("type"), "FAIL");
  EXPECT_THAT(lost.child("failure").text,
              testing::AllOf(HasSubstr("RFC 3461 section 5.2, MUST NOT"), HasSubstr("lost-report"),
                             HasSubstr("rule: this must not happen: A report is lost."),
                             HasSubstr("0.412 s  host next, session 3: RCPT TO"),
                             HasSubstr("dsnspec run postfix --only 'rfc3461/5.2/one[notify=SUCCESS]'")));

  EXPECT_EQ(result(test_named(root, "rfc3461/5.2/one", "rfc3461/5.3/kept [notify=SUCCESS]")), "passed");
  EXPECT_EQ(result(test_named(root, "rfc3461/5.2/one", "rfc3461/5.3/choice [notify=NEVER]")), "system-out");
  EXPECT_EQ(result(test_named(root, "rfc3461/5.2/one", "rfc3461/5.2/wish [notify=NEVER]")), "system-out")
      << "below the level";
  const auto& known = test_named(root, "rfc3461/5.2/one", "rfc3461/5.2/lost [notify=NEVER]");
  EXPECT_EQ(result(known), "skipped");
  EXPECT_EQ(known.child("skipped").attributes.at("message"), "known: reported upstream");
  EXPECT_EQ(result(test_named(root, "rfc3461/5.3/two", "rfc3461/5.3/kept")), "skipped");
  EXPECT_EQ(result(test_named(root, "rfc3461/5.3/two", "rfc3461/5.3/choice")), "error");
  EXPECT_EQ(result(test_named(root, "rfc3461/5.3/three", "rfc3461/5.3/kept")), "skipped");
  EXPECT_EQ(result(test_named(root, "baseline", "rfc3461/5.3/kept in rfc3461/5.3/*")), "failure");
}

TEST(Junit, CountsWhatItShows) {
  const auto root = read(sample::full());
  const auto sum = [&root](const char* which) {
    int total = 0;
    for (const auto& suite : root.children) {
      total += std::stoi(suite.attributes.at(which));
    }
    return std::to_string(total);
  };
  for (const char* which : {"tests", "failures", "errors", "skipped"}) {
    EXPECT_EQ(root.attributes.at(which), sum(which)) << which;
  }
  EXPECT_EQ(root.attributes.at("tests"), "12");
  EXPECT_EQ(root.attributes.at("failures"), "5");
  EXPECT_EQ(root.attributes.at("errors"), "1");
  EXPECT_EQ(root.attributes.at("skipped"), "3");
  for (const auto& suite : root.children) {
    EXPECT_EQ(std::to_string(suite.children.size()), suite.attributes.at("tests"));
    EXPECT_EQ(suite.attributes.at("timestamp"), "2026-01-31T12:00:00");
  }
}

TEST(Junit, ObeysItsOptions) {
  const auto root = read(sample::full(), {.level = judge::threshold::should, .inconclusive_is_error = true});
  EXPECT_EQ(result(test_named(root, "rfc3461/5.2/one", "rfc3461/5.2/wish [notify=NEVER]")), "failure");
  EXPECT_EQ(result(test_named(root, "rfc3461/5.3/two", "rfc3461/5.3/kept")), "error");
}

TEST(Junit, ShowsACaseThatSaysNothing) {
  judge::judged_run run;
  run.cases.emplace_back().id = "a/b[x=1]";
  const auto root = read(run);
  EXPECT_EQ(result(test_named(root, "a/b", "(nothing was judged)[x=1]")), "skipped");
}

TEST(Junit, IsWellFormedWhateverComes) {
  const auto root = read(sample::hostile());
  EXPECT_THAT(root.attributes.at("name"), StartsWith("dsnspec \\x00\\x01"));
  EXPECT_EQ(junit(sample::hostile(), sample::law()).find('\x1B'), std::string::npos);
}

}  // namespace
}  // namespace dsnspec::report
