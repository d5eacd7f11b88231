// What a parser said, in one line, so that a table of inputs can stand beside a table of answers.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::test {

// "xtext-hexchar@1+2": rule, offset, length.
inline std::string outcome(const grammar::syntax_error& error) {
  return std::string(error.rule.name) + "@" + std::to_string(error.offset) + "+" +
         std::to_string(error.length);
}

// The error so, or "ok".
template <class T>
std::string outcome(const std::expected<T, grammar::syntax_error>& answer) {
  return answer ? "ok" : outcome(answer.error());
}

// The deviations kept, one after the other, or "none".
inline std::string outcome(const grammar::deviations& met) {
  std::string out;
  for (const grammar::deviation& one : met.kept()) {
    out += (out.empty() ? "" : " ") + outcome(one);
  }
  return out.empty() ? "none" : out;
}

// All 256 octets.
inline std::string all_octets() {
  std::string out;
  for (int octet = 0; octet < 256; ++octet) {
    out += static_cast<char>(static_cast<unsigned char>(octet));
  }
  return out;
}

// The text `times` over.
inline std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) {
    out += text;
  }
  return out;
}

// A string literal with NULs inside.
inline std::string_view operator""_octets(const char* text, std::size_t length) {
  return {text, length};
}

}  // namespace dsnspec::test
