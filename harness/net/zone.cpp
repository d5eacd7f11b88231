#include "net/zone.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"

namespace dsnspec::net {

namespace {

constexpr std::uint16_t any_type = 255;

std::string without_last_dot(std::string_view name) {
  if (name.ends_with('.')) {
    name.remove_suffix(1);
  }
  return base::lowered(name);
}

// "127.64.0.3" -> "3.0.64.127.in-addr.arpa" (RFC 1035 3.5).
std::string reverse_name(std::string_view address) {
  std::string out;
  while (true) {
    const std::size_t dot = address.rfind('.');
    if (dot == std::string_view::npos) {
      return out + std::string(address) + ".in-addr.arpa";
    }
    out += std::string(address.substr(dot + 1)) + ".";
    address = address.substr(0, dot);
  }
}

// Without the first label; empty for a name of one label.
std::string_view parent(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

std::string text_of(const record& what) {
  if (what.type == record_type::mx) {
    return fmt::format("{} {}", what.preference, what.value.empty() ? "." : what.value);
  }
  return what.value;
}

std::vector<scenario::mail_exchanger> exchangers_of(const std::string& key, const scenario::host& host) {
  if (host.dns.exchangers.empty()) {
    return {{10, key}};
  }
  return host.dns.exchangers;
}

}  // namespace

std::string answer::text() const {
  switch (what) {
    case kind::data:
      break;
    case kind::no_data:
      return "no data";
    case kind::nxdomain:
      return "NXDOMAIN";
    case kind::servfail:
      return "SERVFAIL";
    case kind::silent:
      return "no reply";
  }
  std::string out;
  for (const record& each : records) {
    out += (out.empty() ? "" : ", ") + text_of(each);
  }
  return out;
}

zone::zone() {
  add_address("localhost", "127.0.0.1", {});
}

zone::entry& zone::at(const std::string& name, const std::string& label) {
  const std::string key = base::lowered(name);
  for (std::string_view above = parent(key); !above.empty(); above = parent(above)) {
    // "test" is above all cases, so it belongs to none.
    above_.emplace(above, parent(above).empty() ? std::string() : label);
  }
  entry& found = entries_[key];
  found.label = label;
  return found;
}

void zone::add_record(const std::string& name, record what, const std::string& label) {
  auto& records = at(name, label).records;
  if (std::find(records.begin(), records.end(), what) == records.end()) {
    records.push_back(std::move(what));
  }
}

void zone::add_address(const std::string& name, const std::string& address, const std::string& label) {
  add_record(name, {record_type::a, address, 0}, label);
  // One address, one name: the first that was given.
  if (!entries_.contains(reverse_name(address))) {
    add_record(reverse_name(address), {record_type::ptr, base::lowered(name), 0}, label);
  }
}

void zone::add_exchangers(const std::string& key, const scenario::host& host,
                          const scenario::placement& where) {
  const std::string& domain = where.hosts.at(key).domain;
  for (const scenario::mail_exchanger& each : exchangers_of(key, host)) {
    const auto placed = where.hosts.find(each.host);
    if (placed == where.hosts.end()) {
      add_record(domain, {record_type::mx, base::lowered(each.host), each.preference}, where.label);
      continue;
    }
    add_record(domain, {record_type::mx, placed->second.exchanger, each.preference}, where.label);
    add_address(placed->second.exchanger, placed->second.address, where.label);
  }
}

void zone::add(const scenario::scenario& what, const scenario::placement& where) {
  // What the submitter calls itself (plan_submission): some servers look it up.
  add_address("submitter." + where.label + ".test", "127.0.0.1", where.label);
  for (const auto& [key, placed] : where.hosts) {
    const auto found = what.hosts.find(key);
    if (found == what.hosts.end()) {
      continue;
    }
    switch (found->second.dns.behaviour) {
      case scenario::dns_behaviour::mx:
        add_exchangers(key, found->second, where);
        break;
      case scenario::dns_behaviour::address_only:
        add_address(placed.domain, placed.address, where.label);
        break;
      case scenario::dns_behaviour::null_mx:
        add_record(placed.domain, {record_type::mx, "", 0}, where.label);
        break;
      case scenario::dns_behaviour::nxdomain:
        at(placed.domain, where.label).what = answer::kind::nxdomain;
        break;
      case scenario::dns_behaviour::servfail:
        at(placed.domain, where.label).what = answer::kind::servfail;
        break;
      case scenario::dns_behaviour::silent:
        at(placed.domain, where.label).what = answer::kind::silent;
        break;
    }
  }
}

void zone::add_target(const std::string& host_name, const std::string& address, const std::string& domain) {
  add_address(host_name, address, {});
  if (!domain.empty()) {
    add_record(domain, {record_type::mx, base::lowered(host_name), 10}, {});
  }
}

std::string zone::label_of(std::string_view name) const {
  for (; !name.empty(); name = parent(name)) {
    if (const auto found = entries_.find(name); found != entries_.end()) {
      return found->second.label;
    }
    if (const auto found = above_.find(name); found != above_.end()) {
      return found->second;
    }
  }
  return {};
}

answer zone::look_up(std::string_view asked, std::uint16_t type) const {
  const std::string name = without_last_dot(asked);
  answer out;
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    // RFC 2308 2.2: a name with names below exists, it only has no data.
    const bool empty_non_terminal = name.empty() || above_.contains(name);
    out.what = empty_non_terminal ? answer::kind::no_data : answer::kind::nxdomain;
    out.label = label_of(name);
    return out;
  }
  out.what = found->second.what;
  out.label = found->second.label;
  if (out.what != answer::kind::data) {
    return out;
  }
  for (const record& each : found->second.records) {
    if (type == any_type || type == static_cast<std::uint16_t>(each.type)) {
      out.records.push_back(each);
    }
  }
  if (out.records.empty()) {
    out.what = answer::kind::no_data;
  }
  return out;
}

}  // namespace dsnspec::net
