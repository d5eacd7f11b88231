#include "report/markdown.hpp"

#include "base/ascii.hpp"
#include "report/text.hpp"

namespace dsnspec::report::markdown {

std::string text(std::string_view raw) {
  constexpr std::string_view special = "|*_`[\\~";
  std::string out;
  for (const char c : printable(raw)) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += special.find(c) != std::string_view::npos ? std::string{'\\', c} : std::string{c};
    }
  }
  return out;
}

// HTML's element, not backticks: between those a bar would end a cell, and no backtick could stand.
std::string code(std::string_view raw) {
  return "<code>" + text(raw) + "</code>";
}

std::string anchor(std::string_view raw) {
  std::string out;
  for (const char c : raw) {
    out += base::is_alpha(c) || base::is_digit(c) || c == '.' || c == '_' ? c : '-';
  }
  return out;
}

}  // namespace dsnspec::report::markdown
