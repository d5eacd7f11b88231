// One session of a scripted host on its connection: carries out what its speaker wants done.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "net/connection.hpp"
#include "net/observer.hpp"
#include "net/scripted_host.hpp"
#include "net/speaker.hpp"
#include "smtp/script.hpp"

namespace dsnspec::net {

class host_session {
 public:
  // All references must outlive run(). `tls` may be null.
  host_session(std::unique_ptr<speaker> machine, const host_options& options,
               std::shared_ptr<boost::asio::ssl::context> tls, observer& seen,
               std::shared_ptr<connection> peer);

  // From the greeting until the connection is closed.
  awaitable<void> run();

 private:
  // Each gives the reason when the session is over, else "": see observer::closed().
  awaitable<std::string> serve();
  awaitable<std::string> carry_out(std::vector<smtp::server_step> steps);
  awaitable<std::string> send_specially(smtp::server_step step);
  awaitable<std::string> send(std::string octets);
  awaitable<std::string> pause(std::chrono::milliseconds delay);
  awaitable<std::string> end(smtp::server_step::ending how);
  awaitable<std::string> start_tls();

  [[nodiscard]] time_point idle() const { return std::chrono::steady_clock::now() + options_.idle_timeout; }
  void tell();

  const host_options& options_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  observer& seen_;
  std::shared_ptr<connection> peer_;
  std::unique_ptr<speaker> machine_;
  session_id id_ = 0;
  std::string ahead_;  // read during a pause, not yet handled
};

}  // namespace dsnspec::net
