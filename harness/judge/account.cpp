#include "judge/account.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {
namespace {

outcome_at outcome_of(const fate& came) {
  outcome_at out;
  if (came.delivered) {
    out.delivered_to = came.local        ? destination::mailbox
                       : came.conforming ? destination::conforming_hop
                                         : destination::nonconforming_hop;
  }
  out.refused_by_nonconforming_at_rcpt = came.refused_by_nonconforming_at_rcpt();
  out.nonconforming = !came.offers.empty() && !came.offers.back().hop->conforming();
  return out;
}

bool one_target(const submitted_recipient& to) {
  return to.route != route::multi_alias && to.route != route::list && to.route != route::winding &&
         !to.final_targets.empty();
}

bool readdressed(const submission& of, const submitted_recipient& to, const fate& came) {
  return to.route == route::alias &&
         std::any_of(came.offers.begin(), came.offers.end(), [&of](const offer& one) {
           return !same_address(one.hop->said->from.mailbox, of.sender);
         });
}

}  // namespace

std::optional<account> account_of(const case_view& of_case, const submission& of,
                                  const submitted_recipient& to) {
  if (!to.accepted || to.unclear || !one_target(to)) {
    return std::nullopt;
  }
  const fate& came = of_case.fates.at(of, to);
  if (!came.known || came.doubtful || readdressed(of, to, came)) {
    return std::nullopt;
  }
  return account{&of, &to, &came, obligation_of({of.sender.empty(), to.notify}, outcome_of(came))};
}

std::string name_of(const submitted_recipient& to) {
  return base::excerpt(to.address, 100);
}

std::string asked_for(const submitted_recipient& to) {
  return to.notify ? fmt::format("NOTIFY={}", to.notify->text()) : std::string("no NOTIFY");
}

std::string story_of(const account& of) {
  std::string end = "could not be delivered";
  if (of.came->local && of.came->delivered) {
    end = "was delivered to its mailbox";
  } else if (of.came->delivered) {
    end = fmt::format("was taken by a next hop {} DSN", of.came->conforming ? "with" : "without");
  } else if (const refusal* last = of.came->last_refusal()) {
    end = fmt::format("was refused at {} ({})", last->stage, last->said->code());
  }
  return fmt::format("{} ({}) {}", name_of(*of.to), asked_for(*of.to), end);
}

std::vector<evidence> facts_of(const account& of, const observation& seen) {
  std::vector<evidence> out = {exchanged(*of.of->in, *of.to->said)};
  const refusal* last = of.came->last_refusal();
  if (const offer* by = of.came->by()) {
    out.push_back(exchanged(*by->hop->in, *by->to));
  } else if (last != nullptr && !of.came->delivered) {
    out.push_back(exchanged(*last->in, *last->said));
  }
  if (const auto& fence = seen.record().fence) {
    out.push_back({fence->at, "fence", base::excerpt(fence->text)});
  }
  return out;
}

}  // namespace dsnspec::judge
