#include "grammar/characters.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string_view>

namespace dsnspec::grammar {
namespace {

// Each class against its definition in the RFC, written a second time and over all 256 octets.
struct row {
  const char* name;
  const char_class* table;
  std::function<bool(int)> definition;
};

bool in(int octet, std::string_view members) {
  return octet < 0x80 && octet != 0 && members.find(static_cast<char>(octet)) != std::string_view::npos;
}
bool between(int octet, int first, int last) {
  return octet >= first && octet <= last;
}
bool is_alpha(int octet) {
  return between(octet, 65, 90) || between(octet, 97, 122);
}
bool is_digit(int octet) {
  return between(octet, 48, 57);
}

const row rows[] = {
    {"alpha", &chars::alpha, is_alpha},
    {"digit", &chars::digit, is_digit},
    {"let_dig", &chars::let_dig, [](int c) { return is_alpha(c) || is_digit(c); }},
    {"hex", &chars::hex, [](int c) { return in(c, "0123456789abcdefABCDEF"); }},
    {"upper_hex", &chars::upper_hex, [](int c) { return in(c, "0123456789ABCDEF"); }},
    {"wsp", &chars::wsp, [](int c) { return c == 32 || c == 9; }},
    {"eight_bit", &chars::eight_bit, [](int c) { return c >= 128; }},
    {"ctl", &chars::ctl, [](int c) { return c <= 31 || c == 127; }},
    {"specials", &chars::specials, [](int c) { return in(c, "()<>@,;:\\\".[]"); }},
    // RFC 822 3.3: any CHAR except specials, SPACE and CTLs
    {"atom_char", &chars::atom_char,
     [](int c) { return c < 128 && c > 32 && c != 127 && !in(c, "()<>@,;:\\\".[]"); }},
    {"ftext", &chars::ftext, [](int c) { return between(c, 33, 57) || between(c, 59, 126); }},
    {"text", &chars::text,
     [](int c) { return between(c, 1, 9) || c == 11 || c == 12 || between(c, 14, 127); }},
    {"ctext", &chars::ctext,
     [](int c) {
       return between(c, 33, 39) || between(c, 42, 91) || between(c, 93, 126) || c == 32 || c == 9;
     }},
    {"qtext", &chars::qtext,
     [](int c) { return c == 33 || between(c, 35, 91) || between(c, 93, 126) || c == 32 || c == 9; }},
    {"text_emit", &chars::text_emit, [](int c) { return between(c, 32, 126) || c == 9; }},
    {"atext", &chars::atext,
     [](int c) { return is_alpha(c) || is_digit(c) || in(c, "!#$%&'*+-/=?^_`{|}~"); }},
    {"qtext_smtp", &chars::qtext_smtp,
     [](int c) { return between(c, 32, 33) || between(c, 35, 91) || between(c, 93, 126); }},
    {"quoted_pair_smtp", &chars::quoted_pair_smtp, [](int c) { return between(c, 32, 126); }},
    {"dcontent", &chars::dcontent, [](int c) { return between(c, 33, 90) || between(c, 94, 126); }},
    {"esmtp_value_char", &chars::esmtp_value_char,
     [](int c) { return between(c, 33, 60) || between(c, 62, 126); }},
    {"esmtp_keyword_char", &chars::esmtp_keyword_char,
     [](int c) { return is_alpha(c) || is_digit(c) || c == '-'; }},
    {"xchar", &chars::xchar,
     [](int c) { return between(c, 0x21, 0x2A) || between(c, 0x2C, 0x3C) || between(c, 0x3E, 0x7E); }},
    {"addr_type_char", &chars::addr_type_char,
     [](int c) { return c > 32 && c < 127 && !in(c, "()<>@,;:\\\".[]="); }},
    {"printable", &chars::printable, [](int c) { return between(c, 32, 126) || c == 9; }},
    {"qchar", &chars::qchar,
     [](int c) {
       return between(c, 0x21, 0x2A) || between(c, 0x2C, 0x3C) || between(c, 0x3E, 0x5B) ||
              between(c, 0x5D, 0x7E);
     }},
    {"tspecials", &chars::tspecials, [](int c) { return in(c, "()<>@,;:\\\"/[]?="); }},
    {"token", &chars::token, [](int c) { return c > 32 && c < 127 && !in(c, "()<>@,;:\\\"/[]?="); }},
    {"attribute_char", &chars::attribute_char,
     [](int c) { return c > 32 && c < 127 && !in(c, "*'%()<>@,;:\\\"/[]?="); }},
    {"bchar", &chars::bchar, [](int c) { return is_alpha(c) || is_digit(c) || in(c, "'()+_,-./:=? "); }},
    {"base64", &chars::base64, [](int c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '/'; }},
};

TEST(Characters, EveryClassHoldsExactlyTheOctetsOfItsRfc) {
  for (const row& one : rows) {
    for (int octet = 0; octet < 256; ++octet) {
      EXPECT_EQ((*one.table)(static_cast<char>(static_cast<unsigned char>(octet))), one.definition(octet))
          << one.name << " octet " << octet;
    }
  }
}

TEST(Characters, RunsEndAtTheFirstOctetOutside) {
  EXPECT_EQ(chars::digit.run_end("123a4"), 3U);
  EXPECT_EQ(chars::digit.run_end("a"), 0U);
  EXPECT_EQ(chars::digit.run_end(""), 0U);
  EXPECT_EQ(chars::digit.run_end("a12", 1), 3U);
  EXPECT_EQ(chars::digit.run_end("12", 2), 2U);
  EXPECT_TRUE(chars::digit.all(""));
  EXPECT_TRUE(chars::digit.all("0123456789"));
  EXPECT_FALSE(chars::digit.all("0123456789 "));
}

TEST(Characters, AreUsableInConstantExpressions) {
  static_assert(chars::xchar('!') && !chars::xchar('+') && !chars::xchar('='));
  static_assert((char_class("ab") | char_class('c', 'e'))('d'));
  static_assert(!(char_class("ab") - char_class("b"))('b'));
}

}  // namespace
}  // namespace dsnspec::grammar
