// Proves that nothing more will come for a case, so that a report that is missing is missing for good.
//
// The queue holds no message of the case; a message sent after that (the sentinel), whose failure has to be
// reported, is reported; the queue holds none again: whatever was to come has come. A mail system that loses
// reports may lose that one, too: when its queue no longer holds anything, nothing can come. One that keeps
// no queue has nothing left to do when it has answered.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <string>

#include "runner/queue_watch.hpp"
#include "runner/recorder.hpp"
#include "runner/subject.hpp"
#include "scenario/placement.hpp"
#include "target/target_spec.hpp"
#include "trace/run.hpp"

namespace dsnspec::runner {

class fence {
 public:
  // All must outlive it.
  fence(boost::asio::io_context& io, const target::target_spec& spec, subject& mta, recorder& record);

  // Runs for ever; spawned once.
  boost::asio::awaitable<void> run() { return queue_.run(); }

  // Until the target's queue was listed once: it had time to work.
  boost::asio::awaitable<void> next_listing(const std::string& label) {
    static_cast<void>(co_await queue_.holds(label));
  }

  // Ends at the latest some 30 seconds after the target should have given everything up; then it is not
  // proved, and the text says why.
  boost::asio::awaitable<trace::fence> prove(const scenario::placement& where);

  // A message came to the fence's host of this case.
  void report_came(const std::string& label);

 private:
  // What is known of a sentinel under way.
  struct sentinel {
    explicit sentinel(boost::asio::io_context& io) : came(io, boost::asio::steady_timer::time_point::max()) {}
    bool reported = false;
    std::chrono::microseconds took{0};
    boost::asio::steady_timer came;  // cancelled when the report comes
  };

  boost::asio::awaitable<std::string> send_sentinel(const scenario::placement& where, sentinel& of);
  boost::asio::awaitable<void> await_report(const std::string& label, sentinel& of);
  [[nodiscard]] std::string too_slow(const sentinel& of) const;
  [[nodiscard]] std::string held(const std::string& label) const;

  boost::asio::io_context& io_;
  const target::target_spec& spec_;
  subject& mta_;
  recorder& recorder_;
  queue_watch queue_;
  std::map<std::string, sentinel> sentinels_;  // by label
};

}  // namespace dsnspec::runner
