#include "target/greeting.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/quote.hpp"
#include "target/descriptor.hpp"

namespace dsnspec::target {
namespace {

constexpr std::size_t line_limit = 4096;

using clock = std::chrono::steady_clock;

bool readable(int socket, clock::time_point until) {
  pollfd watched{socket, POLLIN, 0};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
  return left > 0 && ::poll(&watched, 1, static_cast<int>(left)) > 0;
}

}  // namespace

base::result<std::string> greeting(std::uint16_t port, std::chrono::milliseconds most) {
  const auto until = clock::now() + most;
  const descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!socket.open() ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return system_failure(fmt::format("cannot connect to port {}", port));
  }
  std::string line;
  while (line.find('\n') == std::string::npos && line.size() < line_limit) {
    char block[512];
    const ssize_t got = readable(socket.get(), until) ? ::recv(socket.get(), block, sizeof block, 0) : -1;
    if (got <= 0) {
      return base::fail(
          fmt::format("port {} {}", port,
                      got == 0 ? "closed the connection instead of a greeting" : "sends no greeting"));
    }
    line.append(block, static_cast<std::size_t>(got));
  }
  (void)::send(socket.get(), "QUIT\r\n", 6, MSG_NOSIGNAL);
  line.resize(std::min(line.find_first_of("\r\n"), line.size()));
  if (!line.starts_with("220")) {
    return base::fail(fmt::format("port {} greets with \"{}\"", port, base::excerpt(line)));
  }
  return line;
}

}  // namespace dsnspec::target
