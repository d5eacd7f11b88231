// RFC 3461 5.2.7.2: aliases with a single target, which pass the request on and report nothing.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"

namespace dsnspec::judge {
namespace {

class aliases_check {
 public:
  aliases_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const submission& of : case_.seen.submissions()) {
      for (const submitted_recipient& to : of.recipients) {
        if (to.route == route::alias && to.accepted && !to.unclear && !to.shared && !of.unclear &&
            !of.sender.empty()) {
          alias(of, to, case_.fates.at(of, to));
        }
      }
    }
  }

 private:
  void alias(const submission& of, const submitted_recipient& to, const fate& came) {
    const auto readdressed = std::find_if(came.offers.begin(), came.offers.end(), [&of](const offer& one) {
      return !same_address(one.hop->said->from.mailbox, of.sender);
    });
    if (readdressed != came.offers.end()) {
      // 5.2.7.4: an alias that is to be confidential may be treated as if it were a list.
      found_.note("rfc3461/5.2.7.2/no-dsn-for-single-alias", "what goes on has a return address of its own",
                  {said(*readdressed->hop->in, readdressed->hop->said->mail)});
      return;
    }
    no_report(of, to, came);
    if (!came.offers.empty() && came.offers.back().hop->conforming() && !came.doubtful) {
      const relayed_parameters given = parameters_at(to.final_targets.front(), came.offers.back());
      propagated(of, to, given);
      added_orcpt(of, to, given);
    }
  }

  void no_report(const submission& of, const submitted_recipient& to, const fate& came) {
    constexpr std::string_view rule = "rfc3461/5.2.7.2/no-dsn-for-single-alias";
    if (!came.delivered || came.doubtful) {
      return;
    }
    bool any = false;
    for (const answer* one : case_.reports.to(to)) {
      const bool of_the_target =
          !came.conforming && (one->is(dsn::action::relayed) || one->is(dsn::action::delivered));
      if (one->terminal() && !of_the_target) {
        any = true;
        found_.broken(rule,
                      "a report came for an alias with one target, which should pass the request on instead",
                      {exchanged(*of.in, *to.said), reported(*one->report, *one->group)});
      }
    }
    if (!any && case_.seen.silence_proved()) {
      found_.kept(rule);
    }
  }

  // What came goes on as it was, and nothing else.
  void propagated(const submission& of, const submitted_recipient& to, const relayed_parameters& given) {
    hold(of, to, given, "ENVID", of.envid || given.envid, same_value(of.envid, given.envid));
    hold(of, to, given, "RET", of.ret || given.ret,
         of.ret && given.ret && base::iequals(*of.ret, *given.ret));
    hold(of, to, given, "NOTIFY", to.notify || given.notify, to.notify && to.notify == given.wish);
    hold(of, to, given, "ORCPT", to.orcpt.has_value(), same_value(to.orcpt, given.orcpt));
  }

  void hold(const submission& of, const submitted_recipient& to, const relayed_parameters& given,
            const char* keyword, bool asked, bool kept) {
    if (asked) {
      std::vector<evidence> seen = {exchanged(*of.in, of.said->mail), exchanged(*of.in, *to.said)};
      for (evidence& one : given.seen()) {
        seen.push_back(std::move(one));
      }
      found_.held("rfc3461/5.2.7.2/parameters-propagated-through-alias", kept,
                  fmt::format("{} was not passed on, or not as it was, through an alias", keyword),
                  std::move(seen));
    }
  }

  // 5.2.1 (d): an ORCPT that is added holds the address from the RCPT command received, which is the alias.
  void added_orcpt(const submission& of, const submitted_recipient& to, const relayed_parameters& given) {
    if (!to.orcpt && given.orcpt) {
      std::vector<evidence> seen = given.seen();
      seen.insert(seen.begin(), exchanged(*of.in, *to.said));
      found_.held("rfc3461/5.2.1/orcpt-added-is-received-address", encodes_mailbox(*given.orcpt, to.address),
                  fmt::format("the target added ORCPT={}, which is not the address it received",
                              base::excerpt(*given.orcpt, 100)),
                  std::move(seen));
    }
  }

  const case_view& case_;
  findings& found_;
};

}  // namespace

void check_aliases(const case_view& of, findings& found) {
  aliases_check(of, found).run();
}

}  // namespace dsnspec::judge
