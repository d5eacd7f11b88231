#include "scenario/law_reader.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dsnspec::scenario {
namespace {

using testing::ElementsAre;

std::string row(const std::string& id, const std::string& section) {
  return "  - {id: " + id + ", section: \"" + section +
         "\", level: MUST NOT, role: relay to non-conforming, impact: lost-report, sentence: s, observed: "
         "o}\n";
}

std::vector<std::string> complaints(const std::vector<source_file>& files) {
  const auto law = read_law(files);
  std::vector<std::string> out;
  if (!law) {
    for (const base::error& one : law.error()) {
      out.push_back(one.text());
    }
  }
  return out;
}

std::vector<std::string> complaints(const std::string& rows) {
  return complaints({{"l.yaml", "l.yaml", "requirements:\n" + rows}});
}

TEST(law_reader, reads_rows_with_all_their_words) {
  const auto law = read_law({{"a.yaml", "a.yaml", R"(requirements:
  - id: rfc3461/5.2.2/relayed-dsn
    section: 5.2.2
    level: SHOULD NOT
    role: report format
    impact: security
    sentence: one sentence
      on two lines
    observed: how
    stand: why
    not_watchable: nobody can see
      it
)"},
                             {"b.yaml", "b.yaml", "requirements:\n" + row("rfc3464/A/x", "A")}});
  ASSERT_TRUE(law.has_value()) << law.error().front().text();
  ASSERT_EQ(law->rows().size(), 2U);
  const spec::requirement* one = law->find("rfc3461/5.2.2/relayed-dsn");
  ASSERT_NE(one, nullptr);
  EXPECT_EQ(one->section, "5.2.2");
  EXPECT_EQ(one->level, spec::level::should_not);
  EXPECT_EQ(one->role, spec::role::report_format);
  EXPECT_EQ(one->impact, spec::impact::security);
  EXPECT_EQ(one->sentence, "one sentence on two lines");
  EXPECT_EQ(one->observed, "how");
  EXPECT_EQ(one->stand, "why");
  EXPECT_EQ(one->not_watchable, "nobody can see it");
  EXPECT_EQ(law->find("rfc3464/A/x")->not_watchable, "");
  EXPECT_EQ(law->find("rfc3464/A/x")->level, spec::level::must_not);
}

TEST(law_reader, holds_ids_and_sections_together) {
  EXPECT_THAT(complaints(row("rfc3461/5.2.2/x", "5.2.1")),
              ElementsAre("l.yaml:2:36: the section is \"5.2.1\" here and \"5.2.2\" in the id"));
  for (const char* bad :
       {"rfc3461/5.2.2", "3461/5.2.2/x", "rfc/5.2.2/x", "rfc3461//x", "rfc3461/5.2.2/", "rfc3461/5/2/x",
        "rfc3461/5.2.2/X", "rfcx/5.2.2/x", "rfc34 61/5.2.2/x", "rfc3461/5.2.2/x_y"}) {
    EXPECT_THAT(complaints(row(bad, "5.2.2")),
                ElementsAre("l.yaml:2:10: \"" + std::string(bad) +
                            "\" is no requirement id; it looks like rfc3461/5.2.2/slug-of-words"))
        << bad;
  }
}

TEST(law_reader, an_id_stands_once_in_all_files) {
  const std::string one = "requirements:\n" + row("rfc3461/5.2.2/x", "5.2.2");
  EXPECT_THAT(complaints({{"a.yaml", "a.yaml", one}, {"b.yaml", "b.yaml", one}}),
              ElementsAre("b.yaml:2:10: the requirement \"rfc3461/5.2.2/x\" is there already: a.yaml:2:10"));
}

TEST(law_reader, tells_every_problem) {
  EXPECT_THAT(
      complaints("  - {id: rfc3461/5/x, section: \"5\", level: must, role: relay, impact: lost-reprot, "
                 "sentence: \" \"}\n"
                 "  - [x]\n"),
      ElementsAre("l.yaml:2:5: requirement lacks the key \"observed\"",
                  "l.yaml:2:44: \"must\" isn't known here; did you mean \"MUST\"?",
                  testing::StartsWith("l.yaml:2:56: one of submission, relay to conforming, "),
                  "l.yaml:2:71: \"lost-reprot\" isn't known here; did you mean \"lost-report\"?",
                  "l.yaml:2:94: the sentence is empty", "l.yaml:3:5: requirement is a map; here is a list"));
  EXPECT_THAT(complaints({{"a.yaml", "a.yaml", "rules: []\n"}, {"b.yaml", "b.yaml", "requirements: {}\n"}}),
              ElementsAre("a.yaml:1:1: law lacks the key \"requirements\"",
                          "a.yaml:1:1: unknown key \"rules\"; law has: requirements",
                          "b.yaml:1:15: a list is wanted here, not a map"));
}

// An excuse without words is none.
TEST(law_reader, what_is_not_watchable_has_a_reason) {
  EXPECT_THAT(
      complaints("  - {id: rfc3461/5/x, section: \"5\", level: MUST, role: list, impact: form, sentence: s, "
                 "observed: o, not_watchable: \" \"}\n"),
      ElementsAre("l.yaml:2:117: the reason is empty"));
}

TEST(law_reader, a_row_restates_one_that_is_judged) {
  const auto with = [](const std::string& id, const std::string& more) {
    return "  - {id: " + id +
           ", section: \"5\", level: MUST, role: list, impact: form, sentence: s, observed: o" + more + "}\n";
  };
  const auto law =
      read_law({{"a.yaml", "a.yaml", "requirements:\n" + with("rfc3461/5/x", ", restates: rfc3464/5/y")},
                {"b.yaml", "b.yaml", "requirements:\n" + with("rfc3464/5/y", "")}});
  ASSERT_TRUE(law.has_value()) << law.error().front().text();
  EXPECT_EQ(law->find("rfc3461/5/x")->restates, "rfc3464/5/y");
  EXPECT_EQ(law->find("rfc3464/5/y")->restates, "");
  EXPECT_FALSE(law->find("rfc3461/5/x")->part_of_it);
  const auto part = read_law(
      {{"a.yaml", "a.yaml",
        "requirements:\n" + with("rfc3461/5/x", ", part_of: rfc3461/5/y") + with("rfc3461/5/y", "")}});
  ASSERT_TRUE(part);
  EXPECT_EQ(part->find("rfc3461/5/x")->restates, "rfc3461/5/y");
  EXPECT_TRUE(part->find("rfc3461/5/x")->part_of_it);
  EXPECT_THAT(complaints(with("rfc3461/5/x", ", restates: rfc3461/5/y, part_of: rfc3461/5/y") +
                         with("rfc3461/5/y", "")),
              ElementsAre(testing::HasSubstr("a row restates another or is a part of it, not both")));
  EXPECT_THAT(complaints(with("rfc3461/5/x", ", restates: rfc3464/5/z") +
                         with("rfc3461/5/y", ", restates: rfc3461/5/x") +
                         with("rfc3461/5/z", ", restates: rfc3461/5/z")),
              ElementsAre("l.yaml:2:112: \"rfc3464/5/z\" is no requirement",
                          "l.yaml:3:112: \"rfc3461/5/x\" restates another itself",
                          "l.yaml:4:112: \"rfc3461/5/z\" restates another itself"));
  EXPECT_THAT(complaints(with("rfc3464/5/y", "") +
                         with("rfc3461/5/x", ", restates: rfc3464/5/y, not_watchable: why")),
              ElementsAre("l.yaml:3:140: a row that restates another is watched when that one is"));
}

TEST(law_reader, an_empty_folder_is_an_error) {
  EXPECT_EQ(load_law(testing::TempDir() + "/no_such_law").error().size(), 1U);
}

}  // namespace
}  // namespace dsnspec::scenario
