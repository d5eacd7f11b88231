#include "grammar/utf8.hpp"

#include <gtest/gtest.h>

#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using test::outcome;

bool is_scalar(char32_t code) {
  return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

TEST(Utf8, EveryScalarValueGoesThereAndBack) {
  std::string text;
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    if (!is_scalar(code)) {
      continue;
    }
    text.clear();
    append_utf8(text, code);
    const utf8_char read = utf8_at(text, 0);
    ASSERT_EQ(read.code, code);
    ASSERT_EQ(read.length, text.size());
    ASSERT_EQ(utf8_non_ascii_at(text, 0), code < 0x80 ? 0 : text.size());
  }
}

// All sequences of two octets, and all of three and four that differ in what the RFC's ABNF looks at.
TEST(Utf8, TakesNoSequenceButThoseOfTheAbnf) {
  test::guard_page memory(4);
  std::size_t two = 0;
  std::size_t three = 0;
  for (int a = 0x80; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      const std::string pair = {static_cast<char>(a), static_cast<char>(b)};
      two += utf8_at(memory.put(pair), 0).length == 2 ? 1 : 0;
      three += utf8_at(memory.put(pair + "\x80"), 0).length == 3 ? 1 : 0;
    }
  }
  EXPECT_EQ(two, 30U * 64U);                           // C2-DF, 80-BF
  EXPECT_EQ(three, 32U + 12U * 64U + 32U + 2U * 64U);  // E0 A0-BF, E1-EC, ED 80-9F, EE-EF
}

TEST(Utf8, RefusesOverlongSurrogatesAndTheFarEnd) {
  EXPECT_EQ(outcome(check_utf8("a\xC0\x80")), "utf8-malformed@1+1");
  EXPECT_EQ(outcome(check_utf8("\xE0\x9F\xBF")), "utf8-malformed@0+1");
  EXPECT_EQ(outcome(check_utf8("\xED\xA0\x80")), "utf8-malformed@0+1");
  EXPECT_EQ(outcome(check_utf8("\xF0\x8F\xBF\xBF")), "utf8-malformed@0+1");
  EXPECT_EQ(outcome(check_utf8("\xF4\x90\x80\x80")), "utf8-malformed@0+1");
  EXPECT_EQ(outcome(check_utf8("\xF5\x80\x80\x80")), "utf8-malformed@0+1");
  EXPECT_EQ(outcome(check_utf8("caf\xE9")), "utf8-malformed@3+1");
  EXPECT_EQ(outcome(check_utf8("\x80")), "utf8-malformed@0+1");
}

TEST(Utf8, ReadsNothingBeyondTheEnd) {
  test::with_every_prefix("r\xC3\xA9n \xE2\x82\xAC \xF0\x9F\x98\x80", [](std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      EXPECT_LE(at + utf8_at(text, at).length, text.size());
    }
    (void)check_utf8(text);
    EXPECT_EQ(utf8_non_ascii_at(text, text.size()), 0U);
  });
}

}  // namespace
}  // namespace dsnspec::grammar
