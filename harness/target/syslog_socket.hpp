// /dev/log, for a target that reports through syslog(3): takes what is sent and appends it to the sandbox's
// log file.
//
// It is served by PID 1 of the sandbox, which has nothing else to do, so that no program waits for the run.
// At most 32 MiB are kept; what follows is counted and dropped.
#pragma once

#include <cstddef>

#include "base/error.hpp"
#include "target/descriptor.hpp"

namespace dsnspec::target {

class syslog_socket {
 public:
  // Inside the sandbox, as root.
  base::result<void> open();
  // Takes all messages that are there.
  void collect();
  void close();
  [[nodiscard]] int fd() const { return socket_.get(); }  // -1 when it isn't open

 private:
  descriptor socket_, file_;
  std::size_t written_ = 0;
};

// One line without its end, from one datagram: without the leading "<PRI>" (RFC 3164 4.1.1) and with every
// control character, a line end in the middle too, made a blank, so that one message is one line.
std::string syslog_line(std::string_view datagram);

}  // namespace dsnspec::target
