#include "target/supervisor.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dsnspec::target {
namespace {

// Collects the dead. The child's status once it is among them.
std::optional<int> reap(const supervision& what) {
  std::optional<int> seen;
  for (;;) {
    int status = 0;
    const pid_t dead = ::waitpid(what.reaper ? -1 : what.child, &status, WNOHANG);
    if (dead < 0 && errno == EINTR) {
      continue;
    }
    if (dead <= 0) {
      return seen;
    }
    if (dead == what.child) {
      seen = status;
    }
  }
}

void pass_on(int signals, pid_t child) {
  signalfd_siginfo seen{};
  while (::read(signals, &seen, sizeof seen) == sizeof seen) {
    // A positive code means the kernel made it: CHLD, or a key pressed at a terminal, which reaches the whole
    // foreground group.
    if (seen.ssi_code <= 0 && seen.ssi_signo != SIGCHLD) {
      ::kill(child, static_cast<int>(seen.ssi_signo));
    }
  }
}

}  // namespace

signal_gate::signal_gate() {
  sigemptyset(&taken_);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD}) {
    sigaddset(&taken_, number);
  }
  ::pthread_sigmask(SIG_BLOCK, &taken_, &before_);
}

void signal_gate::restore() const {
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

base::result<descriptor> signal_gate::open() const {
  descriptor signals(::signalfd(-1, &taken_, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals.open()) {
    return system_failure("cannot watch signals");
  }
  return signals;
}

std::optional<int> supervise(const signal_gate& gate, const supervision& what) {
  const auto signals = gate.open();
  // The child's end is told by its pidfd; SIGCHLD may go to another thread of ours, or be ignored.
  const descriptor ending(static_cast<int>(::syscall(SYS_pidfd_open, what.child, 0)));
  pollfd watched[] = {{what.lifeline, POLLIN, 0},
                      {ending.get(), POLLIN, 0},
                      {signals ? signals->get() : -1, POLLIN, 0},
                      {what.extra, POLLIN, 0}};
  for (;;) {
    if (const auto status = reap(what)) {
      return status;
    }
    if (::poll(watched, 4, -1) < 0) {
      continue;
    }
    if (watched[0].revents != 0) {
      return std::nullopt;
    }
    if (watched[2].revents != 0) {
      pass_on(signals->get(), what.child);
    }
    if (watched[3].revents != 0) {
      what.on_extra();
    }
  }
}

}  // namespace dsnspec::target
