// An authoritative DNS server over UDP and TCP for one zone (RFC 1035), with ldns for the messages.
//
// Every name is under our authority. NXDOMAIN and empty answers carry a SOA with TTL 1 (RFC 2308), as all
// records have TTL 1: nothing is cached beyond a run. An answer that doesn't fit UDP has TC set. Hostile
// queries: FORMERR when there is a header to answer, else nothing; responses are ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/observer.hpp"
#include "net/zone.hpp"

namespace boost::asio {
class io_context;
}

namespace dsnspec::net {

struct dns_reply {
  std::optional<std::string> octets;  // nothing: no answer is given
  std::optional<dns_event> event;     // nothing: there was no query to speak of
};

// One query message, answered; without sockets. `max_size`: 512 for UDP, unless the query's EDNS says more
// (at most 4096); 65535 for TCP.
dns_reply answer_query(const zone& names, std::string_view query, bool tcp);

struct dns_options {
  std::string address = "127.0.0.53";
  std::uint16_t port = 53;  // 0: any free one, the same for UDP and TCP (tests)
};

class dns_server {
 public:
  // Binds both sockets at once. `names` and `seen` must outlive the io_context's handlers.
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
