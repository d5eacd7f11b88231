#include "scenario/placement.hpp"

#include <fmt/core.h>

namespace dsnspec::scenario {

std::string scenario::case_id() const {
  if (binding.empty()) {
    return id;
  }
  std::string out = id + "[";
  for (const auto& [name, value] : binding) {
    if (out.back() != '[') {
      out += ';';
    }
    out += name + "=" + value;
  }
  return out + "]";
}

std::string placement::local_name(const std::string& name) const {
  return fmt::format("{}.{}", name, label);
}

std::string placement::resolve(const address& which) const {
  if (which.host == "local") {
    return fmt::format("{}@{}", local_name(which.local_part), local_domain);
  }
  const auto at = hosts.find(which.host);
  std::string domain = at == hosts.end() ? which.host : at->second.domain;
  if (!which.u_label.empty() && domain.starts_with(which.host)) {
    domain.replace(0, which.host.size(), which.u_label);
  }
  return fmt::format("{}@{}", which.local_part, domain);
}

placement place(const scenario& which, std::size_t index, const std::string& local_domain,
                std::uint32_t& next_address, const std::string& prefix) {
  placement out;
  out.label = fmt::format("{}{:03}", prefix, index + 1);
  out.local_domain = local_domain;
  for (const auto& [name, host] : which.hosts) {
    const std::string domain = fmt::format("{}.{}.test", name, out.label);
    const std::uint32_t ip = 0x7F400000U + ++next_address;
    out.hosts[name] = {
        domain, "mx." + domain,
        fmt::format("{}.{}.{}.{}", ip >> 24U, (ip >> 16U) & 255U, (ip >> 8U) & 255U, ip & 255U)};
  }
  return out;
}

}  // namespace dsnspec::scenario
