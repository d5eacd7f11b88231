#include "grammar/syntax_error.hpp"

#include <gtest/gtest.h>

#include "grammar/offset.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using test::outcome;

constexpr rule a{"a", "RFC 1"};
constexpr rule b{"b", "RFC 2"};

TEST(Deviations, AreKeptInTheOrderTheyWereMet) {
  deviations met;
  EXPECT_TRUE(met.empty());
  met.add(b, 5, 1);
  met.add(a, 2, 0);
  EXPECT_EQ(outcome(met), "b@5+1 a@2+0");
  EXPECT_EQ(met.met(), 2U);
  EXPECT_FALSE(met.empty());
}

TEST(Deviations, OneRuleDoesNotCrowdOutAnother) {
  deviations met(deviation_limits{10, 3});
  for (std::size_t i = 0; i < 1000; ++i) {
    met.add(a, i);
  }
  met.add(b, 7);
  EXPECT_EQ(outcome(met), "a@0+0 a@1+0 a@2+0 b@7+0");
  EXPECT_EQ(met.count(a), 1000U);
  EXPECT_EQ(met.count(b), 1U);
  EXPECT_EQ(met.met(), 1001U);
}

TEST(Deviations, AreBoundedInAll) {
  deviations met(deviation_limits{2, 3});
  met.add(a, 0);
  met.add(b, 1);
  met.add(b, 2);
  EXPECT_EQ(met.kept().size(), 2U);
  EXPECT_EQ(met.met(), 3U);
}

TEST(Deviations, AreMovedToThePlaceOfTheText) {
  deviations met;
  {
    const deviations::shifted outer(met, 100);
    met.add(a, 1);
    {
      const deviations::shifted inner(met, 10);
      met.add(a, 1);
    }
    met.add(a, 2);
  }
  met.add(a, 3);
  EXPECT_EQ(outcome(met), "a@101+0 a@111+0 a@102+0 a@3+0");
}

TEST(Deviations, WorkInConstantExpressions) {
  static_assert([] {
    deviations met;
    met.add(a, 1);
    return met.count(a) == 1 && met.count(b) == 0;
  }());
}

TEST(Strictly, MakesTheFirstDeviationTheError) {
  const auto forgiving = [](deviations& met) -> parsed<int> {
    met.add(a, 3, 1);
    met.add(b, 1, 1);
    return 42;
  };
  EXPECT_EQ(outcome(strictly(forgiving)), "a@3+1");
}

TEST(Strictly, PrefersWhateverComesFirstInTheText) {
  const auto late_error = [](deviations& met) -> parsed<int> {
    met.add(a, 3, 1);
    return fail(b, 9);
  };
  EXPECT_EQ(outcome(strictly(late_error)), "a@3+1");
  const auto early_error = [](deviations& met) -> parsed<int> {
    met.add(a, 3, 1);
    return fail(b, 0);
  };
  EXPECT_EQ(outcome(strictly(early_error)), "b@0+0");
  EXPECT_EQ(strictly([](deviations&) -> parsed<int> { return 42; }), 42);
}

TEST(Offset, OfAViewInItsText) {
  const std::string_view whole = "abcdef";
  EXPECT_TRUE(within(whole, whole));
  EXPECT_TRUE(within(whole, whole.substr(2, 2)));
  EXPECT_TRUE(within(whole, whole.substr(6)));
  EXPECT_EQ(offset_of(whole, whole.substr(2, 2)), 2U);
  EXPECT_EQ(offset_of(whole, whole.substr(6)), 6U);
  const std::string other = "abc";
  EXPECT_FALSE(within(whole, other));
  EXPECT_FALSE(within(whole, std::string_view()));
}

}  // namespace
}  // namespace dsnspec::grammar
