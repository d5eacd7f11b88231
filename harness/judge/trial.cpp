#include "judge/trial.hpp"

#include <algorithm>
#include <utility>

namespace dsnspec::judge {
namespace {

bool accuses(verdict value) {
  return value == verdict::fail || value == verdict::warn;
}

bool among(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// "rfc3461/5.2.2/taken[notify=SUCCESS]" is a case of "rfc3461/5.2.2/taken".
std::string_view scenario_of(const std::string& case_id) {
  return std::string_view(case_id).substr(0, case_id.find('['));
}

void add(std::vector<accusation>& to, const charge& one) {
  const auto same = std::find_if(to.begin(), to.end(), [&one](const accusation& each) {
    return each.requirement == one.requirement && each.verdict == one.verdict;
  });
  if (same == to.end()) {
    to.push_back({one.requirement, one.verdict, {one.case_id}, one.summary});
  } else {
    same->cases.push_back(one.case_id);
  }
}

void sort(std::vector<accusation>& all) {
  std::stable_sort(all.begin(), all.end(), [](const accusation& a, const accusation& b) {
    return a.verdict != b.verdict ? a.verdict > b.verdict : a.requirement < b.requirement;
  });
}

// What the catalogue claims and the charges don't show.
void find_gaps(trial_result& out, const std::vector<charge>& charges) {
  out.missing = out.what.violates;
  out.silent = out.what.caught_by;
  for (const charge& one : charges) {
    const std::string_view scenario = scenario_of(one.case_id);
    if (accuses(one.verdict) && among(out.what.violates, one.requirement) &&
        among(out.what.caught_by, scenario)) {
      std::erase(out.missing, one.requirement);
      std::erase(out.silent, scenario);
    }
  }
}

trial_outcome outcome_of(const trial_result& of) {
  if (std::any_of(of.open.begin(), of.open.end(),
                  [](const accusation& each) { return each.verdict == verdict::error; })) {
    return trial_outcome::failed;
  }
  if (!of.wrongly.empty()) {
    return trial_outcome::accused_wrongly;
  }
  if (of.what.kind == trial_kind::defect && of.what.unobserved.empty()) {
    return of.caught() ? trial_outcome::as_expected : trial_outcome::slipped;
  }
  if (!of.accused.empty() || !of.shown.empty()) {
    return trial_outcome::outdated;
  }
  // With a defect much may stay open: what isn't shown any more is the defect's doing.
  return of.what.kind != trial_kind::defect && !of.open.empty() ? trial_outcome::inconclusive
                                                                : trial_outcome::as_expected;
}

}  // namespace

std::string_view name(trial_outcome value) {
  switch (value) {
    case trial_outcome::as_expected:
      return "as expected";
    case trial_outcome::otherwise:
      return "otherwise";
    case trial_outcome::outdated:
      return "outdated";
    case trial_outcome::inconclusive:
      return "inconclusive";
    case trial_outcome::slipped:
      return "slipped";
    case trial_outcome::accused_wrongly:
      return "accused wrongly";
    case trial_outcome::failed:
      return "failed";
  }
  return "";
}

bool trial_result::caught() const {
  return what.kind == trial_kind::defect && what.unobserved.empty() && failure.empty() && missing.empty() &&
         silent.empty();
}

std::vector<charge> charges_of(const judged_run& run) {
  std::vector<charge> out;
  for (const judged_case& which : run.cases) {
    for (const judgement& one : which.judgements) {
      if (one.verdict != verdict::pass && one.verdict != verdict::note) {
        out.push_back({which.id, one.requirement, one.verdict, one.summary});
      }
    }
  }
  return out;
}

trial_result hold(trial what, const std::vector<charge>& charges) {
  trial_result out;
  out.what = std::move(what);
  out.shown = out.what.leaves_open;
  for (const charge& one : charges) {
    const bool unsaid = one.verdict == verdict::inconclusive || one.verdict == verdict::skip;
    if (unsaid && (out.what.leaves_all_open || among(out.what.leaves_open, one.requirement))) {
      std::erase(out.shown, one.requirement);
    } else if (!accuses(one.verdict)) {
      add(out.open, one);
    } else {
      const bool rightly =
          among(out.what.violates, one.requirement) || among(out.what.entails, one.requirement);
      add(rightly ? out.accused : out.wrongly, one);
    }
  }
  sort(out.accused);
  sort(out.wrongly);
  sort(out.open);
  if (out.what.kind == trial_kind::defect && out.what.unobserved.empty()) {
    find_gaps(out, charges);
  }
  out.outcome = outcome_of(out);
  return out;
}

void hold_against(trial_result& what, const recorded_verdicts& recorded, const run_verdicts& now) {
  if (what.outcome == trial_outcome::failed) {
    return;
  }
  what.changed = recorded.changes({what.what.kind, what.what.name}, now);
  what.changes = what.changed.size();
  what.changed.resize(std::min(what.changes, most_changes));
  what.outcome = what.changes == 0 ? what.outcome : std::max(what.outcome, trial_outcome::otherwise);
}

trial_result failed_trial(trial what, std::string failure) {
  trial_result out;
  out.what = std::move(what);
  out.failure = std::move(failure);
  if (out.what.kind == trial_kind::defect && out.what.unobserved.empty()) {
    find_gaps(out, {});
  }
  out.outcome = trial_outcome::failed;
  return out;
}

}  // namespace dsnspec::judge
