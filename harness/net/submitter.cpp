#include "net/submitter.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "base/quote.hpp"
#include "net/connection.hpp"
#include "smtp/recording.hpp"
#include "smtp/reply.hpp"

namespace dsnspec::net {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds between_tries{5};
constexpr milliseconds farewell{500};

std::string reason_of(const error_code& failed) {
  if (is_end(failed)) {
    return "connection closed";
  }
  return failed == asio::error::timed_out ? "timeout" : base::quote(failed.message());
}

// How observer::closed() wants it.
std::string ending_of(const error_code& failed) {
  if (is_end(failed)) {
    return "eof";
  }
  return failed == asio::error::timed_out ? "timeout" : "error: " + base::quote(failed.message());
}

// One connected session.
class dialogue {
 public:
  dialogue(smtp::submission_plan plan, const submit_options& options, observer& seen, session_id id,
           std::shared_ptr<connection> peer)
      : options_(options), seen_(seen), id_(id), peer_(std::move(peer)), client_(std::move(plan)) {}

  awaitable<void> run() {
    time_point deadline = steady_clock::now() + options_.reply_timeout;
    while (!client_.finished()) {
      std::string octets;
      const error_code failed = co_await peer_->read(octets, deadline);
      if (failed) {
        give_up(failed);
        co_return;
      }
      seen_.octets(id_, false, octets, 0);
      std::string answer = client_.receive(octets);
      if (client_.starting_tls()) {
        if (const error_code refused = co_await peer_->start_tls_as_client(deadline)) {
          give_up(refused);
          co_return;
        }
        seen_.tls_started(id_);
        answer = client_.tls_started();
      }
      if (!answer.empty()) {
        co_await send(std::move(answer));
        deadline = steady_clock::now() + options_.reply_timeout;
      }
    }
    seen_.closed(id_, client_.outcome().failure.empty() ? "quit" : "error: " + client_.outcome().failure);
  }

  [[nodiscard]] const smtp::submission_outcome& outcome() const { return client_.outcome(); }

 private:
  // A failed write ends nothing: the reply that says why may have come before.
  awaitable<void> send(std::string octets) {
    if (client_.sending_data()) {
      for (const smtp::recorded_stretch& each : smtp::record_data(octets, options_.max_kept)) {
        seen_.octets(id_, true, each.octets, each.omitted);
      }
    } else {
      seen_.octets(id_, true, octets, 0);
    }
    write_failed_ = co_await peer_->write(std::move(octets), steady_clock::now() + options_.reply_timeout);
  }

  void give_up(const error_code& failed) {
    const error_code& cause = write_failed_ ? write_failed_ : failed;
    client_.closed(is_end(cause) ? std::string() : reason_of(cause));
    seen_.closed(id_, ending_of(cause));
  }

  const submit_options& options_;
  observer& seen_;
  session_id id_;
  std::shared_ptr<connection> peer_;
  smtp::client_session client_;
  error_code write_failed_;
};

// The greeting, or what was met instead.
awaitable<base::result<std::string>> greeting_of(std::shared_ptr<connection> peer, tcp::endpoint where,
                                                 time_point deadline) {
  error_code failed = co_await peer->connect(where, deadline);
  if (failed) {
    co_return base::fail(failed.message());
  }
  smtp::reply_parser parser;
  while (true) {
    std::string octets;
    failed = co_await peer->read(octets, deadline);
    if (failed) {
      co_return base::fail("no greeting: " + reason_of(failed));
    }
    std::string_view rest = octets;
    const auto got = parser.next(rest);
    if (got && !*got) {
      co_return base::fail(got->error().message);
    }
    if (got && (*got)->code != 220) {
      co_return base::fail("greeted with " + base::excerpt((*got)->raw));
    }
    if (got) {
      co_return (*got)->text();
    }
  }
}

// So that the server doesn't log a lost connection. What it says no longer matters.
awaitable<void> take_leave(std::shared_ptr<connection> peer) {
  const time_point deadline = steady_clock::now() + farewell;
  error_code failed = co_await peer->write("QUIT\r\n", deadline);
  std::string octets;
  while (!failed && octets.size() < 4096) {
    failed = co_await peer->read(octets, deadline);
  }
  peer->close();
}

}  // namespace

awaitable<submission_report> submit(smtp::submission_plan plan, submit_options options, observer& seen) {
  submission_report out;
  const auto executor = co_await asio::this_coro::executor;
  auto peer = std::make_shared<connection>(tcp::socket(executor));
  error_code failed;
  const tcp::endpoint where(asio::ip::make_address(options.address, failed), options.port);
  if (!failed) {
    failed = co_await peer->connect(where, steady_clock::now() + options.reply_timeout);
  }
  if (failed) {
    out.outcome.failure = failed == asio::error::timed_out ? "timeout" : failed.message();
    co_return out;
  }
  out.session = seen.opened({options.label, "submitter", session_role::client, peer->peer()});
  dialogue one(std::move(plan), options, seen, out.session, peer);
  co_await one.run();
  peer->close();
  out.outcome = one.outcome();
  co_return out;
}

awaitable<base::result<std::string>> wait_until_ready(std::string address, std::uint16_t port,
                                                      time_point deadline) {
  const auto executor = co_await asio::this_coro::executor;
  error_code failed;
  const tcp::endpoint where(asio::ip::make_address(address, failed), port);
  if (failed) {
    co_return base::fail(base::quote(address) + " is no address");
  }
  std::string last = "never asked";
  while (steady_clock::now() < deadline) {
    auto peer = std::make_shared<connection>(tcp::socket(executor));
    auto greeting = co_await greeting_of(peer, where, deadline);
    if (greeting) {
      co_await take_leave(peer);
      co_return greeting;
    }
    last = greeting.error().message;
    peer->close();
    co_await peer->wait(std::min(deadline, steady_clock::now() + between_tries));
  }
  co_return base::fail("nobody is ready at " + text(where) + ": " + last);
}

}  // namespace dsnspec::net
