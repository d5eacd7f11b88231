// RFC 3461 5.2.7: aliases and mailing lists.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/xtext.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

std::string decoded(const std::string& xtext) {
  grammar::deviations forgiven;
  return grammar::decode_xtext(xtext, forgiven);
}

// The DSN parameters one target of an alias or one member of a list was given.
struct given {
  scenario::address target;
  const hop_transaction* hop = nullptr;
  const trace::recipient_exchange* said = nullptr;
  std::optional<std::string> envid, orcpt;
  std::optional<grammar::ret> ret;
  std::optional<grammar::notify> notify;

  [[nodiscard]] std::vector<evidence> seen() const {
    return {judge::said(*hop->in, hop->said->mail), judge::said(*hop->in, *said)};
  }
};

class forwarding_check {
 public:
  forwarding_check(const observation& seen, const answers& reports, findings& found)
      : seen_(seen), reports_(reports), found_(found) {}

  void run() {
    for (const submission& of : seen_.submissions()) {
      for (const submitted_recipient& to : of.recipients) {
        if (!to.accepted || to.unclear || of.unclear || of.sender.empty()) {
          continue;
        }
        switch (to.route) {
          case route::alias: single_alias(of, to); break;
          case route::multi_alias: multiple_alias(of, to); break;
          case route::list: list(of, to); break;
          default: break;
        }
      }
    }
  }

 private:
  // ------------------------------------------------------------- what the targets were given

  // One for each target that a conforming next hop was offered; the last offer counts.
  [[nodiscard]] std::vector<given> given_to(const submission& of, const std::vector<scenario::address>& targets) const {
    std::vector<given> out;
    for (const scenario::address& target : targets) {
      const fate came = fate_at(seen_, of, target);
      if (target.host != "local" && !came.offers.empty() && came.offers.back()->conforming()) {
        out.push_back(parameters_of(target, *came.offers.back()));
      }
    }
    return out;
  }

  [[nodiscard]] given parameters_of(const scenario::address& target, const hop_transaction& hop) const {
    given out;
    out.target = target;
    out.hop = &hop;
    const auto mail = smtp::parse_path_argument(smtp::parse_command(hop.said->mail.command).argument, "FROM");
    if (mail) {
      const auto parameters = smtp::dsn_of_mail(mail->parameters);
      if (parameters.envid) {
        out.envid = std::string(parameters.envid->raw);
      }
      if (parameters.ret) {
        out.ret = parameters.ret->value;
      }
    }
    for (const auto& to : hop.said->recipients) {
      if (same_address(to.path.mailbox, seen_.resolve(target))) {
        out.said = &to;
        const auto path = smtp::parse_path_argument(smtp::parse_command(to.command).argument, "TO");
        if (path) {
          const auto parameters = smtp::dsn_of_rcpt(path->parameters);
          if (parameters.notify) {
            out.notify = parameters.notify->value;
          }
          if (parameters.orcpt) {
            out.orcpt = std::string(parameters.orcpt->raw);
          }
        }
      }
    }
    return out;
  }

  // ------------------------------------------------------------- 5.2.7.2

  void single_alias(const submission& of, const submitted_recipient& to) {
    no_dsn_for_alias(of, to);
    for (const given& target : given_to(of, to.final_targets)) {
      propagated(of, to, target);
    }
  }

  void no_dsn_for_alias(const submission& of, const submitted_recipient& to) {
    constexpr std::string_view rule = "rfc3461/5.2.7.2/no-dsn-for-single-alias";
    const fate came = to.final_targets.empty() ? fate{} : fate_at(seen_, of, to.final_targets.front());
    if (!came.delivered) {
      return;
    }
    bool any = false;
    for (const answer* one : reports_.to(to)) {
      const bool of_the_target = !came.conforming && (one->is(dsn::action::relayed) || one->is(dsn::action::delivered));
      if (one->terminal() && !of_the_target) {
        any = true;
        found_.broken(rule, "a report came for an alias with one target, which should pass the request on instead",
                      {exchanged(*of.in, *to.said), reported(*one->report, *one->group)});
      }
    }
    if (!any && seen_.silence_proved()) {
      found_.kept(rule);
    }
  }

  void propagated(const submission& of, const submitted_recipient& to, const given& target) {
    constexpr std::string_view rule = "rfc3461/5.2.7.2/parameters-propagated-through-alias";
    const auto hold = [&](bool asked, bool kept, const char* keyword) {
      if (asked) {
        std::vector<evidence> seen = {exchanged(*of.in, of.said->mail), exchanged(*of.in, *to.said)};
        for (evidence& one : target.seen()) {
          seen.push_back(std::move(one));
        }
        found_.held(rule, kept, fmt::format("{} was not passed on, or not as it was, through an alias", keyword),
                    std::move(seen));
      }
    };
    hold(of.envid.has_value(), target.envid && decoded(*target.envid) == decoded(of.envid.value_or("")), "ENVID");
    hold(of.ret.has_value(), target.ret && grammar::text(*target.ret) == of.ret, "RET");
    hold(to.notify.has_value(), target.notify && target.notify == to.notify, "NOTIFY");
    hold(to.orcpt.has_value(), target.orcpt && decoded(*target.orcpt) == decoded(to.orcpt.value_or("")), "ORCPT");
  }

  // ------------------------------------------------------------- 5.2.7.3

  enum class way { a, b, c, unknown };

  // Something of the request reached this target, beyond what a relay may add by itself.
  static bool has_request(const submission& of, const submitted_recipient& to, const given& target) {
    const bool orcpt = to.orcpt && target.orcpt && decoded(*target.orcpt) == decoded(*to.orcpt);
    const bool envid = of.envid && target.envid && decoded(*target.envid) == decoded(*of.envid);
    return orcpt || envid || target.notify.has_value();
  }

  void multiple_alias(const submission& of, const submitted_recipient& to) {
    if (!of.envid && !to.orcpt && !to.notify) {
      return;  // nothing was asked for, so nothing tells the three ways apart
    }
    const std::vector<given> targets = given_to(of, to.final_targets);
    const auto with_request = static_cast<std::size_t>(
        std::count_if(targets.begin(), targets.end(), [&](const given& one) { return has_request(of, to, one); }));
    const way used = way_of(to, targets.size(), with_request);
    const std::string seen_way = fmt::format("{} of {} targets at conforming hosts got the request", with_request,
                                             targets.size());
    if (used == way::unknown) {
      if (with_request > 1 && with_request < targets.size()) {
        found_.broken("rfc3461/5.2.7.3/one-of-three-ways", seen_way, of_all(targets));
      }
      return;
    }
    found_.note("rfc3461/5.2.7.3/one-of-three-ways",
                fmt::format("way ({}): {}", used == way::a ? 'a' : used == way::b ? 'b' : 'c', seen_way));
    if (used == way::c) {
      success_removed(of, to, targets);
    } else if (used == way::b) {
      found_.kept("rfc3461/5.2.7.3/exactly-one-target-in-way-b");
    }
    alias_report(of, to, used);
    failed_targets(of, to, used);
  }

  [[nodiscard]] bool has(const submitted_recipient& to, dsn::action which) const {
    const auto got = reports_.to(to);
    return std::any_of(got.begin(), got.end(), [which](const answer* one) { return one->is(which); });
  }

  [[nodiscard]] way way_of(const submitted_recipient& to, std::size_t targets, std::size_t with_request) const {
    if (targets == 0) {
      return way::unknown;
    }
    if (with_request == 0) {
      // Or way (b), with a target that nobody sees into: its report of delivery shows it.
      return to.wants_success() && has(to, dsn::action::delivered) ? way::b : way::a;
    }
    if (with_request == targets && (targets > 1 || has(to, dsn::action::expanded))) {
      return way::c;
    }
    if (with_request == 1) {
      return targets > 1 ? way::b : way::unknown;
    }
    return way::unknown;
  }

  static std::vector<evidence> of_all(const std::vector<given>& targets) {
    std::vector<evidence> out;
    for (const given& one : targets) {
      for (evidence& line : one.seen()) {
        out.push_back(std::move(line));
      }
    }
    return out;
  }

  void success_removed(const submission& of, const submitted_recipient& to, const std::vector<given>& targets) {
    if (!to.notify) {
      return;
    }
    const grammar::notify want = grammar::notify::on(false, to.notify->failure(), to.notify->delay());
    for (const given& target : targets) {
      std::vector<evidence> seen = target.seen();
      seen.insert(seen.begin(), exchanged(*of.in, *to.said));
      found_.held("rfc3461/5.2.7.3/success-removed-in-way-c", target.notify && *target.notify == want,
                  fmt::format("NOTIFY={} was asked of the alias; {} had to be told NOTIFY={} and was told {}",
                              to.notify->text(), base::excerpt(seen_.resolve(target.target), 80), want.text(),
                              target.notify ? target.notify->text() : "none"),
                  std::move(seen));
    }
  }

  void alias_report(const submission& of, const submitted_recipient& to, way used) {
    if (!to.wants_success()) {
      no_report_of_success(of, to);
    } else if (used == way::a) {
      owed(of, to, dsn::action::relayed, "rfc3461/5.2.7.3/relayed-dsn-in-way-a");
    } else if (used == way::c) {
      owed(of, to, dsn::action::expanded, "rfc3461/5.2.7.3/expanded-dsn-in-way-c");
    }
  }

  void owed(const submission& of, const submitted_recipient& to, dsn::action which, std::string_view rule) {
    if (has(to, which)) {
      found_.kept(rule);
      return;
    }
    std::vector<evidence> seen = {exchanged(*of.in, *to.said)};
    for (const answer* one : reports_.to(to)) {
      seen.push_back(reported(*one->report, *one->group));
    }
    const std::string what = fmt::format("NOTIFY={} was asked for: a report '{}' was owed, and none came",
                                         to.notify->text(), dsn::name(which));
    if (seen_.silence_proved()) {
      found_.broken(rule, what, std::move(seen));
    } else {
      found_.inconclusive(rule, what + ", but the silence is not proved", std::move(seen));
    }
  }

  void no_report_of_success(const submission& of, const submitted_recipient& to) {
    constexpr std::string_view rule = "rfc3461/5.2.7.3/no-dsn-without-success";
    bool any = false;
    for (const answer* one : reports_.to(to)) {
      if (one->terminal() && !one->is(dsn::action::failed)) {
        any = true;
        found_.broken(rule, "NOTIFY had no SUCCESS, but a report of success came for the alias",
                      {exchanged(*of.in, *to.said), reported(*one->report, *one->group)});
      }
    }
    if (!any && seen_.silence_proved()) {
      found_.kept(rule);
    }
  }

  // A target that can't be reached is a failure to deliver, whichever way is used.
  void failed_targets(const submission& of, const submitted_recipient& to, way used) {
    for (const scenario::address& target : to.final_targets) {
      const fate came = fate_at(seen_, of, target);
      if (came.delivered || came.refusals.empty() || !seen_.silence_proved()) {
        continue;
      }
      if (to.wants_failure()) {
        const std::string_view rule =
            to.notify ? "rfc3461/5.2.6/failed-dsn-for-failure" : "rfc3461/5.2.6/failed-dsn-without-notify";
        found_.held(rule, has(to, dsn::action::failed),
                    fmt::format("a target of the alias, {}, could not be reached; no report 'failed' came",
                                base::excerpt(seen_.resolve(target), 80)),
                    {exchanged(*of.in, *to.said)});
      } else if (used == way::c) {
        found_.held("rfc3461/5.2.6/no-dsn-without-failure-keyword", !has(to, dsn::action::failed),
                    "NOTIFY had no FAILURE, but a report 'failed' came for a target of the alias",
                    {exchanged(*of.in, *to.said)});
      }
    }
  }

  // ------------------------------------------------------------- 5.2.7.1

  void list(const submission& of, const submitted_recipient& to) {
    delivered_to_list(of, to);
    const auto& lists = seen_.record().what.local.lists;
    const auto which = std::find_if(lists.begin(), lists.end(),
                                    [&to](const auto& one) { return one.name == to.where_to.local_part; });
    if (which == lists.end()) {
      return;
    }
    for (const scenario::address& member : which->members) {
      const fate came = fate_at(seen_, of, member);
      if (member.host != "local" && !came.offers.empty()) {
        return_address(of, *came.offers.back());
        not_derived(of, to, parameters_of(member, *came.offers.back()));
      }
    }
  }

  void delivered_to_list(const submission& of, const submitted_recipient& to) {
    if (to.wants_success()) {
      owed(of, to, dsn::action::delivered, "rfc3461/5.2.7.1/delivered-dsn-for-list");
      if (has(to, dsn::action::expanded)) {
        found_.broken("rfc3464/2.3.3/action-matches-outcome", "a mailing list is reported as 'expanded', not 'delivered'",
                      {exchanged(*of.in, *to.said)});
      }
      return;
    }
    const std::string_view rule =
        to.notify ? "rfc3461/5.2.3/no-dsn-without-success-keyword" : "rfc3461/5.2.3/no-dsn-without-notify";
    for (const answer* one : reports_.to(to)) {
      if (one->terminal() && !one->is(dsn::action::failed)) {
        found_.broken(rule, "no report of success was asked for, but one came for the list",
                      {exchanged(*of.in, *to.said), reported(*one->report, *one->group)});
        return;
      }
    }
    if (seen_.silence_proved()) {
      found_.kept(rule);
    }
  }

  void return_address(const submission& of, const hop_transaction& hop) {
    found_.held("rfc3461/5.2.7.1/list-return-address-rewritten", hop.said->from.mailbox != of.sender,
                "the message went to a list member with the sender's own reverse-path",
                {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)});
  }

  void not_derived(const submission& of, const submitted_recipient& to, const given& member) {
    constexpr std::string_view rule = "rfc3461/5.2.7.1/list-parameters-not-derived";
    const bool envid = of.envid && member.envid && decoded(*member.envid) == decoded(*of.envid);
    const bool orcpt = to.orcpt && member.orcpt && decoded(*member.orcpt) == decoded(*to.orcpt);
    if (of.envid || to.orcpt) {
      found_.held(rule, !envid && !orcpt,
                  fmt::format("a list member got the {} of the original message", envid ? "ENVID" : "ORCPT"),
                  member.seen());
    }
  }

  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_forwarding(const observation& seen, const answers& reports, findings& found) {
  forwarding_check(seen, reports, found).run();
}

}  // namespace dsnspec::judge
