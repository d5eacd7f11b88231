// The original sender's client: connects to the target and holds one client_session.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "net/observer.hpp"
#include "smtp/client_session.hpp"

namespace dsnspec::net {

struct submit_options {
  std::string label;  // of the case
  std::string address = "127.0.0.1";
  std::uint16_t port = 25;
  std::chrono::milliseconds reply_timeout{30'000};  // for the connection and for each reply
  std::size_t max_kept = 1U << 20U;                 // of the message data, for the observer
};

struct submission_report {
  session_id session = 0;  // 0: there was no connection
  smtp::submission_outcome outcome;
};

// Never throws for what the network does: no connection, a timeout or a broken dialogue are ending::failed
// with a reason. `seen` must outlive the coroutine.
boost::asio::awaitable<submission_report> submit(smtp::submission_plan plan, submit_options options,
                                                 observer& seen);

// Waits until a server greets with 220 at address:port, asking again every few milliseconds while connections
// are refused or end early. Sends QUIT. The greeting; or an error that says what was seen last when the time
// is over.
boost::asio::awaitable<base::result<std::string>> wait_until_ready(
    std::string address, std::uint16_t port, std::chrono::steady_clock::time_point deadline);

}  // namespace dsnspec::net
