// The same octets in different pieces, which must never make a difference. A few ways to cut them, always the
// same for the same octets: all at once, octet by octet, and at places that the octets themselves decide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.hpp"

namespace dsnspec::fuzz {

using pieces = std::vector<std::string_view>;

inline std::uint64_t hash_of(std::string_view octets) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
  for (const char c : octets) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  }
  return hash;
}

inline pieces cut(std::string_view octets, std::size_t most, base::random& random) {
  pieces out;
  while (!octets.empty()) {
    const std::size_t length = 1 + random.below(most);
    out.push_back(octets.substr(0, length));
    octets.remove_prefix(out.back().size());
  }
  return out;
}

inline std::vector<pieces> some_cuts(std::string_view octets) {
  base::random random(hash_of(octets));
  return {cut(octets, 1, random), cut(octets, 5, random), cut(octets, octets.size() + 1, random)};
}

}  // namespace dsnspec::fuzz
