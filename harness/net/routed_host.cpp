#include "net/routed_host.hpp"

#include <fmt/core.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <utility>

#include "net/connection.hpp"
#include "net/host_session.hpp"

namespace dsnspec::net {

namespace asio = boost::asio;
using std::chrono::milliseconds;

struct routed_host::state {
  state(asio::io_context& io, routed_places behind, observer& observer)
      : places(std::move(behind)), seen(observer), acceptor(io), rest(io) {}

  routed_places places;
  observer& seen;
  host_options options;
  tcp::acceptor acceptor;
  asio::steady_timer rest;
  std::set<std::shared_ptr<connection>> sessions;
  bool stopped = false;
};

namespace {

template <class State>
awaitable<void> hold_session(std::shared_ptr<State> host, std::shared_ptr<connection> peer) {
  held_back_session record(host->seen);
  host_session one(std::make_unique<routed_speaker>(host->places, record), host->options, nullptr, record,
                   peer);
  co_await one.run();
  host->sessions.erase(peer);
}

// As those of scripted_host; a mail system with one route has fewer connections than that allows for.
template <class State>
awaitable<void> accept_sessions(std::shared_ptr<State> host) {
  while (!host->stopped) {
    error_code failed;
    tcp::socket socket(host->acceptor.get_executor());
    if (host->sessions.size() < host->options.max_sessions) {
      co_await host->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
      if (host->stopped) {
        break;
      }
    }
    if (failed || !socket.is_open()) {
      host->rest.expires_after(milliseconds(20));
      co_await host->rest.async_wait(asio::redirect_error(asio::use_awaitable, failed));
      continue;
    }
    auto peer = std::make_shared<connection>(std::move(socket));
    host->sessions.insert(peer);
    asio::co_spawn(host->acceptor.get_executor(), hold_session(host, std::move(peer)), asio::detached);
  }
}

}  // namespace

base::result<std::unique_ptr<routed_host>> routed_host::listen(asio::io_context& io, routed_places places,
                                                               const route& where, milliseconds idle_timeout,
                                                               observer& seen) {
  auto shared = std::make_shared<state>(io, std::move(places), seen);
  shared->options.idle_timeout = idle_timeout;
  if (const error_code failed = listen_at(shared->acceptor, where.address, where.port)) {
    return base::fail(
        fmt::format("cannot listen on {} port {}: {}", where.address, where.port, failed.message()));
  }
  asio::co_spawn(io, accept_sessions(shared), asio::detached);
  return std::unique_ptr<routed_host>(new routed_host(std::move(shared)));
}

routed_host::routed_host(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

routed_host::~routed_host() {
  stop();
}

std::uint16_t routed_host::port() const {
  error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

std::size_t routed_host::open_sessions() const {
  return state_->sessions.size();
}

void routed_host::stop() {
  state_->stopped = true;
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->rest.cancel();
  for (const auto& each : state_->sessions) {
    each->stop();
  }
}

}  // namespace dsnspec::net
