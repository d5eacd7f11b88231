// What became of the message at one address, as far as our hosts and the target's mailboxes show: where it was
// offered, what was answered, whether it was taken.
#pragma once

#include <string>
#include <vector>

#include "judge/observation.hpp"

namespace dsnspec::judge {

struct refusal {
  std::string host;                // key of the host that answered
  const trace::exchange* said = nullptr;
  const char* stage = "";          // "greeting", "EHLO", "MAIL", "RCPT", "DATA", "end of data"
};

struct fate {
  bool delivered = false;       // a next hop took it, or it lies in the mailbox
  bool conforming = false;      // ... and that next hop had announced DSN
  bool local = false;           // the address is a mailbox of the target
  const hop_transaction* by = nullptr;          // the transaction that delivered it; null for a mailbox
  const trace::recipient_exchange* at = nullptr;  // its RCPT there
  std::vector<refusal> refusals;                // in order of time; 4xx and 5xx
  std::vector<const hop_transaction*> offers;   // every transaction that named the address
  bool contacted = false;                       // any session at a host that serves the address

  // The last answer was a permanent refusal of RCPT by a server without DSN: the case of RFC 3461 5.2.2 (c), (f).
  [[nodiscard]] bool refused_by_nonconforming_at_rcpt() const;
};

// The hosts that mail for this host's domain goes to: its mail exchangers, or itself.
std::vector<std::string> servers_of(const observation& seen, const std::string& host);

// `of` is the submission that brought the message.
fate fate_at(const observation& seen, const submission& of, const scenario::address& target);

}  // namespace dsnspec::judge
