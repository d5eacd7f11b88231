#include "net/scripted_host.hpp"

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

struct scripted_host::state {
  state(asio::io_context& io, const scenario::host& host, host_options wanted,
        std::shared_ptr<asio::ssl::context> context, observer& observer)
      : what(host),
        options(std::move(wanted)),
        tls(std::move(context)),
        seen(observer),
        acceptor(io),
        slot(io) {}

  const scenario::host& what;
  host_options options;
  std::shared_ptr<asio::ssl::context> tls;
  observer& seen;
  tcp::acceptor acceptor;
  asio::steady_timer slot;  // cancelled when a session ends
  smtp::host_memory memory;
  std::set<std::shared_ptr<connection>> sessions;
  bool stopped = false;
};

namespace {

template <class State>
awaitable<void> hold_session(std::shared_ptr<State> host, std::shared_ptr<connection> peer) {
  auto machine = std::make_unique<scripted_speaker>(host->what, host->memory, host->options.own_name);
  host_session one(std::move(machine), host->options, host->tls, host->seen, peer);
  co_await one.run();
  host->sessions.erase(peer);
  host->slot.cancel();
}

template <class State>
awaitable<void> accept_sessions(std::shared_ptr<State> host) {
  while (!host->stopped) {
    error_code failed;
    if (host->sessions.size() >= host->options.max_sessions) {
      host->slot.expires_at(time_point::max());
      co_await host->slot.async_wait(asio::redirect_error(asio::use_awaitable, failed));
      continue;
    }
    tcp::socket socket(host->acceptor.get_executor());
    co_await host->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
    if (host->stopped) {
      break;
    }
    if (failed) {
      // Out of descriptors, or a peer that left already: others may come.
      host->slot.expires_after(milliseconds(20));
      co_await host->slot.async_wait(asio::redirect_error(asio::use_awaitable, failed));
      continue;
    }
    auto peer = std::make_shared<connection>(std::move(socket));
    host->sessions.insert(peer);
    asio::co_spawn(host->acceptor.get_executor(), hold_session(host, std::move(peer)), asio::detached);
  }
}

}  // namespace

base::result<std::unique_ptr<scripted_host>> scripted_host::listen(asio::io_context& io,
                                                                   const scenario::host& what,
                                                                   host_options options,
                                                                   std::shared_ptr<asio::ssl::context> tls,
                                                                   observer& seen) {
  auto shared = std::make_shared<state>(io, what, std::move(options), std::move(tls), seen);
  if (const error_code failed = listen_at(shared->acceptor, shared->options.address, shared->options.port)) {
    return base::fail(fmt::format("cannot listen on {} port {}: {}", shared->options.address,
                                  shared->options.port, failed.message()));
  }
  asio::co_spawn(io, accept_sessions(shared), asio::detached);
  return std::unique_ptr<scripted_host>(new scripted_host(std::move(shared)));
}

scripted_host::scripted_host(std::shared_ptr<state> shared) : state_(std::move(shared)) {}

scripted_host::~scripted_host() {
  stop();
}

std::uint16_t scripted_host::port() const {
  error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

std::size_t scripted_host::open_sessions() const {
  return state_->sessions.size();
}

void scripted_host::stop() {
  state_->stopped = true;
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->slot.cancel();
  for (const auto& each : state_->sessions) {
    each->stop();
  }
}

}  // namespace dsnspec::net
