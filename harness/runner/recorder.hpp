// Everything the world around the target sees, stamped with the time and written to the trace as it comes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "net/observer.hpp"
#include "trace/writer.hpp"

namespace dsnspec::runner {

class recorder final : public net::observer {
 public:
  using clock = std::chrono::steady_clock;

  // `line` gets each line of the trace; it must not throw.
  explicit recorder(std::function<void(std::string_view)> line)
      : out_(std::move(line)), start_(clock::now()) {}

  // Microseconds since the recorder was made.
  [[nodiscard]] trace::time_us now() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - start_).count();
  }
  // The clock on the wall when now() was 0, in microseconds since 1970.
  [[nodiscard]] std::int64_t wall_start() const {
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(wall).count() - now();
  }
  [[nodiscard]] trace::writer& out() { return out_; }

  // Called for each message a host took: who follows a case waits for it.
  std::function<void(const std::string& label, const std::string& host, const smtp::received_message& what)>
      on_message;

  // Called for all octets at a host of a case: the same where no queue can be listed.
  std::function<void(const std::string& label, const std::string& host, net::session_id which,
                     bool from_client, std::string_view octets)>
      on_octets;

  net::session_id opened(const net::session_start& what) override;
  void octets(net::session_id which, bool from_client, std::string_view octets, std::size_t omitted) override;
  void tls_started(net::session_id which) override;
  void closed(net::session_id which, std::string_view reason) override;
  void message(net::session_id which, const smtp::received_message& what) override;
  void dns_query(const net::dns_event& what) override;

 private:
  struct open_session {
    std::string label;
    std::string host;
    bool ours = false;  // at a host
  };
  trace::writer out_;
  clock::time_point start_;
  net::session_id last_ = 0;
  std::map<net::session_id, open_session> open_;
};

}  // namespace dsnspec::runner
