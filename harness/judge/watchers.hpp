// Who watches a requirement: computed from the checks, the linter and the scenarios, never typed.
//
// A check watches the requirements that its source names, and looks at every trace. A lint rule watches its
// own, in every report. A scenario watches what an explicit expectation of it is judged under. What a
// scenario `shows` is only the occasion: where nothing judges the requirement, nobody would notice that it is
// broken, so it isn't watched.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/loader.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::judge {

struct named_check {
  std::string_view requirement;
  std::string_view check;  // "relay": harness/judge/check_relay.cpp; "obligations": obligations.cpp
};

// Every requirement id that the source of a check names, read from the sources when dsnspec is built
// (cmake/check_ids.cmake). A requirement is there once for each check. Lives as long as the program.
std::span<const named_check> check_ids();

// Every requirement id that has a rule of the linter, in messages of any kind.
std::vector<std::string_view> lint_rule_ids();

struct watchers {
  std::vector<std::string> checks;  // names, in the order of their files
  bool lint = false;
  std::vector<std::string> expected_in;  // ids of scenarios with an expectation judged under it, sorted
  std::vector<std::string> shown_in;     // ids of scenarios that are there to show it, sorted

  [[nodiscard]] bool any() const { return !checks.empty() || lint || !expected_in.empty(); }
};

// open: it could be seen, and nothing looks.
enum class watch { watched, not_watchable, open };
std::string_view name(watch value);  // "watched", "not watchable", "NOT WATCHED"

class coverage {
 public:
  explicit coverage(const std::vector<scenario::scenario_file>& scenarios);

  // Of a requirement nobody names: no watchers.
  [[nodiscard]] const watchers& of(std::string_view requirement) const;
  // A row that restates another has its watchers; `of(row.id)` are none then.
  [[nodiscard]] const watchers& of(const spec::requirement& row) const {
    return of(row.restates.empty() ? std::string_view(row.id) : std::string_view(row.restates));
  }
  // What is watched is watched, whatever the row says of itself.
  [[nodiscard]] watch status(const spec::requirement& row) const;

  // All that is named anywhere, known to the law book or not.
  [[nodiscard]] const std::map<std::string, watchers, std::less<>>& all() const { return all_; }

 private:
  std::map<std::string, watchers, std::less<>> all_;
};

}  // namespace dsnspec::judge
