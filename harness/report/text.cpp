#include "report/text.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"

namespace dsnspec::report {

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '\\') {
      out += c;
    } else {
      out += base::quote(std::string_view(&c, 1));
    }
  }
  return out;
}

std::string shell_word(std::string_view text) {
  const auto plain = [](char c) {
    return base::is_alpha(c) || base::is_digit(c) ||
           std::string_view("/._-+:@%").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) {
    return std::string(text);
  }
  std::string out = "'";
  for (const char c : printable(text)) {
    if (c == '\'') {
      out += R"('\'')";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string seconds(std::int64_t microseconds) {
  const std::string_view sign = microseconds < 0 ? "-" : "";
  const auto all = microseconds < 0 ? 0U - static_cast<std::uint64_t>(microseconds)
                                    : static_cast<std::uint64_t>(microseconds);
  return fmt::format("{}{}.{:03} s", sign, all / 1'000'000U, all / 1'000U % 1'000U);
}

std::string counted(std::size_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

}  // namespace dsnspec::report
