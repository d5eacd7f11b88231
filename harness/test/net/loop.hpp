// What the network tests share: an io_context that is run with a deadline, an observer that writes everything
// down, and a client to talk with.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/connection.hpp"
#include "net/observer.hpp"

namespace dsnspec::net::test {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct seen_session {
  session_start start;
  std::string client;  // octets
  std::string server;
  std::size_t omitted = 0;
  std::vector<std::string> pieces;  // of the server's, one a call
  bool tls = false;
  std::string plain_client;  // what the client sent before TLS
  std::optional<std::string> closed;
};

class notebook final : public observer {
 public:
  session_id opened(const session_start& what) override {
    const auto id = static_cast<session_id>(sessions.size() + 1);
    sessions[id].start = what;
    return id;
  }
  void octets(session_id which, bool from_client, std::string_view octets, std::size_t omitted) override {
    seen_session& one = sessions.at(which);
    EXPECT_FALSE(one.closed) << "octets after the end";
    (from_client ? one.client : one.server) += octets;
    one.omitted += omitted;
    if (!from_client) {
      one.pieces.emplace_back(octets);
    }
  }
  void tls_started(session_id which) override {
    sessions.at(which).tls = true;
    sessions.at(which).plain_client = std::exchange(sessions.at(which).client, {});
  }
  void closed(session_id which, std::string_view reason) override {
    EXPECT_FALSE(sessions.at(which).closed) << "closed twice";
    sessions.at(which).closed = reason;
  }
  void message(session_id, const smtp::received_message& what) override { messages.push_back(what); }
  void dns_query(const dns_event& what) override { queries.push_back(what); }

  [[nodiscard]] bool all_closed() const {
    for (const auto& [id, one] : sessions) {
      if (!one.closed) {
        return false;
      }
    }
    return true;
  }

  std::map<session_id, seen_session> sessions;
  std::vector<smtp::received_message> messages;
  std::vector<dns_event> queries;
};

class loop : public ::testing::Test {
 protected:
  static constexpr milliseconds patience{20'000};

  // Runs until `done`; fails the test when that takes too long.
  void run_until(const std::function<bool()>& done) {
    const auto deadline = steady_clock::now() + patience;
    while (!done()) {
      io.restart();
      if (io.run_one_until(deadline) == 0 && !done()) {
        FAIL() << (steady_clock::now() < deadline ? "nothing is left to do" : "took too long");
      }
    }
  }

  template <class T>
  T run(awaitable<T> what) {
    std::optional<T> out;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, std::move(what), [&](std::exception_ptr failed, T value) {
      thrown = failed;
      out = std::move(value);
    });
    run_until([&] { return out.has_value(); });
    if (thrown) {
      std::rethrow_exception(thrown);
    }
    return std::move(out).value_or(T{});
  }

  boost::asio::io_context io;
  notebook seen;
};

inline tcp::endpoint at(std::uint16_t port, const char* address = "127.0.0.1") {
  return {boost::asio::ip::make_address(address), port};
}

inline time_point soon() {
  return steady_clock::now() + milliseconds(15'000);
}

// A client that keeps all it was told.
struct client {
  explicit client(boost::asio::io_context& io) : link(std::make_shared<connection>(tcp::socket(io))) {}

  awaitable<error_code> say(std::string octets) {
    const error_code failed = co_await link->write(std::move(octets), soon());
    co_return failed;
  }

  // Reads until what was heard ends with `mark`, or the end of the stream.
  awaitable<error_code> hear(std::string mark) {
    error_code failed;
    while (!failed && !heard.ends_with(mark)) {
      failed = co_await link->read(heard, soon());
      ++reads;
    }
    co_return failed;
  }

  std::shared_ptr<connection> link;
  std::string heard;
  std::size_t reads = 0;
};

}  // namespace dsnspec::net::test
