#include "base/version.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace dsnspec::base {
namespace {

// Takes what `belongs` from the front of the text.
template <class Predicate>
std::string_view take_while(std::string_view& text, Predicate belongs) {
  const auto end = std::find_if_not(text.begin(), text.end(), belongs);
  const auto length = static_cast<std::size_t>(end - text.begin());
  const std::string_view taken = text.substr(0, length);
  text.remove_prefix(length);
  return taken;
}

int sign(int value) {
  return (value > 0) - (value < 0);
}

int compare_numbers(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  if (a.size() != b.size()) {
    return a.size() < b.size() ? -1 : 1;
  }
  return sign(a.compare(b));
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  const auto digit = [](char c) { return is_digit(c); };
  const auto other = [](char c) { return !is_digit(c); };
  while (!a.empty() || !b.empty()) {
    if (const int by_number = compare_numbers(take_while(a, digit), take_while(b, digit)); by_number != 0) {
      return by_number;
    }
    if (const int by_text = sign(take_while(a, other).compare(take_while(b, other))); by_text != 0) {
      return by_text;
    }
  }
  return 0;
}

}  // namespace dsnspec::base
