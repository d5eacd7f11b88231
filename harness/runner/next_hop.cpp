#include "runner/next_hop.hpp"

#include <algorithm>
#include <set>

#include "smtp/client_session.hpp"
#include "target/placeholder.hpp"

namespace dsnspec::runner {
namespace {

std::string address_of(const std::string& host, const scenario::placement& where) {
  const auto at = where.hosts.find(host);
  return at == where.hosts.end() ? std::string() : at->second.address;
}

// Whether it never gets as far as a recipient there.
bool takes_nothing(const scenario::host& host) {
  return host.refuse || std::any_of(host.replies.begin(), host.replies.end(), [](const auto& rule) {
           const bool early = rule.at == scenario::stage::greeting || rule.at == scenario::stage::ehlo ||
                              rule.at == scenario::stage::helo || rule.at == scenario::stage::mail;
           const bool always = rule.first_attempt == 1 && rule.last_attempt == 0;
           return early && always && !rule.react.reply.value_or("").starts_with('2');
         });
}

}  // namespace

std::string more_than_one_next_hop(const scenario::scenario& what) {
  for (const auto& [name, host] : what.hosts) {
    if (host.dns.behaviour != scenario::dns_behaviour::mx || !host.dns.exchangers.empty()) {
      return "the target looks up no mail exchangers";
    }
  }
  for (const scenario::submission& each : what.submissions) {
    std::set<std::string> hosts;
    for (const scenario::submitted_recipient& to : each.recipients) {
      hosts.insert(to.to.host);
    }
    if (hosts.size() != 1) {
      return "the target sends a message to one next hop, whoever its recipients are";
    }
    if (!what.hosts.contains(*hosts.begin())) {
      return "the target sends all mail to its next hop, and delivers none itself";
    }
  }
  return {};
}

std::string no_way_for_reports(const scenario::scenario& what) {
  for (const scenario::submission& each : what.submissions) {
    for (const scenario::submitted_recipient& to : each.recipients) {
      const auto at = what.hosts.find(to.to.host);
      if (at != what.hosts.end() && takes_nothing(at->second)) {
        return "the target sends its reports by the next hop, which takes no mail here";
      }
    }
  }
  return {};
}

std::string login_for(const target::target_spec& spec, const scenario::submission& what,
                      const scenario::placement& where) {
  if (!spec.login || !spec.one_next_hop) {
    return {};
  }
  const std::string host = what.recipients.empty() ? "" : what.recipients.front().to.host;
  const auto user = target::fill_in(spec.login->user, {{"next_hop", address_of(host, where)}});
  return smtp::auth_plain(user.value_or(""), spec.login->password);
}

}  // namespace dsnspec::runner
