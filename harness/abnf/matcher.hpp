// Tells whether a text is a sentence of a rule: slowly, and so that one sees it is right.
//
// What an element can match from a place on is the set of all places where a match can end; the set of a
// sequence is made of those of its parts, the set of a choice is their union, that of a repetition grows
// until nothing is added. Nothing is greedy and nothing is tried in an order, so every derivation ABNF allows
// is found. The sets of rules are remembered by place, which bounds the time by a power of the length.
//
// A matcher may be used for any number of texts, by one thread at a time. The grammar outlives it.
#pragma once

#include <cstddef>
#include <string_view>

#include "abnf/grammar.hpp"
#include "abnf/place_set.hpp"
#include "base/error.hpp"

namespace dsnspec::abnf {

struct match_limits {
  std::size_t octets = 8192;        // of the text
  std::size_t steps = 200'000'000;  // elements looked at, a place each
  std::size_t depth = 1500;         // of rules within rules; a stack of 8 MiB takes it with sanitizers
};

class matcher {
 public:
  explicit matcher(const grammar& of, match_limits limits = {}) : grammar_(&of), limits_(limits) {}

  // Whether the rule derives the whole text. Errors: a limit was met; then nothing is known.
  base::result<bool> matches(rule_id rule, std::string_view text);

 private:
  const grammar* grammar_;
  match_limits limits_;
  short_memory<1> short_;
  short_memory<4> middle_;
};

}  // namespace dsnspec::abnf
