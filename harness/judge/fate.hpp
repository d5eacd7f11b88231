// What became of the message at one address, as far as our hosts and the target's mailboxes show: where it
// was offered, what was answered, whether it was taken.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "judge/observation.hpp"

namespace dsnspec::judge {

struct refusal {
  std::string host;  // key of the host that answered
  const trace::dialogue* in = nullptr;
  const trace::exchange* said = nullptr;
  const char* stage = "";  // "greeting", "EHLO", "MAIL", "RCPT", "DATA", "end of data"

  [[nodiscard]] trace::time_us at() const { return said->answered; }
};

// What the servers of one domain did to a submission before any recipient was named. In order of time.
struct approach {
  std::vector<std::string> servers;
  std::vector<refusal> refusals;         // of the greeting, EHLO, or MAIL
  std::vector<trace::time_us> sessions;  // when each was opened
  std::vector<trace::time_us> look_ups;  // of the domain's MX
};

// One transaction that named the address.
struct offer {
  const hop_transaction* hop = nullptr;
  const trace::recipient_exchange* to = nullptr;

  [[nodiscard]] bool taken() const { return hop->said->delivered_to(*to); }
};

struct fate {
  // False: nobody can say, because the mailbox was not recorded, or not whole.
  bool known = true;
  bool local = false;       // the address is a mailbox of the target
  bool delivered = false;   // a next hop took it, or it lies in the mailbox
  bool conforming = false;  // ... and that next hop had announced DSN
  // The servers that took it differ in DSN, or the target left the parameters out after a refusal of them, or
  // can't have read the reply: what it owes can't be told from what we saw.
  bool doubtful = false;
  std::vector<offer> offers;         // in order of time
  std::vector<refusal> refusals;     // of this address; in order of time; 4xx and 5xx
  const approach* around = nullptr;  // null for a mailbox

  // The last transaction that delivered it; null for a mailbox.
  [[nodiscard]] const offer* by() const;
  // Any session at a host that serves the address.
  [[nodiscard]] bool contacted() const { return around != nullptr && !around->sessions.empty(); }
  // The last one up to that time, of the address or of the approach to it.
  [[nodiscard]] const refusal* last_refusal(trace::time_us until) const;
  [[nodiscard]] const refusal* last_refusal() const;
  // The last answer was a permanent refusal of RCPT by a server without DSN: the case of RFC 3461 5.2.2 (c),
  // (f).
  [[nodiscard]] bool refused_by_nonconforming_at_rcpt() const;
};

// The fates of all addresses of a case: each is read once and kept. The observation must outlive them.
class fates {
 public:
  explicit fates(const observation& seen);

  // `of` is the submission that brought the message.
  const fate& at(const submission& of, const scenario::address& target) const;
  // Of the first address the recipient leads to; he must have one.
  const fate& at(const submission& of, const submitted_recipient& to) const {
    return at(of, to.final_targets.front());
  }

 private:
  const approach& approach_to(const submission& of, const std::string& host) const;
  fate read(const submission& of, const scenario::address& target) const;
  void read_remote(fate& out, const submission& of, const std::string& address) const;
  void read_mailbox(fate& out, const submission& of, const scenario::address& target) const;

  const observation& seen_;
  std::map<std::string, std::vector<const trace::dialogue*>> sessions_;         // by host
  std::map<std::string, std::vector<offer>> offers_;                            // by mailbox_key
  mutable std::map<std::pair<std::size_t, std::string>, approach> approaches_;  // by submission and host
  mutable std::map<std::pair<std::size_t, std::string>, fate> read_;            // by submission and address
};

}  // namespace dsnspec::judge
