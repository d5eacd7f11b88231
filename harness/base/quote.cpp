#include "base/quote.hpp"

#include <array>

#include <fmt/core.h>

namespace dsnspec::base {
namespace {

constexpr std::string_view digits = "0123456789ABCDEF";

int digit_value(char c) {
  const auto at = digits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

void append_quoted(std::string& out, char c) {
  switch (c) {
    case '\\': out += "\\\\"; return;
    case '\r': out += "\\r"; return;
    case '\n': out += "\\n"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto octet = static_cast<unsigned char>(c);
  if (octet >= 0x20 && octet <= 0x7E) {
    out += c;
  } else {
    out += "\\x";
    out += digits[octet >> 4U];
    out += digits[octet & 0x0FU];
  }
}

}  // namespace

std::string quote(std::string_view octets) {
  std::string out;
  out.reserve(octets.size() + 8);
  for (const char c : octets) {
    append_quoted(out, c);
  }
  return out;
}

std::string excerpt(std::string_view octets, std::size_t limit) {
  if (octets.size() <= limit) {
    return quote(octets);
  }
  return fmt::format("{}... ({} octets more)", quote(octets.substr(0, limit)), octets.size() - limit);
}

std::optional<std::string> unquote(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = static_cast<unsigned char>(text[i]);
    if (octet < 0x20 || octet > 0x7E) {
      return std::nullopt;
    }
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) {
      return std::nullopt;
    }
    switch (text[i]) {
      case '\\': out += '\\'; break;
      case 'r': out += '\r'; break;
      case 'n': out += '\n'; break;
      case 't': out += '\t'; break;
      case 'x': {
        if (text.size() - i < 3) {
          return std::nullopt;
        }
        const int high = digit_value(text[i + 1]);
        const int low = digit_value(text[i + 2]);
        if (high < 0 || low < 0) {
          return std::nullopt;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
        break;
      }
      default: return std::nullopt;
    }
  }
  return out;
}

}  // namespace dsnspec::base
