#include "judge/watchers.hpp"

#include <set>

#include "dsn/lint_global_ids.hpp"
#include "dsn/lint_ids.hpp"

namespace dsnspec::judge {

std::vector<std::string_view> lint_rule_ids() {
  std::vector<std::string_view> out(dsn::lint_ids.begin(), dsn::lint_ids.end());
  out.insert(out.end(), dsn::lint_global_ids.begin(), dsn::lint_global_ids.end());
  return out;
}

std::string_view name(watch value) {
  switch (value) {
    case watch::watched:
      return "watched";
    case watch::not_watchable:
      return "not watchable";
    case watch::open:
      return "NOT WATCHED";
  }
  return "?";
}

coverage::coverage(const std::vector<scenario::scenario_file>& scenarios) {
  for (const named_check& one : check_ids()) {
    all_[std::string(one.requirement)].checks.emplace_back(one.check);
  }
  for (const std::string_view id : lint_rule_ids()) {
    all_[std::string(id)].lint = true;
  }
  for (const scenario::scenario_file& file : scenarios) {
    std::set<std::string> shown;
    std::set<std::string> expected;
    for (const scenario::scenario& one : file.cases) {
      shown.insert(one.shows.begin(), one.shows.end());
      for (const scenario::expectation& what : one.expect) {
        expected.insert(what.rule);
      }
    }
    for (const std::string& id : shown) {
      all_[id].shown_in.push_back(file.id);
    }
    for (const std::string& id : expected) {
      all_[id].expected_in.push_back(file.id);
    }
  }
}

const watchers& coverage::of(std::string_view requirement) const {
  static const watchers nobody;
  const auto at = all_.find(requirement);
  return at == all_.end() ? nobody : at->second;
}

watch coverage::status(const spec::requirement& row) const {
  if (of(row).any()) {
    return watch::watched;
  }
  return row.not_watchable.empty() ? watch::open : watch::not_watchable;
}

}  // namespace dsnspec::judge
