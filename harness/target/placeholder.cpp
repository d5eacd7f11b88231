#include "target/placeholder.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/quote.hpp"

namespace dsnspec::target {
namespace {

std::unexpected<base::error> fail_at(std::string_view text, std::size_t at, std::string message) {
  const auto before = text.substr(0, at);
  base::error problem{std::move(message), {}, 0, 0};
  problem.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  problem.column = at - (before.rfind('\n') + 1) + 1;  // npos + 1 is 0
  return std::unexpected(std::move(problem));
}

}  // namespace

base::result<std::string> fill_in(std::string_view text, const std::map<std::string, std::string>& values) {
  std::string out;
  std::size_t at = 0;
  for (auto open = text.find("${"); open != std::string_view::npos; open = text.find("${", at)) {
    if (open > at && text[open - 1] == '$') {
      out += text.substr(at, open - 1 - at);
      out += "${";
      at = open + 2;
      continue;
    }
    out += text.substr(at, open - at);
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) {
      return fail_at(text, open, "\"${\" without its \"}\" (a literal one is written \"$${\")");
    }
    const auto name = text.substr(open + 2, close - open - 2);
    const auto value = values.find(std::string(name));
    if (value == values.end()) {
      return fail_at(text, open, fmt::format("nothing stands for \"${{{}}}\"", base::excerpt(name, 60)));
    }
    out += value->second;
    at = close + 1;
  }
  out += text.substr(at);
  return out;
}

}  // namespace dsnspec::target
