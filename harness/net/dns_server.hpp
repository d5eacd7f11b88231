// A DNS server over UDP and TCP (RFC 1035 section 4.2, RFC 7766) for one zone; see dns_message.hpp for what
// it says.
//
// Limits: 64 TCP connections at once, each closed after 10 s without a query.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "net/observer.hpp"
#include "net/zone.hpp"

namespace boost::asio {
class io_context;
}

namespace dsnspec::net {

struct dns_options {
  std::string address = "127.0.0.53";
  std::uint16_t port = 53;  // 0: any free one, the same for UDP and TCP (tests)
};

class dns_server {
 public:
  // Binds both sockets at once. `names` and `seen` must outlive the io_context's handlers. Errors: "cannot
  // listen on 127.0.0.53 port 53 (UDP): Permission denied".
  static base::result<std::unique_ptr<dns_server>> listen(boost::asio::io_context& io, const zone& names,
                                                          dns_options options, observer& seen);
  dns_server(const dns_server&) = delete;
  dns_server& operator=(const dns_server&) = delete;
  ~dns_server();  // stop()

  [[nodiscard]] std::uint16_t port() const;
  void stop();

 private:
  struct state;
  explicit dns_server(std::shared_ptr<state> shared);
  std::shared_ptr<state> state_;
};

}  // namespace dsnspec::net
