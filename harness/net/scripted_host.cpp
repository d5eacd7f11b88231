#include "net/scripted_host.hpp"

#include <fmt/core.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <set>
#include <utility>
#include <vector>

#include "base/quote.hpp"
#include "net/connection.hpp"
#include "smtp/server_session.hpp"

namespace dsnspec::net {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

// Pieces of a split reply are sent this far apart, so that the peer sees them apart; only so many of them,
// lest a long reply in single octets takes minutes.
constexpr milliseconds between_pieces{1};
constexpr std::size_t pieces_apart = 200;
constexpr std::size_t max_ahead = 1U << 20U;  // octets taken from a peer that goes on sending while we wait
constexpr milliseconds farewell{2'000};

}  // namespace

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

std::string reason_of(const connection& peer, const error_code& failed) {
  if (peer.stopped()) {
    return "stopped";
  }
  if (is_end(failed)) {
    return "eof";
  }
  return failed == asio::error::timed_out ? "timeout" : "error: " + base::quote(failed.message());
}

// One session. Each step gives a reason when the session is over, else "".
class session {
 public:
  session(const scenario::host& what, smtp::host_memory& memory, const host_options& options,
          std::shared_ptr<asio::ssl::context> tls, observer& seen, std::shared_ptr<connection> peer)
      : options_(options),
        tls_(std::move(tls)),
        seen_(seen),
        peer_(std::move(peer)),
        machine_(what, memory, options.own_name) {}

  awaitable<void> run() {
    id_ = seen_.opened({options_.label, options_.key, session_role::server, peer_->peer()});
    std::vector<smtp::server_step> steps = machine_.open();
    std::string reason = co_await carry_out(std::move(steps));
    while (reason.empty()) {
      reason = co_await serve();
    }
    machine_.closed();
    tell();
    if (reason == "reset") {
      peer_->close_with_reset();
    } else if (reason != "quit") {
      peer_->close();
    }
    seen_.closed(id_, reason);
    if (reason == "quit") {
      co_await peer_->end_politely(steady_clock::now() + farewell);
    }
  }

 private:
  [[nodiscard]] time_point idle() const { return steady_clock::now() + options_.idle_timeout; }

  void tell() {
    for (const smtp::recorded_stretch& each : machine_.take_recorded()) {
      seen_.octets(id_, true, each.octets, each.omitted);
    }
    for (const smtp::received_message& each : machine_.take_messages()) {
      seen_.message(id_, each);
    }
  }

  awaitable<std::string> serve() {
    std::string octets = std::exchange(ahead_, {});
    if (octets.empty()) {
      const error_code failed = co_await peer_->read(octets, idle());
      if (failed) {
        co_return reason_of(*peer_, failed);
      }
    }
    std::vector<smtp::server_step> steps = machine_.receive(octets);
    tell();
    std::string reason = co_await carry_out(std::move(steps));
    co_return reason;
  }

  // Plain replies that follow each other go out together, as servers do that are sent a pipeline.
  awaitable<std::string> carry_out(std::vector<smtp::server_step> steps) {
    std::string together;
    for (const smtp::server_step& step : steps) {
      const bool special = step.delay.count() > 0 || step.split > 0;
      if (!special) {
        together += step.octets;
      }
      if (!special && step.then == smtp::server_step::ending::go_on) {
        continue;
      }
      std::string so_far = std::exchange(together, {});
      std::string reason = co_await send(std::move(so_far));
      if (reason.empty() && special) {
        reason = co_await send_specially(step);
      }
      if (reason.empty()) {
        reason = co_await end(step.then);
      }
      if (!reason.empty()) {
        co_return reason;
      }
    }
    std::string reason = co_await send(std::move(together));
    co_return reason;
  }

  awaitable<std::string> send_specially(smtp::server_step step) {
    std::string reason = co_await pause(step.delay);
    if (step.split == 0 && reason.empty()) {
      reason = co_await send(step.octets);
      co_return reason;
    }
    std::size_t pieces = 0;
    for (std::size_t at = 0; at < step.octets.size() && reason.empty(); at += step.split) {
      if (at > 0 && ++pieces < pieces_apart) {
        reason = co_await pause(between_pieces);
      }
      if (reason.empty()) {
        std::string piece = step.octets.substr(at, step.split);
        reason = co_await send(std::move(piece));
      }
    }
    co_return reason;
  }

  // Told before it is written: whatever the peer does in answer comes later.
  awaitable<std::string> send(std::string octets) {
    if (octets.empty()) {
      co_return std::string();
    }
    seen_.octets(id_, false, octets, 0);
    const error_code failed = co_await peer_->write(std::move(octets), idle());
    co_return failed ? reason_of(*peer_, failed) : std::string();
  }

  // Goes on reading, so that a peer that leaves meanwhile is noticed when it does.
  awaitable<std::string> pause(milliseconds delay) {
    const time_point until = steady_clock::now() + delay;
    while (steady_clock::now() < until) {
      error_code failed;
      if (ahead_.size() < max_ahead) {
        failed = co_await peer_->read(ahead_, until);
      } else {
        failed = co_await peer_->wait(until);
      }
      if (failed && failed != asio::error::timed_out) {
        seen_.octets(id_, true, ahead_, 0);
        co_return reason_of(*peer_, failed);
      }
    }
    co_return std::string();
  }

  awaitable<std::string> end(smtp::server_step::ending how) {
    switch (how) {
      case smtp::server_step::ending::go_on:
        break;
      case smtp::server_step::ending::quit:
        co_return "quit";
      case smtp::server_step::ending::drop:
        co_return "drop";
      case smtp::server_step::ending::reset:
        co_return "reset";
      case smtp::server_step::ending::too_much:
        co_return "error: too much in one session";
      case smtp::server_step::ending::start_tls: {
        std::string reason = co_await start_tls();
        co_return reason;
      }
    }
    co_return std::string();
  }

  awaitable<std::string> start_tls() {
    if (!tls_) {
      co_return "error: there is no certificate";
    }
    const error_code failed = co_await peer_->start_tls(tls_, idle());
    if (failed) {
      const std::string reason = reason_of(*peer_, failed);
      co_return reason.starts_with("error: ") ? "error: TLS: " + reason.substr(7) : reason;
    }
    machine_.tls_started();
    seen_.tls_started(id_);
    co_return std::string();
  }

  const host_options& options_;
  std::shared_ptr<asio::ssl::context> tls_;
  observer& seen_;
  std::shared_ptr<connection> peer_;
  smtp::server_session machine_;
  session_id id_ = 0;
  std::string ahead_;  // read during a pause, not yet handled
};

template <class State>
awaitable<void> hold_session(std::shared_ptr<State> host, std::shared_ptr<connection> peer) {
  session one(host->what, host->memory, host->options, host->tls, host->seen, peer);
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
