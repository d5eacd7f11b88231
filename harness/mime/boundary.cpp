#include "mime/boundary.hpp"

#include <algorithm>

#include "grammar/characters.hpp"

namespace dsnspec::mime {
namespace {

// transport-padding = *LWSP-char. A CR here is one that a gateway doubled.
bool is_padding(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

grammar::checked check_boundary(std::string_view boundary) {
  if (boundary.empty()) {
    return grammar::fail(rules::boundary_empty, 0, 0);
  }
  const std::size_t end = grammar::chars::bchar.run_end(boundary);
  if (end != boundary.size()) {
    return grammar::fail(rules::boundary_octet, end, 1);
  }
  if (boundary.back() == ' ') {
    return grammar::fail(rules::boundary_last_blank, boundary.size() - 1, 1);
  }
  if (boundary.size() > boundary_limit) {
    return grammar::fail(rules::boundary_too_long, boundary_limit, boundary.size() - boundary_limit);
  }
  return {};
}

delimiter classify_line(std::string_view content, std::string_view boundary) {
  constexpr std::string_view dashes = "--";
  if (!content.starts_with(dashes) || !content.substr(dashes.size()).starts_with(boundary)) {
    return delimiter::none;
  }
  const std::string_view rest = content.substr(dashes.size() + boundary.size());
  if (is_padding(rest)) {
    return delimiter::part;
  }
  const bool closing = rest.starts_with(dashes) && is_padding(rest.substr(dashes.size()));
  return closing ? delimiter::close : delimiter::look_alike;
}

}  // namespace dsnspec::mime
