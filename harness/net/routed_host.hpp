// All hosts of a run behind one address and port: for a mail system that is led to them by a route and not by
// DNS. See routed_speaker.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "net/routed_speaker.hpp"

namespace boost::asio {
class io_context;
}

namespace dsnspec::net {

struct route {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one (tests)
};

class routed_host {
 public:
  // Binds at once. `seen` must outlive the io_context's handlers. Errors as those of scripted_host.
  static base::result<std::unique_ptr<routed_host>> listen(boost::asio::io_context& io, routed_places places,
                                                           const route& where,
                                                           std::chrono::milliseconds idle_timeout,
                                                           observer& seen);
  routed_host(const routed_host&) = delete;
  routed_host& operator=(const routed_host&) = delete;
  ~routed_host();  // stop()

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t open_sessions() const;
  void stop();

 private:
  struct state;
  explicit routed_host(std::shared_ptr<state> shared);
  std::shared_ptr<state> state_;
};

}  // namespace dsnspec::net
