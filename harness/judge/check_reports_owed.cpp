// RFC 3461 5.2: for each recipient the final report that is owed, and none that is not. What is owed stands
// in obligations; here it is held against the reports that came.

#include <algorithm>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/account.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/own_form.hpp"
#include "judge/unsent.hpp"
#include "judge/unwanted.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view relayed_only_rule = "rfc3464/2.3.3/relayed-only-with-success";
constexpr std::string_view action_rule = "rfc3464/2.3.3/action-matches-outcome";

std::string action_text(const answer& one) {
  return one.group->action ? base::excerpt(one.group->action->text, 40) : "(none)";
}

class owed_check {
 public:
  owed_check(const case_view& of, findings& found)
      : case_(of), seen_(of.seen), reports_(of.reports), unwanted_(of), found_(found) {}

  void run() {
    for (const submission& of : seen_.submissions()) {
      for (const submitted_recipient& to : of.recipients) {
        const auto now = of.sender.empty() || to.repeated ? std::nullopt : account_of(case_, of, to);
        if (now) {
          recipient(*now);
        }
      }
    }
  }

 private:
  void recipient(const account& now) {
    const std::vector<const answer*>& got = reports_.to(*now.to);
    const bool decided =
        now.came->delivered || seen_.silence_proved() ||
        std::any_of(got.begin(), got.end(), [](const answer* one) { return one->terminal(); });
    if (!decided) {
      all_inconclusive(now,
                       fmt::format("the fate of {} was still open when the run ended", name_of(*now.to)));
      return;
    }
    if (expanded_alias(now, got)) {
      return;  // not as 5.2.7.2 would have it, which check_aliases says; the request did not go any further
    }
    if (now.owed.terminal) {
      required(now, got);
    } else {
      forbidden(now, got);
    }
    at_most_one(now, got);
    given_up_too_early(now, got);
  }

  // An alias with one target that is treated like one with several: SUCCESS ends there, with "expanded".
  static bool expanded_alias(const account& now, const std::vector<const answer*>& got) {
    return now.to->route == route::alias && now.to->wants_success() && now.came->delivered &&
           std::any_of(got.begin(), got.end(),
                       [](const answer* one) { return one->is(dsn::action::expanded); });
  }

  void all_inconclusive(const account& now, const std::string& reason) {
    for (const std::string_view rule : now.owed.terminal_rules) {
      found_.inconclusive(rule, reason);
    }
  }

  // ------------------------------------------------------------- a report is owed

  void required(const account& now, const std::vector<const answer*>& got) {
    const dsn::action want = *now.owed.terminal;
    if (std::any_of(got.begin(), got.end(), [want](const answer* one) { return one->is(want); })) {
      keep_all(now.owed.terminal_rules);
      found_.kept(action_rule);
      keep_action_rules(want);
      return;
    }
    const auto last_word = [](const answer* one) { return one->terminal(); };
    const auto wrong = std::find_if(got.begin(), got.end(), last_word);
    if (wrong != got.end()) {
      if ((*wrong)->has_action()) {  // else the linter says it
        wrong_action(now, **wrong);
      }
    } else if (told_in_own_form(seen_, reports_, *now.of, *now.to) != nullptr) {
      keep_all(now.owed.terminal_rules);
    } else if (case_.unread.any_for(*now.of) || reports_.has_lost_group(*now.to)) {
      return;
    } else if (!seen_.silence_proved()) {
      all_inconclusive(now, fmt::format("no report '{}' for {}, but the silence is not proved",
                                        dsn::name(want), name_of(*now.to)));
    } else if (const auto unsent = unsent_report(case_, *now.of)) {
      all_inconclusive(now,
                       fmt::format("{}: no report '{}' came, but one was made that could not be sent: {}",
                                   story_of(now), dsn::name(want), *unsent));
    } else {
      for (const std::string_view rule : now.owed.terminal_rules) {
        found_.broken(rule,
                      fmt::format("{}: a report '{}' was owed, none came", story_of(now), dsn::name(want)),
                      facts_of(now, seen_));
      }
    }
  }

  void keep_action_rules(dsn::action which) {
    if (which == dsn::action::failed) {
      found_.kept("rfc3461/5.2.6/action-is-failed");
    } else if (which == dsn::action::relayed) {
      found_.kept("rfc3464/2.3.3/relayed-not-delivered");
    }
  }

  void wrong_action(const account& now, const answer& got) {
    const dsn::action want = *now.owed.terminal;
    std::vector<evidence> seen = facts_of(now, seen_);
    seen.push_back(reported(*got.report, *got.group));
    const std::string summary = fmt::format("{}: a report '{}' was owed, the one that came says '{}'",
                                            story_of(now), dsn::name(want), action_text(got));
    // Told of a failure that it was a success, the sender has lost the report; else he is told the wrong
    // word.
    const auto cost = want == dsn::action::failed ? std::nullopt : std::optional(spec::impact::false_report);
    for (const std::string_view rule : now.owed.terminal_rules) {
      found_.broken(rule, summary, seen, cost);
    }
    found_.broken(action_rule, summary, seen);
    if (want == dsn::action::failed) {
      found_.broken("rfc3461/5.2.6/action-is-failed", summary, seen);
    } else if (want == dsn::action::relayed && got.is(dsn::action::delivered)) {
      found_.broken("rfc3464/2.3.3/relayed-not-delivered", summary, seen);
    }
  }

  // ------------------------------------------------------------- no report is owed

  void forbidden(const account& now, const std::vector<const answer*>& got) {
    bool any = false;
    for (const answer* one : got) {
      if (one->terminal()) {
        any = true;
        if (!unwanted_.shares_report(*one)) {  // 5.2.8: see check_shared_reports
          unwanted(now, *one);
        }
      }
    }
    if (!any && seen_.silence_proved()) {
      keep_all(now.owed.terminal_rules);
    } else if (!any) {
      all_inconclusive(now, "no report came, but the silence is not proved");
    }
  }

  void unwanted(const account& now, const answer& got) {
    std::vector<evidence> seen = facts_of(now, seen_);
    seen.push_back(reported(*got.report, *got.group));
    const std::string summary =
        fmt::format("{}: no report may come for it, but one says '{}'", story_of(now), action_text(got));
    const bool failed = got.is(dsn::action::failed);
    for (const std::string_view rule : now.owed.terminal_rules) {
      // What 5.2.1 says of reports of success it says of direct recipients; of aliases 5.2.7.2 says "SHOULD
      // NOT".
      const bool of_success = rule.find("/5.2.1/") != std::string_view::npos;
      // And 2.3.3 says it of the word "relayed" alone.
      const bool other_word = rule == relayed_only_rule && !got.is(dsn::action::relayed);
      if (!other_word && (!of_success || (!failed && now.to->route != route::alias))) {
        found_.broken(rule, summary, seen);
      }
    }
    if (failed && now.came->delivered) {
      found_.broken(action_rule, summary, seen);
    } else if (got.is(dsn::action::delivered) && now.came->delivered && !now.came->local &&
               !now.came->conforming) {
      found_.broken(action_rule, summary, seen);
      found_.broken("rfc3464/2.3.3/relayed-not-delivered", summary, seen);
    }
  }

  // ------------------------------------------------------------- of any report

  void at_most_one(const account& now, const std::vector<const answer*>& got) {
    const auto final_reports = std::count_if(got.begin(), got.end(), [](const answer* one) {
      return one->last_word() && one->report->how->said->delivered() && !one->report->how->said->reply_lost;
    });
    if (final_reports == 0 || now.to->shared) {
      return;
    }
    std::vector<evidence> seen;
    for (const answer* one : got) {
      if (final_reports > 1 && seen.size() < max_shown) {
        seen.push_back(reported(*one->report, *one->group));
      }
    }
    found_.held("rfc3461/5.2.6/one-terminal-report", final_reports == 1,
                fmt::format("{} has {} final reports", name_of(*now.to), final_reports), std::move(seen));
  }

  // "failed" says that all attempts are over.
  void given_up_too_early(const account& now, const std::vector<const answer*>& got) {
    const auto failed =
        std::find_if(got.begin(), got.end(), [](const answer* one) { return one->is(dsn::action::failed); });
    if (failed == got.end() || now.to->shared || now.came->offers.empty()) {
      return;
    }
    const offer& last = now.came->offers.back();
    if (last.to->sent > (*failed)->sent()) {
      found_.broken(action_rule,
                    fmt::format("{}: a report 'failed' came, and then the target tried again", story_of(now)),
                    {reported(*(*failed)->report, *(*failed)->group), exchanged(*last.hop->in, *last.to)});
    }
  }

  void keep_all(const std::vector<std::string_view>& rules) {
    for (const std::string_view rule : rules) {
      found_.kept(rule);
    }
  }

  static constexpr std::size_t max_shown = 8;
  const case_view& case_;
  const observation& seen_;
  const answers& reports_;
  const unwanted_groups unwanted_;
  findings& found_;
};

}  // namespace

void check_reports_owed(const case_view& of, findings& found) {
  owed_check(of, found).run();
}

}  // namespace dsnspec::judge
