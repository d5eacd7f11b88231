#include "judge/success_owed.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "judge/account.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {

void success_owed(const case_view& of_case, findings& found, const submission& of,
                  const submitted_recipient& to, std::initializer_list<dsn::action> any_of,
                  std::string_view rule, std::optional<spec::impact> cost) {
  if (std::any_of(any_of.begin(), any_of.end(),
                  [&](dsn::action one) { return of_case.reports.has(to, one); })) {
    found.kept(rule);
    return;
  }
  const auto& got = of_case.reports.to(to);
  const bool unreadable =
      std::any_of(got.begin(), got.end(), [](const answer* one) { return !one->has_action(); });
  if (unreadable || of_case.unread.any_for(of)) {
    return;
  }
  std::vector<evidence> seen = {exchanged(*of.in, *to.said)};
  for (const answer* one : got) {
    seen.push_back(reported(*one->report, *one->group));
  }
  const std::string what = fmt::format("{} was asked for: a report '{}' was owed, and none came",
                                       asked_for(to), dsn::name(*any_of.begin()));
  if (of_case.seen.silence_proved()) {
    found.broken(rule, what, std::move(seen), cost);
  } else {
    found.inconclusive(rule, what + ", but the silence is not proved", std::move(seen));
  }
}

}  // namespace dsnspec::judge
