// One running mail system in the sandbox this process is in (run_in_sandbox).
//
//   instance mta(spec);
//   mta.prepare(wanted);      // accounts, files, preparing commands
//   mta.start();              // returns when it greets
//   ... await mta.exit_fd() in the event loop: readable when it died ...
//   auto listing = mta.list_queue();               // starts the command, doesn't wait: some 10 ms
//   ... read listing->output_fd() to its end in the event loop ...
//   auto entries = mta.read_queue(text);
//   mta.stop();
//
// Everything but prepare(), start() and stop() takes milliseconds; what doesn't start with "list_" or
// "begin_" blocks that long. One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "target/mailbox.hpp"
#include "target/process.hpp"
#include "target/provision.hpp"
#include "target/queue_listing.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::target {

class instance {
 public:
  // The spec must outlive it.
  explicit instance(const target_spec& spec) : spec_(spec) {}

  base::result<void> prepare(const provisions& wanted);
  // Errors: it ended at once, or didn't greet in time (if it is to greet); with the end of what it said.
  base::result<void> start();
  // Asks it to end, waits up to five seconds, then kills it. Nothing to do when it ended by itself.
  void stop();

  // pidfd of the mail system's main process; -1 before start().
  [[nodiscard]] int exit_fd() const { return main_ ? main_->exit_fd() : -1; }
  // How it ended; nothing while it runs.
  std::optional<exit_status> ended();

  // Starts the command that submits mail, for a mail system that has one.
  [[nodiscard]] base::result<child_process> begin_submit(const std::string& from,
                                                         const std::vector<std::string>& to,
                                                         std::string message) const;

  [[nodiscard]] base::result<child_process> list_queue() const;
  [[nodiscard]] base::result<std::vector<queue_entry>> read_queue(std::string_view output) const;
  [[nodiscard]] base::result<std::vector<queue_entry>> queue() const;  // both, blocking

  // Makes it try the message that its queue lists by this id now.
  [[nodiscard]] base::result<child_process> begin_flush(const std::string& id) const;
  [[nodiscard]] base::result<void> flush(const std::string& id) const;  // and waits

  [[nodiscard]] base::result<mailbox_content> mailbox(const std::string& name,
                                                      std::size_t limit = 4U << 20U) const;
  // The end of its log, and of what it wrote to standard output and error if anything. Raw octets.
  [[nodiscard]] std::string log_tail(std::size_t limit = 64U << 10U) const;
  // What its version command prints; empty when it has none.
  [[nodiscard]] base::result<std::string> version() const;

 private:
  const target_spec& spec_;
  std::optional<child_process> main_;
};

}  // namespace dsnspec::target
