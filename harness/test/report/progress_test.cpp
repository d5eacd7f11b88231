#include "report/progress.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sample.hpp"

namespace dsnspec::report {
namespace {

using testing::HasSubstr;
using testing::Not;

struct shown {
  explicit shown(progress_options how) : lines([this](std::string_view text) { out += text; }, law, how) {}
  spec::law_book law = sample::law();
  std::string out;
  progress lines;
};

TEST(Progress, PlainLinesForAPipe) {
  shown pipe({});
  pipe.lines.say("starting postfix");
  pipe.lines.expect(4);
  const auto run = sample::full();
  std::int64_t at = 0;
  for (const auto& which : run.cases) {
    pipe.lines.judged(which, at += 500);
    pipe.lines.tick(at);
  }
  pipe.lines.finish();
  EXPECT_EQ(pipe.out,
            "starting postfix\n"
            "FAIL form          rfc3461/5.2/form in rfc3461/5.2/one[notify=SUCCESS]\n"
            "FAIL lost-report   rfc3461/5.2/lost in rfc3461/5.2/one[notify=SUCCESS]\n"
            "1/4 cases, 2 findings, 0.500 s\n"
            "WARN lost-report   rfc3461/5.2/wish in rfc3461/5.2/one[notify=NEVER]\n"
            "2/4 cases, 4 findings, 1.000 s\n"
            "3/4 cases, 5 findings, 1.500 s\n"
            "4/4 cases, 5 findings, 2.000 s\n");
}

TEST(Progress, AFewLinesForManyCases) {
  shown pipe({});
  pipe.lines.expect(1000);
  for (int i = 1; i <= 1000; ++i) {
    pipe.lines.judged({}, i);
  }
  EXPECT_EQ(std::count(pipe.out.begin(), pipe.out.end(), '\n'), 10);
  EXPECT_THAT(pipe.out, HasSubstr("1000/1000 cases, 0 findings, 1.000 s\n"));
}

TEST(Progress, OneLineOnATerminal) {
  shown terminal({.terminal = true});
  terminal.lines.say("starting postfix");
  terminal.lines.expect(4);
  terminal.lines.say("");
  const auto run = sample::full();
  terminal.lines.judged(run.cases[0], 500);
  terminal.lines.tick(700);
  terminal.lines.finish();
  EXPECT_THAT(terminal.out, HasSubstr("starting postfix\r\x1B[K"));
  EXPECT_THAT(terminal.out, HasSubstr("1/4 cases, 2 findings, 0.700 s\r\x1B[K"));
  EXPECT_TRUE(terminal.out.ends_with("\r\x1B[K")) << "nothing is left behind";
  EXPECT_EQ(std::count(terminal.out.begin(), terminal.out.end(), '\n'), 2) << "only findings stay";
}

TEST(Progress, NeverShowsWhatIsNotPrintable) {
  shown pipe({});
  pipe.lines.say("a\x1B[2Jb\nc");
  EXPECT_EQ(pipe.out, "a\\x1B[2Jb\\nc\n");
  pipe.lines.expect(1);
  pipe.lines.judged(sample::hostile().cases[0], 1);
  EXPECT_THAT(pipe.out, Not(HasSubstr("\x1B")));
}

TEST(Progress, KeepsItsLineWithinATerminal) {
  shown terminal({.terminal = true});
  terminal.lines.say(std::string(500, 'x'));
  EXPECT_EQ(std::count(terminal.out.begin(), terminal.out.end(), 'x'), 79);
}

}  // namespace
}  // namespace dsnspec::report
