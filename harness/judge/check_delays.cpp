// RFC 3461 5.2.5: reports of delay, which may come or must not, and are never owed.

#include <algorithm>

#include <fmt/core.h>

#include "judge/account.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/unwanted.hpp"

namespace dsnspec::judge {
namespace {

class delays_check {
 public:
  delays_check(const case_view& of, findings& found) : case_(of), unwanted_(of), found_(found) {}

  void run() {
    for (const submission& of : case_.seen.submissions()) {
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
    bool any = false;
    for (const answer* one : case_.reports.to(*now.to)) {
      if (!one->is(dsn::action::delayed)) {
        continue;
      }
      any = true;
      if (now.owed.delayed_permitted) {
        found_.note(now.owed.delayed_rule, "a 'delayed' report is issued",
                    {reported(*one->report, *one->group)});
      } else if (!unwanted_.shares_report(*one)) {
        found_.broken(now.owed.delayed_rule, fmt::format("{}: a report 'delayed' came", story_of(now)),
                      {exchanged(*now.of->in, *now.to->said), reported(*one->report, *one->group)});
      }
    }
    if (!any && was_delayed(now) && case_.seen.silence_proved()) {
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
    const std::vector<std::string>& needs = case_.seen.record().what.needs;
    return std::find(needs.begin(), needs.end(), "delay") != needs.end();
  }

  // Long enough that this target would have warned of it.
  [[nodiscard]] bool was_delayed(const account& now) const {
    const std::int64_t delay_us = case_.seen.run().header.target.delay_ms * 1000;
    if (delay_us == 0 || !case_.seen.record().fence || !now.of->said->end || !meant_to_last()) {
      return false;
    }
    const auto done = settled(now);
    return done && *done - now.of->said->end->answered > delay_us;
  }

  // Until when the message was waiting, as far as that shows.
  [[nodiscard]] std::optional<trace::time_us> settled(const account& now) const {
    if (const offer* by = now.came->by()) {
      return by->hop->said->end->answered;
    }
    if (now.came->delivered) {
      return std::nullopt;
    }
    const refusal* last = now.came->last_refusal();
    if (last != nullptr && last->said->code() >= 500) {
      return last->at();
    }
    for (const answer* one : case_.reports.to(*now.to)) {
      if (one->terminal()) {
        return one->sent();
      }
    }
    // Whatever became of it in silence, at the last attempt it was still waiting.
    return last != nullptr ? last->at() : case_.seen.record().fence->at;
  }

  const case_view& case_;
  const unwanted_groups unwanted_;
  findings& found_;
};

}  // namespace

void check_delays(const case_view& of, findings& found) {
  delays_check(of, found).run();
}

}  // namespace dsnspec::judge
