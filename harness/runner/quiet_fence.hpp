// The fence for a mail system whose queue can't be listed.
//
// That nothing more will come can't be proved from outside; it counts as shown when
//  1. every recipient whom the server took was named at a host of ours, which answered for good; or, where a
//     host of the case fails temporarily or a recipient was never named, the time has passed after which the
//     server gives up, as its owner says;
//  2. a sentinel sent after that was reported;
//  3. for the patience the owner grants, and for five times what the slowest sentinel took, nothing of the
//     case has passed;
//  4. a second sentinel was reported, and still nothing had come.
// Otherwise it isn't, and the text says what was missing.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "runner/attachment.hpp"
#include "runner/case_watch.hpp"
#include "runner/recorder.hpp"
#include "runner/subject.hpp"
#include "scenario/model.hpp"
#include "scenario/placement.hpp"
#include "trace/run.hpp"

namespace dsnspec::runner {

class quiet_fence {
 public:
  // All must outlive it.
  quiet_fence(boost::asio::io_context& io, const attachment& at, subject& mta, recorder& record)
      : io_(io), at_(at), mta_(mta), recorder_(record) {}

  // Until each of these addresses was named, or some seconds have passed.
  boost::asio::awaitable<void> settle(const std::string& label, const std::vector<std::string>& recipients);

  boost::asio::awaitable<trace::fence> prove(const scenario::scenario& what, const scenario::placement& where,
                                             const std::vector<std::string>& recipients);

  // Sends a sentinel there and waits for its report. Why it isn't there; empty: it came. Takes copies, for it
  // outlives the call.
  boost::asio::awaitable<std::string> sentinel(std::string label, std::string domain);

  // What comes in at our hosts.
  void report_came(const std::string& label);
  case_watch& watch() { return watch_; }

 private:
  using clock = std::chrono::steady_clock;

  [[nodiscard]] bool all_named(const std::string& label, const std::vector<std::string>& recipients) const;
  [[nodiscard]] clock::duration quiet_time(const scenario::scenario& what) const;
  boost::asio::awaitable<void> until(clock::time_point when);

  boost::asio::io_context& io_;
  const attachment& at_;
  subject& mta_;
  recorder& recorder_;
  case_watch watch_;
  std::map<std::string, std::size_t> reports_;  // on sentinels, by label
  clock::duration slowest_{0};
};

}  // namespace dsnspec::runner
