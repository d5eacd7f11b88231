// The mail system that is played to, as the player sees it: a target in the sandbox, or our own in this
// process.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "net/submitter.hpp"
#include "net/world.hpp"
#include "runner/adapted.hpp"
#include "runner/attachment.hpp"
#include "target/instance.hpp"
#include "target/provision.hpp"
#include "target/queue_listing.hpp"
#include "target/reference/conduct.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::runner {

class subject {
 public:
  subject() = default;
  subject(const subject&) = delete;
  subject& operator=(const subject&) = delete;
  virtual ~subject() = default;

  // The ports at which everybody may listen, mail system, hosts and DNS; the first at which that works is
  // taken.
  [[nodiscard]] virtual std::vector<net::world_options> surroundings() const = 0;
  // It greets, or soon will, when this returns. `world`, started with these options, outlives it.
  virtual base::result<void> start(const target::provisions& wanted, const net::world_options& around,
                                   const net::world& world) = 0;
  virtual void stop() = 0;

  // Offers it the mail of the case `label`. Never throws for what it does; told to `seen` as it happens,
  // which must outlive the coroutine.
  virtual boost::asio::awaitable<net::submission_report> submit(smtp::submission_plan plan, std::string label,
                                                                net::observer& seen) = 0;
  [[nodiscard]] virtual std::string version() const = 0;
  // Readable when it died; -1: it can't die alone.
  [[nodiscard]] virtual int exit_fd() const = 0;
  virtual std::string how_it_ended() = 0;
  [[nodiscard]] virtual std::string log_tail() const = 0;

  // Without a queue it has nothing left to do when it has answered.
  [[nodiscard]] virtual bool has_queue() const { return true; }
  // What its queue holds, as it was at some time after the call.
  virtual boost::asio::awaitable<base::result<std::vector<target::queue_entry>>> queue() = 0;
  // Has it try one message of its queue now.
  virtual boost::asio::awaitable<void> flush(std::string id) = 0;
  // Between two such questions.
  [[nodiscard]] virtual std::chrono::milliseconds pause() const = 0;
  // A listing tells of everything it still has to do: nothing is between two queues meanwhile.
  [[nodiscard]] virtual bool lists_all() const = 0;
  // How long a case may take beyond the time after which it gives up, before its silence counts as unproved;
  // the same for the sentinel's report.
  [[nodiscard]] virtual std::chrono::milliseconds patience() const = 0;
  // On a busy machine its reports can expire before it has tried to send them.
  [[nodiscard]] virtual bool may_starve() const = 0;
  // mbox format; nothing when it can't be read.
  [[nodiscard]] virtual std::optional<target::mailbox_content> mailbox(const std::string& name) const = 0;
};

// `spec` and `io` must outlive it.
std::unique_ptr<subject> sandboxed_subject(boost::asio::io_context& io, const target::target_spec& spec);
// Starts and stops nothing, and lists no queue. `at` must outlive it.
std::unique_ptr<subject> attached_subject(const attachment& at, const introduction& said);
// `what` must outlive it.
std::unique_ptr<subject> adapter_subject(boost::asio::io_context& io, const adapted_to& what);
std::unique_ptr<subject> reference_subject(boost::asio::io_context& io, const target::target_spec& spec,
                                           const reference::conduct& as);

// Where who has no namespace of its own may live: all runs on a machine share 127.0.0.0/8, and each takes a
// port of its own for all its addresses.
std::vector<net::world_options> high_ports(const std::string& host_name, const std::string& domain);

// What there is to say about the reference mail system before it is started. It can do
// everything, unless this conduct takes the capability "dsn" from it.
target::target_spec reference_spec(const reference::conduct& as = {});

}  // namespace dsnspec::runner
