#include "net/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace dsnspec::net {

namespace asio = boost::asio;

// The handler may run after the guard is gone, so what it needs is shared.
class connection::guard {
 public:
  guard(connection& owner, time_point deadline) : owner_(owner), expired_(std::make_shared<bool>(false)) {
    owner_.watchdog_.expires_at(deadline);
    owner_.watchdog_.async_wait(
        [held = owner.shared_from_this(), expired = expired_, armed = armed_](const error_code& cancelled) {
          if (!cancelled && *armed) {
            *expired = true;
            error_code ignored;
            held->socket_.cancel(ignored);
          }
        });
  }
  guard(const guard&) = delete;
  guard& operator=(const guard&) = delete;
  ~guard() {
    *armed_ = false;
    owner_.watchdog_.cancel();
  }

  [[nodiscard]] bool expired() const { return *expired_; }

 private:
  connection& owner_;
  std::shared_ptr<bool> expired_;
  std::shared_ptr<bool> armed_ = std::make_shared<bool>(true);
};

connection::connection(tcp::socket socket) : socket_(std::move(socket)), watchdog_(socket_.get_executor()) {
  error_code ignored;
  const tcp::endpoint where = socket_.remote_endpoint(ignored);
  peer_ = ignored ? std::string() : text(where);
  socket_.set_option(tcp::no_delay(true), ignored);
}

error_code connection::result(error_code failed, bool expired) const {
  if (stopped_) {
    return asio::error::operation_aborted;
  }
  return failed && expired ? error_code(asio::error::timed_out) : failed;
}

awaitable<error_code> connection::connect(tcp::endpoint peer, time_point deadline) {
  if (stopped_) {
    co_return asio::error::operation_aborted;
  }
  const guard watch(*this, deadline);
  error_code failed;
  co_await socket_.async_connect(peer, asio::redirect_error(asio::use_awaitable, failed));
  failed = result(failed, watch.expired());
  if (!failed) {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    peer_ = text(peer);
  }
  co_return failed;
}

awaitable<error_code> connection::read(std::string& octets, time_point deadline) {
  if (stopped_) {
    co_return asio::error::operation_aborted;
  }
  const guard watch(*this, deadline);
  error_code failed;
  std::size_t size = 0;
  const auto target = asio::buffer(buffer_);
  if (tls_) {
    size = co_await tls_->async_read_some(target, asio::redirect_error(asio::use_awaitable, failed));
  } else {
    size = co_await socket_.async_read_some(target, asio::redirect_error(asio::use_awaitable, failed));
  }
  octets.append(buffer_.data(), size);
  co_return result(failed, watch.expired());
}

awaitable<error_code> connection::write(std::string octets, time_point deadline) {
  if (stopped_) {
    co_return asio::error::operation_aborted;
  }
  const guard watch(*this, deadline);
  error_code failed;
  const auto source = asio::buffer(octets);
  if (tls_) {
    co_await asio::async_write(*tls_, source, asio::redirect_error(asio::use_awaitable, failed));
  } else {
    co_await asio::async_write(socket_, source, asio::redirect_error(asio::use_awaitable, failed));
  }
  co_return result(failed, watch.expired());
}

awaitable<error_code> connection::start_tls(std::shared_ptr<asio::ssl::context> context,
                                            time_point deadline) {
  context_ = std::move(context);
  const error_code failed = co_await shake_hands(asio::ssl::stream_base::server, deadline);
  co_return failed;
}

awaitable<error_code> connection::start_tls_as_client(time_point deadline) {
  context_ = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  error_code failed;
  context_->set_verify_mode(asio::ssl::verify_none, failed);
  failed = co_await shake_hands(asio::ssl::stream_base::client, deadline);
  co_return failed;
}

awaitable<error_code> connection::shake_hands(asio::ssl::stream_base::handshake_type as,
                                              time_point deadline) {
  if (stopped_) {
    co_return asio::error::operation_aborted;
  }
  const guard watch(*this, deadline);
  tls_.emplace(socket_, *context_);
  error_code failed;
  co_await tls_->async_handshake(as, asio::redirect_error(asio::use_awaitable, failed));
  co_return result(failed, watch.expired());
}

awaitable<error_code> connection::wait(time_point until) {
  if (!stopped_) {
    error_code ignored;
    watchdog_.expires_at(until);
    co_await watchdog_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  co_return result({}, false);
}

awaitable<void> connection::end_politely(time_point deadline) {
  if (tls_ && !stopped_) {
    const guard watch(*this, deadline);
    error_code ignored;
    co_await tls_->async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
  }
  close();
}

void connection::close() {
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void connection::close_with_reset() {
  error_code ignored;
  socket_.set_option(tcp::socket::linger(true, 0), ignored);
  socket_.close(ignored);
}

void connection::stop() {
  stopped_ = true;
  watchdog_.cancel();
  close();
}

bool is_end(const error_code& what) {
  return what == asio::error::eof || what == asio::ssl::error::stream_truncated;
}

error_code listen_at(tcp::acceptor& acceptor, const std::string& address, std::uint16_t port) {
  error_code failed;
  const tcp::endpoint where(asio::ip::make_address(address, failed), port);
  if (!failed) {
    acceptor.open(where.protocol(), failed);
  }
  if (!failed) {
    acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
  }
  if (!failed) {
    acceptor.bind(where, failed);
  }
  if (!failed) {
    acceptor.listen(tcp::acceptor::max_listen_connections, failed);
  }
  return failed;
}

std::string text(const tcp::endpoint& where) {
  return where.address().to_string() + ":" + std::to_string(where.port());
}

}  // namespace dsnspec::net
