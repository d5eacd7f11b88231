// What all trials of the catalogue come to: how many defects were caught, by section and by requirement, and
// which requirements nothing has tried. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "judge/trial.hpp"
#include "judge/watchers.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::judge {

struct kill_count {
  std::size_t defects = 0;     // that violate it
  std::size_t unobserved = 0;  // of them: the catalogue says why nobody can notice
  std::size_t caught = 0;
  [[nodiscard]] std::size_t slipped() const { return defects - unobserved - caught; }
};

struct kill_score {
  kill_count all;
  // By "RFC 3461 section 5.2.1" as {"rfc3461", "5.2.1"}; a defect counts once in each section it violates
  // something of. It is caught there when every requirement of the section that it violates is accused.
  std::map<std::pair<std::string, std::string>, kill_count> sections;
  std::map<std::string, kill_count> requirements;
  // MUST and MUST NOT, and apart from them GRAMMAR, that can be watched and that no caught defect violates.
  std::vector<std::string> unexercised;
  std::vector<std::string> unexercised_grammar;
  std::map<trial_outcome, std::size_t> outcomes;  // of all trials
};

kill_score score(const std::vector<trial_result>& trials, const spec::law_book& law, const coverage& watched);

}  // namespace dsnspec::judge
