// Waits for one child and meanwhile passes signals on, reaps orphans, and watches for the end of the process
// all this is for. Used by each of the processes between the caller of a sandbox and what runs inside.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <optional>

#include "target/descriptor.hpp"

namespace dsnspec::target {

// Blocks the signals a supervisor takes over: INT, TERM, HUP and QUIT, which it passes on, and CHLD. Make one
// before the fork, so that nothing is lost in between; the child calls restore().
class signal_gate {
 public:
  signal_gate();
  signal_gate(const signal_gate&) = delete;
  signal_gate& operator=(const signal_gate&) = delete;
  ~signal_gate() { restore(); }

  void restore() const;
  // A signalfd of this process for the blocked signals.
  [[nodiscard]] base::result<descriptor> open() const;

 private:
  sigset_t taken_{}, before_{};
};

struct supervision {
  pid_t child = -1;
  int lifeline = -1;    // becomes readable when everything shall end; -1: never
  bool reaper = false;  // we are PID 1 of a PID namespace: collect every dead process, not only the child
  int extra = -1;       // a further descriptor, and what to do when it is readable
  std::function<void()> on_extra = {};
};

// The wait status of the child; nothing when the lifeline ended first. Signals that a process sent (not those
// of a terminal, which the child gets by itself) are passed on to the child.
std::optional<int> supervise(const signal_gate& gate, const supervision& what);

}  // namespace dsnspec::target
