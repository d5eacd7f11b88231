#include "grammar/folding.hpp"

#include <gtest/gtest.h>

#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

TEST(Folding, UnfoldingTakesOnlyTheLineEndAway) {
  EXPECT_EQ(unfolded("a\r\n b"), "a b");
  EXPECT_EQ(unfolded("a \r\n\tb"), "a \tb");
  EXPECT_EQ(unfolded("a\n b"), "a b");
  EXPECT_EQ(unfolded("a\r\nb"), "a\r\nb");
  EXPECT_EQ(unfolded("a\r\n"), "a\r\n");
  EXPECT_EQ(unfolded("a\r b"), "a\r b");
  EXPECT_EQ(unfolded("a\r\n \r\n b"), "a  b");
  EXPECT_EQ(unfolded(""), "");
  EXPECT_EQ(unfolded("\n x"), " x");
}

TEST(Folding, ForShowingTheBlanksGoToo) {
  EXPECT_EQ(unfolded_to_blank("a \t\r\n\t  b"), "a b");
  EXPECT_EQ(unfolded_to_blank("a\r\n \r\n b"), "a b");
  EXPECT_EQ(unfolded_to_blank("a  b"), "a  b");
  EXPECT_EQ(unfolded_to_blank("550-a\r\n 550 b"), "550-a 550 b");
  EXPECT_EQ(unfolded_to_blank("a\r\nb"), "a\r\nb");
}

TEST(Folding, KnowsWhenThereIsNothingToDo) {
  EXPECT_TRUE(is_unfolded("a b\r\n"));
  EXPECT_TRUE(is_unfolded("a\nb"));
  EXPECT_FALSE(is_unfolded("a\n b"));
}

TEST(Folding, FoldsBeforeBlanks) {
  EXPECT_EQ(folded_field("Status", "5.1.1"), "Status: 5.1.1\r\n");
  EXPECT_EQ(folded_field("X", "aaa bbb ccc", 10), "X: aaa bbb\r\n ccc\r\n");
  EXPECT_EQ(folded_field("X", "aaa bbb ccc", 9), "X: aaa\r\n bbb ccc\r\n");
  EXPECT_EQ(folded_field("X", "aaa  bbb", 8), "X: aaa\r\n  bbb\r\n");
  EXPECT_EQ(folded_field("X", std::string(30, 'a') + " b", 10), "X: " + std::string(30, 'a') + "\r\n b\r\n");
  EXPECT_EQ(folded_field("X", "", 10), "X: \r\n");
}

TEST(Folding, NeverWritesALineOfBlanks) {
  EXPECT_EQ(folded_field("X", "aaa" + std::string(20, ' '), 5), "X: aaa" + std::string(20, ' ') + "\r\n");
  EXPECT_EQ(folded_field("X", std::string(20, ' ') + "a", 5), "X: " + std::string(20, ' ') + "a\r\n");
}

TEST(Folding, NothingInAValueStartsALine) {
  EXPECT_EQ(folded_field("X", "a\r\nStatus: 2.0.0"), "X: a  Status: 2.0.0\r\n");
  EXPECT_EQ(folded_field("X", "aaaaaaaa \r\n", 5), "X: aaaaaaaa   \r\n");
}

TEST(Folding, UnfoldingGivesTheValueBack) {
  const std::string value = "550-5.1.1 The email account that you tried\tto reach does  not exist. " +
                            repeat("x", 90) + " Please try again";
  for (std::size_t width = 0; width < 200; ++width) {
    const std::string folded = folded_field("Diagnostic-Code", value, width);
    ASSERT_EQ(unfolded(folded), "Diagnostic-Code: " + value + "\r\n") << width;
  }
}

TEST(Folding, ReadsNothingBeyondTheEnd) {
  with_every_prefix("a \r\n b\n\tc\r\n\r\n d\n", [](std::string_view text) {
    EXPECT_LE(unfolded(text).size(), text.size());
    EXPECT_LE(unfolded_to_blank(text).size(), text.size());
    EXPECT_EQ(is_unfolded(text), unfolded(text).size() == text.size());
  });
}

}  // namespace
}  // namespace dsnspec::grammar
