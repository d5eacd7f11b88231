#include "grammar/cfws.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string core(std::string_view text) {
  deviations met;
  const std::string_view out = without_outer_cfws(text, met);
  return std::string(out) + " " + outcome(met);
}

std::string unquoted(std::string_view token) {
  std::string out;
  append_unquoted(token, out);
  return out;
}

TEST(Cfws, GoesFromBothEnds) {
  EXPECT_EQ(core("  failed "), "failed none");
  EXPECT_EQ(core("(a) failed (b)(c) "), "failed none");
  EXPECT_EQ(core(" (x(y)\\)z) failed"), "failed none");
  EXPECT_EQ(core("\r\n (a)\r\n\tfailed\r\n "), "failed none");
  EXPECT_EQ(core("a (b) c"), "a (b) c none");
  EXPECT_EQ(core("\"joe (x)\"@b.c"), "\"joe (x)\"@b.c none");
  EXPECT_EQ(core(""), " none");
  EXPECT_EQ(core(" (nothing) "), " none");
}

TEST(Cfws, UnterminatedCommentsTakeTheRest) {
  EXPECT_EQ(core("5.1.1 (oops"), "5.1.1 comment-unterminated@6+5");
  EXPECT_EQ(core("(oops 5.1.1"), " comment-unterminated@0+11");
  EXPECT_EQ(core("a (b (c) d"), "a comment-unterminated@2+8");
  EXPECT_EQ(core("a (b\\)"), "a comment-unterminated@2+4");
  EXPECT_EQ(core("a (b\\"), "a comment-octet@4+1 comment-unterminated@2+3");
}

TEST(Cfws, ACloseWithoutAnOpenIsText) {
  EXPECT_EQ(core(") a"), ") a none");
  EXPECT_EQ(core("a )"), "a ) none");
}

TEST(Cfws, FoldingAtAnLfAloneIsForgiven) {
  EXPECT_EQ(core("\n a"), "a fws-bare-lf@0+1");
  EXPECT_EQ(core("(x\n y) a"), "a fws-bare-lf@2+1");
  EXPECT_EQ(core("\na"), "\na none");  // folds nothing
  EXPECT_EQ(core("\r a"), "\r a none");
}

TEST(Cfws, EveryOctetInsideAComment) {
  for (const char c : all_octets()) {
    if (c == '(' || c == ')' || c == '\\') {
      continue;
    }
    const std::string text = std::string("(") + c + "x) a";
    EXPECT_EQ(core(text), chars::ctext(c) ? "a none" : "a comment-octet@1+1");
    const std::string paired = std::string("(\\") + c + "x) a";
    const bool line_end = c == '\r' || c == '\n';
    EXPECT_EQ(core(paired), line_end              ? "a quoted-pair-line-end@1+1 comment-octet@2+1"
                            : chars::text_emit(c) ? "a none"
                                                  : "a comment-octet@1+2");
  }
}

// Unfolded it would be a quoted-pair of the blank, but nobody may write it so.
TEST(Cfws, ABackslashDoesNotQuoteALineEnd) {
  EXPECT_EQ(core("(\\\r\n ) a"), "a quoted-pair-line-end@1+1");
  EXPECT_EQ(core("(\\\n ) a"), "a quoted-pair-line-end@1+1 fws-bare-lf@2+1");
  EXPECT_EQ(core("(\\\\\r\n ) a"), "a none");
}

TEST(Cfws, DepthIsRemarkedOnAndCostsNothing) {
  const std::string within_limit = std::string(100, '(') + std::string(100, ')') + "a";
  EXPECT_EQ(core(within_limit), "a none");
  const std::string deep = std::string(101, '(') + std::string(101, ')') + "a";
  EXPECT_EQ(core(deep), "a comment-too-deep@100+1");
  constexpr std::size_t million = 1'000'000;
  const std::string abyss = std::string(million, '(') + std::string(million, ')') + "a";
  EXPECT_EQ(core(abyss), "a comment-too-deep@100+1");
  const std::string open(million, '(');
  EXPECT_EQ(core(open), " comment-too-deep@100+1 comment-unterminated@0+1000000");
}

TEST(Cfws, ManyCommentsTakeLinearTime) {
  EXPECT_EQ(core(repeat("(a) ", 500'000) + "b" + repeat(" (c)", 500'000)), "b none");
  EXPECT_EQ(core(repeat("a (b) ", 500'000)).size(), 6U * 500'000 - 5 + 5);
}

TEST(QuotedString, IsSkippedAndUndone) {
  deviations met;
  EXPECT_EQ(skip_quoted_string("\"a\\\"b\" c", 0, met), 6U);
  EXPECT_EQ(skip_quoted_string("x\"(\"", 1, met), 4U);
  EXPECT_EQ(outcome(met), "none");
  EXPECT_EQ(skip_quoted_string("\"abc", 0, met), 4U);
  EXPECT_EQ(outcome(met), "quoted-string-unterminated@0+4");
  deviations octets;
  EXPECT_EQ(skip_quoted_string("\"a\xE9\\\x01\"", 0, octets), 6U);
  EXPECT_EQ(outcome(octets), "quoted-string-octet@2+1 quoted-string-octet@3+2");
  EXPECT_EQ(unquoted("\"a\\\"b\\\\c\""), "a\"b\\c");
  EXPECT_EQ(unquoted("\"a\r\n b\n\tc\""), "a b\tc");
  EXPECT_EQ(unquoted("\"abc"), "abc");
  EXPECT_EQ(unquoted("\"abc\\"), "abc\\");
  EXPECT_EQ(unquoted("\""), "");
  EXPECT_EQ(unquoted(""), "");
}

TEST(Cfws, ReadsNothingBeyondTheEnd) {
  with_every_prefix(" (a\r\n (b\\)c) \"d\\\"\r\n e\") \r\n f \"g (h)\" \\(\n i)", [](std::string_view text) {
    deviations met;
    EXPECT_LE(without_outer_cfws(text, met).size(), text.size());
    EXPECT_LE(skip_cfws(text, 0, met), text.size());
    (void)unquoted(text);
  });
}

}  // namespace
}  // namespace dsnspec::grammar
