#include "abnf/deriver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "abnf/sample.hpp"

namespace dsnspec::abnf {
namespace {

using test::sample;

// With everything ABNF has.
constexpr const char* rich =
    "list = item *( \",\" item )\n"
    "item = %s\"Key\" \"=\" 1*3value / \"{\" *list \"}\" / [ \"no\" ] 2sign\n"
    "value = %x61-63 / %x30\n"
    "sign = \"+\" / \"-\"\n";

TEST(AbnfDeriver, DerivesSentencesWithinTheBudget) {
  const grammar of = sample(rich);
  matcher match(of);
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const sentence one = deriver(of, seed).derive(0, 30);
    EXPECT_TRUE(match.matches(0, one.text).value()) << one.text;
    EXPECT_LE(one.text.size(), 30U);
    seen.insert(one.text);
  }
  EXPECT_GT(seen.size(), 300U);
  EXPECT_TRUE(std::ranges::any_of(seen, [](const std::string& text) { return text.size() > 20; }));
}

TEST(AbnfDeriver, GivesTheShortestWhenTheBudgetIsSmaller) {
  const grammar of = sample("a = 3\"x\" (\"long\" / %x79) *\"z\" b\nb = \"(\" [b] \")\"\n");
  EXPECT_EQ(deriver(of, 1).derive(0, 0).text.size(), 6U);
}

TEST(AbnfDeriver, TheSameSeedGivesTheSame) {
  const grammar of = sample(rich);
  deriver one(of, 42);
  deriver other(of, 42);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(one.derive(0, 40).text, other.derive(0, 40).text);
  }
}

TEST(AbnfDeriver, TellsWhichRuleEachPartIsOf) {
  const grammar of = sample(rich);
  matcher match(of);
  deriver make(of, 7);
  std::size_t inner = 0;
  for (int i = 0; i < 50; ++i) {
    const sentence one = make.derive(0, 40);
    EXPECT_EQ(one.parts.front().length, one.text.size());
    for (const span& part : one.parts) {
      EXPECT_TRUE(match.matches(part.rule, one.text.substr(part.offset, part.length)).value());
      inner += part.length < one.text.size() ? 1 : 0;
    }
  }
  EXPECT_GT(inner, 100U);
}

TEST(AbnfDeriver, NearMissesAreNoSentencesAndNameWhatIsBroken) {
  const grammar of = sample(rich);
  matcher match(of);
  deriver make(of, 3);
  std::map<breach, std::size_t> kinds;
  std::set<rule_id> broken;
  for (int i = 0; i < 2000; ++i) {
    const auto miss = make.miss(0, 30);
    ASSERT_TRUE(miss);
    EXPECT_FALSE(match.matches(0, miss->text).value()) << miss->text;
    EXPECT_LE(miss->offset, miss->text.size());
    ++kinds[miss->how];
    broken.insert(miss->broken);
  }
  EXPECT_EQ(kinds.size(), 7U);
  EXPECT_EQ(broken.size(), of.rules());
}

TEST(AbnfDeriver, NamesTheOnlyThingThatCanBeBroken) {
  const grammar few = sample("a = 2b\nb = *%x00-FF\n");
  EXPECT_FALSE(deriver(few, 1).miss(0, 10));
  const grammar pair = sample("a = 2d\nd = %x30-39\n");
  deriver make(pair, 1);
  for (int i = 0; i < 50; ++i) {
    const near_miss one = make.miss(0, 5).value();
    const std::string how(name(one.how));
    EXPECT_TRUE((how == "octet" && pair.rule_at(one.broken).name == "d" && one.text.size() == 2) ||
                (how == "too few" && pair.rule_at(one.broken).name == "a" && one.text.size() == 1) ||
                (how == "too many" && pair.rule_at(one.broken).name == "a" && one.text.size() == 3))
        << one.text << " " << how;
  }
}

// Of all texts over an alphabet, all_sentences() gives those and only those that match.
TEST(AbnfDeriver, AllSentencesAreAllThatMatch) {
  const grammar of = sample(rich);
  matcher match(of);
  const std::string alphabet = "+-{},n";
  std::vector<std::string> expected;
  std::vector<std::string> texts = {""};
  for (std::size_t length = 0; length <= 6; ++length) {
    std::vector<std::string> longer;
    for (const std::string& text : texts) {
      if (match.matches(0, text).value()) {
        expected.push_back(text);
      }
      for (const char c : alphabet) {
        longer.push_back(text + c);
      }
    }
    texts = std::move(longer);
  }
  auto found = all_sentences(of, 0, alphabet, 6).value();
  EXPECT_TRUE(std::ranges::is_sorted(found, {}, &std::string::size));
  EXPECT_GT(found.size(), 50U);
  std::ranges::sort(found);
  std::ranges::sort(expected);
  EXPECT_EQ(found, expected);
}

TEST(AbnfDeriver, AllSentencesTakeStringsInEveryCaseOfTheAlphabet) {
  const grammar of = sample("a = \"ab\" / %s\"ab\" %x30-39\n");
  EXPECT_EQ(all_sentences(of, 0, "aAbB1", 3).value(),
            (std::vector<std::string>{"AB", "Ab", "aB", "ab", "ab1"}));
  EXPECT_EQ(all_sentences(of, 0, "ABab", 3, 2).error().message, "there are more than 2 sentences of a");
}

}  // namespace
}  // namespace dsnspec::abnf
