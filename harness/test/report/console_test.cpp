#include "report/console.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/findings.hpp"
#include "report/text.hpp"
#include "sample.hpp"

namespace dsnspec::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string golden(const std::string& name) {
  std::ifstream in(DSNSPEC_SOURCE_DIR "/harness/test/report/golden/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Console, IsAsTheGoldenReport) {
  EXPECT_EQ(console(sample::full(), sample::law()), golden("console.txt"));
}

TEST(Console, HasColoursOnlyWhenAsked) {
  EXPECT_THAT(console(sample::full(), sample::law()), Not(HasSubstr("\x1B")));
  const auto coloured = console(sample::full(), sample::law(), {.colour = true});
  EXPECT_THAT(coloured, HasSubstr("\x1B[1;31mFAIL\x1B[0m"));
  std::string plain;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1B') {
      i = coloured.find('m', i);
    } else {
      plain += coloured[i];
    }
  }
  EXPECT_EQ(plain, golden("console.txt"));
}

TEST(Console, SaysWhenTheRunIsNotWhole) {
  auto run = sample::full();
  run.complete = false;
  EXPECT_THAT(console(run, sample::law()), HasSubstr("The run was cut short."));
  run.target_died = true;
  EXPECT_THAT(console(run, sample::law()), HasSubstr("The target died."));
}

TEST(Console, LeavesOutWhatThereIsNot) {
  judge::judged_run run;
  run.header.target.name = "postfix";
  run.complete = true;
  const auto text = console(run, sample::law());
  for (const char* heading : {"FINDINGS", "KNOWN", "ERRORS", "NOTES", "INCONCLUSIVE:", "SKIPPED", "STALE"}) {
    EXPECT_THAT(text, Not(HasSubstr(heading)));
  }
  EXPECT_THAT(text, HasSubstr("0 cases played"));
}

TEST(Console, BoundsTheEvidenceOfAFinding) {
  auto run = sample::full();
  run.cases[0].judgements[1].seen.assign(50, {1, "here", "x"});
  EXPECT_THAT(console(run, sample::law()), HasSubstr("and 30 more, all in result.json"));
}

TEST(Console, IsPrintableWhateverComes) {
  const auto text = console(sample::hostile(), sample::law());
  EXPECT_TRUE(
      std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }));
}

TEST(Text, QuotesForShells) {
  EXPECT_EQ(shell_word("postfix"), "postfix");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a[b=c,d]"), "'a[b=c,d]'");
  EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
  EXPECT_EQ(shell_word("a\nb"), "'a\\nb'");
}

TEST(Text, PrintableLeavesQuotedTextAlone) {
  EXPECT_EQ(printable("a\\r\\n"), "a\\r\\n");
  EXPECT_EQ(printable("a\r\n\x1B\xFF"), "a\\r\\n\\x1B\\xFF");
}

TEST(Text, WritesSeconds) {
  EXPECT_EQ(seconds(0), "0.000 s");
  EXPECT_EQ(seconds(1'234'567), "1.234 s");
  EXPECT_EQ(seconds(-1'500'000), "-1.500 s");
  EXPECT_EQ(seconds(INT64_MIN), "-9223372036854.775 s");
}

TEST(Findings, GroupOnlyWhatIsTheSame) {
  const auto run = sample::full();
  const auto groups = grouped(judgements(run, sample::law(), {judge::verdict::fail, judge::verdict::warn}));
  ASSERT_EQ(groups.size(), 4U) << "lost, lost but known, form, wish";
  EXPECT_EQ(groups[2].size(), 3U);
}

}  // namespace
}  // namespace dsnspec::report
