#include "target/sandboxed.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <grp.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "target/copy_tree.hpp"
#include "target/descriptor.hpp"

namespace dsnspec::target {
namespace {

constexpr uid_t tester = 4242;

void append(const std::string& path, const std::string& line) {
  const auto before = read_file(path, 1U << 20U).value_or("");
  if (!write_file(path, before + line)) {
    std::perror(path.c_str());
    ::_exit(99);
  }
}

// For this process alone, /etc knows the user "tester" and grants it ids.
void become_tester() {
  const bool mounted =
      ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      ::mount("tmpfs", "/mnt", "tmpfs", 0, "mode=0755") == 0 && copy_tree("/etc", "/mnt/etc") &&
      ::mount("/mnt/etc", "/etc", nullptr, MS_BIND, nullptr) == 0;
  if (!mounted) {
    std::perror("a private /etc");
    ::_exit(99);
  }
  append("/etc/passwd", fmt::format("tester:x:{0}:{0}::/nonexistent:/bin/sh\n", tester));
  append("/etc/group", fmt::format("tester:x:{}:\n", tester));
  append("/etc/subuid", "tester:200000:65536\n");
  append("/etc/subgid", "tester:300000:65536\n");
  if (::setgroups(0, nullptr) != 0 || ::setresgid(tester, tester, tester) != 0 ||
      ::setresuid(tester, tester, tester) != 0) {
    std::perror("become an ordinary user");
    ::_exit(99);
  }
}

// A file without a name: its descriptor works across every namespace.
descriptor unnamed_file() {
  return descriptor(::memfd_create("test", MFD_CLOEXEC));
}

std::string content(const descriptor& file) {
  return read_file("/proc/self/fd/" + std::to_string(file.get()), 64U << 20U).value_or("unreadable");
}

}  // namespace

std::vector<identity> identities() {
  return ::geteuid() == 0 ? std::vector{identity::root, identity::ordinary_user}
                          : std::vector{identity::ordinary_user};
}

std::string identity_name(identity who) {
  return who == identity::root ? "root" : "ordinary_user";
}

int run_as(identity who, const std::function<int()>& what) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    if (who == identity::ordinary_user && ::geteuid() == 0) {
      become_tester();
    }
    // An exception must not get out of here, or this child would go on with the other tests.
    const int code = [&]() noexcept { return what(); }();
    std::fflush(nullptr);
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

seen run_sandboxed(identity who, const sandbox_options& options,
                   const std::function<int(std::ostream&)>& inside) {
  const auto text = unnamed_file();
  const auto error = unnamed_file();
  const auto write_to = [](const descriptor& file, const std::string& octets) {
    (void)!::write(file.get(), octets.data(), octets.size());
  };
  const int code = run_as(who, [&] {
    const auto outcome = run_in_sandbox(options, [&] {
      std::ostringstream out;
      const int result = inside(out);
      write_to(text, out.str());
      return result;
    });
    write_to(error, outcome ? "" : outcome.error().message);
    return outcome ? (outcome->signal == 0 ? outcome->exit_code : 128 + outcome->signal) : 0;
  });
  seen out;
  out.text = content(text);
  out.error = content(error);
  out.signal = code > 128 ? code - 128 : 0;
  out.exit_code = code > 128 ? 0 : code;
  return out;
}

bool takes_port(const char* address, std::uint16_t port, bool datagrams) {
  const int any = ::socket(AF_INET, (datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  ::inet_pton(AF_INET, address, &at.sin_addr);
  return ::bind(any, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 &&
         (datagrams || ::listen(any, 5) == 0);
}

}  // namespace dsnspec::target
