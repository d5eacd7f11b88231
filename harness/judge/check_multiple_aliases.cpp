// RFC 3461 5.2.7.3: aliases with several targets. Three ways are open to an MTA: to pass nothing on (a),
// everything to exactly one target (b), or everything but SUCCESS to all (c). Which one is used is found out
// first.
//
// Only targets at next hops with DSN show what they were told. NOTIFY and ORCPT tell the ways apart: ENVID
// and RET belong to a whole transaction, which others may share.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"
#include "judge/success_owed.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view ways_rule = "rfc3461/5.2.7.3/one-of-three-ways";

enum class way { a, b, c, mixed, unknown };

class multiple_aliases_check {
 public:
  multiple_aliases_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const submission& of : case_.seen.submissions()) {
      for (const submitted_recipient& to : of.recipients) {
        if (to.route == route::multi_alias && to.accepted && !to.unclear && !to.shared && !of.unclear &&
            !of.sender.empty()) {
          alias(of, to);
        }
      }
    }
  }

 private:
  void alias(const submission& of, const submitted_recipient& to) {
    if (!of.envid && !to.orcpt && !to.notify) {
      return;  // nothing was asked for, so nothing tells the three ways apart
    }
    const std::vector<relayed_parameters> targets = given_to(of, to);
    if (to.wants_failure() && std::any_of(targets.begin(), targets.end(), is_silenced)) {
      found_.broken(ways_rule, "a target was given NOTIFY=NEVER, which nobody asked for", of_all(targets));
      failed_targets(of, to, way::unknown);
      return;
    }
    const auto with_request = static_cast<std::size_t>(
        std::count_if(targets.begin(), targets.end(),
                      [&](const relayed_parameters& one) { return has_request(of, to, one); }));
    const std::string seen_way =
        fmt::format("{} of {} targets at conforming hosts got the request", with_request, targets.size());
    const way used = way_of(to, targets.size(), with_request);
    if (used == way::mixed) {
      found_.broken(ways_rule, seen_way, of_all(targets));
      const auto with_success = std::count_if(
          targets.begin(), targets.end(), [](const auto& one) { return one.wish && one.wish->success(); });
      if (with_success > 1) {
        found_.broken("rfc3461/5.2.7.3/exactly-one-target-in-way-b",
                      fmt::format("{} of {} targets were told SUCCESS", with_success, targets.size()),
                      of_all(targets));
      }
    }
    if (used == way::unknown && !targets.empty()) {
      found_.note(ways_rule, "way (b) or (c): " + seen_way);
    }
    if (used == way::mixed || used == way::unknown) {
      if (to.never()) {
        failed_targets(of, to, used);
      }
      return;
    }
    const bool envid_alone =
        used == way::a &&
        std::any_of(targets.begin(), targets.end(), [&](const auto& one) { return has_envid(of, to, one); });
    found_.note(ways_rule, fmt::format("way ({}): {}{}",
                                       used == way::a && !envid_alone ? 'a'
                                       : used == way::b               ? 'b'
                                                                      : 'c',
                                       seen_way, envid_alone ? ", but ENVID" : ""));
    if (used == way::c) {
      all_but_success(of, to, targets);
    } else if (used == way::b) {
      found_.kept("rfc3461/5.2.7.3/exactly-one-target-in-way-b");
    }
    alias_report(of, to, used, envid_alone, goes_on(targets));
    failed_targets(of, to, used);
  }

  // ------------------------------------------------------------- what the targets were given

  // One for each target that a conforming next hop was offered; the last offer counts. None where what goes
  // on has a return address of its own, as 5.2.7.4 lets it, or the parameters were refused before.
  [[nodiscard]] std::vector<relayed_parameters> given_to(const submission& of,
                                                         const submitted_recipient& to) const {
    std::vector<relayed_parameters> out;
    for (const scenario::address& target : to.final_targets) {
      const fate& came = case_.fates.at(of, target);
      if (target.host == "local" || came.offers.empty() || came.doubtful) {
        continue;
      }
      const offer& last = came.offers.back();
      if (last.hop->conforming() && same_address(last.hop->said->from.mailbox, of.sender)) {
        out.push_back(parameters_at(target, last));
      }
    }
    return out;
  }

  // In none of the three ways: NEVER is what is left of SUCCESS alone (way c), or what was asked for.
  static bool is_silenced(const relayed_parameters& target) { return target.wish && target.wish->is_never(); }

  // Something of the request reached this target, beyond what a relay may add by itself.
  static bool has_request(const submission& of, const submitted_recipient& to,
                          const relayed_parameters& target) {
    const bool of_recipient = target.notify || (to.orcpt && same_value(to.orcpt, target.orcpt));
    const bool nothing_else = !to.notify && !to.orcpt;
    return of_recipient || (nothing_else && of.envid && same_value(of.envid, target.envid));
  }

  // ENVID went on, in a transaction that nobody but this alias brought about: in way (a) it doesn't.
  [[nodiscard]] bool has_envid(const submission& of, const submitted_recipient& to,
                               const relayed_parameters& target) const {
    const auto& all = target.at->hop->said->recipients;
    return of.envid && same_value(of.envid, target.envid) &&
           std::all_of(all.begin(), all.end(), [&](const trace::recipient_exchange& each) {
             return case_.seen.recipient_behind(of.index, each.path.mailbox) == &to;
           });
  }

  [[nodiscard]] way way_of(const submitted_recipient& to, std::size_t targets,
                           std::size_t with_request) const {
    if (targets == 0) {
      return way::unknown;
    }
    if (with_request == 0) {
      // Or way (b), with a target that nobody sees into: its report of delivery shows it.
      return to.wants_success() && case_.reports.has(to, dsn::action::delivered) ? way::b : way::a;
    }
    if (with_request == targets && (targets > 1 || case_.reports.has(to, dsn::action::expanded))) {
      return way::c;
    }
    if (with_request == 1) {
      return targets > 1 ? way::b : way::unknown;
    }
    return way::mixed;
  }

  static std::vector<evidence> of_all(const std::vector<relayed_parameters>& targets) {
    std::vector<evidence> out;
    for (const relayed_parameters& one : targets) {
      for (evidence& line : one.seen()) {
        out.push_back(std::move(line));
      }
    }
    return out;
  }

  void all_but_success(const submission& of, const submitted_recipient& to,
                       const std::vector<relayed_parameters>& targets) {
    for (const relayed_parameters& target : targets) {
      std::vector<evidence> seen = target.seen();
      seen.insert(seen.begin(), exchanged(*of.in, *to.said));
      if (to.notify) {
        const grammar::notify want = grammar::notify::on(false, to.notify->failure(), to.notify->delay());
        found_.held(
            "rfc3461/5.2.7.3/success-removed-in-way-c", target.wish == want,
            fmt::format("NOTIFY={} was asked of the alias; {} had to be told NOTIFY={} and was told {}",
                        to.notify->text(), base::excerpt(case_.seen.resolve(target.target), 80), want.text(),
                        target.wish ? target.wish->text() : "none"),
            seen);
      }
      const bool asked = of.ret || of.envid || to.orcpt;
      const bool ret = !of.ret || (target.ret && base::iequals(*of.ret, *target.ret));
      const bool all = ret && (!of.envid || same_value(of.envid, target.envid)) &&
                       (!to.orcpt || same_value(to.orcpt, target.orcpt));
      if (asked) {
        found_.held("rfc3461/5.2.7.3/others-to-all-in-way-c", all,
                    "NOTIFY was passed on to all targets of an alias, but not all of ENVID, RET and ORCPT",
                    seen);
      }
    }
  }

  // ------------------------------------------------------------- what the sender is told

  // SUCCESS was passed on to each target, so that the sender hears of their deliveries.
  static bool goes_on(const std::vector<relayed_parameters>& targets) {
    return !targets.empty() && std::all_of(targets.begin(), targets.end(), [](const relayed_parameters& one) {
      return one.wish && one.wish->success();
    });
  }

  void alias_report(const submission& of, const submitted_recipient& to, way used, bool envid_alone,
                    bool success_goes_on) {
    using dsn::action;
    if (!to.wants_success()) {
      no_report_of_success(of, to);
    } else if (used == way::a && !none_delivered(of, to)) {
      // "expanded" is what RFC 3464 section 3 advises; either tells the sender where the request ended.
      success_owed(
          case_, found_, of, to, {action::relayed, action::expanded, action::delivered},
          envid_alone ? "rfc3461/5.2.7.3/expanded-dsn-in-way-c" : "rfc3461/5.2.7.3/relayed-dsn-in-way-a");
    } else if (used == way::c && told_as_in_way_a(to)) {
      found_.broken(ways_rule,
                    "the targets were told NOTIFY=NEVER, as in way (c), and the sender what (a) tells", {});
    } else if (used == way::c) {
      success_owed(case_, found_, of, to, {action::expanded}, "rfc3461/5.2.7.3/expanded-dsn-in-way-c",
                   success_goes_on ? std::optional(spec::impact::wrong_content) : std::nullopt);
    } else if (used == way::b && handed_on(of, to)) {
      no_second_report(of, to);
    }
  }

  // The sender, who asked for SUCCESS alone, knows as much as "expanded" would tell.
  [[nodiscard]] bool told_as_in_way_a(const submitted_recipient& to) const {
    return to.notify && to.notify->success() && !to.notify->failure() && !to.notify->delay() &&
           case_.reports.has(to, dsn::action::relayed) && !case_.reports.has(to, dsn::action::expanded);
  }

  // Way (b): the one target that has the request was taken by a next hop that will answer it.
  [[nodiscard]] bool handed_on(const submission& of, const submitted_recipient& to) const {
    return std::any_of(to.final_targets.begin(), to.final_targets.end(), [&](const auto& target) {
      const fate& came = case_.fates.at(of, target);
      return came.delivered && came.conforming && !came.doubtful && came.by() != nullptr &&
             has_request(of, to, parameters_at(target, *came.by()));
    });
  }

  void no_second_report(const submission& of, const submitted_recipient& to) {
    constexpr std::string_view rule = "rfc3461/5.2.7.3/no-dsn-in-way-b";
    bool any = false;
    for (const answer* one : case_.reports.to(to)) {
      if (one->of_success() || one->is(dsn::action::expanded)) {
        any = true;
        found_.broken(rule, "the request was passed on to one target, and a report of success came besides",
                      {exchanged(*of.in, *to.said), reported(*one->report, *one->group)});
      }
    }
    if (!any && case_.seen.silence_proved()) {
      found_.kept(rule);
    }
  }

  [[nodiscard]] bool none_delivered(const submission& of, const submitted_recipient& to) const {
    return std::none_of(to.final_targets.begin(), to.final_targets.end(),
                        [&](const auto& target) { return case_.fates.at(of, target).delivered; });
  }

  void no_report_of_success(const submission& of, const submitted_recipient& to) {
    constexpr std::string_view rule = "rfc3461/5.2.7.3/no-dsn-without-success";
    bool any = false;
    for (const answer* one : case_.reports.to(to)) {
      if (one->of_success() || one->is(dsn::action::expanded)) {
        any = true;
        found_.broken(rule, "NOTIFY had no SUCCESS, but a report of success came for the alias",
                      {exchanged(*of.in, *to.said), reported(*one->report, *one->group)});
      }
    }
    if (!any && case_.seen.silence_proved()) {
      found_.kept(rule);
    }
  }

  // A target that can't be reached is a failure to deliver; in way (b) only where it has the request, or
  // where no target was reached. NEVER holds whichever way was chosen (4.1).
  void failed_targets(const submission& of, const submitted_recipient& to, way used) {
    for (const scenario::address& target : to.final_targets) {
      const fate& came = case_.fates.at(of, target);
      if (came.delivered || came.last_refusal() == nullptr || !case_.seen.silence_proved()) {
        continue;
      }
      const bool has_failed = case_.reports.has(to, dsn::action::failed);
      if (to.wants_failure()) {
        const bool may_be_b = used == way::a && ended_unseen(of, to);
        if (!has_failed &&
            (case_.unread.any_for(of) || may_be_b || (used == way::b && !chosen(of, to, target, came)))) {
          continue;
        }
        const std::string_view rule =
            to.notify ? "rfc3461/5.2.6/failed-dsn-for-failure" : "rfc3461/5.2.6/failed-dsn-without-notify";
        found_.held(rule, has_failed,
                    fmt::format("a target of the alias, {}, could not be reached; no report 'failed' came",
                                base::excerpt(case_.seen.resolve(target), 80)),
                    {exchanged(*of.in, *to.said)});
      } else if (used == way::c || to.never()) {
        found_.held("rfc3461/5.2.6/no-dsn-without-failure-keyword", !has_failed,
                    "NOTIFY had no FAILURE, but a report 'failed' came for a target of the alias",
                    {exchanged(*of.in, *to.said)});
      }
    }
  }

  // The request may have gone to one target that nobody sees into (way b): a mailbox here, or a next hop
  // without DSN.
  [[nodiscard]] bool ended_unseen(const submission& of, const submitted_recipient& to) const {
    return std::any_of(to.final_targets.begin(), to.final_targets.end(), [&](const auto& target) {
      const fate& came = case_.fates.at(of, target);
      return came.delivered && (came.local || !came.conforming);
    });
  }

  [[nodiscard]] bool chosen(const submission& of, const submitted_recipient& to,
                            const scenario::address& target, const fate& came) const {
    return none_delivered(of, to) ||
           (!came.offers.empty() && has_request(of, to, parameters_at(target, came.offers.back())));
  }

  const case_view& case_;
  findings& found_;
};

}  // namespace

void check_multiple_aliases(const case_view& of, findings& found) {
  multiple_aliases_check(of, found).run();
}

}  // namespace dsnspec::judge
