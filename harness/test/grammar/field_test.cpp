#include "grammar/field.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

// "F(name|value)", "B()" and "J(line)" one after the other; checks that nothing is lost on the way.
std::string scanned(std::string_view text, deviations& met,
                    blank_only_line blanks = blank_only_line::separates) {
  std::string out;
  std::string raw;
  field_scanner each(text, blanks, met);
  while (const auto one = each.next()) {
    EXPECT_EQ(one->offset, raw.size());
    EXPECT_FALSE(one->raw.empty());
    raw += one->raw;
    EXPECT_EQ(each.offset(), raw.size());
    switch (one->kind) {
      case piece::field:
        out += "F(" + std::string(one->name) + "|" + std::string(one->value) + ")";
        break;
      case piece::blank:
        out += "B(" + std::string(one->value) + ")";
        break;
      case piece::junk:
        out += "J(" + std::string(one->value) + ")";
        break;
    }
  }
  EXPECT_EQ(raw, text);
  return out;
}

std::string shown(std::string_view text, blank_only_line blanks = blank_only_line::separates) {
  deviations met;
  const std::string out = scanned(text, met, blanks);
  return out + " " + outcome(met);
}

TEST(Field, NameAndValue) {
  EXPECT_EQ(shown("Status: 5.1.1\r\nAction:failed\r\n"), "F(Status| 5.1.1)F(Action|failed) none");
  EXPECT_EQ(shown("X:\r\n"), "F(X|) none");
  EXPECT_EQ(shown("X: a: b\r\n"), "F(X| a: b) none");
  EXPECT_EQ(shown(""), " none");
}

TEST(Field, FoldedLinesBelongToIt) {
  EXPECT_EQ(shown("X: a\r\n b\r\n\tc\r\nY: d\r\n"), "F(X| a\r\n b\r\n\tc)F(Y| d) none");
  EXPECT_EQ(shown("X:\r\n a\r\n"), "F(X|\r\n a) none");
}

TEST(Field, EmptyLinesArePieces) {
  EXPECT_EQ(shown("A: b\r\n\r\n\r\nC: d\r\n"), "F(A| b)B()B()F(C| d) none");
  EXPECT_EQ(shown("\r\n"), "B() none");
}

TEST(Field, OtherLineEndsAreNoted) {
  EXPECT_EQ(
      shown("A: b\n c\n\nD: e"),
      "F(A| b\n c)B()F(D| e) field-bare-lf@4+1 field-bare-lf@7+1 field-bare-lf@8+1 field-no-line-end@13+0");
  EXPECT_EQ(shown("A: b\rC: d\r\n"), "F(A| b\rC: d) field-bare-cr@4+1");
  EXPECT_EQ(shown("A: b\r\r\n"), "F(A| b\r) field-bare-cr@4+1");
  EXPECT_EQ(shown("\r\r\nA: b\r\n"), "B(\r)F(A| b) field-bare-cr@0+1 field-blank-only-line@0+1");
  EXPECT_EQ(shown("A: b\r"), "F(A| b\r) field-bare-cr@4+1 field-no-line-end@5+0");
}

TEST(Field, BlanksBeforeTheColonAreObsolete) {
  EXPECT_EQ(shown("Diagnostic-Code : smtp; 550 x\r\n"),
            "F(Diagnostic-Code| smtp; 550 x) field-blank-before-colon@15+1");
  EXPECT_EQ(shown("From : a@b\r\n"), "F(From| a@b) field-blank-before-colon@4+1");
}

TEST(Field, OctetsThatDontBelong) {
  EXPECT_EQ(shown("A: b\0c\r\n"_octets), std::string("F(A| b\0c) field-nul@4+1"_octets));
  EXPECT_EQ(shown("A: \xE9\xE8 \xC3\r\n"), "F(A| \xE9\xE8 \xC3) field-eight-bit@3+2 field-eight-bit@6+1");
  EXPECT_EQ(shown("A: \x1B[2J\x7F\r\n"), "F(A| \x1B[2J\x7F) field-control@3+1 field-control@7+1");
  EXPECT_EQ(shown("A: b\r\n c\0\r\n"_octets), std::string("F(A| b\r\n c\0) field-nul@8+1"_octets));
}

TEST(Field, EveryOctetInANameAndInAValue) {
  for (const char c : all_octets()) {
    if (c == '\n') {
      continue;
    }
    deviations in_name;
    const std::string name = scanned(std::string("a") + c + "b: x\r\n", in_name);
    const bool good = chars::ftext(c) || c == ':';
    EXPECT_EQ(in_name.count(rules::field_not_a_field), good ? 0U : 1U) << name;
    deviations in_value;
    (void)scanned(std::string("a: ") + c + "b\r\n", in_value);
    EXPECT_EQ(in_value.empty(), chars::text_emit(c));
  }
}

TEST(Field, WhatIsNoFieldIsJunkAndKept) {
  EXPECT_EQ(shown("A: b\r\n550 5.1.1 http://x\r\nC: d\r\n"),
            "F(A| b)J(550 5.1.1 http://x)F(C| d) field-not-a-field@6+18");
  EXPECT_EQ(shown("just text\r\n and more\r\n"), "J(just text\r\n and more) field-not-a-field@0+9");
  EXPECT_EQ(shown(": x\r\n"), "J(: x) field-not-a-field@0+3");
  EXPECT_EQ(shown(" x\r\n y\r\n"), "J( x\r\n y) field-orphan-fold@0+2");
  EXPECT_EQ(shown("A: b\r\n\r\n x\r\n"), "F(A| b)B()J( x) field-orphan-fold@8+2");
  EXPECT_EQ(shown("S\xC3\xBC: x\r\n"), "J(S\xC3\xBC: x) field-eight-bit@1+2 field-not-a-field@0+6");
}

TEST(Field, MboxLinesAtTheStartOnly) {
  EXPECT_EQ(shown("From a@b Thu Jul  7 17:16:05 1994\nA: b\n"),
            "J(From a@b Thu Jul  7 17:16:05 1994)F(A| b) field-bare-lf@33+1 field-mbox-from@0+33 "
            "field-bare-lf@38+1");
  EXPECT_EQ(shown(">From a@b Thu\r\nA: b\r\n"), "J(>From a@b Thu)F(A| b) field-mbox-from@0+13");
  EXPECT_EQ(shown("A: b\r\nFrom a@b Thu\r\n"), "F(A| b)J(From a@b Thu) field-not-a-field@6+12");
  EXPECT_EQ(shown("From: a@b\r\n"), "F(From| a@b) none");
}

TEST(Field, ALineOfBlanksSeparatesOrContinues) {
  const auto* const text = "A: b\r\n  \r\nC: d\r\n";
  EXPECT_EQ(shown(text, blank_only_line::separates), "F(A| b)B(  )F(C| d) field-blank-only-line@6+2");
  EXPECT_EQ(shown(text, blank_only_line::continues), "F(A| b\r\n  )F(C| d) field-blank-only-line@6+2");
  EXPECT_EQ(shown(" \r\nC: d\r\n", blank_only_line::continues), "B( )F(C| d) field-blank-only-line@0+1");
}

TEST(Field, LongLinesAreNoted) {
  const std::string longest = "A: " + std::string(995, 'x') + "\r\n";
  EXPECT_TRUE(shown(longest).ends_with(" none"));
  EXPECT_TRUE(shown("A: " + std::string(998, 'x') + "\r\n").ends_with(" field-line-too-long@998+3"));
  EXPECT_TRUE(shown("A: b\r\n " + std::string(998, 'x') + "\r\n").ends_with(" field-line-too-long@1004+1"));
}

TEST(Field, TakesLinearTimeAndBoundedMemory) {
  deviations met;
  const std::string folded = "A: b" + repeat("\r\n c", 300'000) + "\r\n";
  field_scanner one_field(folded, blank_only_line::separates, met);
  EXPECT_EQ(one_field.next()->raw.size(), folded.size());
  EXPECT_FALSE(one_field.next());

  const std::string blanks = "A: b\r\n" + repeat(" \n", 300'000);
  for (const auto mode : {blank_only_line::separates, blank_only_line::continues}) {
    field_scanner each(blanks, mode, met);
    std::size_t pieces = 0;
    while (each.next()) {
      ++pieces;
    }
    EXPECT_EQ(pieces, mode == blank_only_line::separates ? 300'001U : 1U);
  }
  EXPECT_EQ(met.count(rules::field_bare_lf), 600'000U);
  EXPECT_LE(met.kept().size(), 1000U);

  const std::string no_colon(5'000'000, 'x');
  deviations junk;
  field_scanner one_line(no_colon, blank_only_line::separates, junk);
  EXPECT_EQ(one_line.next()->kind, piece::junk);
  EXPECT_FALSE(one_line.next());
  EXPECT_EQ(outcome(junk),
            "field-line-too-long@998+4999002 field-no-line-end@5000000+0 field-not-a-field@0+5000000");
}

TEST(Field, ReadsNothingBeyondTheEnd) {
  const auto text = "From x\nA : b\0\r\n c\r \xE9\n \r\n\r\nD:\n\n junk\r\nno colon\r\n  \r\nE: f\r"_octets;
  for (const auto mode : {blank_only_line::separates, blank_only_line::continues}) {
    with_every_prefix(text, [mode](std::string_view prefix) {
      deviations met;
      (void)scanned(prefix, met, mode);
    });
    with_every_octet_changed(text, "\0\r\n :x\xFF"_octets, [mode](std::string_view changed) {
      deviations met;
      (void)scanned(changed, met, mode);
    });
  }
}

TEST(Line, EndsAtLfOnly) {
  EXPECT_EQ(line_at("a\r\nb", 0).content, "a");
  EXPECT_EQ(line_at("a\r\nb", 0).raw, "a\r\n");
  EXPECT_EQ(line_at("a\nb", 0).content, "a");
  EXPECT_EQ(line_at("a\rb", 0).content, "a\rb");
  EXPECT_EQ(line_at("a\nb", 2).raw, "b");
  EXPECT_EQ(line_at("\n", 0).content, "");
  EXPECT_EQ(line_at("x\r", 0).content, "x\r");
  EXPECT_EQ(trimmed_value(" \r\n a b \r\n\t"), "a b");
  EXPECT_EQ(trimmed_value(" \r\n"), "");
}

}  // namespace
}  // namespace dsnspec::grammar
