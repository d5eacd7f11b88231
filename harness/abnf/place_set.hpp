// Sets of places in a text, and what is remembered of a rule by place: for texts of a known greatest length
// without allocating anything, and for any text.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "abnf/grammar.hpp"

namespace dsnspec::abnf {

// Words: something like a container of std::uint64_t, which grows when `room_for` is asked.
template <class Words>
class place_set {
 public:
  [[nodiscard]] bool empty() const {
    return std::ranges::all_of(words_, [](std::uint64_t word) { return word == 0; });
  }
  [[nodiscard]] bool has(std::size_t at) const {
    return at / 64 < words_.size() && (words_[at / 64] >> at % 64 & 1U) != 0;
  }
  void add(std::size_t at) {
    room_for(at / 64 + 1);
    words_[at / 64] |= std::uint64_t{1} << at % 64;
  }
  void add(const place_set& other) {
    room_for(other.words_.size());
    for (std::size_t i = 0; i < other.words_.size(); ++i) {
      words_[i] |= other.words_[i];
    }
  }
  void remove(const place_set& other) {
    for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i) {
      words_[i] &= ~other.words_[i];
    }
  }
  // In rising order.
  template <class Each>
  void each(Each call) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::uint64_t left = words_[i]; left != 0; left &= left - 1) {
        call(i * 64 + static_cast<std::size_t>(std::countr_zero(left)));
      }
    }
  }

 private:
  void room_for(std::size_t words) {
    if constexpr (requires { words_.resize(words); }) {
      words_.resize(std::max(words, words_.size()));
    }
  }

  Words words_{};
};

// Places 0 to 64 * Words - 1.
template <std::size_t Words>
using short_set = place_set<std::array<std::uint64_t, Words>>;
using long_set = place_set<std::vector<std::uint64_t>>;

// A set for each rule and place. Forgetting all costs nothing: entries know in which call they were written.
template <std::size_t Words>
class short_memory {
 public:
  static constexpr std::size_t places = 64 * Words;
  using set = short_set<Words>;

  void forget(std::size_t rules) {
    if (++call_ == 0 || written_.empty()) {
      call_ = 1;
      written_.assign(rules * places, 0);
      sets_.resize(written_.size());
    }
  }
  // Null when nothing is known.
  [[nodiscard]] const set* find(rule_id rule, std::size_t at) const {
    const std::size_t index = rule * places + at;
    return written_[index] == call_ ? &sets_[index] : nullptr;
  }
  void keep(rule_id rule, std::size_t at, const set& what) {
    const std::size_t index = rule * places + at;
    sets_[index] = what;
    written_[index] = call_;
  }

 private:
  std::vector<set> sets_;
  std::vector<std::uint32_t> written_;
  std::uint32_t call_ = 0;
};

class long_memory {
 public:
  using set = long_set;

  [[nodiscard]] const set* find(rule_id rule, std::size_t at) const {
    const auto there = sets_.find(key(rule, at));
    return there == sets_.end() ? nullptr : &there->second;
  }
  void keep(rule_id rule, std::size_t at, const set& what) { sets_.emplace(key(rule, at), what); }

 private:
  static std::uint64_t key(rule_id rule, std::size_t at) { return std::uint64_t{rule} << 32U | at; }
  std::unordered_map<std::uint64_t, set> sets_;
};

}  // namespace dsnspec::abnf
