#include "report/coverage.hpp"

#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "report/markdown.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

using judge::coverage;
using judge::watch;
using judge::watchers;

constexpr std::string_view opening =
    "# Who watches the law book\n"
    "\n"
    "Written by `dsnspec list requirements --format markdown`; a test holds this file against what that "
    "prints.\n"
    "\n"
    "A requirement is *watched* when a check of the judge, a rule of the linter or an explicit expectation "
    "of a\n"
    "scenario judges it. It is *not watchable* when nothing that is seen from outside shows it kept or "
    "broken; the\n"
    "reason stands with it. What is left is *open*. Checks look at every trace, the linter at every report;\n"
    "scenarios are named where they are there to show the requirement.\n";

std::string rfc_of(const spec::requirement& row) {
  return "RFC " + printable(row.rfc());
}

struct tally {
  std::size_t watched = 0;
  std::size_t not_watchable = 0;
  std::size_t open = 0;
  [[nodiscard]] std::size_t rows() const { return watched + not_watchable + open; }

  void count(watch status) {
    watched += status == watch::watched ? 1 : 0;
    not_watchable += status == watch::not_watchable ? 1 : 0;
    open += status == watch::open ? 1 : 0;
  }
};

std::string line(std::string_view first, std::string_view second, const tally& sum) {
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", first, second, sum.rows(), sum.watched,
                     sum.not_watchable, sum.open);
}

std::string by_rfc(const std::vector<const spec::requirement*>& rows, const coverage& watched) {
  using key = std::pair<std::string, spec::level>;
  std::map<key, tally> levels;
  std::map<std::string, tally> sums;
  tally all;
  for (const auto* row : rows) {
    const watch status = watched.status(*row);
    levels[{rfc_of(*row), row->level}].count(status);
    sums[rfc_of(*row)].count(status);
    all.count(status);
  }
  std::string out = "\n| RFC | level | rows | watched | not watchable | open |\n|---|---|--:|--:|--:|--:|\n";
  for (const auto& [rfc, sum] : sums) {
    for (const auto& [which, part] : levels) {
      out += which.first == rfc ? line(rfc, name(which.second), part) : "";
    }
    out += line(rfc, "all", sum);
  }
  return out + line("all", "all", all);
}

std::string by_role(const std::vector<const spec::requirement*>& rows, const coverage& watched) {
  using key = std::pair<spec::role, bool>;
  std::map<key, tally> roles;
  for (const auto* row : rows) {
    roles[{row->role, !row->binding()}].count(watched.status(*row));
  }
  std::string out =
      "\n| role | levels | rows | watched | not watchable | open |\n|---|---|--:|--:|--:|--:|\n";
  for (const auto& [which, sum] : roles) {
    out += line(name(which.first), which.second ? "SHOULD, SHOULD NOT, MAY" : "MUST, MUST NOT, GRAMMAR", sum);
  }
  return out;
}

std::vector<std::string> who(const watchers& by) {
  std::vector<std::string> out;
  if (!by.checks.empty()) {
    out.push_back(
        fmt::format("{} {}", by.checks.size() == 1 ? "check" : "checks", fmt::join(by.checks, ", ")));
  }
  if (by.lint) {
    out.emplace_back("linter");
  }
  if (!by.expected_in.empty()) {
    out.push_back(fmt::format("expected in {}", fmt::join(by.expected_in, ", ")));
  }
  if (!by.shown_in.empty()) {
    out.push_back(fmt::format("shown in {}", fmt::join(by.shown_in, ", ")));
  }
  return out;
}

std::string watched_by(const spec::requirement& row, const coverage& watched) {
  auto names = markdown::text(fmt::format("{}", fmt::join(who(watched.of(row.id)), "; ")));
  if (!row.restates.empty()) {
    names = (row.part_of_it ? "as part of " : "as ") + markdown::text(row.restates) +
            (names.empty() ? "" : "; ") + names;
  }
  switch (watched.status(row)) {
    case watch::watched:
      return names;
    case watch::not_watchable:
      return "not watchable: " + markdown::text(row.not_watchable);
    case watch::open:
      break;
  }
  return names.empty() ? "**NOT WATCHED**" : "**NOT WATCHED**; " + names;
}

}  // namespace

std::string watch_summary(const spec::requirement& row, const coverage& watched) {
  const watchers& by = watched.of(row);
  if (!by.any()) {
    return std::string(name(watched.status(row)));
  }
  std::vector<std::string> out;
  if (!by.checks.empty()) {
    out.push_back(counted(by.checks.size(), "check"));
  }
  if (by.lint) {
    out.emplace_back("lint");
  }
  if (const auto scenarios = by.shown_in.size(); scenarios != 0) {
    out.push_back(counted(scenarios, "scenario"));
  } else if (out.empty()) {
    out.push_back(counted(by.expected_in.size(), "expectation"));
  }
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string watch_details(const spec::requirement& row, const coverage& watched) {
  const watchers& by = watched.of(row);
  const auto list = [](std::string_view words, const std::vector<std::string>& ids) {
    std::string out = ids.empty() ? "" : fmt::format("  {}:\n", words);
    for (const auto& id : ids) {
      out += fmt::format("    {}\n", printable(id));
    }
    return out;
  };
  std::string out;
  for (const auto& check : by.checks) {
    out += fmt::format("    check {} (looks at every case that is played)\n", printable(check));
  }
  if (by.lint) {
    out += "    linter (looks at every report)\n";
  }
  if (!out.empty()) {
    out = "  Watched by:\n" + out;
  }
  if (!row.restates.empty()) {
    const auto other = printable(row.restates);
    out =
        (row.part_of_it
             ? fmt::format(
                   "  Part of {}, which is judged for both; when that is broken, this is left open.\n", other)
             : fmt::format("  Says the same as {}, which is judged for both.\n", other)) +
        out;
  }
  out += list("Expected in these scenarios", by.expected_in);
  if (watched.status(row) == watch::not_watchable) {
    out += fmt::format("  Not watchable: {}\n", printable(row.not_watchable));
  } else if (!by.any()) {
    out += "  NOT WATCHED: nothing judges it yet.\n";
  }
  return out + list("Scenarios that are there to show it", watched.of(row.id).shown_in);
}

std::string coverage_markdown(const std::vector<const spec::requirement*>& rows, const coverage& watched) {
  std::string out(opening);
  out += by_rfc(rows, watched) + by_role(rows, watched);
  std::string rfc;
  for (const auto* row : rows) {
    if (rfc_of(*row) != rfc) {
      rfc = rfc_of(*row);
      out += fmt::format(
          "\n## {}\n\n| requirement | level | role | impact | watched by |\n|---|---|---|---|---|\n", rfc);
    }
    out += fmt::format("| {} | {} | {} | {} | {} |\n", markdown::text(row->id), name(row->level),
                       name(row->role), name(row->impact), watched_by(*row, watched));
  }
  return out;
}

}  // namespace dsnspec::report
