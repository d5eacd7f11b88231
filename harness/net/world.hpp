// Everything around the target: all hosts of all cases, and DNS for them.
//
// Single-threaded: all calls come from the thread that runs the io_context. Hosts are placed at addresses of
// their own (placement.hpp), so any number of cases live side by side.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "net/observer.hpp"
#include "net/routed_host.hpp"
#include "net/zone.hpp"
#include "scenario/model.hpp"
#include "scenario/placement.hpp"

namespace boost::asio {
class io_context;
}

namespace dsnspec::net {

struct world_options {
  std::uint16_t smtp_port = 25;
  std::string dns_address = "127.0.0.53";
  std::uint16_t dns_port = 53;                 // 0: any free one (tests)
  std::string target_name = "mta.local.test";  // what the target calls itself
  std::string target_address = "127.0.0.1";
  std::string target_domain = "local.test";  // its mail domain
  std::chrono::milliseconds idle_timeout{300'000};
  // Given: all hosts live behind this port, and there is no DNS. Each must be able to (can_share_a_route).
  std::optional<net::route> route = std::nullopt;
};

// A case that lives in the world; both must outlive it.
struct inhabitant {
  const scenario::scenario* what = nullptr;
  const scenario::placement* where = nullptr;
};

class world {
 public:
  // Everything listens when this returns. Errors: the first address that can't be bound, with port and
  // reason. `seen` must outlive the world and the io_context's handlers.
  static base::result<std::unique_ptr<world>> start(boost::asio::io_context& io,
                                                    const std::vector<inhabitant>& cases,
                                                    const world_options& options, observer& seen);
  world(const world&) = delete;
  world& operator=(const world&) = delete;
  ~world();  // stop()

  [[nodiscard]] std::size_t hosts() const;          // that listen
  [[nodiscard]] std::size_t open_sessions() const;  // at all hosts
  [[nodiscard]] std::uint16_t dns_port() const;     // 0: there is no DNS
  // What our DNS says, for who lives in this process: told to the observer as if it had been asked by the
  // network.
  [[nodiscard]] answer look_up(const std::string& name, record_type type) const;
  // Closes everything; sessions are told as "stopped" when the io_context runs next, which then runs out of
  // work.
  void stop();

 private:
  struct state;
  explicit world(std::unique_ptr<state> held);
  std::unique_ptr<state> state_;
};

}  // namespace dsnspec::net
