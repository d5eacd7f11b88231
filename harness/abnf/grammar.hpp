// A grammar in ABNF (RFC 5234, RFC 7405) as data: rules, and the elements their definitions are made of.
//
// This folder knows nothing of mail and uses nothing of the hand-written parsers: it is the other reading
// that they are compared with. A grammar is made by read_grammar() and doesn't change afterwards; it may be
// used by several threads at once.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsnspec::abnf {

using element_id = std::uint32_t;
using rule_id = std::uint32_t;

// Where something stands in the files that were read.
struct place {
  std::size_t source = 0;  // index of the file
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // from 1, in octets
};

enum class kind : std::uint8_t { text, range, reference, sequence, choice, repetition };

inline constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

using octet_set = std::bitset<256>;

struct element {
  abnf::kind what = abnf::kind::text;
  std::string octets;               // text: "..." and %x41.42
  bool any_case = false;            // text: ASCII letters in either case (RFC 5234 section 2.3)
  unsigned char first = 0;          // range: %xFIRST-LAST; a single %x41 is a range of one
  unsigned char last = 0;           //
  rule_id rule = 0;                 // reference
  std::size_t least = 1;            // repetition: LEAST*MOST
  std::size_t most = 1;             //
  std::vector<element_id> parts{};  // sequence, choice: in order; repetition: what is repeated
  rule_id owner = 0;                // the rule in whose definition it stands
};

struct rule {
  std::string name;  // as first written
  std::optional<element_id> definition;
  abnf::place where;  // of its definition, or of its first use while it has none
};

class grammar {
 public:
  [[nodiscard]] const abnf::element& element_at(element_id which) const { return elements_[which]; }
  [[nodiscard]] const abnf::rule& rule_at(rule_id which) const { return rules_[which]; }
  [[nodiscard]] std::size_t elements() const { return elements_.size(); }
  [[nodiscard]] std::size_t rules() const { return rules_.size(); }
  // In any letter case.
  [[nodiscard]] std::optional<rule_id> find(std::string_view name) const;
  [[nodiscard]] element_id definition(rule_id which) const { return *rules_[which].definition; }

  // The length of the shortest text the element derives.
  [[nodiscard]] std::size_t shortest(element_id which) const { return shortest_[which]; }
  // When all texts of the element are single octets: which ones. Else nothing.
  [[nodiscard]] const std::optional<octet_set>& octets(element_id which) const { return octets_[which]; }

  // The names of rules that none of `entries` leads to, in order of definition.
  [[nodiscard]] std::vector<std::string> unused(std::span<const std::string> entries) const;
  // The texts of two octets and more in the definitions that the rule leads to, each once, as written: for
  // dictionaries.
  [[nodiscard]] std::vector<std::string> literals(rule_id from) const;

 private:
  friend class reader;
  friend class checker;
  [[nodiscard]] std::vector<bool> reached(std::vector<rule_id> from) const;

  std::vector<abnf::element> elements_;
  std::vector<abnf::rule> rules_;
  std::vector<std::size_t> shortest_;
  std::vector<std::optional<octet_set>> octets_;
};

}  // namespace dsnspec::abnf
