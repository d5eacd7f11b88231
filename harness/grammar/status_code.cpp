#include "grammar/status_code.hpp"

#include <fmt/core.h>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

// 1*3DIGIT at `at`, which is moved after it.
parsed<std::uint16_t> number(std::string_view text, std::size_t& at, deviations& forgiven) {
  const std::size_t start = at;
  const std::size_t end = chars::digit.run_end(text, start);
  if (end == start) {
    return fail(rules::status_code_shape, start, 0);
  }
  if (end - start > 3) {
    return fail(rules::status_code_digits, start, end - start);
  }
  if (text[start] == '0' && end - start > 1) {
    forgiven.add(rules::status_code_leading_zero, start, end - start);
  }
  unsigned value = 0;
  for (; at < end; ++at) {
    value = value * 10 + static_cast<unsigned>(text[at] - '0');
  }
  return static_cast<std::uint16_t>(value);
}

// "." 1*3DIGIT at `at`.
parsed<std::uint16_t> dotted_number(std::string_view text, std::size_t& at, deviations& forgiven) {
  if (at == text.size() || text[at] != '.') {
    return fail(rules::status_code_shape, at, 0);
  }
  return number(text, ++at, forgiven);
}

}  // namespace

std::string status_code::text() const {
  return fmt::format("{}.{}.{}", class_, subject, detail);
}

parsed<status_code_prefix_result> status_code_prefix(std::string_view text, deviations& forgiven) {
  if (text.empty() || !chars::digit(text[0])) {
    return fail(rules::status_code_shape, 0, 0);
  }
  // RFC 3464 lets any digit be the class; RFC 3463 section 2 defines three.
  const auto class_ = static_cast<std::uint8_t>(text[0] - '0');
  if (class_ != 2 && class_ != 4 && class_ != 5) {
    forgiven.add(rules::status_code_class, 0, 1);
  }
  std::size_t at = 1;
  const auto subject = dotted_number(text, at, forgiven);
  if (!subject) {
    return std::unexpected(subject.error());
  }
  const auto detail = dotted_number(text, at, forgiven);
  if (!detail) {
    return std::unexpected(detail.error());
  }
  if (at + 1 < text.size() && text[at] == '.' && chars::digit(text[at + 1])) {
    return fail(rules::status_code_shape, at, 1);
  }
  return status_code_prefix_result{{class_, *subject, *detail}, at};
}

parsed<status_code> parse_status_code(std::string_view text, deviations& forgiven) {
  const auto found = status_code_prefix(text, forgiven);
  if (!found) {
    return std::unexpected(found.error());
  }
  if (found->length != text.size()) {
    return fail(rules::status_code_surplus, found->length, text.size() - found->length);
  }
  return found->code;
}

parsed<status_code> parse_status_code(std::string_view text) {
  return strictly([text](deviations& forgiven) { return parse_status_code(text, forgiven); });
}

}  // namespace dsnspec::grammar
