// What passes at our hosts, as far as it tells whether a case is over: when something last did, and which
// recipients were named. Without I/O.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "net/observer.hpp"

namespace dsnspec::runner {

class case_watch {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  // Octets of a session at a host of the case, in the order in which they passed.
  void octets(const std::string& label, net::session_id session, bool from_client, std::string_view octets,
              time_point now);

  // The address was in a RCPT command at a host of the case. Letter case doesn't matter.
  [[nodiscard]] bool named(const std::string& label, std::string_view address) const;
  // When something last passed; nothing: never.
  [[nodiscard]] std::optional<time_point> last(const std::string& label) const;

 private:
  struct session {
    std::string line;   // not complete yet
    bool data = false;  // the client sends a message
  };
  void command(const std::string& label, std::string_view line);

  std::map<net::session_id, session> sessions_;
  std::map<std::string, std::set<std::string>> named_;
  std::map<std::string, time_point> last_;
};

}  // namespace dsnspec::runner
