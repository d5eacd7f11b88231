#include "base/quote.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace dsnspec::base {
namespace {

TEST(quote, shows_every_octet_as_printable_ascii) {
  EXPECT_EQ(quote("plain ~ text"), "plain ~ text");
  EXPECT_EQ(quote("a\\b\r\n\t"), "a\\\\b\\r\\n\\t");
  EXPECT_EQ(quote(std::string_view("\0\x1b[2J\x7f\xe9", 7)), "\\x00\\x1B[2J\\x7F\\xE9");
  EXPECT_EQ(quote(""), "");
}

TEST(excerpt, tells_how_much_it_left_out) {
  EXPECT_EQ(excerpt("abcdef", 6), "abcdef");
  EXPECT_EQ(excerpt("abcdef", 4), "abcd... (2 octets more)");
  EXPECT_EQ(excerpt("\x01\x02", 1), "\\x01... (1 octets more)");
  EXPECT_EQ(excerpt(std::string(1000, 'x')).size(), std::string("... (800 octets more)").size() + 200);
}

TEST(unquote, refuses_what_quote_never_writes) {
  for (const char* bad :
       {"\\", "\\x", "\\x4", "\\xg0", "\\xe9", "\\a", "\\0", "\x01", "\xe9", "a\nb", "\\X41", "\x7f"}) {
    EXPECT_EQ(unquote(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(unquote("\\xE9\\r\\n\\\\x"), "\xE9\r\n\\x");
}

RC_GTEST_PROP(quote, is_lossless, (const std::string& octets)) {
  const auto back = unquote(quote(octets));
  const bool same = back.has_value() && *back == octets;
  RC_ASSERT(same);
}

RC_GTEST_PROP(quote, writes_nothing_but_printable_ascii, (const std::string& octets)) {
  for (const char c : quote(octets)) {
    RC_ASSERT(c >= 0x20);
    RC_ASSERT(c <= 0x7E);
  }
  RC_ASSERT(quote(octets).size() <= 4 * octets.size());
}

}  // namespace
}  // namespace dsnspec::base
