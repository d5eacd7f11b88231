// Seeded randomness that gives the same sequence on every machine, which std distributions do not promise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dsnspec::base {

// SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, full period. Not for secrets.
class random {
 public:
  explicit random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  // 0 .. bound-1; bound must not be 0. The bias is below 2^-32 for bounds below 2^32.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

  // True with a chance of numerator in denominator.
  bool chance(std::size_t numerator, std::size_t denominator) { return below(denominator) < numerator; }

  char pick(std::string_view characters) { return characters[below(characters.size())]; }

 private:
  std::uint64_t state_;
};

}  // namespace dsnspec::base
