#include <string_view>

#include "report/json_parts.hpp"
#include "report/selftest.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

using json_parts::text;
using json_parts::texts;
using json_parts::value;

value accusations(const judge::trial& of, const std::vector<judge::accusation>& all) {
  value out = value::array();
  for (const auto& each : all) {
    out.push_back({{"requirement", text(each.requirement)},
                   {"verdict", text(name(each.verdict))},
                   {"cases", texts(each.cases)},
                   {"summary", text(each.summary)},
                   {"rerun", text(rerun(of, each.cases.front()))}});
  }
  return out;
}

value verdict_or_null(const std::optional<judge::verdict>& of) {
  return of ? text(name(*of)) : value();
}

value changes(const judge::trial& of, const std::vector<judge::verdict_change>& all) {
  value out = value::array();
  for (const auto& each : all) {
    out.push_back({{"case", text(each.case_id)},
                   {"requirement", each.requirement.empty() ? value() : text(each.requirement)},
                   {"recorded", verdict_or_null(each.before)},
                   {"now", verdict_or_null(each.now)},
                   {"rerun", text(rerun(of, each.case_id))}});
  }
  return out;
}

value trial_value(const judge::trial_result& one) {
  value out = {{"trial", text(name(one.what.kind))},
               {"name", text(one.what.name)},
               {"outcome", text(name(one.outcome))},
               {"cases", one.cases},
               {"wall_ms", one.wall_ms},
               {"accused", accusations(one.what, one.accused)},
               {"wrongly", accusations(one.what, one.wrongly)},
               {"open", accusations(one.what, one.open)},
               {"missing", texts(one.missing)},
               {"silent", texts(one.silent)},
               {"shown", texts(one.shown)},
               {"changes", one.changes},
               {"changed", changes(one.what, one.changed)}};
  if (one.what.kind == judge::trial_kind::defect) {
    out["violates"] = texts(one.what.violates);
    out["entails"] = texts(one.what.entails);
    out["unobserved"] = one.what.unobserved.empty() ? value() : text(one.what.unobserved);
  }
  out["failure"] = one.failure.empty() ? value() : text(one.failure);
  return out;
}

value counts(const judge::kill_count& of) {
  return {{"defects", of.defects}, {"caught", of.caught}, {"unobserved", of.unobserved}};
}

value sections_of(const judge::kill_score& score) {
  value out = value::array();
  for (const auto& [where, count] : score.sections) {
    value row = {{"rfc", text(where.first)}, {"section", text(where.second)}};
    row.update(counts(count));
    out.push_back(std::move(row));
  }
  return out;
}

value requirements_of(const judge::kill_score& score, const spec::law_book& law) {
  value out = value::array();
  for (const auto& [id, count] : score.requirements) {
    const auto* row = law.find(id);
    value line = {{"id", text(id)}, {"level", row == nullptr ? value() : text(name(row->level))}};
    line.update(counts(count));
    out.push_back(std::move(line));
  }
  return out;
}

value outcomes_of(const judge::kill_score& score) {
  using judge::trial_outcome;
  value out = value::object();
  for (const auto each : {trial_outcome::as_expected, trial_outcome::otherwise, trial_outcome::outdated,
                          trial_outcome::inconclusive, trial_outcome::slipped, trial_outcome::accused_wrongly,
                          trial_outcome::failed}) {
    const auto at = score.outcomes.find(each);
    out[std::string(name(each))] = at == score.outcomes.end() ? 0 : at->second;
  }
  return out;
}

}  // namespace

std::string trial_json(const judge::trial_result& one) {
  return trial_value(one).dump() + "\n";
}

std::string selftest_json(const selftest& all, const spec::law_book& law) {
  value trials = value::array();
  for (const auto& each : all.trials) {
    trials.push_back(trial_value(each));
  }
  value out = {{"suite", text(all.suite)},
               {"law", text(law.hash())},
               {"started", text(all.started)},
               {"wall_ms", all.wall_ms},
               {"full", all.full},
               {"whole", all.whole},
               {"cases", all.cases},
               {"outcomes", outcomes_of(all.score)},
               {"score", counts(all.score.all)},
               {"sections", sections_of(all.score)},
               {"requirements", requirements_of(all.score, law)},
               {"unexercised", all.whole ? texts(all.score.unexercised) : value()},
               {"unexercised_grammar", all.whole ? texts(all.score.unexercised_grammar) : value()},
               {"trials", std::move(trials)}};
  return out.dump(2) + "\n";
}

}  // namespace dsnspec::report
