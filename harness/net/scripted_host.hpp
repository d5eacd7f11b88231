// One host of a scenario on the network: listens, and holds any number of sessions at once with
// smtp::server_session.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "net/observer.hpp"
#include "scenario/model.hpp"

namespace boost::asio {
class io_context;
namespace ssl {
class context;
}
}  // namespace boost::asio

namespace dsnspec::net {

struct host_options {
  std::string label;     // of the case
  std::string key;       // of the host in the scenario
  std::string own_name;  // what it calls itself: placed_host::exchanger
  std::string address;
  std::uint16_t port = 25;  // 0: any free one (tests)
  std::chrono::milliseconds idle_timeout{
      300'000};                    // no octet for so long: closed, "timeout" (RFC 5321 4.5.3.2.7)
  std::size_t max_sessions = 200;  // at once; more are accepted when others end
};

class scripted_host {
 public:
  // Binds at once. `what`, `tls` (may be null: then no STARTTLS) and `seen` must outlive the io_context's
  // handlers. Errors: "cannot listen on 127.64.0.3 port 25: Address already in use". A host that refuses
  // (host::refuse) must not be listened for.
  static base::result<std::unique_ptr<scripted_host>> listen(boost::asio::io_context& io,
                                                             const scenario::host& what, host_options options,
                                                             std::shared_ptr<boost::asio::ssl::context> tls,
                                                             observer& seen);
  scripted_host(const scripted_host&) = delete;
  scripted_host& operator=(const scripted_host&) = delete;
  ~scripted_host();  // stop()

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t open_sessions() const;
  // No new sessions; those open are closed, and told as "stopped", when the io_context runs next.
  void stop();

 private:
  struct state;
  explicit scripted_host(std::shared_ptr<state> shared);
  std::shared_ptr<state> state_;
};

}  // namespace dsnspec::net
