// The reference mail system on the network: listens, takes mail, looks up where it goes and hands it on, all
// in the io_context of whoever runs it. A clear model of RFC 3461 to hold the suite against, and to be broken
// on purpose; no mail server for anybody's mail: its queue and mailboxes are memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "target/reference/conduct.hpp"
#include "target/reference/directory.hpp"
#include "target/reference/names.hpp"
#include "target/reference/queue.hpp"

namespace boost::asio {
class io_context;
}

namespace dsnspec::reference {

struct settings {
  directory home;
  conduct as;
  timers when;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;            // where it listens; 0: any free one
  std::uint16_t next_hop_port = 25;  // where all others do
  name_service names;
};

class mta {
 public:
  // Listens when this returns. Errors: "cannot listen on 127.0.0.1 port 25: Address already in use".
  static base::result<std::unique_ptr<mta>> start(boost::asio::io_context& io, settings how);
  mta(const mta&) = delete;
  mta& operator=(const mta&) = delete;
  ~mta();  // stop()

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::vector<listed_message> queue() const;
  [[nodiscard]] std::string mailbox(const std::string& name) const;
  // No new sessions; those open end when the io_context runs next.
  void stop();

 private:
  struct state;
  explicit mta(std::shared_ptr<state> shared);
  std::shared_ptr<state> state_;
};

}  // namespace dsnspec::reference
