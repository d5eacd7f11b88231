#include "dsn/field_writer.hpp"

#include "grammar/characters.hpp"

namespace dsnspec::dsn {
namespace {

namespace chars = grammar::chars;

enum class at_codes { fold, keep };

// Three digits and then no letter: what reads like the start of a reply line.
bool looks_like_code(std::string_view word) {
  constexpr std::size_t code = 3;
  return chars::digit.run_end(word) == code &&
         (word.size() == code || word[code] == '-' || chars::wsp(word[code]));
}

// Appends `text`, whose line started `column` octets ago.
void append_folded(std::string& to, std::string_view text, std::size_t column, at_codes codes) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t word = chars::wsp.run_end(text, at);
    std::size_t end = word;
    while (end < text.size() && !chars::wsp(text[end])) {
      ++end;
    }
    const std::string_view piece = text.substr(at, end - at);
    const bool starts_with_blank = word > at;
    const bool may =
        starts_with_blank && at != 0 && !(codes == at_codes::keep && looks_like_code(text.substr(word)));
    if (may && column + piece.size() > fold_width) {
      to += "\r\n";
      column = 0;
    }
    to += piece;
    column += piece.size();
    at = end;
  }
}

}  // namespace

void append_field(std::string& to, std::string_view name, std::string_view text) {
  to.append(name).append(": ");
  append_folded(to, text, name.size() + 2, at_codes::fold);
  to += "\r\n";
}

void append_reply_field(std::string& to, std::string_view name, std::string_view type,
                        std::span<const std::string> lines) {
  to.append(name).append(": ").append(type).append(";");
  std::size_t column = name.size() + 2 + type.size() + 1;
  for (const std::string& line : lines) {
    if (&line != lines.data()) {
      to += "\r\n";
      column = 0;
    }
    to += ' ';
    append_folded(to, line, column + 1, at_codes::keep);
  }
  to += "\r\n";
}

void append_lines(std::string& to, std::string_view text) {
  for (const char c : text) {
    if (c == '\n') {
      to += '\r';
    }
    to += c;
  }
}

}  // namespace dsnspec::dsn
