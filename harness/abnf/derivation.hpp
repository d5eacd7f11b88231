// A derivation as a tree: what text each element of a grammar stands for in one sentence.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "abnf/grammar.hpp"

namespace dsnspec::abnf {

struct derivation {
  element_id element = 0;
  std::string text{};                  // of a leaf: octets of a set, or a string of the grammar
  std::vector<derivation> children{};  // reference, choice: one; sequence: one a part; repetition: any number

  void append_to(std::string& out) const {
    out += text;
    for (const derivation& child : children) {
      child.append_to(out);
    }
  }
};

}  // namespace dsnspec::abnf
