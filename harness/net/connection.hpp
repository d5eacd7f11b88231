// A TCP connection, in clear and later perhaps under TLS, every operation of which has a deadline. Coroutines
// never throw for what the network does; they give an error_code.
//
// The connection must outlive its coroutines: hold it by shared_ptr. One operation at a time.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace dsnspec::net {

using boost::asio::awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;
using time_point = std::chrono::steady_clock::time_point;

class connection : public std::enable_shared_from_this<connection> {
 public:
  explicit connection(tcp::socket socket);

  // Each gives error::timed_out after the deadline; the connection can then still be used, but for a write
  // and a hand-shake, which may have been carried out in part. After stop(): error::operation_aborted.
  awaitable<error_code> connect(tcp::endpoint peer, time_point deadline);
  awaitable<error_code> read(std::string& octets, time_point deadline);  // at most 64 KiB, appended
  awaitable<error_code> write(std::string octets, time_point deadline);
  // As server. Closes what was in clear.
  awaitable<error_code> start_tls(std::shared_ptr<boost::asio::ssl::context> context, time_point deadline);
  // As client, whatever the certificate. Closes what was in clear.
  awaitable<error_code> start_tls_as_client(time_point deadline);
  awaitable<error_code> wait(time_point until);  // no error when the time has come

  // Ends TLS with close_notify, and the stream with FIN.
  awaitable<void> end_politely(time_point deadline);
  void close();
  void close_with_reset();
  // From another coroutine: what goes on ends, whatever comes after fails.
  void stop();
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] std::string peer() const { return peer_; }  // "127.0.0.1:40312"

 private:
  // Cancels the socket's operation at the deadline, until it is destroyed.
  class guard;
  error_code result(error_code failed, bool expired) const;
  awaitable<error_code> shake_hands(boost::asio::ssl::stream_base::handshake_type as, time_point deadline);

  tcp::socket socket_;
  boost::asio::steady_timer watchdog_;
  std::optional<boost::asio::ssl::stream<tcp::socket&>> tls_;
  std::shared_ptr<boost::asio::ssl::context> context_;
  bool stopped_ = false;
  std::string peer_;
  std::array<char, 65536> buffer_{};
};

// True for the ways a peer ends a stream, with or without close_notify.
bool is_end(const error_code& what);

// Opens, binds and listens; no error when it does.
error_code listen_at(tcp::acceptor& acceptor, const std::string& address, std::uint16_t port);

// "127.0.0.1:40312".
std::string text(const tcp::endpoint& where);

}  // namespace dsnspec::net
