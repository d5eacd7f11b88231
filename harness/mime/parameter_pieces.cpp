#include "mime/parameter_pieces.hpp"

#include <algorithm>
#include <optional>

#include "base/ascii.hpp"
#include "grammar/characters.hpp"

namespace dsnspec::mime {
namespace {

using grammar::deviations;

constexpr std::size_t most_section_digits = 4;

// "a", "a*", "a*1", "a*1*": what an attribute says.
struct attribute_parts {
  std::string_view name;
  std::optional<std::size_t> section;  // nothing: the parameter is in one piece
  bool extended = false;               // charset and "%" escapes
};

attribute_parts split_attribute(const parameter_piece& piece, deviations& forgiven) {
  attribute_parts out{piece.attribute, std::nullopt, false};
  const std::size_t star = piece.attribute.find('*');
  if (star == std::string_view::npos || star == 0) {
    return out;
  }
  std::string_view rest = piece.attribute.substr(star + 1);
  const std::size_t digits = grammar::chars::digit.run_end(rest);
  if (digits > most_section_digits || (rest.substr(digits) != "" && rest.substr(digits) != "*") ||
      (digits == 0 && !rest.empty())) {
    forgiven.add(rules::parameter_pieces, piece.offset, piece.attribute.size());
    return out;
  }
  if (digits > 1 && rest.front() == '0') {
    forgiven.add(rules::parameter_pieces, piece.offset, piece.attribute.size());
  }
  out.name = piece.attribute.substr(0, star);
  out.extended = digits == 0 || rest.ends_with('*');
  if (digits > 0) {
    std::size_t section = 0;
    for (const char c : rest.substr(0, digits)) {
      section = section * 10 + static_cast<std::size_t>(c - '0');
    }
    out.section = section;
  }
  return out;
}

unsigned digit_value(char c) {
  const char upper = base::to_upper(c);
  return static_cast<unsigned>(upper <= '9' ? upper - '0' : upper - 'A' + 10);
}

void append_unescaped(std::string_view text, const parameter_piece& piece, std::string& out,
                      deviations& forgiven) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view digits = text.substr(at + 1, 2);
    if (text[at] != '%') {
      out += text[at];
    } else if (digits.size() == 2 && grammar::chars::hex.all(digits)) {
      out +=
          static_cast<char>(static_cast<unsigned char>(digit_value(digits[0]) * 16 + digit_value(digits[1])));
      at += 2;
    } else {
      forgiven.add(rules::parameter_escape, piece.offset, piece.length);
      out += text[at];
    }
  }
}

// Appends a piece's value; `initial` when it is the one that names the charset.
void append_value(const parameter_piece& piece, bool extended, bool initial, parameter& into,
                  deviations& forgiven) {
  if (!extended) {
    into.value += piece.value;
    return;
  }
  std::string_view text = piece.value;
  if (initial) {
    const std::size_t first = text.find('\'');
    const std::size_t second = first == std::string_view::npos ? first : text.find('\'', first + 1);
    if (second == std::string_view::npos) {
      forgiven.add(rules::parameter_charset, piece.offset, piece.length);
    } else {
      into.charset = text.substr(0, first);
      text.remove_prefix(second + 1);
    }
  }
  append_unescaped(text, piece, into.value, forgiven);
}

struct candidate {
  const parameter_piece* piece;
  attribute_parts parts;
  bool used = false;
};

// The parameter in sections that starts with `first`: sections 0, 1, 2, ... as far as they go.
std::optional<parameter> gather(std::vector<candidate>& all, const candidate& first, deviations& forgiven) {
  parameter out{std::string(first.parts.name), {}, {}, first.piece->offset, 0};
  std::size_t section = 0;
  for (auto at = all.begin(); at != all.end(); ++section) {
    at = std::ranges::find_if(all, [&](const candidate& one) {
      return !one.used && one.parts.section == section && base::iequals(one.parts.name, first.parts.name);
    });
    if (at != all.end()) {
      at->used = true;
      append_value(*at->piece, at->parts.extended, section == 0, out, forgiven);
      out.length = std::max(out.length, at->piece->offset + at->piece->length - out.offset);
    }
  }
  // `section` is now one more than the first that is missing.
  return section > 1 ? std::optional(out) : std::nullopt;
}

}  // namespace

std::vector<parameter> assemble_parameters(const std::vector<parameter_piece>& pieces, deviations& forgiven) {
  std::vector<candidate> all;
  all.reserve(pieces.size());
  for (const parameter_piece& piece : pieces) {
    all.push_back({&piece, split_attribute(piece, forgiven)});
  }
  std::vector<parameter> out;
  for (candidate& one : all) {
    if (one.used) {
      continue;
    }
    const bool known = std::ranges::any_of(
        out, [&one](const parameter& other) { return base::iequals(other.name, one.parts.name); });
    if (known) {
      const auto& broken = one.parts.section ? rules::parameter_pieces : rules::parameter_repeated;
      forgiven.add(broken, one.piece->offset, one.piece->length);
    } else if (!one.parts.section) {
      parameter whole{std::string(one.parts.name), {}, {}, one.piece->offset, one.piece->length};
      append_value(*one.piece, one.parts.extended, true, whole, forgiven);
      out.push_back(std::move(whole));
    } else if (auto whole = gather(all, one, forgiven)) {
      out.push_back(std::move(*whole));
      // Sections beyond a gap, and repeated ones, come by again and are noted then.
      if (!one.used) {
        forgiven.add(rules::parameter_pieces, one.piece->offset, one.piece->length);
      }
    } else {
      forgiven.add(rules::parameter_pieces, one.piece->offset, one.piece->length);
    }
  }
  return out;
}

}  // namespace dsnspec::mime
