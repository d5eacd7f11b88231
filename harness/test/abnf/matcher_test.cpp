#include "abnf/matcher.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <regex>
#include <string>

#include "abnf/sample.hpp"

namespace dsnspec::abnf {
namespace {

using test::sample;

// All texts over the alphabet with at most `longest` octets.
void each_text(std::string_view alphabet, std::size_t longest,
               const std::function<void(const std::string&)>& call) {
  std::string text;
  const std::function<void()> grow = [&] {
    call(text);
    if (text.size() < longest) {
      for (const char c : alphabet) {
        text += c;
        grow();
        text.pop_back();
      }
    }
  };
  grow();
}

// Held against the regular expressions of the standard library, which somebody else wrote.
void expect_same(const std::string& abnf, const std::string& regex) {
  const grammar of = sample("a = " + abnf + "\n");
  const std::regex expected(regex);
  const grammar padded = sample("p = *\"-\" a *\"-\"\na = " + abnf + "\n");
  const std::string padding(40 + 100 * (abnf.size() % 2), '-');
  matcher match(of);
  matcher match_padded(padded);
  std::size_t both = 0;
  each_text("abA", 6, [&](const std::string& text) {
    const bool wanted = std::regex_match(text, expected);
    both += wanted ? 1 : 0;
    EXPECT_EQ(match.matches(0, text).value(), wanted) << abnf << ": " << text;
    if (text.size() < 4) {  // the same text within a longer one goes the way of long texts
      EXPECT_EQ(match_padded.matches(0, padding + text + padding).value(), wanted) << abnf << ": " << text;
    }
  });
  EXPECT_GT(both, 0U) << abnf;
}

TEST(AbnfMatcher, AgreesWithRegularExpressions) {
  expect_same(R"("a")", "[aA]");
  expect_same(R"(%x61)", "a");
  expect_same(R"(%s"a" %x61-62)", "a[ab]");
  expect_same(R"("a" / "b" "a")", "[aA]|b[aA]");
  expect_same(R"(["a" "b"] *%x61)", "([aA]b)?a*");
  expect_same(R"(2*3%x61 1*%x62 *2%x41)", "a{2,3}b+A{0,2}");
  expect_same(R"(2(%x61 / %x62.61))", "(a|ba){2}");
  expect_same(R"(*%x61 %x61 %x61)", "a*aa");                            // nothing is greedy
  expect_same(R"(*([%x61] *%x62) %x41)", "(a?b*)*A");                   // what is repeated can be empty
  expect_same(R"(3(*%x61))", "a*");                                     // and counts all the same
  expect_same(R"(1*3(%x61.62 / %x61 / %x62) %x62)", "(ab|a|b){1,3}b");  // different lengths to the same place
  expect_same(R"(*"ab")", "([aA]b)*");
  expect_same(R"("")", "");
}

TEST(AbnfMatcher, FollowsNesting) {
  const grammar of = sample("c = \"(\" *(%x61 / c) \")\"\n");
  matcher match(of);
  each_text("(a)", 8, [&](const std::string& text) {
    int depth = 0;
    bool right = !text.empty() && text.front() == '(';
    for (std::size_t at = 0; at < text.size(); ++at) {
      depth += text[at] == '(' ? 1 : text[at] == ')' ? -1 : 0;
      right = right && depth >= (at + 1 == text.size() ? 0 : 1);
    }
    EXPECT_EQ(match.matches(0, text).value(), right && depth == 0) << text;
  });
}

TEST(AbnfMatcher, TakesLongTexts) {
  const grammar of = sample("l = *( *%x61 \",\" )\n");
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text += "aaa,";
  }
  EXPECT_TRUE(matcher(of).matches(0, text).value());
  EXPECT_FALSE(matcher(of).matches(0, text + "a").value());
}

TEST(AbnfMatcher, AnswersNothingBeyondItsLimits) {
  const grammar of = sample("c = \"(\" *(%x61 / c) \")\"\n");
  const std::string deep = std::string(100, '(') + std::string(100, ')');
  EXPECT_TRUE(matcher(of).matches(0, deep).value());
  EXPECT_EQ(matcher(of, {.octets = 199}).matches(0, deep).error().message, "a text of more than 199 octets");
  EXPECT_EQ(matcher(of, {.steps = 100}).matches(0, deep).error().message,
            "matching 200 octets went beyond the limit of steps");
  EXPECT_EQ(matcher(of, {.depth = 50}).matches(0, deep).error().message,
            "matching 200 octets went beyond the limit of depth");
  const std::string deepest = std::string(1200, '(') + std::string(1200, ')');
  EXPECT_TRUE(matcher(of).matches(0, deepest).value());
}

}  // namespace
}  // namespace dsnspec::abnf
