#include "grammar/typed_value.hpp"

#include "grammar/cfws.hpp"
#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

// The first ";" outside comments and quoted strings, or the end of the text.
std::size_t separator(std::string_view text, deviations& forgiven) {
  std::size_t at = 0;
  while (at < text.size() && text[at] != ';') {
    switch (text[at]) {
      case '(':
        at = skip_comment(text, at, forgiven);
        break;
      case '"':
        at = skip_quoted_string(text, at, forgiven);
        break;
      default:
        ++at;
        break;
    }
  }
  return at;
}

std::size_t trim_start(std::string_view text, std::size_t at) {
  const std::size_t first = text.find_first_not_of(" \t\r\n", at);
  return first == std::string_view::npos ? text.size() : first;
}

std::string_view trimmed_from(std::string_view text, std::size_t at) {
  const std::size_t first = trim_start(text, at);
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

bool folds_at(std::string_view text, std::size_t lf) {
  return lf + 1 < text.size() && chars::wsp(text[lf + 1]);
}

// What RFC 3464 section 2.1 keeps out of fields: octets that are no seven-bit text, and line ends that fold
// nothing.
void check_text(std::string_view text, std::size_t from, deviations& forgiven) {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (chars::text(text[at])) {
      continue;
    }
    const bool crlf = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    const std::size_t lf = crlf ? at + 1 : at;
    if (text[lf] == '\n' && folds_at(text, lf)) {
      if (!crlf) {
        forgiven.add(rules::typed_value_bare_lf, at, 1);
      }
      at = lf;
      continue;
    }
    std::size_t end = at + 1;
    while (end < text.size() && !chars::text(text[end]) && text[end] != '\r' && text[end] != '\n') {
      ++end;
    }
    forgiven.add(rules::typed_value_octet, at, end - at);
    at = end - 1;
  }
}

void check_type(std::string_view text, std::string_view type, deviations& forgiven) {
  const auto start = static_cast<std::size_t>(type.data() - text.data());
  if (type.empty()) {
    forgiven.add(rules::typed_value_type_empty, start, 0);
    return;
  }
  const std::size_t end = chars::atom_char.run_end(type);
  if (end != type.size()) {
    forgiven.add(rules::typed_value_type_octet, start + end, 1);
  }
}

}  // namespace

typed_value parse_typed_value(std::string_view text, deviations& forgiven) {
  // Comments before the ";" are looked at twice, the second time to say what is wrong with them.
  deviations met;
  const std::size_t semicolon = separator(text, met);
  typed_value out;
  if (semicolon == text.size()) {
    for (const deviation& one : met.kept()) {
      forgiven.add(one);
    }
    forgiven.add(rules::typed_value_no_type, trim_start(text, 0), 0);
    out.value = trimmed_from(text, 0);
    check_text(text, 0, forgiven);
    return out;
  }
  out.has_type = true;
  out.type = without_outer_cfws(text.substr(0, semicolon), forgiven);
  check_type(text, out.type, forgiven);
  out.value = trimmed_from(text, semicolon + 1);
  check_text(text, semicolon + 1, forgiven);
  return out;
}

parsed<typed_value> parse_typed_value(std::string_view text) {
  return strictly(
      [text](deviations& forgiven) -> parsed<typed_value> { return parse_typed_value(text, forgiven); });
}

}  // namespace dsnspec::grammar
