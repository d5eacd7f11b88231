#include "cli/attach.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "base/quote.hpp"
#include "grammar/address_literal.hpp"

namespace dsnspec::cli {
namespace {

using place = std::pair<std::string, std::uint16_t>;

// What only its owner knows of a server, and what EHLO doesn't tell.
constexpr const char* claimable[] = {"starttls", "large-lines", "dsn", "smtputf8"};

base::result<place> place_of(const std::string& option, const std::string& text) {
  const auto colon = text.rfind(':');
  place out{text.substr(0, colon), 0};
  if (out.first == "localhost") {
    out.first = "127.0.0.1";
  }
  const char* const end = text.data() + text.size();
  const char* const digits = colon == std::string::npos ? end : text.data() + colon + 1;
  const auto [stop, failed] = std::from_chars(digits, end, out.second);
  if (failed != std::errc() || stop != end || out.second == 0 || !grammar::parse_ipv4(out.first)) {
    return base::fail(fmt::format("{} wants an IPv4 address and a port, as in 127.0.0.1:2525, not '{}'",
                                  option, base::excerpt(text, 60)));
  }
  return out;
}

// The words that say all this again.
std::vector<std::string> words_of(const attach_options& options) {
  const attach_options usual;
  std::vector<std::string> out;
  const auto add = [&out](const char* name, const std::string& value, bool said) {
    if (said) {
      out.insert(out.end(), {name, value});
    }
  };
  const auto number = [&add](const char* name, std::uint32_t value, std::uint32_t otherwise) {
    add(name, std::to_string(value), value != otherwise);
  };
  add("--attach", options.server, true);
  add("--route", options.route, !options.route.empty());
  add("--dns", options.dns, !options.dns.empty());
  number("--hosts-port", options.hosts_port, usual.hosts_port);
  add("--host-name", options.host_name, !options.host_name.empty());
  add("--domain", options.domain, !options.domain.empty());
  number("--delay", options.delay, usual.delay);
  number("--expiry", options.expiry, usual.expiry);
  number("--patience", options.patience, usual.patience);
  for (const std::string& each : options.claims) {
    add("--claim", each, true);
  }
  return out;
}

}  // namespace

void add_attach(CLI::App& verb, attach_options& options) {
  const auto add = [&verb](const char* name, auto& to, const char* what, const char* type) {
    return verb.add_option(name, to, what)->type_name(type)->group("A server that is running already");
  };
  auto* server =
      add("--attach", options.server,
          "where it takes mail; see docs/attach.md. It has to relay for us, and one of:", "ADDRESS:PORT");
  auto* route = add("--route", options.route, "it sends all mail for *.test here", "ADDRESS:PORT");
  auto* dns = add("--dns", options.dns, "it asks us here for names in .test", "ADDRESS:PORT");
  route->excludes(dns)->needs(server);
  dns->needs(server);
  add("--hosts-port", options.hosts_port, "with --dns: the port at which it expects our hosts", "PORT")
      ->check(CLI::Range(1, 65535).description(""))
      ->default_str("25")
      ->needs(dns);
  add("--host-name", options.host_name, "what it calls itself; else what it greets with", "NAME")
      ->needs(server);
  add("--domain", options.domain, "a domain of its own, in which nobody has a name like *.r12345c001",
      "DOMAIN")
      ->needs(server);
  add("--delay", options.delay, "after how many seconds it warns of a delay", "SECONDS")
      ->check(CLI::Range(1, 3600).description(""))
      ->needs(server);
  add("--expiry", options.expiry, "after how many seconds it has given up, its times between tries included",
      "SECONDS")
      ->check(CLI::Range(1, 3600).description(""))
      ->needs(server);
  add("--patience", options.patience, "for how many seconds nothing may come before silence counts",
      "SECONDS")
      ->check(CLI::Range(1, 3600).description(""))
      ->default_str("10")
      ->needs(server);
  add("--claim", options.claims,
      "what it can do though its EHLO doesn't tell: starttls (to next hops), large-lines, dsn or smtputf8; "
      "may be "
      "repeated",
      "CAPABILITY")
      ->allow_extra_args(false)
      ->needs(server);
}

base::result<runner::attachment> attachment_of(const attach_options& options) {
  runner::attachment out;
  const auto server = place_of("--attach", options.server);
  if (!server) {
    return std::unexpected(server.error());
  }
  std::tie(out.address, out.port) = *server;
  if (options.route.empty() && options.dns.empty()) {
    return base::fail(
        "--attach needs --route or --dns: how does the server come to our hosts? See docs/attach.md");
  }
  const bool by_route = !options.route.empty();
  const auto ours = by_route ? place_of("--route", options.route) : place_of("--dns", options.dns);
  if (!ours) {
    return std::unexpected(ours.error());
  }
  if (by_route) {
    out.route = net::route{ours->first, ours->second};
  } else {
    std::tie(out.dns_address, out.dns_port) = *ours;
  }
  for (const std::string& each : options.claims) {
    if (std::find(std::begin(claimable), std::end(claimable), each) == std::end(claimable)) {
      return base::fail(fmt::format("--claim takes starttls, large-lines, dsn or smtputf8, not '{}'",
                                    base::excerpt(each, 60)));
    }
  }
  out.hosts_port = options.hosts_port;
  out.host_name = options.host_name;
  out.domain = options.domain;
  out.delay = std::chrono::seconds(options.delay);
  out.expiry = std::chrono::seconds(options.expiry);
  out.patience = std::chrono::seconds(options.patience);
  out.claims = options.claims;
  out.options = words_of(options);
  return out;
}

}  // namespace dsnspec::cli
