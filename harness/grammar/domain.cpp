#include "grammar/domain.hpp"

#include <algorithm>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

constexpr char_class label_char = chars::let_dig | char_class("-");

// Where the octets of a sub-domain end, hyphens included.
std::size_t label_end(std::string_view text, std::size_t at, charset repertoire) {
  while (at < text.size()) {
    const std::size_t wide = repertoire == charset::utf8 ? utf8_non_ascii_at(text, at) : 0;
    if (wide == 0 && !label_char(text[at])) {
      break;
    }
    at += wide == 0 ? 1 : wide;
  }
  return at;
}

// sub-domain = Let-dig [Ldh-str] / U-label, at `at`, up to `end`.
checked check_label(std::string_view text, std::size_t at, std::size_t end) {
  const std::string_view label = text.substr(at, end - at);
  if (label.empty()) {
    return fail(rules::domain_label_empty, at, 0);
  }
  if (label.front() == '-') {
    return fail(rules::domain_label_hyphen, at, 1);
  }
  if (label.back() == '-') {
    return fail(rules::domain_label_hyphen, end - 1, 1);
  }
  if (label.size() > domain_label_limit && std::ranges::none_of(label, chars::eight_bit)) {
    return fail(rules::domain_label_too_long, at, label.size());
  }
  return {};
}

}  // namespace

checked check_domain(std::string_view text, charset repertoire) {
  if (text.empty()) {
    return fail(rules::domain_empty, 0, 0);
  }
  for (std::size_t at = 0;; ++at) {
    const std::size_t end = label_end(text, at, repertoire);
    if (end < text.size() && text[end] != '.') {
      return fail(rules::domain_octet, end, 1);
    }
    if (checked met = check_label(text, at, end); !met) {
      return met;
    }
    if (end == text.size()) {
      break;
    }
    at = end;  // the dot
  }
  if (text.size() > domain_limit) {
    return fail(rules::domain_too_long, domain_limit, text.size() - domain_limit);
  }
  return {};
}

checked check_fully_qualified_domain(std::string_view text, charset repertoire) {
  if (checked met = check_domain(text, repertoire); !met) {
    return met;
  }
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || chars::digit.all(text.substr(dot + 1))) {
    return fail(rules::domain_not_fully_qualified, 0, text.size());
  }
  return {};
}

std::size_t domain_end(std::string_view text, std::size_t from, charset repertoire) {
  std::size_t at = label_end(text, from, repertoire);
  while (at < text.size() && text[at] == '.') {
    at = label_end(text, at + 1, repertoire);
  }
  return at;
}

}  // namespace dsnspec::grammar
