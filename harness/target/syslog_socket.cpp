#include "target/syslog_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "base/ascii.hpp"
#include "target/sandbox.hpp"

namespace dsnspec::target {
namespace {

constexpr const char* device = "/dev/log";
constexpr std::size_t kept = 32U << 20U;

}  // namespace

base::result<void> syslog_socket::open() {
  // Ten datagrams are the kernel's default for a queue that is full; more lets a burst pass without a wait.
  (void)write_setting("/proc/sys/net/unix/max_dgram_qlen", "1000");
  socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, device, sizeof address.sun_path - 1);
  if (!socket_.open() ||
      ::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(device, 0666) != 0) {
    return system_failure("cannot open /dev/log");
  }
  file_.reset(::open(sandbox_syslog, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file_.open()) {
    return system_failure("cannot write " + std::string(sandbox_syslog));
  }
  return {};
}

void syslog_socket::collect() {
  char datagram[8192];
  // Bounded, so that a program that never stops can't keep us from the end of the run.
  for (int count = 0; count < 1000; ++count) {
    const ssize_t got = ::recv(socket_.get(), datagram, sizeof datagram, 0);
    if (got < 0) {
      return;
    }
    const auto line = syslog_line({datagram, static_cast<std::size_t>(got)}) + '\n';
    if (written_ + line.size() <= kept) {
      written_ += line.size();
      (void)!::write(file_.get(), line.data(), line.size());
    }
  }
}

void syslog_socket::close() {
  socket_.reset();
  file_.reset();
}

std::string syslog_line(std::string_view datagram) {
  const auto end = datagram.find('>');
  if (datagram.starts_with('<') && end != std::string_view::npos && end <= 4) {
    datagram.remove_prefix(end + 1);
  }
  while (!datagram.empty() && (datagram.back() == '\n' || datagram.back() == '\0')) {
    datagram.remove_suffix(1);
  }
  std::string line(datagram);
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      c = ' ';
    }
  }
  return line;
}

}  // namespace dsnspec::target
