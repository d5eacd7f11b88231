// RFC 3461 5.1, 4.4: a refused RCPT command has no effect, and an envelope id no meaning. Both show in what
// goes on.

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "judge/account.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {
namespace {

class effects_check {
 public:
  effects_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const submission& of : case_.seen.submissions()) {
      if (of.accepted) {
        refused_recipients(of);
        same_envelope_id(of);
      }
    }
  }

 private:
  // ------------------------------------------------------------- 5.1

  void refused_recipients(const submission& of) {
    constexpr std::string_view rule = "rfc3461/5.1/refused-recipient-left-out";
    std::set<std::string> taken;
    for (const submitted_recipient& to : of.recipients) {
      for (const scenario::address& target : to.final_targets) {
        if (to.accepted) {
          taken.insert(mailbox_key(case_.seen.resolve(target)));
        }
      }
    }
    for (const submitted_recipient& to : of.recipients) {
      const bool refused_for_parameters = to.unclear && to.said->code() >= 400;
      if (!refused_for_parameters || to.final_targets.size() != 1 ||
          taken.contains(mailbox_key(case_.seen.resolve(to.final_targets.front())))) {
        continue;
      }
      const fate& came = case_.fates.at(of, to);
      const offer* first = came.offers.empty() ? nullptr : &came.offers.front();
      if ((first != nullptr && first->hop->submission == of.index) || (came.local && came.delivered)) {
        std::vector<evidence> seen = {exchanged(*of.in, *to.said)};
        if (first != nullptr) {
          seen.push_back(exchanged(*first->hop->in, *first->to));
        }
        found_.broken(rule,
                      fmt::format("{} was refused, and the message went there all the same", name_of(to)),
                      std::move(seen));
      } else if (came.known && case_.seen.silence_proved()) {
        found_.kept(rule);
      }
    }
  }

  // ------------------------------------------------------------- 4.4

  // Of two messages with one ENVID the first went on; what became of the second?
  void same_envelope_id(const submission& second) {
    constexpr std::string_view rule = "rfc3461/4.4/envid-has-no-meaning";
    const submission* first = earlier_twin(second);
    if (first == nullptr || !case_.seen.silence_proved()) {
      return;
    }
    for (const submitted_recipient& to : second.recipients) {
      if (!to.accepted || to.unclear || to.route != route::remote || !case_.fates.at(*first, to).delivered) {
        continue;
      }
      const fate& came = case_.fates.at(second, to);
      const bool vanished = came.offers.empty() && case_.reports.to(to).empty();
      found_.held(
          rule, !vanished,
          fmt::format("of two messages for {} with the same ENVID only the first went on", name_of(to)),
          {said(*first->in, first->said->mail), said(*second.in, second.said->mail)});
    }
  }

  [[nodiscard]] const submission* earlier_twin(const submission& second) const {
    for (const submission& one : case_.seen.submissions()) {
      if (&one == &second) {
        return nullptr;
      }
      if (one.accepted && one.envid && one.envid == second.envid && !one.sender.empty() &&
          same_address(one.sender, second.sender)) {
        return &one;
      }
    }
    return nullptr;
  }

  const case_view& case_;
  findings& found_;
};

}  // namespace

void check_effects(const case_view& of, findings& found) {
  effects_check(of, found).run();
}

}  // namespace dsnspec::judge
