// A child process that stands for a mail system of any kind, and does what it is asked, a line at a time
// (adapter_protocol.hpp).
//
// Calls block, at most as long as they say, and may come from several threads, one after the other. After an
// error of the protocol the adapter is of no more use: what it says next may be the answer to anything.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "target/adapter_protocol.hpp"
#include "target/descriptor.hpp"
#include "target/process.hpp"

namespace dsnspec::target {

class adapter {
 public:
  // Our environment; a session of its own, all of whose first process group is killed with it.
  static base::result<std::unique_ptr<adapter>> start(const std::vector<std::string>& argv);
  adapter(const adapter&) = delete;
  adapter& operator=(const adapter&) = delete;
  ~adapter();

  // Errors: it said no, with its reason; it doesn't know the verb; it took too long; what it said is no
  // reply.
  base::result<adapter_introduction> hello();
  base::result<adapter_place> start_server(const adapter_start& what);
  base::result<std::vector<queue_entry>> queue();
  base::result<void> flush(const std::string& message);
  base::result<mailbox_content> mailbox(const std::string& name);
  base::result<void> reset();
  base::result<void> stop();

  // For who tests adapters. One line there, and the next line that comes back; both without their ends.
  base::result<std::string> ask(const std::string& line, std::chrono::milliseconds most);
  // A line, or a part of one, that nobody asked for, if it comes within that time.
  std::string unasked(std::chrono::milliseconds most);
  [[nodiscard]] std::uint64_t next_id() { return ++last_id_; }

  // Closes its input and waits for its end; kills it after that time. Nothing: it had to be killed.
  std::optional<exit_status> end(std::chrono::milliseconds most);
  [[nodiscard]] int exit_fd() const { return exit_.get(); }
  [[nodiscard]] pid_t pid() const { return pid_; }
  // The end of what it wrote to standard error. Raw octets.
  [[nodiscard]] std::string errors();

 private:
  adapter() = default;
  base::result<adapter_reply> reply_to(const std::string& request, std::uint64_t id,
                                       std::chrono::milliseconds most);
  base::result<std::string> done(const std::string& request, std::uint64_t id, std::string_view verb,
                                 std::chrono::milliseconds most);
  base::result<void> write(const std::string& octets, std::chrono::steady_clock::time_point until);
  std::unexpected<base::error> failed(const std::string& what);
  bool read_some(std::chrono::steady_clock::time_point until);
  void keep_errors();

  std::mutex one_at_a_time_;
  pid_t pid_ = -1;
  descriptor exit_, input_, output_, errors_end_;
  std::optional<exit_status> status_;
  std::string pending_;  // of its output
  std::string errors_;
  bool output_over_ = false;
  std::uint64_t last_id_ = 0;
};

}  // namespace dsnspec::target
