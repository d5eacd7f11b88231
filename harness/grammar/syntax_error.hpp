// What every parser of this folder answers with: a value, or where the text breaks which rule of which RFC.
//
// A strict form takes the text alone and refuses whatever a conforming generator may not write. Where reading
// is allowed to be kinder than writing, an overload with a `deviations&` takes more and notes each thing it
// forgave; a text that gives no deviation is one the strict form takes too.
//
// Offsets are octets from the start of the text given to the function. Somebody who parses a part of a larger
// text puts a `deviations::shifted` around the call.
//
// Lifetimes: rule names and sections have static storage.
#pragma once

#include <cstddef>
#include <expected>
#include <string_view>
#include <utility>
#include <vector>

namespace dsnspec::grammar {

// A stable name and the place that demands it. Each header of this folder declares the rules its parsers can
// name.
struct rule {
  std::string_view name;     // "xtext-lower-case-hex"
  std::string_view section;  // "RFC 3461 section 4"
  friend constexpr bool operator==(const rule&, const rule&) = default;
};

struct syntax_error {
  std::size_t offset = 0;
  std::size_t length = 0;  // octets concerned; 0 where something is missing
  grammar::rule rule;
  friend constexpr bool operator==(const syntax_error&, const syntax_error&) = default;
};

// Something a tolerant form forgave: what would have been the strict form's error.
using deviation = syntax_error;

template <class T>
using parsed = std::expected<T, syntax_error>;

// For questions whose answer is only "yes" or what is wrong.
using checked = std::expected<void, syntax_error>;

constexpr std::unexpected<syntax_error> fail(const rule& broken, std::size_t offset, std::size_t length = 0) {
  return std::unexpected(syntax_error{offset, length, broken});
}

// How many deviations are kept. Hostile input can hold one at every octet; one rule must not crowd out the
// others.
struct deviation_limits {
  std::size_t total = 1000;
  std::size_t per_rule = 50;
};

// Deviations in the order they were met, bounded; what is beyond the limits is counted and dropped. Allocates
// nothing while nothing is wrong.
class deviations {
 public:
  constexpr deviations() = default;
  constexpr explicit deviations(deviation_limits limits) : limits_(limits) {}

  constexpr void add(const rule& broken, std::size_t offset, std::size_t length = 0) {
    add(syntax_error{offset, length, broken});
  }

  constexpr void add(const syntax_error& what) {
    ++met_;
    const std::size_t seen = ++tally_of(what.rule);
    if (seen > limits_.per_rule || kept_.size() >= limits_.total) {
      return;
    }
    kept_.push_back({what.offset + base_, what.length, what.rule});
  }

  [[nodiscard]] constexpr const std::vector<deviation>& kept() const { return kept_; }
  [[nodiscard]] constexpr std::size_t met() const { return met_; }  // kept and dropped
  [[nodiscard]] constexpr bool empty() const { return met_ == 0; }

  // How often the rule was broken, dropped ones included.
  [[nodiscard]] constexpr std::size_t count(const rule& which) const {
    for (const tally& one : tallies_) {
      if (one.of == which) {
        return one.times;
      }
    }
    return 0;
  }

  // While it lives, offsets that are added grow by `base`: the place of the part being parsed in the whole
  // text.
  class shifted {
   public:
    constexpr shifted(deviations& target, std::size_t base) : target_(target), base_(base) {
      target_.base_ += base_;
    }
    constexpr ~shifted() { target_.base_ -= base_; }
    shifted(const shifted&) = delete;
    shifted& operator=(const shifted&) = delete;

   private:
    deviations& target_;
    std::size_t base_;
  };

 private:
  struct tally {
    rule of;
    std::size_t times = 0;
  };

  constexpr std::size_t& tally_of(const rule& which) {
    for (tally& one : tallies_) {
      if (one.of == which) {
        return one.times;
      }
    }
    return tallies_.emplace_back(tally{which, 0}).times;
  }

  deviation_limits limits_;
  std::vector<deviation> kept_;
  std::vector<tally> tallies_;  // as many as there are rules: below a hundred
  std::size_t met_ = 0;
  std::size_t base_ = 0;
};

// The strict form of a production from its tolerant one: the first thing forgiven is the error.
template <class Tolerant>
constexpr auto strictly(Tolerant parse) -> decltype(parse(std::declval<deviations&>())) {
  deviations met(deviation_limits{1, 1});
  auto value = parse(met);
  if (!met.empty() && (value || met.kept().front().offset < value.error().offset)) {
    return std::unexpected(met.kept().front());
  }
  return value;
}

}  // namespace dsnspec::grammar
