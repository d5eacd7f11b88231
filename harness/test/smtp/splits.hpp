// Feeding the same octets in different pieces, which must never make a difference.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace dsnspec::smtp::test {

using pieces = std::vector<std::string_view>;

// In one piece, octet by octet, in two pieces at every place, and in three where `thorough`.
inline void for_each_split(std::string_view octets, const std::function<void(const pieces&)>& check,
                           bool thorough = false) {
  check({octets});
  pieces single;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    single.push_back(octets.substr(i, 1));
  }
  check(single);
  for (std::size_t i = 1; i < octets.size(); ++i) {
    check({octets.substr(0, i), octets.substr(i)});
    for (std::size_t j = i + 1; thorough && j < octets.size(); ++j) {
      check({octets.substr(0, i), octets.substr(i, j - i), octets.substr(j)});
    }
  }
}

}  // namespace dsnspec::smtp::test
