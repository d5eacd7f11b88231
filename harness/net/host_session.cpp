#include "net/host_session.hpp"

#include <boost/asio/error.hpp>
#include <utility>

#include "base/quote.hpp"

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

std::string reason_of(const connection& peer, const error_code& failed) {
  if (peer.stopped()) {
    return "stopped";
  }
  if (is_end(failed)) {
    return "eof";
  }
  return failed == asio::error::timed_out ? "timeout" : "error: " + base::quote(failed.message());
}

}  // namespace

host_session::host_session(std::unique_ptr<speaker> machine, const host_options& options,
                           std::shared_ptr<asio::ssl::context> tls, observer& seen,
                           std::shared_ptr<connection> peer)
    : options_(options),
      tls_(std::move(tls)),
      seen_(seen),
      peer_(std::move(peer)),
      machine_(std::move(machine)) {}

awaitable<void> host_session::run() {
  id_ = seen_.opened({options_.label, options_.key, session_role::server, peer_->peer()});
  std::vector<smtp::server_step> steps = machine_->open();
  std::string reason = co_await carry_out(std::move(steps));
  while (reason.empty()) {
    reason = co_await serve();
  }
  machine_->closed();
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

void host_session::tell() {
  for (const smtp::recorded_stretch& each : machine_->take_recorded()) {
    seen_.octets(id_, true, each.octets, each.omitted);
  }
  for (const smtp::received_message& each : machine_->take_messages()) {
    seen_.message(id_, each);
  }
}

awaitable<std::string> host_session::serve() {
  std::string octets = std::exchange(ahead_, {});
  if (octets.empty() && !machine_->unfinished()) {
    const error_code failed = co_await peer_->read(octets, idle());
    if (failed) {
      co_return reason_of(*peer_, failed);
    }
  }
  std::vector<smtp::server_step> steps = machine_->receive(octets);
  tell();
  std::string reason = co_await carry_out(std::move(steps));
  co_return reason;
}

// Plain replies that follow each other go out together, as servers do that are sent a pipeline.
awaitable<std::string> host_session::carry_out(std::vector<smtp::server_step> steps) {
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

awaitable<std::string> host_session::send_specially(smtp::server_step step) {
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
awaitable<std::string> host_session::send(std::string octets) {
  if (octets.empty()) {
    co_return std::string();
  }
  seen_.octets(id_, false, octets, 0);
  const error_code failed = co_await peer_->write(std::move(octets), idle());
  co_return failed ? reason_of(*peer_, failed) : std::string();
}

// Goes on reading, so that a peer that leaves meanwhile is noticed when it does.
awaitable<std::string> host_session::pause(milliseconds delay) {
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

awaitable<std::string> host_session::end(smtp::server_step::ending how) {
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

awaitable<std::string> host_session::start_tls() {
  if (!tls_) {
    co_return "error: there is no certificate";
  }
  const error_code failed = co_await peer_->start_tls(tls_, idle());
  if (failed) {
    const std::string reason = reason_of(*peer_, failed);
    co_return reason.starts_with("error: ") ? "error: TLS: " + reason.substr(7) : reason;
  }
  machine_->tls_started();
  seen_.tls_started(id_);
  co_return std::string();
}

}  // namespace dsnspec::net
