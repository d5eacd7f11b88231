// The character classes of the RFCs as tables over all 256 octets, by the RFCs' own names.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace dsnspec::grammar {

// A set of octets. Sets combine with | (union) and - (difference).
class char_class {
 public:
  constexpr char_class() = default;
  // Every octet of the string.
  constexpr explicit char_class(std::string_view members) {
    for (const char c : members) {
      table_[static_cast<unsigned char>(c)] = true;
    }
  }
  // %xFIRST-LAST of ABNF, both included.
  constexpr char_class(unsigned char first, unsigned char last) {
    for (unsigned octet = first; octet <= last; ++octet) {
      table_[octet] = true;
    }
  }

  [[nodiscard]] constexpr bool operator()(char c) const { return table_[static_cast<unsigned char>(c)]; }

  // Where the run of members that starts at `from` ends; `from` itself when there is none.
  [[nodiscard]] constexpr std::size_t run_end(std::string_view text, std::size_t from = 0) const {
    while (from < text.size() && (*this)(text[from])) {
      ++from;
    }
    return from;
  }
  // True for the empty text.
  [[nodiscard]] constexpr bool all(std::string_view text) const { return run_end(text) == text.size(); }

  friend constexpr char_class operator|(char_class a, const char_class& b) {
    for (std::size_t i = 0; i < a.table_.size(); ++i) {
      a.table_[i] = a.table_[i] || b.table_[i];
    }
    return a;
  }
  friend constexpr char_class operator-(char_class a, const char_class& b) {
    for (std::size_t i = 0; i < a.table_.size(); ++i) {
      a.table_[i] = a.table_[i] && !b.table_[i];
    }
    return a;
  }

 private:
  std::array<bool, 256> table_{};
};

namespace chars {

// ---- RFC 5234 appendix B
inline constexpr char_class alpha = char_class('A', 'Z') | char_class('a', 'z');
inline constexpr char_class digit = char_class('0', '9');
inline constexpr char_class let_dig = alpha | digit;  // RFC 5321 4.1.2
inline constexpr char_class hex = digit | char_class('A', 'F') | char_class('a', 'f');
inline constexpr char_class upper_hex = digit | char_class('A', 'F');
inline constexpr char_class wsp = char_class(" \t");
inline constexpr char_class eight_bit = char_class(0x80, 0xFF);

// ---- RFC 822 3.3 (imported by RFC 3461 and 3464; its CHAR includes NUL)
inline constexpr char_class ctl = char_class(0x00, 0x1F) | char_class(0x7F, 0x7F);
inline constexpr char_class specials = char_class("()<>@,;:\\\".[]");
inline constexpr char_class atom_char = char_class(0x21, 0x7E) - specials;
// RFC 822 3.2 field-name: any CHAR but CTLs, SPACE and ":". RFC 5322 3.6.8 ftext is the same set.
inline constexpr char_class ftext = char_class(0x21, 0x7E) - char_class(":");

// ---- RFC 5322 3.2
inline constexpr char_class text = char_class(0x01, 0x7F) - char_class("\r\n");
inline constexpr char_class ctext = (char_class(0x21, 0x7E) - char_class("()\\")) | wsp;
inline constexpr char_class qtext = (char_class(0x21, 0x7E) - char_class("\"\\")) | wsp;
// What a generator writes inside *text: neither controls nor eight-bit octets (RFC 3464 2.1).
inline constexpr char_class text_emit = char_class(0x20, 0x7E) | char_class("\t");

// ---- RFC 5321 4.1.2, 4.1.3
inline constexpr char_class atext = let_dig | char_class("!#$%&'*+-/=?^_`{|}~");
inline constexpr char_class qtext_smtp = char_class(0x20, 0x7E) - char_class("\"\\");
inline constexpr char_class quoted_pair_smtp = char_class(0x20, 0x7E);
inline constexpr char_class dcontent = char_class(0x21, 0x7E) - char_class("[\\]");
inline constexpr char_class esmtp_value_char = char_class(0x21, 0x7E) - char_class("=");
inline constexpr char_class esmtp_keyword_char = let_dig | char_class("-");

// ---- RFC 3461 4, 4.2
inline constexpr char_class xchar = char_class(0x21, 0x7E) - char_class("+=");
inline constexpr char_class addr_type_char = atom_char - char_class("=");  // an atom inside an esmtp-value
// "Printable (graphic and white space)" of 4.2 and 4.4: HTAB is white space too.
inline constexpr char_class printable = char_class(0x20, 0x7E) | char_class("\t");

// ---- RFC 6533 3
inline constexpr char_class qchar = char_class(0x21, 0x7E) - char_class("\\+=");

// ---- RFC 2045 5.1, 6.7, 6.8; RFC 2046 5.1.1; RFC 2231 7
inline constexpr char_class tspecials = char_class("()<>@,;:\\\"/[]?=");
inline constexpr char_class token = char_class(0x21, 0x7E) - tspecials;
inline constexpr char_class attribute_char = token - char_class("*'%");
inline constexpr char_class bchar = let_dig | char_class("'()+_,-./:=? ");  // with the SPACE
inline constexpr char_class base64 = let_dig | char_class("+/");

}  // namespace chars
}  // namespace dsnspec::grammar
