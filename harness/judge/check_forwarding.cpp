// RFC 3461 5.2.7, 5.2.7.4: the return address of what an alias sends on, and what the sender of a message to
// a forwarding that is treated as a list must not learn.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

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

constexpr std::string_view disclosed = "rfc3461/5.2.7.4/forwarding-address-not-disclosed";

bool contains(std::string_view text, std::string_view address) {
  return base::lowered(text).find(base::lowered(address)) != std::string::npos;
}

class forwarding_check {
 public:
  forwarding_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const submission& of : case_.seen.submissions()) {
      std::set<std::string> lists;  // each is judged once
      for (const submitted_recipient& to : of.recipients) {
        if (!to.accepted || to.unclear || of.unclear) {
          continue;
        }
        if ((to.route == route::alias || to.route == route::multi_alias) && !to.shared) {
          alias(of, to);
        } else if (to.route == route::list && !of.sender.empty() &&
                   lists.insert(to.where_to.local_part).second) {
          list(of, to);
        }
      }
    }
  }

 private:
  // ------------------------------------------------------------- aliases

  void alias(const submission& of, const submitted_recipient& to) {
    constexpr std::string_view rule = "rfc3461/5.2.7/alias-keeps-return-address";
    bool readdressed = false;
    for (const scenario::address& target : to.final_targets) {
      if (target.host == "local") {
        continue;
      }
      for (const offer& one : case_.fates.at(of, target).offers) {
        if (one.hop->is_report || one.hop->submission != of.index) {
          continue;
        }
        const auto& from = one.hop->said->from;
        const std::vector<evidence> seen = {said(*of.in, of.said->mail),
                                            said(*one.hop->in, one.hop->said->mail)};
        if (same_address(from.mailbox, of.sender)) {
          found_.kept(rule);
        } else if (!from.is_null()) {
          readdressed = true;
          found_.note(rule, "what goes on has a return address of its own, as 5.2.7.4 lets it", seen);
        } else if (!to.never()) {  // for whom a null one is right at a server without DSN (5.2.2 d)
          found_.broken(rule, "what an alias sends on has a null reverse-path", seen);
        }
      }
    }
    if (readdressed && to.route == route::alias && !of.sender.empty()) {
      like_a_list(of, to);
    }
  }

  // Treated as a list, it is where the message was delivered, unless the request went on all the same.
  void like_a_list(const submission& of, const submitted_recipient& to) {
    const fate& came = case_.fates.at(of, to);
    const bool went_on = std::any_of(came.offers.begin(), came.offers.end(), [&](const offer& one) {
      const auto given = parameters_at(to.final_targets.front(), one);
      return given.wish && given.wish->success();
    });
    if (to.wants_success() && came.delivered && !came.doubtful && !went_on) {
      success_owed(case_, found_, of, to,
                   {dsn::action::delivered, dsn::action::relayed, dsn::action::expanded},
                   "rfc3461/5.2.7.1/delivered-dsn-for-list");
    }
  }

  // ------------------------------------------------------------- lists, and forwardings treated as such

  void list(const submission& of, const submitted_recipient& to) {
    const scenario::mailing_list* list = case_.seen.list_named(to.where_to.local_part);
    if (list == nullptr || same_address(of.sender, case_.seen.resolve(list->owner))) {
      return;
    }
    std::set<std::string> written_to;  // those are known to the sender
    for (const submitted_recipient& other : of.recipients) {
      for (const scenario::address& target : other.final_targets) {
        written_to.insert(mailbox_key(case_.seen.resolve(target)));
      }
    }
    std::set<std::string> kept_back;
    bool any_failed = false;
    for (const scenario::address& member : list->members) {
      const std::string key = mailbox_key(case_.seen.resolve(member));
      if (!written_to.contains(key) && !sent_with_senders_own(of, member)) {
        kept_back.insert(key);
        const fate& came = case_.fates.at(of, member);
        any_failed = any_failed || (came.known && !came.delivered && came.contacted());
      }
    }
    const bool only_one = list->members.size() == 1 && !kept_back.empty();
    const bool told =
        told_of(of, to, kept_back, only_one ? case_.seen.resolve(list->members.front()) : std::string());
    if (!told && any_failed && case_.seen.silence_proved() && !case_.unread.any_for(of)) {
      found_.kept(disclosed);
    }
  }

  // Then reports go to the sender by right, and the wrong is another one (5.2.7.1 a).
  [[nodiscard]] bool sent_with_senders_own(const submission& of, const scenario::address& member) const {
    const auto& offers = case_.fates.at(of, member).offers;
    return std::any_of(offers.begin(), offers.end(), [&of](const offer& one) {
      return same_address(one.hop->said->from.mailbox, of.sender);
    });
  }

  // A report to the sender tells of the failure of one of these, or has the address `only` in any field.
  bool told_of(const submission& of, const submitted_recipient& to, const std::set<std::string>& kept_back,
               const std::string& only) {
    bool any = false;
    for (const received_report& report : case_.seen.reports()) {
      if (!goes_to(report, of.sender)) {
        continue;
      }
      for (const dsn::per_recipient_fields& group : report.parsed->recipients) {
        if (tells_of_failure(group, kept_back) || (!only.empty() && names(group, only))) {
          any = true;
          found_.broken(
              disclosed,
              fmt::format("the sender is told where mail for {} is sent on under another return address",
                          base::excerpt(to.address, 80)),
              {exchanged(*of.in, *to.said), reported(report, group)});
        }
      }
    }
    return any;
  }

  static bool goes_to(const received_report& report, std::string_view sender) {
    const auto& to = report.how->said->recipients;
    return std::any_of(to.begin(), to.end(),
                       [sender](const auto& one) { return same_address(one.path.mailbox, sender); });
  }

  static bool tells_of_failure(const dsn::per_recipient_fields& group, const std::set<std::string>& of) {
    return group.final_recipient && of.contains(mailbox_key(address_in(*group.final_recipient))) &&
           group.action &&
           (group.action->value == dsn::action::failed || group.action->value == dsn::action::delayed);
  }

  // In whatever field.
  static bool names(const dsn::per_recipient_fields& group, std::string_view address) {
    return std::any_of(group.fields.begin(), group.fields.end(),
                       [address](const dsn::field& field) { return contains(field.raw, address); });
  }

  const case_view& case_;
  findings& found_;
};

}  // namespace

void check_forwarding(const case_view& of, findings& found) {
  forwarding_check(of, found).run();
}

}  // namespace dsnspec::judge
