#include "smtp/framing.hpp"

#include <algorithm>
#include <utility>

namespace dsnspec::smtp {

void line_splitter::put(std::string_view octets) {
  const std::size_t room = max_line_ - std::min(max_line_, current_.text.size());
  current_.text += octets.substr(0, room);
  current_.omitted += octets.size() - std::min(room, octets.size());
}

line line_splitter::take(bool bare_lf) {
  current_.bare_lf = bare_lf;
  cr_ = false;
  return std::exchange(current_, {});
}

std::optional<line> line_splitter::next(std::string_view& input) {
  while (!input.empty()) {
    if (cr_ && input.front() == '\n') {
      input.remove_prefix(1);
      return take(false);
    }
    if (cr_) {
      put("\r");
      current_.bare_cr = true;
      cr_ = false;
    }
    const std::size_t end = std::min(input.find_first_of("\r\n"), input.size());
    put(input.substr(0, end));
    input.remove_prefix(end);
    if (input.empty()) {
      break;
    }
    const bool lf = input.front() == '\n';
    input.remove_prefix(1);
    if (lf) {
      return take(true);
    }
    cr_ = true;
  }
  return std::nullopt;
}

std::optional<line> line_splitter::rest() {
  if (idle()) {
    return std::nullopt;
  }
  if (cr_) {
    put("\r");
    current_.bare_cr = true;
  }
  current_.cut = true;
  return take(false);
}

void line_splitter::skip(std::size_t count) {
  cr_ = false;
  current_.omitted += count;
}

void data_reader::put(std::string_view octets) {
  const std::string_view within = octets.substr(0, max_kept_ - kept_);
  content_ += within;
  kept_ += within.size();
  size_ += octets.size();
}

std::size_t data_reader::put_text(std::string_view input) {
  const std::size_t end = std::min(input.find('\r'), input.size());
  const std::string_view run = input.substr(0, end);
  bare_lf_ = bare_lf_ || run.find('\n') != std::string_view::npos;
  put(run);
  state_ = end < input.size() ? state::cr : state::text;
  return std::min(end + 1, input.size());
}

bool data_reader::feed(std::string_view& input) {
  while (!input.empty()) {
    const char c = input.front();
    switch (state_) {
      case state::text:
        input.remove_prefix(put_text(input));
        break;
      case state::cr:
        if (c == '\n') {
          put("\r\n");
          first_line_ = false;
          state_ = state::line_start;
          input.remove_prefix(1);
        } else {
          lone_cr();
        }
        break;
      case state::line_start:
        state_ = c == '.' ? state::dot : state::text;
        input.remove_prefix(c == '.' ? 1 : 0);
        break;
      case state::dot:
        state_ = c == '\r' ? state::dot_cr : state::text;
        input.remove_prefix(c == '\r' ? 1 : 0);
        break;
      case state::dot_cr:
        if (c == '\n') {
          input.remove_prefix(1);
          return true;
        }
        lone_cr();
        break;
    }
  }
  return false;
}

void data_reader::lone_cr() {
  put("\r");
  bare_cr_ = true;
  state_ = state::text;
}

void data_reader::skip(std::size_t count) {
  size_ += count;
  first_line_ = false;
  state_ = state::text;
}

std::size_t data_reader::undecided() const {
  const std::size_t line_end = first_line_ ? 0 : 2;
  switch (state_) {
    case state::text:
      return 0;
    case state::cr:
      return 1;
    case state::line_start:
      return line_end;
    case state::dot:
      return line_end + 1;
    case state::dot_cr:
      return line_end + 2;
  }
  return 0;
}

std::string data_of(std::string_view content) {
  std::string out;
  out.reserve(content.size() + content.size() / 32 + 8);
  bool line_start = true;
  char before = 0;
  for (const char c : content) {
    if (c == '.' && line_start) {
      out += '.';
    }
    if (c == '\n' && before != '\r') {
      out += '\r';
    }
    out += c;
    line_start = c == '\n';
    before = c;
  }
  if (!line_start) {
    out += "\r\n";
  }
  return out + ".\r\n";
}

}  // namespace dsnspec::smtp
