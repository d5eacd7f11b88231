// Makes sentences of a rule: random ones, all small ones, and near misses.
//
// The same seed gives the same sentences on every machine. What is made of an any-case string is mostly as
// written and sometimes in another case. The grammar outlives the deriver.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abnf/derivation.hpp"
#include "abnf/grammar.hpp"
#include "abnf/matcher.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace dsnspec::abnf {

// Which octets of a sentence came from which rule: what a mutator may put another sentence of that rule in
// place of.
struct span {
  rule_id rule = 0;
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct sentence {
  std::string text;
  std::vector<span> parts;  // outer ones before those inside them
};

// How a production was broken.
enum class breach {
  octet,     // an octet that is none of its set
  literal,   // a string of the grammar changed: an octet other, lost or doubled
  missing,   // a part of a sequence left out
  doubled,   // a part of a sequence given twice
  order,     // two neighbours of a sequence in each other's place
  too_few,   // a repetition below its least number
  too_many,  // above its greatest
};
std::string_view name(breach how);

// A text that all but is a sentence of the rule it was asked for.
struct near_miss {
  std::string text;
  rule_id broken = 0;  // the innermost rule whose definition isn't kept
  breach how = breach::octet;
  std::size_t offset = 0;  // of what was changed; where it would stand, for what is missing
};

class deriver {
 public:
  deriver(const grammar& of, std::uint64_t seed) : grammar_(&of), random_(seed), matcher_(of) {}

  // `budget`: about how many octets at most; the shortest sentence of the rule may have more.
  sentence derive(rule_id rule, std::size_t budget);

  // No sentence of the rule: the matcher was asked. Nothing when none was found in some tries, as with rules
  // that take nearly everything.
  std::optional<near_miss> miss(rule_id rule, std::size_t budget);

 private:
  derivation derive_element(element_id which, std::size_t budget);
  void derive_sequence(derivation& into, std::size_t budget);
  void derive_choice(derivation& into, std::size_t budget);
  void derive_repetition(derivation& into, std::size_t budget);
  std::string pick(const octet_set& from);
  std::string in_some_case(const element& text);

  std::optional<near_miss> break_at(derivation& root, derivation& at);
  std::optional<breach> break_octet(derivation& at);
  std::optional<breach> break_literal(derivation& at);
  std::optional<breach> break_sequence(derivation& at);
  std::optional<breach> break_repetition(derivation& at);

  const grammar* grammar_;
  base::random random_;
  matcher matcher_;
};

// All sentences of the rule with at most `longest` octets that are made of octets of `alphabet` only: shorter
// ones first, else in the order of octets. Error when there are more than `most`.
base::result<std::vector<std::string>> all_sentences(const grammar& of, rule_id rule,
                                                     std::string_view alphabet, std::size_t longest,
                                                     std::size_t most = 1'000'000);

}  // namespace dsnspec::abnf
