// RapidCheck generators of what mail is made of. Each is built from containers and ranges, so that a
// counterexample shrinks: to fewer elements first, then to the plainest ones.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::test {

// Text of few different octets, so that structure appears in it. It shrinks towards the first of them.
inline rc::Gen<std::string> text_of(const std::string& octets) {
  return rc::gen::container<std::string>(rc::gen::elementOf(octets));
}
inline rc::Gen<std::string> some_of(const std::string& octets) {
  return rc::gen::nonEmpty(text_of(octets));
}

// Every character from `first` to `last`.
inline std::string range(char first, char last) {
  std::string out;
  for (int c = first; c <= last; ++c) {
    out += static_cast<char>(c);
  }
  return out;
}

inline const std::string& letters_and_digits() {
  static const std::string all = range('a', 'z') + range('A', 'Z') + range('0', '9');
  return all;
}

// 0x20 to 0x7E.
inline rc::Gen<std::string> printable_text() {
  return text_of(range(' ', '~'));
}

// An atom (RFC 822 section 3.3).
inline rc::Gen<std::string> atom() {
  return some_of(letters_and_digits() + "!#$%&'*+-/?^_`{|}~");
}

// Unicode scalar values, in all lengths of UTF-8.
inline rc::Gen<char32_t> scalar_value() {
  return rc::gen::map(rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0x20, 0x7F),
                                     rc::gen::inRange<std::uint32_t>(0x80, 0x800),
                                     rc::gen::inRange<std::uint32_t>(0x800, 0xD800),
                                     rc::gen::inRange<std::uint32_t>(0xE000, 0x10000),
                                     rc::gen::inRange<std::uint32_t>(0x10000, 0x110000)),
                      [](std::uint32_t code) { return static_cast<char32_t>(code); });
}

// UTF-8 without controls.
inline rc::Gen<std::string> utf8_text() {
  return rc::gen::map(rc::gen::container<std::vector<char32_t>>(scalar_value()),
                      [](const std::vector<char32_t>& codes) {
                        std::string out;
                        for (const char32_t code : codes) {
                          grammar::append_utf8(out, code);
                        }
                        return out;
                      });
}

// The pieces with the separator between them.
inline std::string joined(const std::vector<std::string>& pieces, std::string_view separator) {
  std::string out;
  for (const std::string& piece : pieces) {
    out += (&piece == &pieces.front() ? std::string_view{} : separator);
    out += piece;
  }
  return out;
}

// One label of a domain name.
inline rc::Gen<std::string> label() {
  return rc::gen::map(rc::gen::tuple(rc::gen::elementOf(letters_and_digits()), text_of("a-0"),
                                     rc::gen::elementOf(letters_and_digits())),
                      [](const std::tuple<char, std::string, char>& of) {
                        const auto& [first, inner, last] = of;
                        return (first + inner.substr(0, 30)) + last;
                      });
}

// Up to five labels.
inline rc::Gen<std::string> domain() {
  return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(label())),
                      [](std::vector<std::string> labels) {
                        labels.resize(std::min<std::size_t>(labels.size(), 5));
                        return joined(labels, ".");
                      });
}

// Dot-string (RFC 5321 section 4.1.2).
inline rc::Gen<std::string> dot_string() {
  const auto piece = some_of(letters_and_digits() + "!#$%&'*+-/=?^_`{|}~");
  return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(piece)),
                      [](const std::vector<std::string>& pieces) { return joined(pieces, "."); });
}

// The text in quotes, with a backslash where one is needed.
inline std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    out += c == '"' || c == '\\' ? "\\" : "";
    out += c;
  }
  return out + "\"";
}

// A Mailbox with either kind of local part.
inline rc::Gen<std::string> mailbox() {
  return rc::gen::map(
      rc::gen::tuple(rc::gen::oneOf(dot_string(), rc::gen::map(printable_text(), in_quotes)), domain()),
      [](const std::tuple<std::string, std::string>& of) { return std::get<0>(of) + "@" + std::get<1>(of); });
}

inline std::string in_upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), base::to_upper);
  return text;
}

// The text with letters in any case. It shrinks towards lower case.
inline rc::Gen<std::string> in_any_case(const std::string& text) {
  return rc::gen::map(rc::gen::container<std::vector<bool>>(text.size(), rc::gen::arbitrary<bool>()),
                      [text](const std::vector<bool>& upper) {
                        std::string out = text;
                        for (std::size_t i = 0; i < out.size(); ++i) {
                          out[i] = upper[i] ? base::to_upper(out[i]) : base::to_lower(out[i]);
                        }
                        return out;
                      });
}

// What may stand between tokens of a field: blanks, comments, folding.
inline rc::Gen<std::string> cfws() {
  const auto piece = rc::gen::elementOf(
      std::vector<std::string>{" ", "\t", "(x)", "(a (b;c) \\) d)", "\r\n ", "()", "(\"q)"});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) { return joined(pieces, ""); });
}

}  // namespace dsnspec::test
