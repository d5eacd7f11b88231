// Who watches the law book: the words for it, and that what is shipped is watched.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/data_dir.hpp"
#include "dsn/lint_ids.hpp"
#include "fixture.hpp"
#include "judge/watchers.hpp"

namespace dsnspec::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// ---------------------------------------------------------------- the verbs, on a small law book

// Rows whose ids the judge and the linter know, and others.
class coverage_words : public data_fixture {
 protected:
  void SetUp() override {
    data_fixture::SetUp();
    const auto row = [](const std::string& id, const std::string& section, const std::string& more = {}) {
      return "  - {id: " + id + ", section: \"" + section +
             "\", level: MUST, role: report format, impact: form, sentence: A sentence., observed: Somehow." +
             more + "}\n";
    };
    put("scenarios/law/more.yaml",
        "requirements:\n" + row("rfc3461/6.1/null-reverse-path", "6.1") +
            row("rfc3464/2.3.3/action-present", "2.3.3") +
            row("rfc3461/5.3/unseen", "5.3", ", not_watchable: It happens | inside.") +
            row("rfc3461/5.3/expected", "5.3") +
            row("rfc3464/2/null", "2", ", restates: rfc3461/6.1/null-reverse-path"));
    put("scenarios/rfc3461/5.3/expects.yaml",
        "title: an expectation\nshows: [rfc3461/5.3/unseen]\nneeds: [relay]\nhosts: {next: {}}\n"
        "submit: {rcpt: [{to: carol@next}]}\n"
        "expect: [{rule: rfc3461/5.3/expected, no_report: {to: carol@next}}]\n");
  }
};

TEST_F(coverage_words, ExplainTellsWhoWatches) {
  EXPECT_THAT(dsnspec({"explain", "rfc3461/6.1/null-reverse-path"}).out,
              HasSubstr("  Watched by:\n    check report_envelope (looks at every case that is played)\n"));
  EXPECT_THAT(dsnspec({"explain", "rfc3464/2.3.3/action-present"}).out,
              HasSubstr("  Watched by:\n    linter (looks at every report)\n"));
  EXPECT_THAT(dsnspec({"explain", "rfc3461/5.3/expected"}).out,
              AllOf(HasSubstr("  Expected in these scenarios:\n    rfc3461/5.3/expects\n"),
                    Not(HasSubstr("NOT WATCHED"))));
  EXPECT_THAT(dsnspec({"explain", "rfc3461/5.3/unseen"}).out,
              AllOf(HasSubstr("  Not watchable: It happens | inside.\n"), Not(HasSubstr("NOT WATCHED"))));
  EXPECT_THAT(dsnspec({"explain", "rfc3464/2/null"}).out,
              HasSubstr("  Says the same as rfc3461/6.1/null-reverse-path, which is judged for both.\n"
                        "  Watched by:\n    check report_envelope (looks at every case that is played)\n"));
  EXPECT_THAT(dsnspec({"explain", "rfc3461/5.2/never"}).out,
              HasSubstr("  NOT WATCHED: nothing judges it yet.\n"
                        "  Scenarios that are there to show it:\n    rfc3461/5.2/never\n"));
}

TEST_F(coverage_words, ExplainShowsExamples) {
  EXPECT_THAT(dsnspec({"explain", "rfc3464/2.3.3/action-present"}).out, Not(HasSubstr("Good")));
  put("scenarios/examples/x.yaml",
      "report: x.eml\nexamples:\n  - {id: rfc3464/2.3.3/action-present, good: \"A: b\\nC: d\\n\", bad: "
      "{octets: 'A: "
      "\\x1B[2J'}}\n");
  put("scenarios/examples/y.yaml",
      "examples:\n  - {id: rfc3461/6.1/null-reverse-path, good: \"a: b\\n\", bad: \"a: c\\n\"}\n");
  EXPECT_THAT(
      dsnspec({"explain", "rfc3464/2.3.3/action-present"}).out,
      HasSubstr("\n  Good, in a report:\n    A: b\n    C: d\n  Bad, in a report:\n    A: \\x1B[2J\n"));
  // A row that says the same as another has its example.
  for (const char* id : {"rfc3461/6.1/null-reverse-path", "rfc3464/2/null"}) {
    EXPECT_THAT(dsnspec({"explain", id}).out, HasSubstr("\n  Good:\n    a: b\n  Bad:\n    a: c\n"));
  }
  put("scenarios/examples/z.yaml", "examples:\n  - {id: rfc3464/2.3.3/none, good: a, bad: b}\n");
  EXPECT_EQ(dsnspec({"explain", "rfc3464/2/null"}).code, 2);
}

TEST_F(coverage_words, ListTellsWhoWatches) {
  const auto got = dsnspec({"list", "requirements"});
  EXPECT_EQ(got.code, 0) << got.err;
  for (const char* line :
       {"rfc3461/5.2.2/relayed          MUST        lost-report    NOT WATCHED    A relayed",
        "rfc3461/5.3/expected           MUST        form           1 expectation  A sentence.",
        "rfc3461/5.3/unseen             MUST        form           not watchable  A sentence.",
        "rfc3461/6.1/null-reverse-path  MUST        form           1 check        A sentence.",
        "rfc3464/2.3.3/action-present   MUST        form           lint           A sentence."}) {
    EXPECT_THAT(got.out, HasSubstr(line));
  }
  const auto open = dsnspec({"list", "requirements", "--unwatched"});
  EXPECT_THAT(open.out, AllOf(HasSubstr("rfc3461/5.2.2/relayed"), HasSubstr("rfc3461/5.2/never"),
                              Not(HasSubstr("rfc3461/5.3")), Not(HasSubstr("rfc3464"))));
  const auto none = dsnspec({"list", "requirements", "--unwatched", "--section", "6.1"});
  EXPECT_EQ(none.code, 0) << none.err;
  EXPECT_EQ(none.out, "1 requirement: nothing that can be watched is unwatched\n");
  EXPECT_EQ(dsnspec({"list", "requirements", "--unwatched", "--section", "99"}).code, 5);
  EXPECT_EQ(dsnspec({"list", "scenarios", "--unwatched"}).code, 2);
  EXPECT_EQ(dsnspec({"list", "targets", "--format", "markdown"}).code, 2);
}

TEST_F(coverage_words, MarkdownCountsAndNames) {
  const auto got = dsnspec({"list", "requirements", "--format", "markdown"});
  EXPECT_EQ(got.code, 0) << got.err;
  for (const char* line :
       {"\n| RFC 3461 | MUST | 4 | 2 | 1 | 1 |\n", "\n| RFC 3461 | MUST NOT | 1 | 0 | 0 | 1 |\n",
        "\n| RFC 3461 | all | 5 | 2 | 1 | 2 |\n", "\n| RFC 3464 | MUST | 2 | 2 | 0 | 0 |\n",
        "\n| all | all | 7 | 4 | 1 | 2 |\n",
        "\n| report format | MUST, MUST NOT, GRAMMAR | 5 | 4 | 1 | 0 |\n",
        "\n| rfc3464/2/null | MUST | report format | form | as rfc3461/6.1/null-reverse-path |\n",
        "\n| rfc3461/6.1/null-reverse-path | MUST | report format | form | check report\\_envelope |\n",
        "| not watchable: It happens \\| inside. |\n", "| expected in rfc3461/5.3/expects |\n",
        "| **NOT WATCHED**; shown in rfc3461/5.2.2/relayed |\n"}) {
    EXPECT_THAT(got.out, HasSubstr(line));
  }
  EXPECT_THAT(dsnspec({"list", "requirements", "--format", "markdown", "--section", "6.1"}).out,
              AllOf(HasSubstr("\n| all | all | 1 | 1 | 0 | 0 |\n"), Not(HasSubstr("rfc3464"))));
}

// ---------------------------------------------------------------- what is shipped

const std::filesystem::path source = DSNSPEC_SOURCE_DIR;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.good()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

class shipped_coverage : public testing::Test {
 protected:
  shipped_coverage() {
    if (auto law = data().law()) {
      law_ = std::move(*law);
    }
    if (const auto scenarios = data().scenarios(law_)) {
      watched_ = judge::coverage(*scenarios);
    }
    std::ifstream in(source / "scenarios/law/open.txt");
    for (std::string line; std::getline(in, line);) {
      if (!line.empty() && line.front() != '#') {
        open_.push_back(line);
      }
    }
  }

  static data_dir data() { return data_dir(source); }
  spec::law_book law_;
  judge::coverage watched_{{}};
  std::vector<std::string> open_;  // scenarios/law/open.txt
};

TEST_F(shipped_coverage, EveryIdIsInTheLawBook) {
  ASSERT_FALSE(law_.rows().empty());
  for (const auto& [id, by] : watched_.all()) {
    EXPECT_NE(law_.find(id), nullptr)
        << id << " is named by a check, a lint rule or a scenario, and no row has it";
  }
  for (const auto& id : open_) {
    EXPECT_NE(law_.find(id), nullptr) << id << " stands in scenarios/law/open.txt, and no row has it";
  }
}

// What the linter calls a choice is a MAY of the law book, and the other way round.
TEST_F(shipped_coverage, ChoicesOfTheLinterAreMays) {
  for (const auto id : dsn::lint_ids) {
    const auto* row = law_.find(id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_EQ(dsn::is_choice(id), row->level == spec::level::may) << id;
  }
}

TEST_F(shipped_coverage, LintRulesAreThereOnce) {
  const auto rules = judge::lint_rule_ids();
  EXPECT_EQ(std::set<std::string_view>(rules.begin(), rules.end()).size(), rules.size());
}

// The names come from the sources: a few that have to be among them, and none twice.
TEST_F(shipped_coverage, ChecksAreReadFromTheirSources) {
  std::set<std::pair<std::string_view, std::string_view>> all;
  for (const auto& one : judge::check_ids()) {
    EXPECT_TRUE(all.emplace(one.requirement, one.check).second) << one.requirement << ' ' << one.check;
  }
  EXPECT_TRUE(all.contains({"rfc3461/5.2.2/no-parameters-to-nonconforming", "commands"}));
  EXPECT_TRUE(all.contains({"rfc3461/8/no-injected-lines", "injection"}));
  EXPECT_TRUE(all.contains({"rfc3461/5.2.3/delivered-dsn-for-success", "obligations"}));
}

// The list of what is still to do only shrinks: each line is a requirement that binds, that could be watched,
// and that nothing watches.
TEST_F(shipped_coverage, WhatBindsIsWatched) {
  const std::set<std::string> open(open_.begin(), open_.end());
  EXPECT_EQ(open.size(), open_.size()) << "an id stands twice in scenarios/law/open.txt";
  EXPECT_TRUE(std::is_sorted(open_.begin(), open_.end())) << "scenarios/law/open.txt is sorted";
  for (const auto& [id, row] : law_.rows()) {
    const bool is_open = row.binding() && watched_.status(row) == judge::watch::open;
    if (is_open && !open.contains(id)) {
      ADD_FAILURE() << id << " binds and could be watched, but no check, lint rule or expectation judges it";
    } else if (!is_open && open.contains(id)) {
      ADD_FAILURE() << id << " is watched now, or not watchable, or binds nobody: take it out of "
                    << "scenarios/law/open.txt";
    }
  }
}

// An excuse that was overtaken: what is watched can't be unwatchable.
TEST_F(shipped_coverage, WhatIsWatchedIsWatchable) {
  for (const auto& [id, row] : law_.rows()) {
    EXPECT_TRUE((row.not_watchable.empty() && row.restates.empty()) || !watched_.of(id).any())
        << id
        << " is watched, but its row says it can't be, or is with another: take out not_watchable or "
           "restates";
  }
}

TEST_F(shipped_coverage, NobodyShowsWhatNobodyJudges) {
  for (const auto& [id, by] : watched_.all()) {
    const auto* row = law_.find(id);
    EXPECT_TRUE(by.any() || (row != nullptr && watched_.of(*row).any()))
        << id << " is shown by " << by.shown_in.front() << ", but nothing judges it";
  }
}

TEST_F(shipped_coverage, PublishedTableIsUpToDate) {
  const auto now = dsnspec({"list", "requirements", "--format", "markdown"});
  ASSERT_EQ(now.code, 0) << now.err;
  EXPECT_TRUE(now.out == content(source / "reports/published/coverage.md"))
      << "reports/published/coverage.md is not what would be written now; write it again:\n"
         "  dsnspec list requirements --format markdown > reports/published/coverage.md";
}

}  // namespace
}  // namespace dsnspec::cli
