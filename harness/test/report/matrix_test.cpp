#include "report/matrix.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/markdown.hpp"
#include "sample.hpp"
#include "schema_check.hpp"

namespace dsnspec::report {
namespace {

using judge::verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

judge::judged_run run_of(const std::string& name, const std::vector<verdict>& of_kept) {
  judge::judged_run run;
  run.header.target.name = name;
  for (const auto each : of_kept) {
    run.cases.emplace_back().judgements.push_back({"rfc3461/5.3/kept", each, "", {}, false, {}});
  }
  return run;
}

conduct conduct_of(const std::vector<verdict>& said) {
  return conducts(run_of("a", said), sample::law()).at("rfc3461/5.3/kept");
}

TEST(conducts, broken_once_is_broken_and_kept_once_is_kept_whatever_was_skipped_or_left_open) {
  EXPECT_EQ(conduct_of({verdict::pass, verdict::fail, verdict::inconclusive}), conduct::broken_must);
  EXPECT_EQ(conduct_of({verdict::warn, verdict::pass}), conduct::broken_should);
  EXPECT_EQ(conduct_of({verdict::skip, verdict::pass, verdict::inconclusive}), conduct::kept);
  EXPECT_EQ(conduct_of({verdict::skip, verdict::inconclusive, verdict::note}), conduct::open);
  EXPECT_EQ(conduct_of({verdict::skip, verdict::note}), conduct::choice);
  EXPECT_EQ(conduct_of({verdict::skip}), conduct::skipped);
  EXPECT_EQ(conduct_of({}), conduct::nothing);
}

TEST(conducts, a_fail_of_what_a_should_row_restates_is_a_should) {
  auto law = sample::law();
  auto row = law.rows().at("rfc3461/5.2/wish");
  row.id = "rfc3461/5.2/wished-elsewhere";
  row.restates = "rfc3461/5.3/kept";
  law.add(row);
  EXPECT_EQ(conducts(run_of("a", {verdict::fail}), law).at(row.id), conduct::broken_should);
  EXPECT_EQ(conducts(run_of("a", {verdict::pass}), law).at(row.id), conduct::kept);
}

TEST(conducts, part_of_a_broken_row_is_never_broken) {
  auto law = sample::law();
  auto row = law.rows().at("rfc3461/5.2/wish");
  row.id = "rfc3461/5.2/part";
  row.restates = "rfc3461/5.3/kept";
  row.part_of_it = true;
  law.add(row);
  EXPECT_EQ(conducts(run_of("a", {verdict::fail}), law).at(row.id), conduct::open);
  EXPECT_EQ(conducts(run_of("a", {verdict::fail, verdict::pass}), law).at(row.id), conduct::kept);
}

// Long cells hide what matters.
TEST(matrix_target_page, names_a_few_of_what_stands_before_a_grade) {
  auto run = sample::full();
  run.certificate.push_back({.rfc = "3461", .role = {}, .between = {"a", "b", "c", "d", "e", "f", "g"}});
  EXPECT_THAT(matrix_target_page(run, sample::law()), HasSubstr("| a, b, c, d, e, and 2 more |"));
}

std::vector<judge::judged_run> two_runs() {
  auto other = sample::full();
  other.header.target.name = "exim";
  for (auto& which : other.cases) {
    for (auto& what : which.judgements) {
      what.verdict = verdict::pass;
    }
  }
  return {sample::full(), other};
}

TEST(matrix_page, sets_the_mail_systems_side_by_side) {
  const auto page = matrix_page(two_runs(), sample::law());
  EXPECT_THAT(page,
              HasSubstr("| requirement | level | impact | [postfix](postfix.md) | [exim](exim.md) |\n"));
  EXPECT_THAT(page, HasSubstr("| rfc3461/5.2/form | MUST | form | `FAIL` | kept |\n"));
  EXPECT_THAT(page, HasSubstr("| rfc3461/5.2/wish | SHOULD | lost-report | `WARN` | kept |\n"));
  EXPECT_THAT(page, HasSubstr("| lost-report | 1 + 1 | 0 + 0 |\n"));
  EXPECT_THAT(page, HasSubstr("lost-report: reported upstream\n"));
  EXPECT_THAT(page, HasSubstr("### exim\n\nNone.\n"));
}

// One fault that breaks several requirements is told once.
TEST(matrix_page, tells_each_reason_once) {
  auto run = sample::full();
  auto& judgements = run.cases[1].judgements;
  for (auto& each : judgements) {
    if (each.verdict == verdict::fail) {
      each.known = true;
      each.known_reason = "one fault";
      each.arguable = "or none";
      each.impact = spec::impact::false_report;
    }
  }
  const auto page = matrix_page({run}, sample::law());
  EXPECT_THAT(page, HasSubstr("- [rfc3461/5.2/form](postfix.md#rfc3461-5.2-form), "
                              "[rfc3461/5.2/lost](postfix.md#rfc3461-5.2-lost), false-report: one fault "
                              "*Arguable*: or none\n"));
  EXPECT_THAT(matrix_target_page(run, sample::law()), HasSubstr("\none fault\n\n*Arguable*: or none\n"));
}

TEST(matrix_target_page, tells_each_finding_with_its_reason_or_that_none_was_given_yet) {
  const auto page = matrix_target_page(sample::full(), sample::law());
  EXPECT_THAT(page, HasSubstr("<a id=\"rfc3461-5.2-lost\"></a>rfc3461/5.2/lost\n"));
  EXPECT_THAT(page, HasSubstr("reported upstream\n\nSeen in 1 case"));
  EXPECT_THAT(page, HasSubstr("*Not yet held against the text of the RFC.*"));
  EXPECT_THAT(page, HasSubstr("at host next, session 3:\n    MAIL\\r\\n\n"));
  EXPECT_THAT(page, HasSubstr("| rfc3461/5.3/choice | it did so | 1 | 0 |"));
  EXPECT_THAT(page, HasSubstr("| SKIP | the target has no list | 1 |"));
  EXPECT_THAT(page, HasSubstr("\nAgain:\n\n~~~\n    dsnspec run postfix --only "));
}

// Outside of the blocks of evidence nothing that came from outside makes a tag, a link or a cell.
TEST(matrix_target_page, shows_hostile_text_as_text) {
  const auto page = matrix_target_page(sample::hostile(), sample::law());
  for (const char c : page) {
    ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F));
  }
  std::istringstream lines(page);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "~~~") {
      inside = !inside;
    } else if (inside) {
      EXPECT_TRUE(line.starts_with("    ") || line.starts_with("at ") || line.starts_with("and ")) << line;
    } else {
      EXPECT_THAT(line, Not(HasSubstr("<!--")));
      EXPECT_THAT(line, Not(HasSubstr("<![CDATA")));
    }
  }
  EXPECT_FALSE(inside);
}

TEST(matrix_json, is_as_its_schema_says) {
  const schema_check schema("matrix");
  const auto whole = nlohmann::json::parse(matrix_json(two_runs(), sample::law()));
  EXPECT_EQ(schema.problem(whole), "");
  EXPECT_EQ(schema.problem(nlohmann::json::parse(matrix_json({sample::hostile()}, sample::law()))), "");
  EXPECT_EQ(schema.problem(nlohmann::json::parse(matrix_json({}, sample::law()))), "");
  EXPECT_THAT(whole["requirements"][0]["targets"].get<nlohmann::json::object_t>(),
              ElementsAre(Pair("exim", "PASS"), Pair("postfix", "FAIL")));
}

TEST(matrix_json, tells_what_was_seen_alike_once) {
  const auto whole = nlohmann::json::parse(matrix_json({sample::full()}, sample::law()));
  const auto& findings = whole["runs"][0]["findings"];
  std::size_t form = 0;
  for (const auto& each : findings) {
    if (each["requirement"] == "rfc3461/5.2/form") {
      ++form;
      EXPECT_EQ(each["cases"].size(), 3U);
    }
  }
  EXPECT_EQ(form, 1U);
}

TEST(matrix_target_file, is_a_plain_name_that_hides_no_other_page) {
  const auto file = [](const std::string& name) { return matrix_target_file(run_of(name, {})); };
  EXPECT_EQ(file("postfix"), "postfix.md");
  EXPECT_EQ(file("../../etc/passwd"), "mta-..-..-etc-passwd.md");
  EXPECT_EQ(file("README"), "mta-README.md");
  EXPECT_EQ(file("coverage"), "mta-coverage.md");
  EXPECT_EQ(file(""), "mta-.md");
}

TEST(markdown, leaves_nothing_that_has_a_meaning_of_its_own) {
  EXPECT_EQ(markdown::text("a|b*c_d`e[f\\g~h<i&j"), "a\\|b\\*c\\_d\\`e\\[f\\\\g\\~h&lt;i&amp;j");
  EXPECT_EQ(markdown::code("MAIL FROM:<>"), "<code>MAIL FROM:&lt;></code>");
  EXPECT_EQ(markdown::anchor("rfc3461/5.2.2/a b"), "rfc3461-5.2.2-a-b");
}

}  // namespace
}  // namespace dsnspec::report
