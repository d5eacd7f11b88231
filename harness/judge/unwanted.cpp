#include "judge/unwanted.hpp"

#include <algorithm>

#include "judge/account.hpp"

namespace dsnspec::judge {

unwanted_groups::unwanted_groups(const case_view& of) {
  std::map<const submitted_recipient*, std::optional<account>> accounts;
  for (const answer& one : of.reports.all()) {
    if (one.to == nullptr) {
      continue;
    }
    auto [at, fresh] = accounts.try_emplace(one.to);
    if (fresh) {
      at->second = account_of(of, *one.of, *one.to);
    }
    const auto& now = at->second;
    if (now && (one.terminal() ? !now->owed.terminal : !now->owed.delayed_permitted)) {
      unwanted_.insert(&one);
    } else if (auto& wanted = wanted_[one.report]; wanted.size() < 2) {
      wanted.insert(one.to);
    }
  }
}

bool unwanted_groups::shares_report(const answer& which) const {
  const auto at = wanted_.find(which.report);
  return at != wanted_.end() &&
         std::any_of(at->second.begin(), at->second.end(),
                     [&which](const submitted_recipient* to) { return to != which.to; });
}

}  // namespace dsnspec::judge
