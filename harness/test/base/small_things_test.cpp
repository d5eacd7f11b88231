// ascii, digest, error, random: a few lines each.
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace dsnspec::base {
namespace {

TEST(ascii, folds_only_ascii_letters) {
  EXPECT_TRUE(iequals("NoTiFy", "nOtIfY"));
  EXPECT_FALSE(iequals("NOTIFY", "NOTIF"));
  EXPECT_FALSE(iequals("\xC9", "\xE9")) << "no locale";
  EXPECT_FALSE(iequals("[", "{")) << "neighbours of the letters";
  EXPECT_FALSE(iequals("@", "`"));
  EXPECT_TRUE(istarts_with("RCPT TO:<a>", "rcpt to:"));
  EXPECT_FALSE(istarts_with("RCPT", "rcpt to:"));
  EXPECT_EQ(lowered("AZaz09[\xC9"), "azaz09[\xC9");
}

TEST(ascii, trims_blanks_and_line_ends) {
  EXPECT_EQ(trimmed(" \t\r\na b\n "), "a b");
  EXPECT_EQ(trimmed(" \r\n"), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("\v x"), "\v x") << "a vertical tab is no blank of RFC 5234";
}

TEST(digest, is_sha_256) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(error, leaves_out_what_is_unknown) {
  EXPECT_EQ((error{"m", "", 3, 4}.text()), "m");
  EXPECT_EQ((error{"m", "f", 0, 0}.text()), "f: m");
  EXPECT_EQ((error{"m", "f", 3, 0}.text()), "f:3: m");
  EXPECT_EQ((error{"m", "f", 3, 4}.text()), "f:3:4: m");
}

// The values of the algorithm's reference implementation for this seed.
TEST(random, is_splitmix64) {
  random dice(1234567);
  EXPECT_EQ(dice.next(), 6457827717110365317U);
  EXPECT_EQ(dice.next(), 3203168211198807973U);
  EXPECT_EQ(dice.next(), 9817491932198370423U);
}

TEST(random, stays_in_bounds_and_reaches_them) {
  random dice(1);
  std::set<std::size_t> seen;
  for (int i = 0; i < 200; ++i) {
    const std::size_t value = dice.below(5);
    ASSERT_LT(value, 5U);
    seen.insert(value);
    EXPECT_FALSE(dice.chance(0, 3));
    EXPECT_TRUE(dice.chance(3, 3));
    EXPECT_EQ(dice.pick("x"), 'x');
  }
  EXPECT_EQ(seen.size(), 5U);
}

}  // namespace
}  // namespace dsnspec::base
