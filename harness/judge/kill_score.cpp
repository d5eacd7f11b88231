#include "judge/kill_score.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace dsnspec::judge {
namespace {

using section = std::pair<std::string, std::string>;

bool among(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

void count(kill_count& into, const trial_result& one, bool caught) {
  ++into.defects;
  if (!one.what.unobserved.empty()) {
    ++into.unobserved;
  } else if (caught) {
    ++into.caught;
  }
}

void add(kill_score& out, const trial_result& one, const spec::law_book& law) {
  count(out.all, one, one.caught());
  std::map<section, bool> caught_in;
  for (const std::string& id : one.what.violates) {
    const bool caught = one.failure.empty() && !among(one.missing, id);
    count(out.requirements[id], one, caught);
    if (const auto* row = law.find(id)) {
      const section where{id.substr(0, id.find('/')), row->section};
      const auto known = caught_in.emplace(where, true).first;
      known->second = known->second && caught;
    }
  }
  for (const auto& [where, caught] : caught_in) {
    count(out.sections[where], one, caught);
  }
}

// Rows that restate another are tried with that one.
bool is_to_be_tried(const spec::requirement& row, const coverage& watched) {
  return row.binding() && row.restates.empty() && watched.status(row) == watch::watched;
}

}  // namespace

kill_score score(const std::vector<trial_result>& trials, const spec::law_book& law,
                 const coverage& watched) {
  kill_score out;
  std::set<std::string, std::less<>> exercised;
  for (const trial_result& one : trials) {
    ++out.outcomes[one.outcome];
    if (one.what.kind != trial_kind::defect) {
      continue;
    }
    add(out, one, law);
    if (one.caught()) {
      exercised.insert(one.what.violates.begin(), one.what.violates.end());
    }
  }
  for (const auto& [id, row] : law.rows()) {
    if (is_to_be_tried(row, watched) && !exercised.contains(id)) {
      (row.level == spec::level::grammar ? out.unexercised_grammar : out.unexercised).push_back(id);
    }
  }
  return out;
}

}  // namespace dsnspec::judge
