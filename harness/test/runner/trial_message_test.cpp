#include "runner/trial_message.hpp"

#include <gtest/gtest.h>

namespace dsnspec::runner {
namespace {

trial_message sample() {
  trial_message out;
  out.charges.push_back({"rfc1/1/a[x=\t\n]", "rfc1/1/a", judge::verdict::fail, "octets \\ \x01\xFF"});
  out.charges.push_back({"rfc1/1/b", "rfc1/1/a", judge::verdict::inconclusive, ""});
  out.verdicts["rfc1/1/a[x=\t\n]"] = {{"rfc1/1/a", judge::verdict::fail},
                                      {"rfc1/1/b", judge::verdict::pass},
                                      {"rfc1/1/c", judge::verdict::pass}};
  out.verdicts["rfc1/1/b"] = {{"rfc1/1/a", judge::verdict::note}};
  out.cases = 523;
  out.failure = "two\nlines";
  return out;
}

TEST(TrialMessage, ComesBackAsItWas) {
  const auto out = read_trial_message(written(sample()));
  ASSERT_TRUE(out);
  ASSERT_EQ(out->charges.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(out->charges[i].case_id, sample().charges[i].case_id);
    EXPECT_EQ(out->charges[i].requirement, sample().charges[i].requirement);
    EXPECT_EQ(out->charges[i].verdict, sample().charges[i].verdict);
    EXPECT_EQ(out->charges[i].summary, sample().charges[i].summary);
  }
  EXPECT_EQ(out->verdicts, sample().verdicts);
  EXPECT_EQ(out->cases, 523U);
  EXPECT_EQ(out->failure, "two\nlines");
}

TEST(TrialMessage, ThatWasCutOffIsNone) {
  const std::string whole = written(sample());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_trial_message(std::string_view(whole).substr(0, length))) << length;
  }
  EXPECT_FALSE(read_trial_message(whole + "x"));
  EXPECT_FALSE(read_trial_message("charge\tFAIL\ta\tb\n"));
  EXPECT_FALSE(read_trial_message("charge\tMAYBE\ta\tb\tc\nend\t1\t\n"));
  EXPECT_FALSE(read_trial_message("case\ta\tMAYBE\tb\nend\t1\t\n"));
  EXPECT_FALSE(read_trial_message("case\ta\nend\t1\t\n"));
  EXPECT_FALSE(read_trial_message("end\tmany\t\n"));
  EXPECT_FALSE(read_trial_message("hello\n"));
}

}  // namespace
}  // namespace dsnspec::runner
