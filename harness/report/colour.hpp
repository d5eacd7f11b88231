// Colours for terminals, by the sequences that every terminal knows (ECMA-48 SGR), or none.
#pragma once

#include <string>
#include <string_view>

#include "judge/verdict.hpp"

namespace dsnspec::report {

enum class colour { plain, bold, red, yellow, green, cyan };

colour colour_of(judge::verdict value);
colour colour_of(judge::grade value);

class painter {
 public:
  explicit painter(bool on) : on_(on) {}
  // The text, between sequences when colours are on.
  [[nodiscard]] std::string operator()(colour which, std::string_view text) const;

 private:
  bool on_;
};

}  // namespace dsnspec::report
