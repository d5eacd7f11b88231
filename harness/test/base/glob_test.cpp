#include "base/glob.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace dsnspec::base {
namespace {

TEST(glob, matches_as_a_shell_would_with_slashes_as_ordinary) {
  EXPECT_TRUE(glob_match("", ""));
  EXPECT_FALSE(glob_match("", "a"));
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("rfc3461/5.2.2/*", "rfc3461/5.2.2/taken[notify=NEVER]"));
  EXPECT_TRUE(glob_match("rfc*never*", "rfc3461/5.2.2/taken[notify=NEVER never]"));
  EXPECT_FALSE(glob_match("rfc3461/5.2.?/x", "rfc3461/5.2.10/x"));
  EXPECT_TRUE(glob_match("a?c", "abc"));
  EXPECT_FALSE(glob_match("a?c", "ac"));
  EXPECT_TRUE(glob_match("*a*b", "xaxbxab"));
  EXPECT_FALSE(glob_match("*a*b", "xaxbxa"));
  EXPECT_TRUE(glob_match("**", "x"));
  EXPECT_TRUE(glob_match("[a]", "[a]")) << "brackets stand for themselves";
  EXPECT_FALSE(glob_match("A", "a"));
  EXPECT_TRUE(glob_match("a*", "a*"));
  EXPECT_FALSE(glob_match("abc", "ab"));
}

// The definition, word for word; exponential, so for short texts only.
bool by_definition(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) {
    return text.empty();
  }
  if (pattern.front() == '*') {
    return by_definition(pattern.substr(1), text) ||
           (!text.empty() && by_definition(pattern, text.substr(1)));
  }
  return !text.empty() && (pattern.front() == '?' || pattern.front() == text.front()) &&
         by_definition(pattern.substr(1), text.substr(1));
}

TEST(glob, agrees_with_its_definition) {
  random dice(7);
  std::size_t matches = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string pattern;
    std::string text;
    for (std::size_t n = dice.below(7); n > 0; --n) {
      pattern += dice.pick("ab*?");
    }
    for (std::size_t n = dice.below(7); n > 0; --n) {
      text += dice.pick("ab");
    }
    const bool expected = by_definition(pattern, text);
    matches += expected ? 1 : 0;
    ASSERT_EQ(glob_match(pattern, text), expected) << pattern << " over " << text;
  }
  EXPECT_GT(matches, 1000U);
}

TEST(glob, takes_no_exponential_time) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) {
    pattern += "*a";
  }
  EXPECT_FALSE(glob_match(pattern + "b", std::string(20000, 'a')));
}

}  // namespace
}  // namespace dsnspec::base
