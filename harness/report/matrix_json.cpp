#include <string>
#include <vector>

#include "report/findings.hpp"
#include "report/json_parts.hpp"
#include "report/matrix.hpp"

namespace dsnspec::report {
namespace {

using json_parts::text;
using json_parts::value;
using judge::verdict;

// Cases that have the same to say of a requirement, for the same reason, are one finding.
value findings_of(const judge::judged_run& run, const spec::law_book& law) {
  value out = value::array();
  for (const auto& group : grouped(judgements(run, law, {verdict::fail, verdict::warn}))) {
    const finding& first = group.front();
    value cases = value::array();
    for (const auto& each : group) {
      cases.push_back(text(each.where->id));
    }
    out.push_back({{"requirement", text(first.what->requirement)},
                   {"verdict", text(name(first.what->verdict))},
                   {"impact", text(impact_word(first))},
                   {"reason", first.what->known ? text(first.what->known_reason) : value()},
                   {"arguable", first.what->arguable.empty() ? value() : text(first.what->arguable)},
                   {"cases", std::move(cases)},
                   {"summary", text(first.what->summary)},
                   {"evidence", json_parts::evidence_of(*first.what)}});
  }
  return out;
}

value run_of(const judge::judged_run& run, const spec::law_book& law) {
  return {{"target", json_parts::target_of(run)},
          {"suite", text(run.header.suite)},
          {"law", text(run.law)},
          {"started", text(run.header.started)},
          {"wall_ms", run.wall_ms},
          {"complete", run.complete},
          {"target_died", run.target_died},
          {"cases", cases_played(run)},
          {"skipped", run.cases.size() - cases_played(run)},
          {"summary", json_parts::summary_of(run)},
          {"certificate", json_parts::certificate_of(run)},
          {"findings", findings_of(run, law)}};
}

std::string_view word(conduct what) {
  switch (what) {
    case conduct::broken_must:
      return "FAIL";
    case conduct::broken_should:
      return "WARN";
    case conduct::kept:
      return "PASS";
    case conduct::open:
      return "INCONCLUSIVE";
    case conduct::choice:
      return "NOTE";
    case conduct::skipped:
      return "SKIP";
    case conduct::nothing:
      break;
  }
  return "";
}

// One of nothing that was seen has no member in `targets`.
value requirements_of(const std::vector<judge::judged_run>& runs, const spec::law_book& law) {
  std::vector<std::pair<std::string, std::map<std::string, conduct, std::less<>>>> columns;
  columns.reserve(runs.size());
  for (const auto& run : runs) {
    columns.emplace_back(run.header.target.name, conducts(run, law));
  }
  value out = value::array();
  for (const auto& [id, row] : law.rows()) {
    if (!row.not_watchable.empty() || !row.restates.empty()) {
      continue;
    }
    value targets = value::object();
    for (const auto& [name, column] : columns) {
      if (const auto what = column.at(id); what != conduct::nothing) {
        targets[text(name).get<std::string>()] = text(word(what));
      }
    }
    out.push_back({{"id", text(id)},
                   {"citation", text(row.citation())},
                   {"level", text(name(row.level))},
                   {"impact", text(name(row.impact))},
                   {"role", text(name(row.role))},
                   {"sentence", text(rule_text(row))},
                   {"targets", std::move(targets)}});
  }
  return out;
}

}  // namespace

std::string matrix_json(const std::vector<judge::judged_run>& runs, const spec::law_book& law) {
  value all = value::array();
  for (const auto& run : runs) {
    all.push_back(run_of(run, law));
  }
  const value out = {{"runs", std::move(all)}, {"requirements", requirements_of(runs, law)}};
  return out.dump(1) + "\n";
}

}  // namespace dsnspec::report
