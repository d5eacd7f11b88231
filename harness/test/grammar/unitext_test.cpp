#include "grammar/unitext.hpp"

#include <gtest/gtest.h>

#include <cstdio>

#include "grammar/utf8.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string decoded(std::string_view text) {
  deviations met;
  const std::string out = decode_unitext(text, met);
  return out + " " + outcome(met);
}

std::string escaped(unsigned code, const char* format = "\\x{%02X}") {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, format, code);
  return buffer;
}

// Code points in their shortest form, and with a zero before it: all up to U+1FFFF and all near the end.
TEST(Unitext, HexpointsAreThoseTheRfcMeans) {
  for (unsigned code = 0; code <= 0x110010; code += code < 0x20000 || code > 0x10F000 ? 1 : 13) {
    const bool ascii = code < 0x80;
    const bool special = code < 0x21 || code == 0x2B || code == 0x3D || code == 0x5C || code == 0x7F;
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    const bool allowed = ascii ? special : !surrogate && code <= 0x10FFFF;
    const std::string text = escaped(code);
    const embedded_char one = embedded_char_at(text, 0);
    ASSERT_EQ(one.length, allowed ? text.size() : 0) << text;
    ASSERT_EQ(one.code, allowed ? code : 0);
    const std::string padded = "\\x{0" + text.substr(3);
    ASSERT_EQ(embedded_char_at(padded, 0).length, 0U) << padded;
  }
}

TEST(Unitext, MalformedOnesAreNone) {
  for (const auto* text :
       {"\\x{41}", "\\x{0E9}", "\\x{D800}", "\\x{110000}", "\\x{}", "\\X{E9}", "\\x{E9", "\\x{E}", "\\x{ E9}",
        "\\xE9}", "\\x{E9g}", "\\x{0010FFFF}", "\\", "\\x", "\\x{", "x{E9}"}) {
    EXPECT_EQ(embedded_char_at(text, 0).length, 0U) << text;
  }
  EXPECT_EQ(embedded_char_at("\\x{e9}", 0).code, 0xE9U);  // HEXDIG of RFC 5234 has no letter case
  EXPECT_EQ(embedded_char_at("ab\\x{20AC}c", 2).length, 8U);
  EXPECT_EQ(embedded_char_at("a", 1).length, 0U);
  EXPECT_EQ(embedded_char_at("a", 2).length, 0U);
}

TEST(Unitext, SevenBitForm) {
  EXPECT_EQ(outcome(check_utf8_addr_xtext("r\\x{E9}n@x.org")), "ok");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("a\\x{2B}b\\x{3D}\\x{5C}\\x{20}@x")), "ok");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("r\xC3\xA9n@x.org")), "utf8-address-octet@1+1");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("a+b@x")), "utf8-address-octet@1+1");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("a=b@x")), "utf8-address-octet@1+1");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("")), "utf8-address-empty@0+0");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("a\\x{41}b")), "hexpoint-malformed@1+6");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("a\\b")), "hexpoint-malformed@1+1");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("a\\x{0D}\\x{0A}b")), "hexpoint-unsafe@1+6");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("a\\x{00}")), "hexpoint-unsafe@1+6");
  EXPECT_EQ(outcome(check_utf8_addr_xtext("a\\x{0B}\\x{1A}")), "ok");  // the prose: CTLs can be encoded
}

TEST(Unitext, EightBitForm) {
  EXPECT_EQ(outcome(check_utf8_addr_unitext("r\xC3\xA9n@x.org")), "ok");
  EXPECT_EQ(outcome(check_utf8_addr_unitext("r\\x{E9}n@x.org")), "ok");
  EXPECT_EQ(outcome(check_utf8_addr_unitext("r\xE9n@x.org")), "utf8-address-octet@1+1");
  EXPECT_EQ(outcome(check_utf8_addr_unitext("\xED\xA0\x80")), "utf8-address-octet@0+1");
}

TEST(Unitext, DecodesWhatItCanAndCopiesTheRest) {
  EXPECT_EQ(decoded("r\\x{E9}n@x"), "r\xC3\xA9n@x none");
  EXPECT_EQ(decoded("\\x{1F600}"), "\xF0\x9F\x98\x80 none");
  EXPECT_EQ(decoded("a\\x{2B}b\\x{5C}x{E9}"), "a+b\\x{E9} none");  // once
  EXPECT_EQ(decoded("\\x{41}"), "\\x{41} hexpoint-malformed@0+6");
  EXPECT_EQ(decoded("\\x{D83D}\\x{DE00}"),
            "\\x{D83D}\\x{DE00} hexpoint-malformed@0+8 hexpoint-malformed@8+8");
  EXPECT_EQ(decoded("a\\x{0A}Status: 2.0.0"), "a\\x{0A}Status: 2.0.0 hexpoint-unsafe@1+6");
  EXPECT_EQ(decoded("\\x{0D}\\x{00}"), "\\x{0D}\\x{00} hexpoint-unsafe@0+6 hexpoint-unsafe@6+6");
  EXPECT_EQ(decoded("caf\xE9\\"), "caf\xE9\\ hexpoint-malformed@4+1");
}

TEST(Unitext, EncodesForSevenAndForEightBits) {
  EXPECT_EQ(encode_utf8_addr_xtext("r\xC3\xA9n+a=b c\\@x"), "r\\x{E9}n\\x{2B}a\\x{3D}b\\x{20}c\\x{5C}@x");
  EXPECT_EQ(encode_utf8_addr_unitext("r\xC3\xA9n+a@x"), "r\xC3\xA9n\\x{2B}a@x");
  EXPECT_EQ(encode_utf8_addr_xtext("\xF0\x9F\x98\x80\x7F\t"), "\\x{1F600}\\x{7F}\\x{09}");
  EXPECT_EQ(outcome(encode_utf8_addr_xtext("ab\xC3")), "utf8-malformed@2+1");
  EXPECT_EQ(outcome(encode_utf8_addr_xtext("a\r\nb")), "hexpoint-unsafe@1+1");
  EXPECT_EQ(outcome(encode_utf8_addr_unitext("a\0b"_octets)), "hexpoint-unsafe@1+1");
}

TEST(Unitext, EveryCharacterGoesThereAndBack) {
  for (char32_t code = 1; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 0x101) {
    if (code == '\r' || code == '\n' || (code >= 0xD800 && code <= 0xDFFF)) {
      continue;
    }
    std::string text;
    append_utf8(text, code);
    const auto encoded = encode_utf8_addr_xtext(text);
    ASSERT_TRUE(encoded);
    ASSERT_EQ(outcome(check_utf8_addr_xtext(*encoded)), "ok");
    ASSERT_EQ(decoded(*encoded), text + " none");
  }
}

TEST(Unitext, ReadsNothingBeyondTheEnd) {
  with_every_prefix("a\\x{2B}r\xC3\xA9n\\x{10FFFF}\\x{1F600}\\\\x{", [](std::string_view text) {
    deviations met;
    (void)decode_unitext(text, met);
    (void)check_utf8_addr_xtext(text);
    (void)check_utf8_addr_unitext(text);
    (void)encode_utf8_addr_xtext(text);
  });
}

}  // namespace
}  // namespace dsnspec::grammar
