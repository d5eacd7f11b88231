// A text being read octet by octet, that knows line and column.
#pragma once

#include <cstddef>
#include <string_view>

#include "abnf/grammar.hpp"

namespace dsnspec::abnf {

class cursor {
 public:
  cursor(std::string_view text, std::size_t source) : text_(text), here_{source, 1, 1} {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  // NUL at the end.
  [[nodiscard]] char next() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] char after_next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }
  [[nodiscard]] place where() const { return here_; }
  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] std::string_view from(std::size_t start) const { return text_.substr(start, at_ - start); }

  char take() {
    const char c = text_[at_++];
    if (c == '\n') {
      ++here_.line;
      here_.column = 1;
    } else {
      ++here_.column;
    }
    return c;
  }
  bool take_if(char c) {
    const bool there = !at_end() && next() == c;
    if (there) {
      take();
    }
    return there;
  }
  // Back to a place that was passed.
  void back_to(const cursor& before) { *this = before; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  place here_;
};

}  // namespace dsnspec::abnf
