#include "abnf/reader.hpp"

#include <gtest/gtest.h>

#include <array>

#include "abnf/matcher.hpp"
#include "abnf/sample.hpp"

namespace dsnspec::abnf {
namespace {

using test::read;
using test::sample;

// "line:column message", or "ok".
std::string error_of(const std::string& text) {
  const auto out = read(text);
  return out ? "ok" : out.error().text();
}

bool matches(const std::string& text, std::string_view rule, std::string_view sentence) {
  const grammar read = sample(text);
  return matcher(read).matches(read.find(rule).value(), sentence).value();
}

TEST(AbnfReader, TakesWhatRfc5234Has) {
  EXPECT_EQ(error_of("a = \"x\"\n"), "ok");
  EXPECT_EQ(error_of("a = \"x\""), "ok");
  EXPECT_EQ(error_of("a = \"x\"\r\n\r\n; comment\r\n  \r\nb=a ; comment\r\n"), "ok");
  EXPECT_EQ(
      error_of("a = \"x\" ; one\n ; two\n  / \"y\"\n \n  / \"z\"\nb = 2*3a *a 1*a 2a *3a [a a] (a / a)"),
      "ok");
  EXPECT_EQ(error_of("a = %x41-5A / %d13.10 / %b1010 / %X41.42 / %s\"x\" / %i\"x\" / \"\""), "ok");
  EXPECT_EQ(error_of(""), "ok");
}

TEST(AbnfReader, SaysWhereWhatIsWrong) {
  EXPECT_EQ(error_of("a = \"x\"\nb = c\n"), "a.abnf:2:5: the rule c is used and defined nowhere");
  EXPECT_EQ(error_of("a = \"x\"\nb = <any octet>\n"),
            "a.abnf:2:5: prose in angle brackets, which no machine can match");
  EXPECT_EQ(error_of("a = \"x\"\nA = \"y\"\n"),
            "a.abnf:2:1: the rule a is defined a second time; =/ would add to it");
  EXPECT_EQ(error_of("a =/ \"y\"\n"), "a.abnf:1:1: =/ adds to the rule a, which isn't defined before it");
  EXPECT_EQ(error_of("a = %x41-40"), "a.abnf:1:10: a range that ends before it begins");
  EXPECT_EQ(error_of("a = %x100"), "a.abnf:1:7: a value above %xFF: what is matched are octets");
  EXPECT_EQ(error_of("a = %x"), "a.abnf:1:7: a number has to stand here");
  EXPECT_EQ(error_of("a = %d2A"), "a.abnf:1:8: a blank is missing between two elements");
  EXPECT_EQ(error_of("a = %q41"), "a.abnf:1:5: % is followed by none of x, d, b, s\" and i\"");
  EXPECT_EQ(error_of("a = (\"x\" / [\"y\"]\n"), "a.abnf:1:5: the group that begins here isn't closed by )");
  EXPECT_EQ(
      error_of("a = \"x\n\""),
      "a.abnf:1:5: a string that isn't closed in its line, or holds something that isn't printable ASCII");
  EXPECT_EQ(error_of("a = \"x\" /\n"), "a.abnf:1:10: no element begins with \\n");
  EXPECT_EQ(error_of("a = \"x\" /"), "a.abnf:1:10: the text ends where an element has to stand");
  EXPECT_EQ(error_of("a = 3*2\"x\""), "a.abnf:1:5: a repetition that ends before it begins");
  EXPECT_EQ(error_of("a = 1000000\"x\""), "a.abnf:1:11: a repetition of more than 100000");
  EXPECT_EQ(error_of("a \"x\""), "a.abnf:1:3: = or =/ is missing after the name of a rule");
  EXPECT_EQ(error_of(" a = \"x\""), "a.abnf:1:2: the line goes on with a, which continues nothing");
  EXPECT_EQ(error_of("a = \"x\" )"), "a.abnf:1:9: the line goes on with ), which continues nothing");
  EXPECT_EQ(error_of("a = \"x\"\rb = \"y\""),
            "a.abnf:1:8: the line goes on with \\r, which continues nothing");
}

TEST(AbnfReader, RefusesGroupsNestedWithoutEnd) {
  const std::string many(1000, '(');
  EXPECT_EQ(error_of("a = " + many), "a.abnf:1:105: groups within groups too deep");
  const std::string deep = std::string(100, '(') + "\"x\"" + std::string(100, ')');
  EXPECT_EQ(error_of("a = " + deep), "ok");
}

TEST(AbnfReader, RefusesLeftRecursionEvenBehindWhatCanBeEmpty) {
  EXPECT_EQ(error_of("a = a \"x\" / \"y\""), "a.abnf:1:1: the rule a can begin with itself");
  EXPECT_EQ(error_of("a = b\nb = [\"x\"] *\"y\" \"\" a / \"z\""),
            "a.abnf:1:1: the rule a can begin with itself");
  EXPECT_EQ(error_of("a = \"x\" a / \"x\" / \"(\" [a] \")\""), "ok");
}

TEST(AbnfReader, RefusesRulesWithoutFiniteText) {
  EXPECT_EQ(error_of("a = \"x\" b\nb = \"y\" a"),
            "a.abnf:1:1: every text of the rule a would hold another of it, without end");
}

TEST(AbnfReader, NamesOfRulesKnowNoLetterCase) {
  EXPECT_TRUE(matches("Alpha = ALPHA-2\nalpha-2 = \"x\"", "aLPHA", "x"));
}

TEST(AbnfReader, StringsKnowNoLetterCaseUnlessTheySaySo) {
  EXPECT_TRUE(matches("a = \"aB-[\"", "a", "Ab-["));
  EXPECT_FALSE(matches("a = \"aB-[\"", "a", "Ab-{"));
  EXPECT_TRUE(matches("a = %i\"aB\"", "a", "Ab"));
  EXPECT_TRUE(matches("a = %s\"aB\"", "a", "aB"));
  EXPECT_FALSE(matches("a = %s\"aB\"", "a", "Ab"));
  EXPECT_FALSE(matches("a = %x61.42", "a", "Ab"));
  EXPECT_FALSE(matches("a = %x61", "a", "A"));
}

TEST(AbnfReader, LaterFilesAddAlternatives) {
  const std::array<source, 2> files = {source{"a", "a = 2b\nb = \"x\" / \"y\"\n"},
                                       source{"b", "b =/ \"z\"\n"}};
  const grammar both = read_grammar(files).value();
  EXPECT_TRUE(matcher(both).matches(both.find("a").value(), "zx").value());
  const grammar one = read_grammar({files.data(), 1}).value();
  EXPECT_FALSE(matcher(one).matches(one.find("a").value(), "zx").value());
}

TEST(AbnfReader, ErrorsNameTheFile) {
  const std::array<source, 2> files = {source{"a.abnf", "a = \"x\"\n"}, source{"b.abnf", "\nb = c\n"}};
  EXPECT_EQ(read_grammar(files).error().text(), "b.abnf:2:5: the rule c is used and defined nowhere");
}

TEST(AbnfReader, TellsWhichRulesNothingLeadsTo) {
  const grammar all = sample("a = b\nb = \"x\" [c]\nc = \"(\" b \")\"\nd = e\ne = \"y\"\n");
  const std::array<std::string, 1> entries = {"a"};
  EXPECT_EQ(all.unused(entries), (std::vector<std::string>{"d", "e"}));
}

TEST(AbnfReader, GivesTheStringsForADictionary) {
  const grammar all = sample("a = \"Final\" b / \"x\"\nb = %x0D.0A / \"Final\"\nc = \"other\"\n");
  EXPECT_EQ(all.literals(all.find("a").value()), (std::vector<std::string>{"\r\n", "Final"}));
}

// Nothing that is thrown at the reader brings it down: it answers.
TEST(AbnfReader, OutlivesAnyChange) {
  const std::string text = "a = 1*2(\"x\" / %x41-42) [%s\"b\"] ; c\n / b\nb =/ <d>\n";
  std::size_t read_well = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char octet : {'(', '"', '%', '=', '*', '\n', '9', '\0', '\xFF'}) {
      std::string changed = text;
      changed[at] = octet;
      read_well += read(changed) ? 1 : 0;
    }
    read_well += read(text.substr(0, at)) ? 1 : 0;
  }
  EXPECT_LT(read_well, 20U);
}

}  // namespace
}  // namespace dsnspec::abnf
