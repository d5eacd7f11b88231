#include "report/json.hpp"

#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "report/findings.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

using judge::verdict;
using value = nlohmann::ordered_json;

// Texts pass through printable(), so that dump() never meets octets that are not UTF-8.
value text(std::string_view raw) {
  return printable(raw);
}

value texts(const std::vector<std::string>& raw) {
  value out = value::array();
  for (const auto& each : raw) {
    out.push_back(text(each));
  }
  return out;
}

value target_of(const judge::judged_run& run) {
  const auto& target = run.header.target;
  value out = {{"name", text(target.name)}, {"version", text(target.version)}, {"build", text(target.build)}};
  if (!target.defects.empty()) {
    out["defects"] = texts(target.defects);
  }
  if (!target.variations.empty()) {
    out["variations"] = texts(target.variations);
  }
  return out;
}

value summary_of(const judge::judged_run& run) {
  constexpr std::array<std::pair<std::string_view, verdict>, 7> keys{{{"pass", verdict::pass},
                                                                      {"fail", verdict::fail},
                                                                      {"warn", verdict::warn},
                                                                      {"note", verdict::note},
                                                                      {"skip", verdict::skip},
                                                                      {"inconclusive", verdict::inconclusive},
                                                                      {"error", verdict::error}}};
  value out = value::object();
  for (const auto& [key, which] : keys) {
    const auto at = run.summary.find(which);
    out[std::string(key)] = at == run.summary.end() ? 0 : at->second;
  }
  return out;
}

value certificate_of(const judge::judged_run& run) {
  value out = {{"rfc", value::object()}, {"role", value::object()}};
  for (const auto& line : run.certificate) {
    value grade = {{"grade", text(name(line.grade))},
                   {"seen", line.seen},
                   {"of", line.of},
                   {"between", texts(line.between)}};
    if (line.rfc.empty()) {
      out["role"][printable(line.role)] = std::move(grade);
    } else {
      out["rfc"][printable(line.rfc)] = std::move(grade);
    }
  }
  return out;
}

value requirements_of(const judge::judged_run& run) {
  value out = value::array();
  for (const auto& [id, result] : run.requirements) {
    out.push_back(
        {{"id", text(id)}, {"verdict", text(name(result.verdict))}, {"cases", texts(result.cases)}});
  }
  return out;
}

value evidence_of(const judge::judgement& what) {
  value out = value::array();
  for (const auto& each : what.seen) {
    out.push_back({{"at_us", each.at}, {"where", text(each.where)}, {"octets", text(each.octets)}});
  }
  return out;
}

value findings_of(const judge::judged_run& run, const spec::law_book& law) {
  value out = value::array();
  for (const auto& each : judgements(run, law, {verdict::fail, verdict::warn})) {
    const auto* rule = each.rule;
    out.push_back({{"requirement", text(each.what->requirement)},
                   {"level", rule == nullptr ? value() : text(name(rule->level))},
                   {"impact", rule == nullptr ? value() : text(name(rule->impact))},
                   {"verdict", text(name(each.what->verdict))},
                   {"case", text(each.where->id)},
                   {"citation", rule == nullptr ? value() : text(rule->citation())},
                   {"summary", text(each.what->summary)},
                   {"evidence", evidence_of(*each.what)},
                   {"rerun", text(rerun(run, *each.where))},
                   {"known", each.what->known},
                   {"reason", each.what->known ? text(each.what->known_reason) : value()}});
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
                     {"target", target_of(run)},
                     {"started", text(run.header.started)},
                     {"wall_ms", run.wall_ms},
                     {"complete", run.complete},
                     {"target_died", run.target_died},
                     {"cases", cases_played(run)},
                     {"summary", summary_of(run)},
                     {"certificate", certificate_of(run)},
                     {"requirements", requirements_of(run)},
                     {"findings", findings_of(run, law)},
                     {"stale", stale_of(run)},
                     {"remarks", remarks_of(run, law)}};
  return out.dump(2) + "\n";
}

}  // namespace dsnspec::report
