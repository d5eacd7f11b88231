// Runs a piece of a test in a sandbox, as the user the tests run as or as an ordinary one.
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "target/sandbox.hpp"

namespace dsnspec::target {

enum class identity { root, ordinary_user };

// Those that can be taken on here: both for root, else only ordinary_user.
std::vector<identity> identities();
std::string identity_name(identity who);

// Runs `what` in a child process with this identity and gives its exit code; 128 + N for signal N. For root,
// the ordinary user and its subordinate ids exist in a private copy of /etc only.
int run_as(identity who, const std::function<int()>& what);

struct seen {
  std::string error;  // there was no sandbox
  int exit_code = -1;
  int signal = 0;
  std::string text;  // what `inside` wrote
};

// run_in_sandbox with this identity.
seen run_sandboxed(identity who, const sandbox_options& options,
                   const std::function<int(std::ostream&)>& inside);

// Takes a TCP port, or with `datagrams` a UDP port, for the rest of the process's life. False when it is
// taken.
bool takes_port(const char* address, std::uint16_t port, bool datagrams = false);

}  // namespace dsnspec::target
