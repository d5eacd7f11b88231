// RFC 2045 section 6.7, the tolerant decoder declared in transfer_encoding.hpp.
#include <algorithm>

#include "base/ascii.hpp"
#include "grammar/characters.hpp"
#include "grammar/field.hpp"
#include "mime/transfer_encoding.hpp"

namespace dsnspec::mime {
namespace {

constexpr std::size_t line_limit = 76;
constexpr grammar::char_class plain =
    (grammar::char_class(0x21, 0x7E) | grammar::chars::wsp) - grammar::char_class("=");

unsigned digit_value(char c) {
  const char upper = base::to_upper(c);
  return static_cast<unsigned>(upper <= '9' ? upper - '0' : upper - 'A' + 10);
}

// The octets of one line, given without trailing blanks, soft line break and line end.
void decode_line(std::string_view content, std::size_t offset, std::string& out,
                 grammar::deviations& forgiven) {
  for (std::size_t at = 0; at < content.size(); ++at) {
    const char c = content[at];
    if (c != '=') {
      if (!plain(c)) {
        forgiven.add(rules::qp_octet, offset + at, 1);
      }
      out += c;
      continue;
    }
    const std::string_view digits = content.substr(at + 1, 2);
    if (digits.size() < 2 || !grammar::chars::hex.all(digits)) {
      forgiven.add(rules::qp_escape, offset + at, 1);
      out += c;
      continue;
    }
    if (!grammar::chars::upper_hex.all(digits)) {
      forgiven.add(rules::qp_lower_case_hex, offset + at, 3);
    }
    out +=
        static_cast<char>(static_cast<unsigned char>(digit_value(digits[0]) * 16 + digit_value(digits[1])));
    at += 2;
  }
}

}  // namespace

std::string decode_quoted_printable(std::string_view text, grammar::deviations& forgiven, std::size_t limit) {
  std::string out;
  out.reserve(std::min(limit, text.size()));
  for (std::size_t at = 0; at < text.size() && out.size() <= limit;) {
    const grammar::line one = grammar::line_at(text, at);
    // Rule (3): blanks at the end of a line were added on the way.
    std::string_view content = one.content.substr(0, one.content.find_last_not_of(" \t") + 1);
    if (content.size() != one.content.size()) {
      forgiven.add(rules::qp_trailing_blank, at + content.size(), one.content.size() - content.size());
    }
    if (content.size() > line_limit) {
      forgiven.add(rules::qp_line_too_long, at + line_limit, content.size() - line_limit);
    }
    const bool soft = content.ends_with('=');
    content.remove_suffix(soft ? 1 : 0);
    decode_line(content, at, out, forgiven);
    if (!soft) {
      out += one.raw.substr(one.content.size());
    }
    at += one.raw.size();
  }
  if (out.size() > limit) {
    forgiven.add(rules::limit_decoded, text.size(), 0);
    out.resize(limit);
  }
  return out;
}

}  // namespace dsnspec::mime
