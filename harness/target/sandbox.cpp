#include "target/sandbox.hpp"

#include <fmt/core.h>
#include <grp.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <tuple>

#include "target/id_map.hpp"
#include "target/private_root.hpp"
#include "target/supervisor.hpp"
#include "target/syslog_socket.hpp"

namespace dsnspec::target {
namespace {

using outcome = base::result<void>;

// Three processes: the caller; the one that enters the namespaces, and can't itself become part of the new
// PID namespace; and PID 1 of that. PID 1's child runs `inside`.
struct plan {
  const sandbox_options& options;
  const std::function<int()>& inside;
  const signal_gate& gate;
  bool user_namespace;
  pid_t caller;
  descriptor lifeline;         // pidfd of the caller: readable once it is dead, whatever killed it
  descriptor entered, mapped;  // from the second process: "I am in"; to it: "your ids are mapped"
  descriptor entered_end, mapped_end;
  // From PID 1: why there is no sandbox; or "\n", once `inside` runs, and then its wait status.
  descriptor report, report_end;
};

[[noreturn]] void give_up(const plan& p, const std::string& why) {
  (void)!::write(p.report_end.get(), why.data(), why.size());
  ::_exit(1);
}

// One octet, as a sign from a process that may die instead.
bool told(int from) {
  char sign = 0;
  ssize_t got = 0;
  do {
    got = ::read(from, &sign, 1);
  } while (got < 0 && errno == EINTR);
  return got == 1;
}

outcome bring_loopback_up() {
  const descriptor any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq lo{};
  std::strncpy(lo.ifr_name, "lo", IFNAMSIZ - 1);
  if (!any.open() || ::ioctl(any.get(), SIOCGIFFLAGS, &lo) != 0) {
    return system_failure("cannot find the loopback interface");
  }
  lo.ifr_flags = static_cast<short>(lo.ifr_flags | IFF_UP | IFF_RUNNING);
  if (::ioctl(any.get(), SIOCSIFFLAGS, &lo) != 0) {
    return system_failure("cannot bring the loopback interface up");
  }
  return {};
}

// All cases connect at once, and a mail system may listen with room for five. With SYN cookies the kernel then
// answers connections that it forgets: the client waits for a greeting for ever. Without them the client's
// kernel tries again after a second. A kernel without the setting has no cookies.
void connect_or_try_again() {
  (void)write_setting("/proc/sys/net/ipv4/tcp_syncookies", "0");
}

// noexcept: an exception of `inside` must not unwind into this copy of the caller, which would go on as if it
// were the caller itself. It ends the run by SIGABRT.
[[noreturn]] void run_inside(plan& p) noexcept {
  p.lifeline.reset();
  p.report_end.reset();
  p.gate.restore();
  const int code = p.inside();
  std::fflush(nullptr);
  ::_exit(code);
}

[[noreturn]] void be_init(plan& p) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::umask(022);
  auto done = enter_private_root(p.options);
  done = done ? bring_loopback_up() : done;
  if (done && ::sethostname(p.options.host_name.data(), p.options.host_name.size()) != 0) {
    done = system_failure("cannot set the host name");
  }
  connect_or_try_again();
  syslog_socket log;
  done = done && p.options.syslog ? log.open() : done;
  if (!done) {
    give_up(p, done.error().message);
  }
  const pid_t child = ::fork();
  if (child < 0) {
    give_up(p, system_text("cannot fork", errno));
  }
  if (child == 0) {
    log.close();
    run_inside(p);
  }
  (void)!::write(p.report_end.get(), "\n", 1);
  // When PID 1 ends, the kernel kills everything else in the namespace.
  const auto status = supervise(
      p.gate,
      {.child = child, .lifeline = p.lifeline.get(), .reaper = true, .extra = log.fd(), .on_extra = [&] {
         log.collect();
       }});
  if (status) {
    (void)!::write(p.report_end.get(), &*status, sizeof *status);
  }
  ::_exit(0);
}

[[noreturn]] void enter_namespaces(plan& p) {
  p.entered.reset();
  p.mapped_end.reset();
  p.report.reset();
  const int others = CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC;
  if (::unshare(others | (p.user_namespace ? CLONE_NEWUSER : 0)) != 0) {
    give_up(p, system_text("this machine does not allow new namespaces (sysctl user.max_user_namespaces or "
                           "kernel.unprivileged_userns_clone is 0, or a container's rules forbid them)",
                           errno));
  }
  // A process that changed its ids before is not dumpable, and its /proc files, the id maps among them, are
  // root's.
  ::prctl(PR_SET_DUMPABLE, 1);
  (void)!::write(p.entered_end.get(), "", 1);
  if (!told(p.mapped.get())) {
    ::_exit(1);  // the caller knows why, or is dead
  }
  if (::setgroups(0, nullptr) != 0 || ::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0) {
    give_up(p, system_text("cannot become root of the new user namespace", errno));
  }
  // After the change of ids, which clears it. Between the fork and here the caller may have died already.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != p.caller) {
    ::_exit(1);
  }
  const pid_t child = ::fork();
  if (child < 0) {
    give_up(p, system_text("cannot fork", errno));
  }
  if (child == 0) {
    be_init(p);
  }
  p.report_end.reset();
  if (!supervise(p.gate, {.child = child, .lifeline = p.lifeline.get()})) {
    ::kill(child, SIGKILL);
  }
  ::_exit(0);
}

std::string read_all(int from) {
  std::string out;
  char block[4096];
  for (;;) {
    const ssize_t got = ::read(from, block, sizeof block);
    if (got == 0 || (got < 0 && errno != EINTR)) {
      return out;
    }
    out.append(block, got > 0 ? static_cast<std::size_t>(got) : 0);
  }
}

bool was_started(const std::string& report) {
  return report.starts_with('\n');
}

base::result<sandbox_outcome> understood(const std::string& report) {
  int status = 0;
  if (!was_started(report)) {
    return base::fail("no sandbox: " + (report.empty() ? "it was killed while it was made" : report));
  }
  if (report.size() != 1 + sizeof status) {
    return sandbox_outcome{0, SIGKILL};  // PID 1 itself was killed
  }
  std::memcpy(&status, report.data() + 1, sizeof status);
  return WIFEXITED(status) ? sandbox_outcome{WEXITSTATUS(status), 0} : sandbox_outcome{0, WTERMSIG(status)};
}

base::result<plan> prepare(const sandbox_options& options, const std::function<int()>& inside,
                           const signal_gate& gate, bool user_namespace) {
  plan p{options, inside, gate, user_namespace, ::getpid(), {}, {}, {}, {}, {}, {}, {}};
  p.lifeline.reset(static_cast<int>(::syscall(SYS_pidfd_open, p.caller, 0)));
  if (!p.lifeline.open()) {
    return system_failure("no sandbox: cannot watch this process (pidfd_open, Linux 5.3)");
  }
  auto entered = make_pipe();
  auto mapped = make_pipe();
  auto report = make_pipe();
  if (!entered || !mapped || !report) {
    return system_failure("no sandbox: cannot make a pipe");
  }
  std::tie(p.entered, p.entered_end) = std::move(*entered);
  std::tie(p.mapped, p.mapped_end) = std::move(*mapped);
  std::tie(p.report, p.report_end) = std::move(*report);
  return p;
}

base::result<sandbox_outcome> attempt(const sandbox_options& options, const std::function<int()>& inside,
                                      bool user_namespace) {
  const signal_gate gate;
  auto p = prepare(options, inside, gate, user_namespace);
  if (!p) {
    return std::unexpected(p.error());
  }
  std::fflush(nullptr);  // else the copies would write what is in our buffers again
  const pid_t child = ::fork();
  if (child < 0) {
    return system_failure("no sandbox: cannot fork");
  }
  if (child == 0) {
    enter_namespaces(*p);
  }
  p->entered_end.reset();
  p->mapped.reset();
  p->report_end.reset();
  outcome mapping;
  if (told(p->entered.get())) {
    mapping = user_namespace ? map_ids(child) : outcome{};
    if (mapping) {
      (void)!::write(p->mapped_end.get(), "", 1);
    }
  }
  p->mapped_end.reset();
  (void)supervise(gate, {.child = child});
  if (!mapping) {
    return base::fail("no sandbox: " + mapping.error().message);
  }
  return understood(read_all(p->report.get()));
}

}  // namespace

base::result<sandbox_outcome> run_in_sandbox(const sandbox_options& options,
                                             const std::function<int()>& inside) {
  auto outcome = attempt(options, inside, true);
  if (!outcome && ::geteuid() == 0) {
    // Root of a container is often allowed the other namespaces but no user namespace, or no /proc in one.
    auto second = attempt(options, inside, false);
    return second ? second : outcome;
  }
  return outcome;
}

}  // namespace dsnspec::target
