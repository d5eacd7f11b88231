#include "judge/outcome.hpp"

#include <algorithm>

namespace dsnspec::judge {
namespace {

template <class Predicate>
bool any_judgement(const judged_run& run, Predicate is) {
  return std::any_of(run.cases.begin(), run.cases.end(), [&is](const judged_case& which) {
    return std::any_of(which.judgements.begin(), which.judgements.end(), is);
  });
}

bool has(const judged_run& run, verdict value) {
  return any_judgement(run, [value](const judgement& what) { return what.verdict == value; });
}

bool has_silent_case(const judged_run& run) {
  return std::any_of(run.cases.begin(), run.cases.end(),
                     [](const judged_case& which) { return which.judgements.empty(); });
}

}  // namespace

bool is_finding_at(threshold level, verdict value) {
  switch (value) {
    case verdict::fail:
      return true;
    case verdict::warn:
      return level != threshold::must;
    case verdict::note:
      return level == threshold::may;
    default:
      return false;
  }
}

outcome outcome_of(const judged_run& run, threshold level) {
  if (run.target_died) {
    return outcome::target_died;
  }
  if (any_judgement(run, [level](const judgement& what) {
        return is_finding_at(level, what.verdict) && !what.known;
      })) {
    return outcome::findings;
  }
  if (has(run, verdict::error)) {
    return outcome::broken;
  }
  if (!run.stale.empty()) {
    return outcome::stale;
  }
  if (run.cases.empty()) {
    return outcome::nothing;
  }
  const bool concluded = any_judgement(run, [](const judgement& what) {
    return what.verdict == verdict::pass || is_finding_at(threshold::may, what.verdict);
  });
  if (concluded) {
    return outcome::as_expected;
  }
  return has(run, verdict::inconclusive) || has_silent_case(run) ? outcome::inconclusive : outcome::skipped;
}

std::string_view name(outcome value) {
  switch (value) {
    case outcome::as_expected:
      return "as expected";
    case outcome::findings:
      return "unexpected findings";
    case outcome::target_died:
      return "the target died";
    case outcome::stale:
      return "stale baseline entries";
    case outcome::nothing:
      return "nothing was run";
    case outcome::inconclusive:
      return "only inconclusive results";
    case outcome::broken:
      return "an error of dsnspec's own";
    case outcome::skipped:
      return "everything was skipped";
  }
  return "?";
}

}  // namespace dsnspec::judge
