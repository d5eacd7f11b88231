#include "grammar/folding.hpp"

#include <algorithm>

#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

// Where the next line end that a blank follows starts, from `from` on; npos when there is none.
std::size_t next_fold(std::string_view value, std::size_t from) {
  for (;;) {
    const std::size_t lf = value.find('\n', from);
    if (lf == std::string_view::npos) {
      return lf;
    }
    if (lf + 1 < value.size() && chars::wsp(value[lf + 1])) {
      return lf > 0 && value[lf - 1] == '\r' ? lf - 1 : lf;
    }
    from = lf + 1;
  }
}

std::size_t after_line_end(std::string_view value, std::size_t at) {
  return at + (value[at] == '\r' ? 2 : 1);
}

}  // namespace

std::string unfolded(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  std::size_t at = 0;
  for (std::size_t fold = next_fold(value, 0); fold != std::string_view::npos; fold = next_fold(value, at)) {
    out += value.substr(at, fold - at);
    at = after_line_end(value, fold);
  }
  out += value.substr(at);
  return out;
}

std::string unfolded_to_blank(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  std::size_t at = 0;
  for (std::size_t fold = next_fold(value, 0); fold != std::string_view::npos; fold = next_fold(value, at)) {
    out += value.substr(at, fold - at);
    while (!out.empty() && chars::wsp(out.back())) {
      out.pop_back();
    }
    out += ' ';
    at = chars::wsp.run_end(value, after_line_end(value, fold));
  }
  out += value.substr(at);
  return out;
}

bool is_unfolded(std::string_view value) {
  return next_fold(value, 0) == std::string_view::npos;
}

std::string folded_field(std::string_view name, std::string_view value, std::size_t width) {
  std::string flat(value);
  std::ranges::replace_if(flat, [](char c) { return c == '\r' || c == '\n'; }, ' ');
  std::string out(name);
  out += ": ";
  std::size_t line = out.size();  // octets of the line being written
  bool text_on_line = false;      // something besides the name and blanks: only then may the line end here
  for (std::size_t at = 0; at < flat.size();) {
    const std::size_t blanks = chars::wsp.run_end(flat, at);
    const std::size_t end = std::min(flat.find_first_of(" \t", blanks), flat.size());
    if (text_on_line && blanks > at && end > blanks && line + (end - at) > width) {
      out += "\r\n";
      line = 0;
    }
    out.append(flat, at, end - at);
    line += end - at;
    text_on_line = text_on_line || end > blanks;
    at = end;
  }
  out += "\r\n";
  return out;
}

}  // namespace dsnspec::grammar
