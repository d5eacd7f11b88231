// Tells whose messages the target's queue holds, by asking it as long as somebody wants to know.
//
// A listing says nothing about what happened while it was made, so a waiter is told of the first one that
// started after it began to wait.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "base/error.hpp"
#include "runner/subject.hpp"

namespace dsnspec::runner {

// The parts of an address or domain between "." and "@"; the labels of cases are among them.
std::set<std::string> labels_in(const target::queue_entry& entry);

// The sentinel or a report on it: every address is the fence's. It may stay for a moment after its report has
// come, and says nothing about what the case is still owed.
bool is_of_fence(const target::queue_entry& entry);

class queue_watch {
 public:
  // `mta` must outlive it.
  queue_watch(boost::asio::io_context& io, subject& mta);

  // Runs for ever; spawned once.
  boost::asio::awaitable<void> run();

  // True when the first listing that starts from now on holds a message of this case that isn't the fence's.
  // False too when listings fail: see failure().
  boost::asio::awaitable<bool> holds(std::string label);
  // The same of any message of this case, the fence's too.
  boost::asio::awaitable<bool> holds_anything(std::string label);

  // A message of this case in the last listing; nothing when there was none.
  [[nodiscard]] const target::queue_entry* entry_of(const std::string& label) const;

  // The frozen messages of this case in the last listing, as they were listed; those to and from the fence
  // left out.
  [[nodiscard]] std::vector<std::string> frozen(const std::string& label) const;

  // Why the last listing could not be made; empty when it could.
  [[nodiscard]] const std::string& failure() const { return failure_; }

 private:
  boost::asio::awaitable<void> list();
  boost::asio::awaitable<void> fresh_listing();

  boost::asio::io_context& io_;
  subject& mta_;
  boost::asio::steady_timer wanted_;     // cancelled: somebody began to wait
  boost::asio::steady_timer completed_;  // cancelled: a listing was completed
  std::uint64_t started_count_ = 0;
  std::uint64_t completed_count_ = 0;
  std::size_t waiters_ = 0;
  std::map<std::string, target::queue_entry> held_;         // by label: one entry with it
  std::set<std::string> of_fence_;                          // labels of the fence's mail
  std::map<std::string, std::vector<std::string>> frozen_;  // by label
  std::string failure_;
};

}  // namespace dsnspec::runner
