// What a scenario wants a host to say at each stage of a session: which of its rules applies, and what is to
// be done.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "scenario/model.hpp"
#include "smtp/envelope.hpp"

namespace dsnspec::smtp {

// How often each stage was reached on one host, over all its sessions. Shared by them; not thread-safe.
class host_memory {
 public:
  // Counts one more and gives the number of this one, from 1. RCPT is counted by forward-path (`who`), all
  // else as a whole. After 10 000 different forward-paths the further ones share one count.
  std::size_t reached(scenario::stage at, const forward_path* who);

 private:
  std::map<std::pair<scenario::stage, std::string>, std::size_t> counts_;
};

// One thing to do, in order; the next one begins when it is done.
struct server_step {
  enum class ending {
    go_on,
    quit,       // close: QUIT was answered
    drop,       // close: the scenario wants it
    reset,      // the same by RST
    too_much,   // close: a limit was passed
    start_tls,  // hand-shake, then tls_started()
  };

  std::string octets;                  // to send; may be empty
  std::chrono::milliseconds delay{0};  // wait before sending
  std::size_t split = 0;               // write this many octets at a time; 0: at once
  ending then = ending::go_on;         // after sending
  friend bool operator==(const server_step&, const server_step&) = default;
};

// The stage is reached now: what the first rule that matches says, or `ordinary`. `who`: the forward-path
// that RCPT names, or the transaction's first recipient; null where there is none.
server_step scripted_step(const scenario::host& host, host_memory& memory, scenario::stage at,
                          const forward_path* who, std::string ordinary);

// The reply code of what was said; of several lines the last one's, which counts with a client that reads
// line by line. 0: no code.
int code_of(const server_step& step);

}  // namespace dsnspec::smtp
