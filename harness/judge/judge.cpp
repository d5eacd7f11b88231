#include "judge/judge.hpp"

#include <algorithm>

#include "judge/checks.hpp"

namespace dsnspec::judge {
namespace {

verdict worst_of(const std::vector<judgement>& all) {
  verdict worst = verdict::pass;
  for (const judgement& one : all) {
    worst = std::max(worst, one.verdict);
  }
  return worst;
}

// A case that was not played says so for each requirement it was to show.
std::vector<judgement> not_played(const trace::case_record& record, const spec::law_book& law) {
  findings found(law);
  std::vector<judgement> out;
  for (const std::string& requirement : record.what.shows) {
    judgement skipped;
    skipped.requirement = requirement;
    skipped.verdict = verdict::skip;
    skipped.summary = record.skipped;
    out.push_back(std::move(skipped));
  }
  return out;
}

std::vector<judgement> played(const trace::case_record& record, const trace::recorded_run& run,
                              const spec::law_book& law) {
  const observation seen(record, run);
  const answers reports(seen);
  findings found(law);
  check_submission(seen, found);
  check_relay(seen, found);
  check_reports_owed(seen, reports, found);
  check_forwarding(seen, reports, found);
  check_report_envelope(seen, reports, found);
  check_report_content(seen, reports, found);
  check_report_fields(seen, reports, found);
  check_report_replies(seen, reports, found);
  check_report_syntax(seen, found);
  check_injection(seen, found);
  check_expectations(seen, reports, found);
  std::vector<judgement> out = found.result();
  // What it was there to show and nothing has shown: too little was seen.
  for (const std::string& requirement : record.what.shows) {
    const auto at = std::find_if(out.begin(), out.end(),
                                 [&requirement](const judgement& one) { return one.requirement == requirement; });
    if (at == out.end()) {
      judgement missing;
      missing.requirement = requirement;
      missing.verdict = verdict::inconclusive;
      missing.summary = record.fence && record.fence->proved
                            ? "the scenario is there to show this, but the occasion did not arise"
                            : "the run ended before this was shown";
      out.push_back(std::move(missing));
    }
  }
  std::sort(out.begin(), out.end(),
            [](const judgement& a, const judgement& b) { return a.requirement < b.requirement; });
  return out;
}

void sum_up(judged_run& out) {
  for (const judged_case& which : out.cases) {
    for (const judgement& one : which.judgements) {
      requirement_result& result = out.requirements[one.requirement];
      result.verdict = result.cases.empty() ? one.verdict : std::max(result.verdict, one.verdict);
      result.cases.push_back(which.id);
      ++out.summary[one.verdict];
    }
  }
}

}  // namespace

judged_case judge_case(const trace::case_record& record, const trace::recorded_run& run, const spec::law_book& law) {
  judged_case out;
  out.id = record.what.case_id();
  out.title = record.what.title;
  out.label = record.where.label;
  out.judgements = record.skipped.empty() ? played(record, run, law) : not_played(record, law);
  out.verdict = worst_of(out.judgements);
  return out;
}

judged_run judge(const trace::recorded_run& run, const spec::law_book& law) {
  judged_run out;
  out.header = run.header;
  out.law = law.hash();
  out.complete = run.complete;
  out.target_died = run.target_died();
  out.wall_ms = run.wall_ms;
  for (const trace::case_record& record : run.cases) {
    out.cases.push_back(judge_case(record, run, law));
  }
  sum_up(out);
  return out;
}

}  // namespace dsnspec::judge
