#include "grammar/xtext.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT: outcome() and the rest

TEST(Xtext, EverySingleOctetIsXcharOrRefused) {
  for (const char c : all_octets()) {
    const std::string text(1, c);
    const std::string expected = c == '+' ? "xtext-hexchar@0+1" : chars::xchar(c) ? "ok" : "xtext-octet@0+1";
    EXPECT_EQ(outcome(check_xtext(text)), expected) << static_cast<int>(static_cast<unsigned char>(c));
  }
}

// All 65536 ways to go on after "+".
TEST(Xtext, HexcharIsTwoUpperCaseDigits) {
  for (const char a : all_octets()) {
    for (const char b : all_octets()) {
      const std::string text = {'x', '+', a, b};
      const bool hex = chars::hex(a) && chars::hex(b);
      const bool upper = chars::upper_hex(a) && chars::upper_hex(b);
      ASSERT_EQ(outcome(check_xtext(text)), upper ? "ok"
                                            : hex ? "xtext-lower-case-hex@1+3"
                                                  : "xtext-hexchar@1+3");
    }
  }
}

TEST(Xtext, ErrorsPointAtTheirOctets) {
  EXPECT_EQ(outcome(check_xtext("")), "ok");
  EXPECT_EQ(outcome(check_xtext("a+")), "xtext-hexchar@1+1");
  EXPECT_EQ(outcome(check_xtext("a+4")), "xtext-hexchar@1+2");
  EXPECT_EQ(outcome(check_xtext("a+4G")), "xtext-hexchar@1+3");
  EXPECT_EQ(outcome(check_xtext("++41")), "xtext-hexchar@0+3");
  EXPECT_EQ(outcome(check_xtext("+3d")), "xtext-lower-case-hex@0+3");
  EXPECT_EQ(outcome(check_xtext("a+tag@x.org")), "xtext-hexchar@1+3");
  EXPECT_EQ(outcome(check_xtext("a=b")), "xtext-octet@1+1");
  EXPECT_EQ(outcome(check_xtext("a b")), "xtext-octet@1+1");
  EXPECT_EQ(outcome(check_xtext("(<;\\{}>)")), "ok");
}

TEST(Xtext, DecodesToPrintableOnly) {
  EXPECT_EQ(outcome(check_printable_xtext("+41+42+20+7E")), "ok");
  EXPECT_EQ(outcome(check_printable_xtext("+09a")), "ok");  // HTAB is white space
  EXPECT_EQ(outcome(check_printable_xtext("a+0D+0AAction:+20delivered")), "xtext-unprintable@1+3");
  EXPECT_EQ(outcome(check_printable_xtext("u+0AStatus")), "xtext-unprintable@1+3");
  EXPECT_EQ(outcome(check_printable_xtext("+00")), "xtext-unprintable@0+3");
  EXPECT_EQ(outcome(check_printable_xtext("+7F")), "xtext-unprintable@0+3");
  EXPECT_EQ(outcome(check_printable_xtext("+80")), "xtext-unprintable@0+3");
  EXPECT_EQ(outcome(check_printable_xtext("+0B")), "xtext-unprintable@0+3");
  EXPECT_EQ(outcome(check_printable_xtext("+0a")), "xtext-lower-case-hex@0+3");
}

TEST(Xtext, DecodesOnce) {
  EXPECT_EQ(decode_xtext("+41+42"), "AB");
  EXPECT_EQ(decode_xtext("a+2B2Bb"), "a+2Bb");
  EXPECT_EQ(decode_xtext("q+2B1+3Dx"), "q+1=x");
  EXPECT_EQ(decode_xtext(""), "");
  EXPECT_EQ(outcome(decode_xtext("a+2b")), "xtext-lower-case-hex@1+3");
}

TEST(Xtext, TolerantDecodingKeepsWhatIsNoHexchar) {
  deviations met;
  EXPECT_EQ(decode_xtext("a+tag+3d +", met), "a+tag= +");
  EXPECT_EQ(outcome(met), "xtext-hexchar@1+3 xtext-lower-case-hex@5+3 xtext-octet@8+1 xtext-hexchar@9+1");
}

TEST(Xtext, EncodesWhatMustBeAndNothingElse) {
  EXPECT_EQ(encode_xtext("q+1=x y\t\xE9"), "q+2B1+3Dx+20y+09+E9");
  const std::string octets = all_octets();
  const std::string encoded = encode_xtext(octets);
  EXPECT_TRUE(is_canonical_xtext(encoded));
  EXPECT_EQ(decode_xtext(encoded), octets);
  EXPECT_TRUE(is_canonical_xtext(""));
  EXPECT_FALSE(is_canonical_xtext("+41"));
  EXPECT_FALSE(is_canonical_xtext("+2b"));
  EXPECT_FALSE(is_canonical_xtext("a b"));
}

TEST(Xtext, ReadsNothingBeyondTheEnd) {
  with_every_prefix("a+2Bb+3D+0Dx+4", [](std::string_view text) {
    (void)check_xtext(text);
    (void)check_printable_xtext(text);
    (void)is_canonical_xtext(text);
    deviations met;
    EXPECT_LE(decode_xtext(text, met).size(), text.size());
  });
}

}  // namespace
}  // namespace dsnspec::grammar
