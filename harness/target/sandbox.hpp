// A place where a mail system can live alone: user, mount, network, PID, UTS and IPC namespaces of its own.
//
// Inside there is one network interface, the loopback with all of 127.0.0.0/8, and every port is free to use.
// /usr is that of the machine with the unpacked packages laid over it, read-only; /etc, /var, /run, /home,
// /root, /tmp and /dev are fresh and in memory; /proc shows the processes inside. Nothing else of the machine
// can be seen, so no sandbox notices another, and nothing can leave or stay behind. See namespaces(7).
//
// Needs Linux 5.11 (overlay mounts in a user namespace). Works for root, and for an ordinary user who has
// subordinate ids (id_map.hpp).
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace dsnspec::target {

struct sandbox_options {
  std::string host_name = "mta.local.test";
  std::string mail_name = "local.test";    // /etc/mailname
  std::string name_server = "127.0.0.53";  // /etc/resolv.conf
  std::vector<std::string> trees;          // unpacked packages, absolute paths; the first one wins
  bool syslog = false;                     // /dev/log exists; what comes is appended to sandbox_syslog
  std::size_t state_limit = 1U << 30U;     // octets all files together may take, without those in /var/log
  std::size_t log_limit = 64U << 20U;      // octets the files in /var/log may take; a full disk to the writer
};

inline constexpr const char* sandbox_syslog = "/var/log/syslog";

struct sandbox_outcome {
  int exit_code = 0;  // what `inside` returned, or its argument to exit()
  int signal = 0;     // not 0: this signal ended it
};

// Runs `inside` in a new sandbox and waits for it. When this returns, every process and file of the sandbox
// is gone.
//
// `inside` runs in a copy of this process (fork without exec): it has all memory and open descriptors, but
// only the calling thread, the sandbox's files, uid 0 and umask 022. What it wants to keep it writes to
// descriptors opened before. Its memory is lost and no destructor or atexit handler of the caller runs in it;
// its stdio is flushed.
//
// While waiting, INT, TERM, HUP and QUIT sent to this process are passed on to `inside`. Another thread of the
// caller takes them away from here unless its first object is a signal_gate (supervisor.hpp). When this process
// dies, even by SIGKILL, so does everything in the sandbox. A fork copies locks as they are: no other thread
// should hold one that `inside` needs.
//
// Errors: the sandbox could not be made; the message says what to install or to allow. `inside` was not run
// then.
base::result<sandbox_outcome> run_in_sandbox(const sandbox_options& options,
                                             const std::function<int()>& inside);

}  // namespace dsnspec::target
