// Holds a hand-written parser against the ABNF of corpus/abnf, text by text: neither knows of the other, so
// where both say the same they are hardly wrong in the same way.
//
// Compared are
// - all texts up to a length over a small alphabet,
// - random sentences of the rule and near misses, with all their beginnings and ends,
// - every change of one octet in these: left out, put in, replaced, swapped with the next, doubled.
// The parser gets each text right before a page that can't be read.
//
// With DSNSPEC_AGREEMENT=long in the environment texts are an octet longer and sentences many more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsnspec::test {

// Which files of corpus/abnf make the grammar.
enum class repertoire {
  seven_bit,
  smtputf8,  // with smtputf8.abnf
  global,    // with global-delivery-status.abnf
};

using verdict = std::function<bool(std::string_view)>;

struct production {
  std::string rule;
  verdict parser;  // true: the text is a sentence
  // All texts of these octets, up to `length` of them, between `before` and `after`.
  std::string alphabet;
  std::size_t length = 0;
  std::string before{};
  std::string after{};
  verdict prose{};          // what the RFC demands beyond its grammar; it sees sentences only
  std::size_t budget = 24;  // octets of a random sentence
  std::size_t sentences = 12;
  repertoire in = repertoire::seven_bit;
};

// Fails with the shortest text that the two don't agree about. Prints a line for the table of what was
// compared.
void agree(const production& what);

// Whether the rule derives the text.
bool derives(std::string_view rule, std::string_view text, repertoire in = repertoire::seven_bit);

// A random sentence and which of its octets are of which rule; outer parts come first.
struct derived {
  struct part {
    std::string rule;
    std::string text;
  };
  std::string text;
  std::vector<part> parts;

  // The text of the first part of that rule.
  [[nodiscard]] std::optional<std::string> find(std::string_view rule) const;
};
derived derive(std::string_view rule, std::uint64_t seed, std::size_t budget,
               repertoire in = repertoire::seven_bit);

// How many times more than usual is asked for by the environment: 1, or 20.
std::size_t effort();

}  // namespace dsnspec::test
