// `dsnspec run --attach`: what is said on the command line about a server that is running already.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "runner/attachment.hpp"

namespace CLI {
class App;
}

namespace dsnspec::cli {

struct attach_options {
  std::string server;  // ADDRESS:PORT; empty: none is attached to
  std::string route;   // ADDRESS:PORT at which all our hosts live, or
  std::string dns;     // ADDRESS:PORT of our DNS
  std::uint16_t hosts_port = 25;
  std::string host_name;
  std::string domain;
  std::uint32_t delay = 0;  // seconds, as all times here
  std::uint32_t expiry = 0;
  std::uint32_t patience = 10;
  std::vector<std::string> claims;
};

void add_attach(CLI::App& verb, attach_options& options);

// Errors: an address that is none, neither --route nor --dns or both, a capability that can't be claimed.
base::result<runner::attachment> attachment_of(const attach_options& options);

}  // namespace dsnspec::cli
