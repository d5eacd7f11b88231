// RFC 3461 5.2: for each recipient the report that is owed, and none that is not. What is owed stands in
// obligations; here it is held against the reports that came.

#include <algorithm>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"
#include "judge/obligations.hpp"

namespace dsnspec::judge {
namespace {

std::string asked_for(const submitted_recipient& to) {
  return to.notify ? fmt::format("NOTIFY={}", to.notify->text()) : std::string("no NOTIFY");
}

class owed_check {
 public:
  owed_check(const observation& seen, const answers& reports, findings& found)
      : seen_(seen), reports_(reports), found_(found) {}

  void run() {
    for (const submission& of : seen_.submissions()) {
      if (of.sender.empty()) {
        null_sender(of);
        continue;
      }
      for (const submitted_recipient& to : of.recipients) {
        // What a multiple alias or a list owes is for check_forwarding.
        if (to.accepted && !to.unclear && !to.final_targets.empty() && to.route != route::multi_alias &&
            to.route != route::list) {
          recipient(of, to);
        }
      }
    }
    for (const received_report& report : seen_.reports()) {
      unwanted_groups(report);
    }
  }

 private:
  // What is owed to one recipient, and what came.
  struct matter {
    const submission* of;
    const submitted_recipient* to;
    fate came;
    obligation owed;
    std::vector<const answer*> got;
  };

  void recipient(const submission& of, const submitted_recipient& to) {
    matter now{&of, &to, fate_at(seen_, of, to.final_targets.front()), {}, reports_.to(to)};
    const bool decided =
        now.came.delivered || seen_.silence_proved() ||
        std::any_of(now.got.begin(), now.got.end(), [](const answer* one) { return one->terminal(); });
    now.owed = obligation_of({false, to.notify}, outcome(now.came));
    if (!decided) {
      for (const std::string_view rule : now.owed.terminal_rules) {
        found_.inconclusive(rule,
                            fmt::format("the fate of {} was still open when the run ended", name_of(to)));
      }
      return;
    }
    if (expanded_alias(now)) {
      return;  // not as 5.2.7.2 would have it, which check_forwarding says; the request did not go any
               // further
    }
    if (now.owed.terminal) {
      required(now);
    } else {
      forbidden(now);
    }
    at_most_one(now);
    delayed(now);
  }

  // An alias with one target that is treated like one with several: SUCCESS ends there, with "expanded".
  static bool expanded_alias(const matter& now) {
    return now.to->route == route::alias && now.to->wants_success() && now.came.delivered &&
           std::any_of(now.got.begin(), now.got.end(),
                       [](const answer* one) { return one->is(dsn::action::expanded); });
  }

  static outcome_at outcome(const fate& came) {
    outcome_at out;
    if (came.delivered) {
      out.delivered_to = came.local        ? destination::mailbox
                         : came.conforming ? destination::conforming_hop
                                           : destination::nonconforming_hop;
    }
    out.refused_by_nonconforming_at_rcpt = came.refused_by_nonconforming_at_rcpt();
    out.nonconforming = !came.offers.empty() && !came.offers.back()->conforming();
    return out;
  }

  static std::string name_of(const submitted_recipient& to) { return base::excerpt(to.address, 100); }

  // "carol@... (NOTIFY=SUCCESS) was taken by a next hop without DSN".
  static std::string story(const matter& now) {
    std::string end = "could not be delivered";
    if (now.came.local && now.came.delivered) {
      end = "was delivered to its mailbox";
    } else if (now.came.delivered) {
      end = fmt::format("was taken by a next hop {} DSN", now.came.conforming ? "with" : "without");
    } else if (!now.came.refusals.empty()) {
      const refusal& last = now.came.refusals.back();
      end = fmt::format("was refused at {} ({})", last.stage, last.said->code());
    }
    return fmt::format("{} ({}) {}", name_of(*now.to), asked_for(*now.to), end);
  }

  [[nodiscard]] std::vector<evidence> facts(const matter& now) const {
    std::vector<evidence> out = {exchanged(*now.of->in, *now.to->said)};
    if (now.came.by != nullptr) {
      out.push_back(exchanged(*now.came.by->in, *now.came.at));
    } else if (!now.came.refusals.empty()) {
      out.push_back(refused(now.came.refusals.back()));
    }
    if (seen_.record().fence) {
      out.push_back({seen_.record().fence->at, "fence", base::excerpt(seen_.record().fence->text)});
    }
    return out;
  }

  [[nodiscard]] evidence refused(const refusal& what) const {
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->host == what.host && in.of->opened <= what.said->answered &&
          (!in.of->closed || *in.of->closed >= what.said->answered)) {
        return exchanged(in, *what.said);
      }
    }
    return {what.said->answered, "host " + what.host, base::excerpt(what.said->answer->raw)};
  }

  void required(const matter& now) {
    const dsn::action want = *now.owed.terminal;
    const auto right = [want](const answer* one) { return one->is(want); };
    const auto last_word = [](const answer* one) { return one->terminal(); };
    if (std::any_of(now.got.begin(), now.got.end(), right)) {
      keep_all(now.owed.terminal_rules);
      found_.kept("rfc3464/2.3.3/action-matches-outcome");
      keep_action_rules(want);
      return;
    }
    const auto wrong = std::find_if(now.got.begin(), now.got.end(), last_word);
    if (wrong != now.got.end()) {
      wrong_action(now, **wrong);
    } else if (came_unread(*now.of) || !seen_.receives_mail(now.of->sender)) {
      return;  // the sender's host doesn't let us see what is sent to it
    } else if (!seen_.silence_proved()) {
      for (const std::string_view rule : now.owed.terminal_rules) {
        found_.inconclusive(rule, fmt::format("no report '{}' for {}, but the silence is not proved",
                                              dsn::name(want), name_of(*now.to)));
      }
    } else {
      for (const std::string_view rule : now.owed.terminal_rules) {
        found_.broken(rule, fmt::format("{}: a report '{}' was owed, none came", story(now), dsn::name(want)),
                      facts(now));
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

  void wrong_action(const matter& now, const answer& got) {
    const dsn::action want = *now.owed.terminal;
    const std::string action = got.group->action ? base::excerpt(got.group->action->text, 40) : "(none)";
    std::vector<evidence> seen = facts(now);
    seen.push_back(reported(*got.report, *got.group));
    const std::string summary = fmt::format("{}: a report '{}' was owed, the one that came says '{}'",
                                            story(now), dsn::name(want), action);
    for (const std::string_view rule : now.owed.terminal_rules) {
      found_.broken(rule, summary, seen);
    }
    found_.broken("rfc3464/2.3.3/action-matches-outcome", summary, seen);
    if (want == dsn::action::failed) {
      found_.broken("rfc3461/5.2.6/action-is-failed", summary, seen);
    } else if (want == dsn::action::relayed && got.is(dsn::action::delivered)) {
      found_.broken("rfc3464/2.3.3/relayed-not-delivered", summary, seen);
    }
  }

  // A report to this sender was offered, and refused before its content was sent.
  [[nodiscard]] bool came_unread(const submission& of) const {
    return std::any_of(seen_.hops().begin(), seen_.hops().end(), [&of](const hop_transaction& hop) {
      return hop.is_report && hop.said->message.empty() &&
             std::any_of(hop.said->recipients.begin(), hop.said->recipients.end(),
                         [&of](const auto& to) { return same_address(to.path.mailbox, of.sender); });
    });
  }

  void forbidden(const matter& now) {
    bool any = false;
    for (const answer* one : now.got) {
      if (!one->terminal()) {
        continue;
      }
      any = true;
      if (shares_report(*one)) {
        continue;  // 5.2.8: see unwanted_groups
      }
      // Under an alias, 5.2.7.2 says "SHOULD NOT" of what would otherwise be a "MUST NOT".
      const bool about_alias = now.to->route == route::alias && now.came.delivered;
      std::vector<evidence> seen = facts(now);
      seen.push_back(reported(*one->report, *one->group));
      const std::string summary =
          fmt::format("{}: no report may come for it, but one says '{}'", story(now),
                      one->group->action ? base::excerpt(one->group->action->text, 40) : "(no action)");
      for (const std::string_view rule : now.owed.terminal_rules) {
        if (!about_alias || rule.find("/5.2.1/") == std::string_view::npos) {
          found_.broken(rule, summary, seen);
        }
      }
      if (one->is(dsn::action::failed) && now.came.delivered) {
        found_.broken("rfc3464/2.3.3/action-matches-outcome", summary, seen);
      }
    }
    if (!any && seen_.silence_proved()) {
      keep_all(now.owed.terminal_rules);
    } else if (!any) {
      for (const std::string_view rule : now.owed.terminal_rules) {
        found_.inconclusive(rule, "no report came, but the silence is not proved");
      }
    }
  }

  // Whether the group of a recipient who is owed nothing stands in a report that others are owed.
  [[nodiscard]] bool shares_report(const answer& which) const {
    return std::any_of(reports_.all().begin(), reports_.all().end(), [&](const answer& other) {
      return other.report == which.report && other.to != which.to && other.to != nullptr &&
             !owed_nothing(other);
    });
  }

  [[nodiscard]] bool owed_nothing(const answer& which) const {
    if (which.of == nullptr || which.to->route == route::multi_alias || which.to->route == route::list ||
        which.to->unclear || which.to->final_targets.empty()) {
      return false;
    }
    const fate came = fate_at(seen_, *which.of, which.to->final_targets.front());
    const obligation owed = obligation_of({which.of->sender.empty(), which.to->notify}, outcome(came));
    return which.terminal() ? !owed.terminal : !owed.delayed_permitted;
  }

  void unwanted_groups(const received_report& report) {
    constexpr std::string_view rule = "rfc3461/5.2.8/no-unwanted-recipients-in-dsn";
    std::size_t groups = 0;
    bool unwanted = false;
    for (const answer& one : reports_.all()) {
      if (one.report != &report || one.to == nullptr) {
        continue;
      }
      ++groups;
      if (owed_nothing(one) && shares_report(one)) {
        unwanted = true;
        found_.broken(rule,
                      fmt::format("the report also tells of {} ({}), for whom none would have been issued",
                                  name_of(*one.to), asked_for(*one.to)),
                      {reported(report, *one.group)});
      }
    }
    if (groups > 1 && !unwanted) {
      found_.kept(rule);
    }
  }

  void at_most_one(const matter& now) {
    const auto terminal = std::count_if(now.got.begin(), now.got.end(), [](const answer* one) {
      return one->last_word() && one->report->how->said->delivered();
    });
    const auto twins =
        std::count_if(now.of->recipients.begin(), now.of->recipients.end(),
                      [&now](const auto& other) { return same_address(other.address, now.to->address); });
    if (terminal == 0 || twins > 1) {
      return;
    }
    std::vector<evidence> seen;
    for (const answer* one : now.got) {
      seen.push_back(reported(*one->report, *one->group));
    }
    found_.held("rfc3461/5.2.6/one-terminal-report", terminal == 1,
                fmt::format("{} has {} final reports", name_of(*now.to), terminal), std::move(seen));
  }

  void delayed(const matter& now) {
    bool any = false;
    for (const answer* one : now.got) {
      if (!one->is(dsn::action::delayed)) {
        continue;
      }
      any = true;
      if (now.owed.delayed_permitted) {
        found_.note(now.owed.delayed_rule, "a 'delayed' report is issued",
                    {reported(*one->report, *one->group)});
      } else if (!shares_report(*one)) {
        found_.broken(now.owed.delayed_rule, fmt::format("{}: a report 'delayed' came", story(now)),
                      {exchanged(*now.of->in, *now.to->said), reported(*one->report, *one->group)});
      }
    }
    if (!any && was_delayed(now) && seen_.silence_proved()) {
      if (now.owed.delayed_permitted) {
        found_.note(now.owed.delayed_rule, "no 'delayed' report is issued");
      } else {
        found_.kept(now.owed.delayed_rule);
      }
    }
  }

  // A busy machine makes any message late; only where the scenario makes it late is that the same in every
  // run.
  [[nodiscard]] bool meant_to_last() const {
    const std::vector<std::string>& needs = seen_.record().what.needs;
    return std::find(needs.begin(), needs.end(), "delay") != needs.end();
  }

  // Long enough that this target would have warned of it.
  [[nodiscard]] bool was_delayed(const matter& now) const {
    const std::int64_t delay_us = seen_.run().header.target.delay_ms * 1000;
    if (delay_us == 0 || !seen_.record().fence || !now.of->said->end || !meant_to_last()) {
      return false;
    }
    const trace::time_us taken = now.of->said->end->answered;
    const trace::time_us done =
        now.came.by != nullptr ? now.came.by->said->end->answered : seen_.record().fence->at;
    return done - taken > delay_us;
  }

  // A message with a null reverse-path: nobody hears of it.
  void null_sender(const submission& of) {
    constexpr std::string_view rule = "rfc3461/5.2/no-dsn-for-null-sender";
    if (!of.accepted) {
      return;
    }
    bool any = false;
    for (const hop_transaction& hop : seen_.hops()) {
      if (hop.is_report && reports_submission(hop, of)) {
        any = true;
        found_.broken(rule, "a message with a null reverse-path was answered with a report",
                      {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)});
      }
    }
    if (!any && seen_.silence_proved()) {
      found_.kept(rule);
    } else if (!any) {
      found_.inconclusive(rule, "no report came, but the silence is not proved");
    }
  }

  [[nodiscard]] bool reports_submission(const hop_transaction& hop, const submission& of) const {
    for (const received_report& report : seen_.reports()) {
      if (report.how == &hop) {
        return reports_.of(report) == &of;
      }
    }
    return seen_.submissions().size() == 1;
  }

  void keep_all(const std::vector<std::string_view>& rules) {
    for (const std::string_view rule : rules) {
      found_.kept(rule);
    }
  }

  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_reports_owed(const observation& seen, const answers& reports, findings& found) {
  owed_check(seen, reports, found).run();
}

}  // namespace dsnspec::judge
