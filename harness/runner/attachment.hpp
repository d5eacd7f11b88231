// A mail system that is running already and isn't ours to start: how we reach it, how it reaches our hosts,
// and what we are told of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "net/routed_host.hpp"
#include "scenario/model.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::runner {

struct attachment {
  std::string address = "127.0.0.1";  // where it takes mail
  std::uint16_t port = 25;

  // Mail for *.test comes to this port; or, without it, to the hosts that our DNS names.
  std::optional<net::route> route;
  std::string dns_address = "127.0.0.53";
  std::uint16_t dns_port = 53;
  std::uint16_t hosts_port = 25;

  std::string host_name;  // what it calls itself; empty: what it greets with
  std::string domain;     // for which it has mailboxes; empty: nothing is sent there
  std::chrono::milliseconds delay{0};
  // After this time it has given a message up and said so, whenever it tries again; 0: that takes too long.
  std::chrono::milliseconds expiry{0};
  // So long nothing may come of a case before its silence counts.
  std::chrono::seconds patience{10};
  std::vector<std::string> claims;   // capabilities it has by its owner's word
  std::vector<std::string> options;  // of `dsnspec run`, to say how it was reached
};

// What a server says before any mail is given to it.
struct introduction {
  std::string greeting;               // after the code
  std::vector<std::string> keywords;  // of its EHLO reply
};

// Asks it. Errors: nobody listens there, it doesn't greet with 220, it refuses EHLO.
base::result<introduction> ask_for_introduction(const attachment& at);

// All that a target's description says of other mail systems, as far as it is known of this one.
target::target_spec spec_of(const attachment& at, const introduction& said);

// Why this case can't be played to it; empty when it can.
std::string why_not(const scenario::scenario& what, const attachment& at);

// A host of the case fails in a way after which mail is tried again.
bool fails_temporarily(const scenario::scenario& what);

}  // namespace dsnspec::runner
