// What has to hold of a whole grammar before anything can be matched or derived by it, and what is worked out
// once.
#pragma once

#include <optional>

#include "abnf/flaw.hpp"
#include "abnf/grammar.hpp"

namespace dsnspec::abnf {

class checker {
 public:
  explicit checker(grammar& of) : grammar_(of) {}

  // The first flaw, in this order: rules without definition, left recursion, rules without finite text. When
  // there is none, shortest() and octets() of the grammar are set.
  std::optional<flaw> check();

 private:
  std::optional<flaw> undefined() const;
  std::optional<flaw> left_recursion();
  std::optional<flaw> endless();
  void find_shortest();
  void find_octets();
  [[nodiscard]] std::size_t shortest_now(const element& of) const;
  [[nodiscard]] std::optional<octet_set> octets_now(const element& of) const;
  void first_rules(element_id of, std::vector<rule_id>& into) const;

  grammar& grammar_;
};

}  // namespace dsnspec::abnf
