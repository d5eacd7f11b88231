#include "grammar/unitext.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "grammar/characters.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::grammar {
namespace {

constexpr std::string_view opening = "\\x{";
constexpr std::string_view upper_digits = "0123456789ABCDEF";

bool is_unsafe(char32_t code) {
  return code == 0 || code == '\r' || code == '\n';
}

// HEXPOINT by value and number of digits: the shortest form of two digits at least, of what may be escaped at
// all.
bool is_hexpoint(char32_t code, std::size_t digits) {
  if (digits == 2) {
    return code < 0x21 || code == '+' || code == '=' || code == '\\' || code >= 0x7F;
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool shortest = digits > 2 && code >> (4 * (digits - 1)) != 0;
  return shortest && !surrogate && code <= 0x10FFFF;
}

// How much of the text to point at where a "\" starts no EmbeddedUnicodeChar: to the "}" if that is near.
std::size_t malformed_length(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 12;
  const std::string_view near = text.substr(at, longest);
  const std::size_t brace = near.find('}');
  return brace == std::string_view::npos ? 1 : brace + 1;
}

checked check(std::string_view text, charset repertoire) {
  if (text.empty()) {
    return fail(rules::utf8_address_empty, 0, 0);
  }
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\\') {
      const embedded_char one = embedded_char_at(text, at);
      if (one.length == 0) {
        return fail(rules::hexpoint_malformed, at, malformed_length(text, at));
      }
      if (is_unsafe(one.code)) {
        return fail(rules::hexpoint_unsafe, at, one.length);
      }
      at += one.length;
      continue;
    }
    const std::size_t wide = repertoire == charset::utf8 ? utf8_non_ascii_at(text, at) : 0;
    if (wide == 0 && !chars::qchar(text[at])) {
      return fail(rules::utf8_address_octet, at, 1);
    }
    at += wide == 0 ? 1 : wide;
  }
  return {};
}

void append_escaped(std::string& out, char32_t code) {
  std::string digits;  // backwards
  for (char32_t left = code; left != 0 || digits.size() < 2; left >>= 4U) {
    digits += upper_digits[left & 0x0FU];
  }
  out += opening;
  out.append(digits.rbegin(), digits.rend());
  out += '}';
}

parsed<std::string> encode(std::string_view utf8, charset repertoire) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    const utf8_char one = utf8_at(utf8, at);
    if (one.length == 0) {
      return fail(rules::utf8_malformed, at, 1);
    }
    if (is_unsafe(one.code)) {
      return fail(rules::hexpoint_unsafe, at, 1);
    }
    const bool plain = one.length == 1 ? chars::qchar(utf8[at]) : repertoire == charset::utf8;
    if (plain) {
      out += utf8.substr(at, one.length);
    } else {
      append_escaped(out, one.code);
    }
    at += one.length;
  }
  return out;
}

}  // namespace

embedded_char embedded_char_at(std::string_view text, std::size_t at) {
  constexpr std::size_t most_digits = 6;
  // The "x" is %x78: lower case only.
  if (at > text.size() || text.substr(at, opening.size()) != opening) {
    return {};
  }
  const std::string_view digits = text.substr(at + opening.size(), most_digits + 1);
  const std::size_t count = chars::hex.run_end(digits);
  if (count < 2 || count > most_digits || count == digits.size() || digits[count] != '}') {
    return {};
  }
  char32_t code = 0;
  for (const char c : digits.substr(0, count)) {
    code = code * 16 + static_cast<char32_t>(upper_digits.find(base::to_upper(c)));
  }
  if (!is_hexpoint(code, count)) {
    return {};
  }
  return {code, opening.size() + count + 1};
}

checked check_utf8_addr_xtext(std::string_view text) {
  return check(text, charset::ascii);
}

checked check_utf8_addr_unitext(std::string_view text) {
  return check(text, charset::utf8);
}

std::string decode_unitext(std::string_view text, deviations& forgiven) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const embedded_char one = text[at] == '\\' ? embedded_char_at(text, at) : embedded_char{};
    if (one.length != 0 && !is_unsafe(one.code)) {
      append_utf8(out, one.code);
      at += one.length;
      continue;
    }
    if (one.length != 0) {
      forgiven.add(rules::hexpoint_unsafe, at, one.length);
    } else if (text[at] == '\\') {
      forgiven.add(rules::hexpoint_malformed, at, malformed_length(text, at));
    }
    const std::size_t copied = std::max<std::size_t>(one.length, 1);
    out += text.substr(at, copied);
    at += copied;
  }
  return out;
}

parsed<std::string> encode_utf8_addr_xtext(std::string_view utf8) {
  return encode(utf8, charset::ascii);
}

parsed<std::string> encode_utf8_addr_unitext(std::string_view utf8) {
  return encode(utf8, charset::utf8);
}

}  // namespace dsnspec::grammar
