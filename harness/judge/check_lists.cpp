// RFC 3461 5.2.7.1, 4.2: mailing lists, where the message is delivered to the list, and what goes on to the
// members is a new one.

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"
#include "judge/success_owed.hpp"

namespace dsnspec::judge {
namespace {

class lists_check {
 public:
  lists_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const submission& of : case_.seen.submissions()) {
      for (const submitted_recipient& to : of.recipients) {
        if (to.route == route::list && to.accepted && !to.unclear && !of.unclear && !of.sender.empty()) {
          delivered_to_list(of, to);
          not_both(of, to);
          members(of, to);
        }
      }
    }
    for (const auto& [list, all] : wishes_) {
      notify_derived(all);
    }
  }

 private:
  void delivered_to_list(const submission& of, const submitted_recipient& to) {
    if (to.repeated || case_.reports.has(to, dsn::action::failed)) {
      return;  // where the list itself fails, nothing was delivered
    }
    if (to.wants_success()) {
      if (case_.reports.has(to, dsn::action::expanded)) {
        found_.broken("rfc3464/2.3.3/expanded-not-for-lists",
                      "a mailing list is reported as 'expanded', not 'delivered'",
                      {exchanged(*of.in, *to.said)});
      } else if (case_.reports.has(to, dsn::action::delivered)) {
        found_.kept("rfc3464/2.3.3/expanded-not-for-lists");
      }
      success_owed(case_, found_, of, to, {dsn::action::delivered}, "rfc3461/5.2.7.1/delivered-dsn-for-list");
      return;
    }
    const std::string_view rule =
        to.notify ? "rfc3461/5.2.3/no-dsn-without-success-keyword" : "rfc3461/5.2.3/no-dsn-without-notify";
    for (const answer* one : case_.reports.to(to)) {
      if (one->terminal() && !one->is(dsn::action::failed)) {
        found_.broken(rule, "no report of success was asked for, but one came for the list",
                      {exchanged(*of.in, *to.said), reported(*one->report, *one->group)});
        return;
      }
    }
    if (case_.seen.silence_proved()) {
      found_.kept(rule);
    }
  }

  // What a list's program does with the message afterwards is told by other means (5.2.7.1).
  void not_both(const submission& of, const submitted_recipient& to) {
    constexpr std::string_view rule = "rfc3461/5.2.7.1/not-both-delivered-and-failed";
    const answer* delivered = answer_on(to, dsn::action::delivered);
    const answer* failed = answer_on(to, dsn::action::failed);
    if (delivered == nullptr || to.repeated) {
      return;
    }
    if (failed != nullptr) {
      found_.broken(rule, "one submission to a list is reported as delivered and as failed",
                    {exchanged(*of.in, *to.said), reported(*delivered->report, *delivered->group),
                     reported(*failed->report, *failed->group)});
    } else if (case_.seen.silence_proved()) {
      found_.kept(rule);
    }
  }

  // A report on the list itself, not on a member of it.
  [[nodiscard]] const answer* answer_on(const submitted_recipient& to, dsn::action what) const {
    for (const answer* one : case_.reports.to(to)) {
      if (one->is(what) && one->group->final_recipient &&
          same_address(address_in(*one->group->final_recipient), to.address)) {
        return one;
      }
    }
    return nullptr;
  }

  void members(const submission& of, const submitted_recipient& to) {
    const scenario::mailing_list* list = case_.seen.list_named(to.where_to.local_part);
    for (std::size_t i = 0; list != nullptr && i < list->members.size(); ++i) {
      const scenario::address& member = list->members[i];
      if (member.host == "local" || also_a_recipient(of, member)) {
        continue;
      }
      const fate& came = case_.fates.at(of, member);
      if (!came.offers.empty()) {
        const relayed_parameters given = parameters_at(member, came.offers.back());
        return_address(of, *list, *given.at->hop);
        not_derived(of, to, given);
        wishes_[to.where_to.local_part].push_back({to.notify, given.wish, given.seen()});
        orcpt_of_member(given);
      }
    }
  }

  // Who was written to directly, too, may have got what was for him, not for the list.
  [[nodiscard]] bool also_a_recipient(const submission& of, const scenario::address& member) const {
    return std::any_of(of.recipients.begin(), of.recipients.end(), [&member](const submitted_recipient& to) {
      return std::find(to.final_targets.begin(), to.final_targets.end(), member) != to.final_targets.end();
    });
  }

  void return_address(const submission& of, const scenario::mailing_list& list, const hop_transaction& hop) {
    constexpr std::string_view rule = "rfc3461/5.2.7.1/list-return-address-rewritten";
    const bool own_list = same_address(of.sender, case_.seen.resolve(list.owner));
    const bool of_the_sender = !own_list && same_address(hop.said->from.mailbox, of.sender);
    found_.held(rule, !of_the_sender && !hop.said->from.is_null(),
                of_the_sender ? "the message went to a list member with the sender's own reverse-path"
                              : "the message went to a list member with a null reverse-path",
                {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)});
  }

  void not_derived(const submission& of, const submitted_recipient& to, const relayed_parameters& member) {
    const bool envid = of.envid && same_value(of.envid, member.envid);
    const bool orcpt = to.orcpt && same_value(to.orcpt, member.orcpt);
    if (of.envid || to.orcpt) {
      found_.held("rfc3461/5.2.7.1/list-parameters-not-derived", !envid && !orcpt,
                  fmt::format("a list member got the {} of the original message", envid ? "ENVID" : "ORCPT"),
                  member.seen());
    }
  }

  // What a member was told, and what the list had been asked.
  struct wish {
    std::optional<grammar::notify> asked;
    std::optional<grammar::notify> told;
    std::vector<evidence> seen;
  };

  // Its administrator may set NOTIFY for a list. That it changes with what senders ask, each time to the
  // same, shows where it comes from.
  void notify_derived(const std::vector<wish>& all) {
    const bool same = std::all_of(all.begin(), all.end(),
                                  [](const wish& one) { return one.asked && one.asked == one.told; });
    const bool changes = std::any_of(all.begin(), all.end(),
                                     [&all](const wish& one) { return one.asked != all.front().asked; });
    if (same && changes) {
      found_.broken("rfc3461/5.2.7.1/list-parameters-not-derived",
                    "list members got the NOTIFY of each original message", all.back().seen);
    }
  }

  // 4.2: what a list submits has the member's own address in ORCPT, if any.
  void orcpt_of_member(const relayed_parameters& member) {
    if (member.orcpt) {
      found_.held("rfc3461/4.2/list-orcpt-is-the-subscriber",
                  encodes_mailbox(*member.orcpt, member.at->to->path.mailbox),
                  fmt::format("a list member was given ORCPT={}", base::excerpt(*member.orcpt, 100)),
                  member.seen());
    }
  }

  const case_view& case_;
  findings& found_;
  std::map<std::string, std::vector<wish>> wishes_;  // by list
};

}  // namespace

void check_lists(const case_view& of, findings& found) {
  lists_check(of, found).run();
}

}  // namespace dsnspec::judge
