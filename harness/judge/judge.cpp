#include "judge/judge.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "judge/checks.hpp"
#include "judge/out_of_reach.hpp"

namespace dsnspec::judge {
namespace {

constexpr void (*all_checks[])(const case_view&, findings&) = {
    check_submission,       check_acceptance,     check_effects,        check_commands,
    check_command_syntax,   check_relay,          check_reports_owed,   check_delays,
    check_null_sender,      check_shared_reports, check_lists,          check_aliases,
    check_multiple_aliases, check_forwarding,     check_choices,        check_report_envelope,
    check_report_subject,   check_report_content, check_report_fields,  check_report_recipients,
    check_report_replies,   check_report_origin,  check_report_times,   check_report_returned,
    check_report_options,   check_report_syntax,  check_injection,      check_smtputf8_server,
    check_smtputf8_client,  check_smtputf8_names, check_smtputf8_orcpt, check_smtputf8_reports,
    check_smtputf8_outcome, check_smtp_commands,  check_smtp_relaying,  check_smtp_notifications,
    check_enhanced_codes,   check_expectations,
};

// Those that look at nothing but the target's replies to the submitter. A command that takes mail gives none.
bool is_of_replies(void (*check)(const case_view&, findings&)) {
  return check == check_submission || check == check_acceptance || check == check_smtp_commands ||
         check == check_smtputf8_server;
}

verdict worst_of(const std::vector<judgement>& all) {
  verdict worst = verdict::pass;
  for (const judgement& one : all) {
    worst = std::max(worst, one.verdict);
  }
  return worst;
}

const judgement* find(const std::vector<judgement>& all, std::string_view requirement) {
  const auto at = std::find_if(
      all.begin(), all.end(), [requirement](const judgement& one) { return one.requirement == requirement; });
  return at == all.end() ? nullptr : &*at;
}

// Keeps the order of requirements. One that is there already stays.
void add(std::vector<judgement>& to, judgement fresh) {
  if (find(to, fresh.requirement) != nullptr) {
    return;
  }
  const auto at = std::lower_bound(to.begin(), to.end(), fresh, [](const judgement& a, const judgement& b) {
    return a.requirement < b.requirement;
  });
  to.insert(at, std::move(fresh));
}

judgement inconclusive(std::string_view requirement, std::string reason) {
  judgement out;
  out.requirement = requirement;
  out.verdict = verdict::inconclusive;
  out.summary = std::move(reason);
  return out;
}

judgement skipped(std::string_view requirement, std::string reason) {
  judgement out = inconclusive(requirement, std::move(reason));
  out.verdict = verdict::skip;
  return out;
}

// A case that was not played says so for each requirement it was to show.
std::vector<judgement> not_played(const trace::case_record& record, const spec::law_book& law) {
  std::vector<judgement> out;
  for (const std::string& requirement : record.what.shows) {
    add(out, skipped(law.judged_as(requirement), record.skipped));
  }
  return out;
}

std::vector<judgement> played(const trace::case_record& record, const trace::recorded_run& run,
                              const spec::law_book& law) {
  const observation seen(record, run);
  const fates fates(seen);
  const answers reports(seen);
  const unread_reports unread(seen, reports);
  const case_view view{seen, fates, reports, unread};
  findings found(law);
  for (const auto check : all_checks) {
    if (!run.header.target.by_command || !is_of_replies(check)) {
      check(view, found);
    }
  }
  std::vector<judgement> out = found.result();
  if (!seen.announces_dsn()) {
    std::erase_if(out, [](const judgement& one) { return binds_with_dsn_alone(one.requirement); });
  }
  if (!record.fence) {
    for (const std::string& requirement : record.what.shows) {
      add(out, inconclusive(law.judged_as(requirement), "the run ended before this was shown"));
    }
  }
  return out;
}

// What becomes of a requirement that none of these cases has shown.
judgement not_shown(std::string_view requirement, const std::vector<std::size_t>& members,
                    const judged_run& judged, const trace::recorded_run& run, const spec::law_book& law) {
  std::vector<const trace::case_record*> records;
  std::vector<const judged_case*> found;
  for (const std::size_t i : members) {
    records.push_back(&run.cases[i]);
    found.push_back(&judged.cases[i]);
  }
  std::string reason = out_of_reach(requirement, law, run.header, records, found);
  return reason.empty()
             ? inconclusive(requirement, "the scenario is there to show this, but no case of it did")
             : skipped(requirement, std::move(reason));
}

// What a scenario is there to show and none of its cases has shown: too little was seen, or it can't be seen
// of this target. Only where all cases of the scenario were played, because some show one thing and some
// another.
void add_not_shown(judged_run& out, const trace::recorded_run& run, const spec::law_book& law) {
  std::map<std::string, std::vector<std::size_t>> by_scenario;
  for (std::size_t i = 0; i < run.cases.size(); ++i) {
    by_scenario[run.cases[i].what.id].push_back(i);
  }
  for (const auto& [id, members] : by_scenario) {
    const scenario::scenario& first = run.cases[members.front()].what;
    if (members.size() != first.siblings) {
      continue;
    }
    for (const std::string& named : first.shows) {
      const std::string_view requirement = law.judged_as(named);
      const bool shown = std::any_of(members.begin(), members.end(), [&](std::size_t i) {
        return find(out.cases[i].judgements, requirement) != nullptr;
      });
      if (!shown) {
        judged_case& which = out.cases[members.front()];
        add(which.judgements, not_shown(requirement, members, out, run, law));
        which.verdict = worst_of(which.judgements);
      }
    }
  }
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

judged_case judge_case(const trace::case_record& record, const trace::recorded_run& run,
                       const spec::law_book& law) {
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
  add_not_shown(out, run, law);
  sum_up(out);
  return out;
}

}  // namespace dsnspec::judge
