#include "report/html_writer.hpp"

#include <algorithm>

#include "report/text.hpp"

namespace dsnspec::report {
namespace {

template <std::size_t Size>
bool one_of(std::string_view name, const std::string_view (&names)[Size]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// HTML 13.1.2: these have no end tag.
bool is_void(std::string_view name) {
  constexpr std::string_view names[] = {"meta", "br", "hr", "wbr"};
  return one_of(name, names);
}

// Beside these a line feed would be seen as a blank.
bool is_inline(std::string_view name) {
  constexpr std::string_view names[] = {"a", "abbr", "b", "code", "span", "strong", "time", "wbr"};
  return one_of(name, names);
}

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : printable(value)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

html_writer::html_writer() : out_("<!DOCTYPE html>") {}

html_writer& html_writer::open(std::string_view name, attributes with) {
  if (!is_inline(name)) {
    out_ += '\n';
  }
  out_ += '<';
  out_ += name;
  for (const auto& [key, value] : with) {
    out_ += ' ';
    out_ += key;
    out_ += "=\"" + escaped(value) + '"';
  }
  if (is_void(name)) {
    out_ += "/>";
    return *this;
  }
  out_ += '>';
  open_.emplace_back(name);
  return *this;
}

html_writer& html_writer::text(std::string_view value) {
  out_ += escaped(value);
  return *this;
}

html_writer& html_writer::close() {
  out_ += "</" + open_.back() + '>';
  open_.pop_back();
  if (open_.empty()) {
    out_ += '\n';
  }
  return *this;
}

html_writer& html_writer::element(std::string_view name, std::string_view value, attributes with) {
  return open(name, with).text(value).close();
}

html_writer& html_writer::style(std::string_view sheet) {
  open("style");
  out_ += sheet;
  return close();
}

}  // namespace dsnspec::report
