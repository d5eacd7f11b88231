#include "report/json.hpp"

#include <nlohmann/json.hpp>

#include "report/findings.hpp"
#include "report/json_parts.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

using json_parts::text;
using json_parts::texts;
using json_parts::value;
using judge::verdict;

value requirements_of(const judge::judged_run& run) {
  value out = value::array();
  for (const auto& [id, result] : run.requirements) {
    out.push_back(
        {{"id", text(id)}, {"verdict", text(name(result.verdict))}, {"cases", texts(result.cases)}});
  }
  return out;
}

value findings_of(const judge::judged_run& run, const spec::law_book& law) {
  value out = value::array();
  for (const auto& each : judgements(run, law, {verdict::fail, verdict::warn})) {
    const auto* rule = each.rule;
    out.push_back({{"requirement", text(each.what->requirement)},
                   {"level", rule == nullptr ? value() : text(name(rule->level))},
                   {"impact", rule == nullptr ? value() : text(impact_word(each))},
                   {"verdict", text(name(each.what->verdict))},
                   {"case", text(each.where->id)},
                   {"citation", rule == nullptr ? value() : text(rule->citation())},
                   {"summary", text(each.what->summary)},
                   {"evidence", json_parts::evidence_of(*each.what)},
                   {"rerun", text(rerun(run, *each.where))},
                   {"known", each.what->known},
                   {"reason", each.what->known ? text(each.what->known_reason) : value()},
                   {"arguable", each.what->arguable.empty() ? value() : text(each.what->arguable)}});
  }
  return out;
}

// What is no finding but has something to say: choices taken, and why something was not shown.
value remarks_of(const judge::judged_run& run, const spec::law_book& law) {
  value out = value::array();
  for (const auto& each :
       judgements(run, law, {verdict::error, verdict::inconclusive, verdict::skip, verdict::note})) {
    out.push_back({{"requirement", text(each.what->requirement)},
                   {"verdict", text(name(each.what->verdict))},
                   {"case", text(each.where->id)},
                   {"summary", text(each.what->summary)}});
  }
  return out;
}

value stale_of(const judge::judged_run& run) {
  value out = value::array();
  for (const auto& each : run.stale) {
    out.push_back({{"requirement", text(each.requirement)},
                   {"case", text(each.case_glob)},
                   {"reason", text(each.reason)}});
  }
  return out;
}

}  // namespace

std::string json(const judge::judged_run& run, const spec::law_book& law) {
  const value out = {{"suite", text(run.header.suite)},
                     {"law", text(run.law)},
                     {"target", json_parts::target_of(run)},
                     {"started", text(run.header.started)},
                     {"wall_ms", run.wall_ms},
                     {"complete", run.complete},
                     {"target_died", run.target_died},
                     {"cases", cases_played(run)},
                     {"summary", json_parts::summary_of(run)},
                     {"certificate", json_parts::certificate_of(run)},
                     {"requirements", requirements_of(run)},
                     {"findings", findings_of(run, law)},
                     {"stale", stale_of(run)},
                     {"remarks", remarks_of(run, law)}};
  return out.dump(2) + "\n";
}

}  // namespace dsnspec::report
