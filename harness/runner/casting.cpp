#include "runner/casting.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/observation.hpp"
#include "runner/next_hop.hpp"

namespace dsnspec::runner {
namespace {

// What the target can't do of what the scenario needs; empty when it can do it all.
std::string missing_capability(const scenario::scenario& what, const target::target_spec& spec) {
  for (const std::string& need : what.needs) {
    if (std::find(spec.capabilities.begin(), spec.capabilities.end(), need) == spec.capabilities.end()) {
      return fmt::format("the target can't do '{}'", need);
    }
  }
  return {};
}

bool has_source_route(const std::string& local_part) {
  return local_part.starts_with('@');
}

// Of the parameters of MAIL, those that a command can't say. BODY and SIZE it finds in the message that it is given.
std::string unsayable_of(std::string_view parameters) {
  std::string out;
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find(' '), parameters.size());
    const std::string_view each = parameters.substr(0, end);
    if (!each.starts_with("BODY=") && !each.starts_with("SIZE=")) {
      out.append(out.empty() ? "" : " ").append(each);
    }
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
  return out;
}

// What a command that submits mail, without an option for it, can't say of what the scenario submits.
std::string unsayable(const scenario::scenario& what) {
  for (const scenario::submission& each : what.submissions) {
    const std::string parameters = unsayable_of(each.parameters);
    std::string missing = each.envid            ? "ENVID"
                          : each.ret            ? "RET"
                          : !parameters.empty() ? parameters
                          : each.probe          ? "a transaction without a message"
                          : each.helo           ? "HELO"
                          : each.from && has_source_route(each.from->local_part) ? "a source route"
                                                                                 : "";
    for (const scenario::submitted_recipient& to : each.recipients) {
      if (missing.empty()) {
        missing = to.notify                            ? "NOTIFY"
                  : to.orcpt                           ? "ORCPT"
                  : !to.parameters.empty()             ? to.parameters
                  : has_source_route(to.to.local_part) ? "a source route"
                                                       : "";
      }
    }
    if (!missing.empty()) {
      return fmt::format("the command by which mail is submitted can't say {}", base::excerpt(missing, 40));
    }
  }
  return {};
}

// Why the case can't be played to this target; empty when it can.
std::string reason_to_skip(const scenario::scenario& what, const target::target_spec& spec) {
  std::string reason = missing_capability(what, spec);
  reason = reason.empty() && spec.one_next_hop ? more_than_one_next_hop(what) : reason;
  reason = reason.empty() && !spec.submit.empty() ? unsayable(what) : reason;
  return reason.empty() && !spec.submit.empty() && spec.one_next_hop ? no_way_for_reports(what) : reason;
}

}  // namespace

scenario::host fence_host() {
  scenario::host out;
  out.name = judge::fence_host;
  scenario::reply_rule refuse;
  refuse.at = scenario::stage::rcpt;
  refuse.rcpt = judge::fence_refused;
  refuse.react.reply = "550 5.1.1 refused, so that a report comes\r\n";
  out.replies.push_back(std::move(refuse));
  return out;
}

casting cast(const std::vector<planned_case>& cases, const target::target_spec& spec,
             const std::string& prefix, const std::function<std::string(const scenario::scenario&)>& unfit) {
  casting out;
  std::uint32_t next_address = 0;
  for (const planned_case& plan : cases) {
    std::string missing = reason_to_skip(plan.what, spec);
    if (missing.empty() && unfit) {
      missing = unfit(plan.what);
    }
    if (!missing.empty()) {
      out.skipped.push_back(&plan);
      out.reasons.push_back(std::move(missing));
      continue;
    }
    placed_case placed{&plan, plan.what, {}};
    placed.what.hosts[judge::fence_host] = fence_host();
    placed.where = scenario::place(placed.what, out.played.size(), spec.domain, next_address, prefix);
    out.played.push_back(std::move(placed));
  }
  return out;
}

}  // namespace dsnspec::runner
