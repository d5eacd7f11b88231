#include "grammar/xtext.hpp"

#include <algorithm>
#include <optional>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

constexpr std::string_view upper_digits = "0123456789ABCDEF";
constexpr std::size_t hexchar_length = 3;

// Of either letter case; the character must be in chars::hex.
unsigned digit_value(char c) {
  if (c <= '9') {
    return static_cast<unsigned>(c - '0');
  }
  return static_cast<unsigned>((c <= 'F' ? c - 'A' : c - 'a') + 10);
}

// The octet that "+" and two hexadecimal digits, of either case, at `at` stand for.
std::optional<char> hexchar_at(std::string_view text, std::size_t at) {
  if (text.size() - at < hexchar_length || !chars::hex(text[at + 1]) || !chars::hex(text[at + 2])) {
    return std::nullopt;
  }
  return static_cast<char>(digit_value(text[at + 1]) * 16 + digit_value(text[at + 2]));
}

bool is_upper(std::string_view text, std::size_t at) {
  return chars::upper_hex(text[at + 1]) && chars::upper_hex(text[at + 2]);
}

// RFC 3461 section 4, element by element: `each(octet, offset, length)` is called for all that stands for an
// octet, and stops the walk by answering an error.
template <class Each>
checked walk(std::string_view text, Each each) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = 1;
    char octet = text[at];
    if (octet == '+') {
      const auto escaped = hexchar_at(text, at);
      if (!escaped) {
        return fail(rules::xtext_hexchar, at, std::min(hexchar_length, text.size() - at));
      }
      if (!is_upper(text, at)) {
        return fail(rules::xtext_lower_case_hex, at, hexchar_length);
      }
      octet = *escaped;
      length = hexchar_length;
    } else if (!chars::xchar(octet)) {
      return fail(rules::xtext_octet, at, 1);
    }
    if (checked met = each(octet, at, length); !met) {
      return met;
    }
    at += length;
  }
  return {};
}

}  // namespace

checked check_xtext(std::string_view text) {
  return walk(text, [](char, std::size_t, std::size_t) { return checked(); });
}

checked check_printable_xtext(std::string_view text) {
  return walk(text, [](char octet, std::size_t at, std::size_t length) {
    return chars::printable(octet) ? checked() : checked(fail(rules::xtext_unprintable, at, length));
  });
}

bool is_canonical_xtext(std::string_view text) {
  return walk(text,
              [](char octet, std::size_t at, std::size_t length) {
                const bool needless = length == hexchar_length && chars::xchar(octet);
                return needless ? checked(fail(rules::xtext_hexchar, at, length)) : checked();
              })
      .has_value();
}

parsed<std::string> decode_xtext(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const checked met = walk(text, [&out](char octet, std::size_t, std::size_t) {
    out += octet;
    return checked();
  });
  if (!met) {
    return std::unexpected(met.error());
  }
  return out;
}

std::string decode_xtext(std::string_view text, deviations& forgiven) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto escaped = text[at] == '+' ? hexchar_at(text, at) : std::nullopt;
    if (escaped) {
      if (!is_upper(text, at)) {
        forgiven.add(rules::xtext_lower_case_hex, at, hexchar_length);
      }
      out += *escaped;
      at += hexchar_length;
      continue;
    }
    if (text[at] == '+') {
      forgiven.add(rules::xtext_hexchar, at, std::min(hexchar_length, text.size() - at));
    } else if (!chars::xchar(text[at])) {
      forgiven.add(rules::xtext_octet, at, 1);
    }
    out += text[at++];
  }
  return out;
}

std::string encode_xtext(std::string_view octets) {
  std::string out;
  out.reserve(octets.size());
  for (const char c : octets) {
    if (chars::xchar(c)) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += '+';
    out += upper_digits[octet >> 4U];
    out += upper_digits[octet & 0x0FU];
  }
  return out;
}

}  // namespace dsnspec::grammar
