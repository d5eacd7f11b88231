#include "runner/adapted.hpp"

#include <fmt/core.h>

namespace dsnspec::runner {

target::target_spec spec_of(const target::adapter_introduction& said) {
  target::target_spec out;
  out.name = said.name;
  out.title = said.name + " behind an adapter";
  out.host_name = said.host_name;
  out.domain = said.domain;
  out.delay = said.delay;
  out.expiry = said.expiry;
  for (const std::string& each : said.capabilities) {
    if (each != "local-mailbox" || said.knows("mailbox")) {
      out.capabilities.push_back(each);
    }
  }
  return out;
}

std::string why_not(const scenario::scenario& what, const target::adapter_introduction& said) {
  if (!said.knows("queue") && said.expiry.count() == 0 && fails_temporarily(what)) {
    return "a host fails temporarily, and neither can the queue be listed nor is it known when the server "
           "gives up";
  }
  for (const auto& [key, host] : what.hosts) {
    if (!said.by_dns && (host.dns.behaviour != scenario::dns_behaviour::mx || !host.dns.exchangers.empty())) {
      return fmt::format("host '{}' is one of DNS, and the mail system has its hosts from a table", key);
    }
  }
  return {};
}

}  // namespace dsnspec::runner
