#include "net/world.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <utility>

#include "net/dns_server.hpp"
#include "net/scripted_host.hpp"
#include "net/tls.hpp"
#include "net/zone.hpp"

namespace dsnspec::net {

struct world::state {
  explicit state(observer& watching) : seen(watching) {}

  observer& seen;
  zone names;
  std::shared_ptr<boost::asio::ssl::context> tls;
  std::unique_ptr<dns_server> dns;
  std::unique_ptr<routed_host> routed;
  std::vector<std::unique_ptr<scripted_host>> hosts;
};

namespace {

// Each host holds a descriptor and each of its sessions another; the usual soft limit of 1024 is soon passed.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

bool any_starttls(const std::vector<inhabitant>& cases) {
  return std::any_of(cases.begin(), cases.end(), [](const inhabitant& each) {
    return std::any_of(each.what->hosts.begin(), each.what->hosts.end(),
                       [](const auto& host) { return host.second.starttls; });
  });
}

routed_places places_of(const std::vector<inhabitant>& cases) {
  routed_places out;
  for (const inhabitant& each : cases) {
    for (const auto& [key, placed] : each.where->hosts) {
      if (const auto host = each.what->hosts.find(key); host != each.what->hosts.end()) {
        out[placed.domain] = {&host->second, each.where->label, key, placed.exchanger, {}};
      }
    }
  }
  return out;
}

}  // namespace

base::result<std::unique_ptr<world>> world::start(boost::asio::io_context& io,
                                                  const std::vector<inhabitant>& cases,
                                                  const world_options& options, observer& seen) {
  raise_descriptor_limit();
  auto held = std::make_unique<state>(seen);
  held->names.add_target(options.target_name, options.target_address, options.target_domain);
  if (options.route) {
    auto listening = routed_host::listen(io, places_of(cases), *options.route, options.idle_timeout, seen);
    if (!listening) {
      return std::unexpected(listening.error());
    }
    held->routed = std::move(*listening);
    return std::unique_ptr<world>(new world(std::move(held)));
  }
  if (any_starttls(cases)) {
    auto context = self_signed_context();
    if (!context) {
      return std::unexpected(context.error());
    }
    held->tls = std::move(*context);
  }
  for (const inhabitant& each : cases) {
    held->names.add(*each.what, *each.where);
    for (const auto& [key, placed] : each.where->hosts) {
      const auto host = each.what->hosts.find(key);
      if (host == each.what->hosts.end() || host->second.refuse) {
        continue;
      }
      host_options wanted{each.where->label,   key, placed.exchanger, placed.address, options.smtp_port,
                          options.idle_timeout};
      auto listening = scripted_host::listen(io, host->second, std::move(wanted), held->tls, seen);
      if (!listening) {
        return std::unexpected(listening.error());
      }
      held->hosts.push_back(std::move(*listening));
    }
  }
  auto dns = dns_server::listen(io, held->names, {options.dns_address, options.dns_port}, seen);
  if (!dns) {
    return std::unexpected(dns.error());
  }
  held->dns = std::move(*dns);
  return std::unique_ptr<world>(new world(std::move(held)));
}

world::world(std::unique_ptr<state> held) : state_(std::move(held)) {}

world::~world() {
  stop();
}

std::size_t world::hosts() const {
  return state_->hosts.size();
}

std::size_t world::open_sessions() const {
  std::size_t out = state_->routed ? state_->routed->open_sessions() : 0;
  for (const auto& each : state_->hosts) {
    out += each->open_sessions();
  }
  return out;
}

std::uint16_t world::dns_port() const {
  return state_->dns ? state_->dns->port() : std::uint16_t{0};
}

answer world::look_up(const std::string& name, record_type type) const {
  answer found = state_->names.look_up(name, static_cast<std::uint16_t>(type));
  state_->seen.dns_query({found.label, name, type == record_type::mx ? "MX" : "A", found.text()});
  return found;
}

void world::stop() {
  if (state_->dns) {
    state_->dns->stop();
  }
  if (state_->routed) {
    state_->routed->stop();
  }
  for (const auto& each : state_->hosts) {
    each->stop();
  }
}

}  // namespace dsnspec::net
