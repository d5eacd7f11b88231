// Where a case lives in one run: its label, the domain, mail exchanger name and address of each of its hosts,
// and the names its mailboxes, aliases and lists have at the target. Written into the trace, so that judging
// needs nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "scenario/model.hpp"

namespace dsnspec::scenario {

struct placed_host {
  std::string domain;     // "next.c017.test": what stands after the @
  std::string exchanger;  // "mx.next.c017.test": the MX name; never the domain itself, so that a Remote-MTA
                          // field which shows the recipient's domain is noticed
  std::string address;    // "127.64.0.35"
};

struct placement {
  std::string label;         // "c017": part of every name of the case
  std::string local_domain;  // the target's own mail domain
  std::map<std::string, placed_host> hosts;

  // "carol@next.c017.test"; for host "local", "dave.c017@local.test"; a literal domain stays as it is. A host
  // whose key is an A-label may be named by its U-label.
  [[nodiscard]] std::string resolve(const address& which) const;
  // "dave.c017".
  [[nodiscard]] std::string local_name(const std::string& name) const;
};

// The index-th case of a run. Its hosts get consecutive addresses in 127.64.0.0/10 starting at `next_address`
// (an offset into that block, advanced past those used). The label begins with `prefix`, letters and digits.
placement place(const scenario& which, std::size_t index, const std::string& local_domain,
                std::uint32_t& next_address, const std::string& prefix = "c");

}  // namespace dsnspec::scenario
