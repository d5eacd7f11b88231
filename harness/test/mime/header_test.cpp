#include "mime/header.hpp"

#include <gtest/gtest.h>

#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::mime {
namespace {

using namespace test;  // NOLINT

// "{header}{separator}{body} fields: names", and what was noted.
std::string shown(std::string_view text, const limits& bounds = {}) {
  grammar::deviations met;
  const header_split out = split_header(text, met, bounds);
  EXPECT_EQ(std::string(out.header) + std::string(out.separator) + std::string(out.body), text);
  std::string names;
  for (const grammar::field& one : out.fields) {
    EXPECT_EQ(text.substr(one.offset, one.raw.size()), one.raw);
    names += " " + (one.kind == grammar::piece::field ? std::string(one.name) : "?");
  }
  return "{" + std::string(out.header) + "}{" + std::string(out.separator) + "}{" + std::string(out.body) +
         "}" + names + " " + outcome(met);
}

TEST(Header, EndsAtTheFirstEmptyLine) {
  EXPECT_EQ(shown("A: b\r\nC: d\r\n\r\nbody\r\n\r\nmore"),
            "{A: b\r\nC: d\r\n}{\r\n}{body\r\n\r\nmore} A C none");
  EXPECT_EQ(shown("\r\nbody"), "{}{\r\n}{body} none");
  EXPECT_EQ(shown("A: b\n\nbody"), "{A: b\n}{\n}{body} A field-bare-lf@4+1 field-bare-lf@5+1");
  EXPECT_EQ(shown(""), "{}{}{} none");
}

TEST(Header, MayBeAllThereIs) {
  EXPECT_EQ(shown("A: b\r\n"), "{A: b\r\n}{}{} A none");
  EXPECT_EQ(shown("A: b"), "{A: b}{}{} A field-no-line-end@4+0");
}

TEST(Header, ABlankOnlyLineContinuesAField) {
  EXPECT_EQ(shown("A: b\r\n \r\nC: d\r\n\r\n"),
            "{A: b\r\n \r\nC: d\r\n}{\r\n}{} A C field-blank-only-line@6+1");
}

// RFC 7103 section 7.2
TEST(Header, ALineThatIsNoFieldIsKeptWhenMoreHeaderFollows) {
  EXPECT_EQ(shown("S: This is\r\nabout tonight\r\nD: x\r\n\r\nbody"),
            "{S: This is\r\nabout tonight\r\nD: x\r\n}{\r\n}{body} S ? D field-not-a-field@12+13");
  EXPECT_EQ(shown("S: x\r\nabout tonight\r\n\r\nbody"),
            "{S: x\r\nabout tonight\r\n}{\r\n}{body} S ? field-not-a-field@6+13");
  EXPECT_EQ(shown("S: x\r\nabout tonight\r\nD: y"),
            "{S: x\r\nabout tonight\r\nD: y}{}{} S ? D field-not-a-field@6+13 field-no-line-end@25+0");
}

TEST(Header, ElseTheBodyStartsThere) {
  EXPECT_EQ(shown("S: x\r\njust text\r\nand more\r\n"),
            "{S: x\r\n}{}{just text\r\nand more\r\n} S field-not-a-field@6+9 header-not-ended@6+0");
  EXPECT_EQ(shown("just text\r\n\r\nand more: x\r\n"),
            "{}{}{just text\r\n\r\nand more: x\r\n} field-not-a-field@0+9 header-not-ended@0+0");
  EXPECT_EQ(shown("S: x\r\none\r\nT: y\r\ntwo\r\n"),
            "{S: x\r\none\r\nT: y\r\n}{}{two\r\n} S ? T field-not-a-field@6+3 field-not-a-field@17+3 "
            "header-not-ended@17+0");
}

TEST(Header, MboxLineIsJunkBeforeIt) {
  EXPECT_EQ(shown("From a@b Thu\r\nA: b\r\n\r\nbody"),
            "{From a@b Thu\r\nA: b\r\n}{\r\n}{body} ? A field-mbox-from@0+12");
}

TEST(Header, NumberOfFieldsIsBounded) {
  limits few;
  few.header_fields = 2;
  EXPECT_EQ(shown("A: 1\r\nB: 2\r\nC: 3\r\n\r\nx", few),
            "{A: 1\r\nB: 2\r\nC: 3\r\n}{\r\n}{x} A B mime-limit-header-fields@12+6");
}

TEST(Header, TakesLinearTime) {
  grammar::deviations met;
  const std::string junk = "A: b\n" + repeat("junk\n", 300'000) + "B: c\n";
  const header_split out = split_header(junk, met);
  EXPECT_EQ(out.fields.size(), 10'000U);
  EXPECT_EQ(met.count(grammar::rules::field_not_a_field), 300'000U);
  EXPECT_EQ(out.header.size(), junk.size());
}

TEST(Header, ReadsNothingBeyondTheEnd) {
  with_every_prefix("From x\nA: b\r\n c\r\n \r\njunk\n\n: x\r\nB:\r\n\r\nbody",
                    [](std::string_view text) { (void)shown(text); });
}

}  // namespace
}  // namespace dsnspec::mime
