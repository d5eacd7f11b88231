#include "grammar/utf8.hpp"

namespace dsnspec::grammar {
namespace {

struct lead {
  std::size_t length;       // of the whole sequence; 0: no lead octet
  unsigned char low;        // what the second octet may be: the bounds that rule out overlong forms,
  unsigned char high;       // surrogates and code points above U+10FFFF
  unsigned char code_bits;  // the lead's share of the code point
};

lead lead_of(unsigned char octet) {
  const auto bits = [octet](unsigned mask) { return static_cast<unsigned char>(octet & mask); };
  if (octet < 0x80) {
    return {1, 0, 0, octet};
  }
  if (octet >= 0xC2 && octet <= 0xDF) {
    return {2, 0x80, 0xBF, bits(0x1F)};
  }
  if (octet >= 0xE0 && octet <= 0xEF) {
    const unsigned char low = octet == 0xE0 ? 0xA0 : 0x80;
    const unsigned char high = octet == 0xED ? 0x9F : 0xBF;
    return {3, low, high, bits(0x0F)};
  }
  if (octet >= 0xF0 && octet <= 0xF4) {
    const unsigned char low = octet == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = octet == 0xF4 ? 0x8F : 0xBF;
    return {4, low, high, bits(0x07)};
  }
  return {0, 0, 0, 0};
}

}  // namespace

utf8_char utf8_at(std::string_view text, std::size_t at) {
  const auto octet = [text, at](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const lead first = lead_of(octet(0));
  if (first.length == 0 || text.size() - at < first.length) {
    return {};
  }
  char32_t code = first.code_bits;
  for (std::size_t i = 1; i < first.length; ++i) {
    const unsigned char low = i == 1 ? first.low : 0x80;
    const unsigned char high = i == 1 ? first.high : 0xBF;
    if (octet(i) < low || octet(i) > high) {
      return {};
    }
    code = (code << 6U) | (octet(i) & 0x3FU);
  }
  return {code, first.length};
}

std::size_t utf8_non_ascii_at(std::string_view text, std::size_t at) {
  if (at >= text.size() || static_cast<unsigned char>(text[at]) < 0x80) {
    return 0;
  }
  return utf8_at(text, at).length;
}

checked check_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_at(text, at).length;
    if (length == 0) {
      return fail(rules::utf8_malformed, at, 1);
    }
    at += length;
  }
  return {};
}

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&out](char32_t octet) { out += static_cast<char>(static_cast<unsigned char>(octet)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

}  // namespace dsnspec::grammar
