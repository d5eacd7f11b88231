#include "net/dns_server.hpp"

#include <fmt/core.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "net/connection.hpp"
#include "net/dns_message.hpp"

namespace dsnspec::net {

namespace asio = boost::asio;
using asio::ip::udp;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t max_connections = 64;
constexpr milliseconds tcp_idle{10'000};
constexpr milliseconds after_an_error{20};

}  // namespace

struct dns_server::state {
  state(asio::io_context& io, const zone& known, observer& observer)
      : names(known), seen(observer), socket(io), acceptor(io), pause(io) {}

  std::optional<std::string> answer(std::string_view query, bool tcp) {
    dns_reply reply = answer_query(names, query, tcp);
    if (reply.event) {
      seen.dns_query(*reply.event);
    }
    return std::move(reply.octets);
  }

  const zone& names;
  observer& seen;
  udp::socket socket;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::set<std::shared_ptr<connection>> connections;
  bool stopped = false;
};

namespace {

template <class State>
awaitable<void> serve_udp(std::shared_ptr<State> server) {
  std::array<char, 4096> buffer{};
  udp::endpoint from;
  while (!server->stopped) {
    error_code failed;
    const auto target = asio::buffer(buffer);
    const std::size_t size = co_await server->socket.async_receive_from(
        target, from, asio::redirect_error(asio::use_awaitable, failed));
    if (failed && !server->stopped) {
      server->pause.expires_after(after_an_error);
      co_await server->pause.async_wait(asio::redirect_error(asio::use_awaitable, failed));
      continue;
    }
    if (server->stopped) {
      break;
    }
    const std::optional<std::string> reply = server->answer(std::string_view(buffer.data(), size), false);
    if (reply) {
      const auto source = asio::buffer(*reply);
      co_await server->socket.async_send_to(source, from, asio::redirect_error(asio::use_awaitable, failed));
    }
  }
}

// The first message of `octets`, with its two octets of length, taken off; nothing while it isn't complete.
std::optional<std::string> take_message(std::string& octets) {
  if (octets.size() < 2) {
    return std::nullopt;
  }
  const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(octets[0])) << 8U |
                           static_cast<unsigned char>(octets[1]);
  if (octets.size() < size + 2) {
    return std::nullopt;
  }
  std::string out = octets.substr(2, size);
  octets.erase(0, size + 2);
  return out;
}

std::string with_length(const std::string& message) {
  const std::size_t size = message.size();
  return std::string{static_cast<char>(size >> 8U), static_cast<char>(size & 0xFFU)} + message;
}

template <class State>
awaitable<void> serve_connection(std::shared_ptr<State> server, std::shared_ptr<connection> peer) {
  std::string octets;
  error_code failed;
  while (!failed) {
    const std::optional<std::string> query = take_message(octets);
    if (!query) {
      failed = co_await peer->read(octets, steady_clock::now() + tcp_idle);
      continue;
    }
    const std::optional<std::string> reply = server->answer(*query, true);
    if (reply) {
      std::string framed = with_length(*reply);
      failed = co_await peer->write(std::move(framed), steady_clock::now() + tcp_idle);
    }
  }
  peer->close();
  server->connections.erase(peer);
}

template <class State>
awaitable<void> accept_connections(std::shared_ptr<State> server) {
  while (!server->stopped) {
    error_code failed;
    tcp::socket socket(server->acceptor.get_executor());
    co_await server->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
    if (server->stopped) {
      break;
    }
    if (failed || server->connections.size() >= max_connections) {
      asio::steady_timer pause(server->acceptor.get_executor(), after_an_error);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, failed));
      continue;
    }
    auto peer = std::make_shared<connection>(std::move(socket));
    server->connections.insert(peer);
    asio::co_spawn(server->acceptor.get_executor(), serve_connection(server, std::move(peer)),
                   asio::detached);
  }
}

error_code bind_udp(udp::socket& socket, const std::string& address, std::uint16_t port) {
  error_code failed;
  const udp::endpoint where(asio::ip::make_address(address, failed), port);
  if (!failed) {
    socket.open(where.protocol(), failed);
  }
  if (!failed) {
    socket.bind(where, failed);
  }
  return failed;
}

}  // namespace

base::result<std::unique_ptr<dns_server>> dns_server::listen(asio::io_context& io, const zone& names,
                                                             dns_options options, observer& seen) {
  auto shared = std::make_shared<state>(io, names, seen);
  const auto failure = [&](const char* protocol, const error_code& why) {
    return base::fail(fmt::format("cannot listen on {} port {} ({}): {}", options.address, options.port,
                                  protocol, why.message()));
  };
  if (const error_code failed = listen_at(shared->acceptor, options.address, options.port)) {
    return failure("TCP", failed);
  }
  error_code ignored;
  const std::uint16_t port = shared->acceptor.local_endpoint(ignored).port();
  if (const error_code failed = bind_udp(shared->socket, options.address, port)) {
    return failure("UDP", failed);
  }
  asio::co_spawn(io, serve_udp(shared), asio::detached);
  asio::co_spawn(io, accept_connections(shared), asio::detached);
  return std::unique_ptr<dns_server>(new dns_server(std::move(shared)));
}

dns_server::dns_server(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

dns_server::~dns_server() {
  stop();
}

std::uint16_t dns_server::port() const {
  error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

void dns_server::stop() {
  state_->stopped = true;
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->socket.close(ignored);
  state_->pause.cancel();
  for (const auto& each : state_->connections) {
    each->stop();
  }
}

}  // namespace dsnspec::net
