// The queue of the reference mail system: what is still to be delivered and when it is tried, when a delay is
// told and when it gives up, and the reports that come of it all. No I/O; the time is what the caller says.
//
//   while (auto id = queue.next(now)) {      // that message is being worked on until finish()
//     for (place : queue.waiting(*id)) { queue.settle(*id, place, outcome); }
//     queue.finish(*id, now);                // puts the reports that are owed into the queue
//   }
//   ... sleep until queue.next_due() ...
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "target/reference/conduct.hpp"
#include "target/reference/directory.hpp"
#include "target/reference/message.hpp"
#include "target/reference/report.hpp"

namespace dsnspec::reference {

struct timers {
  moment retry{90};
  moment delay{80};    // from arrival to a warning; not before the second attempt, which is later
  moment expiry{700};  // from arrival until it gives up; not before the fourth attempt
};

struct listed_message {
  std::string id;
  std::string reverse_path;
  std::vector<std::string> waiting;  // destinations
};

class queue {
 public:
  // References must outlive it. `started`: the wall time at moment 0.
  queue(const directory& home, const conduct& as, const timers& when, wall_time started)
      : home_(home), as_(as), timers_(when), started_(started) {}

  [[nodiscard]] std::string new_id();
  [[nodiscard]] wall_time wall(moment now) const {
    return started_ + std::chrono::floor<std::chrono::seconds>(now);
  }

  // A message was accepted: from here on we are responsible for it. Without an id it gets one.
  void take(message what, moment now);

  std::optional<std::string> next(moment now);
  [[nodiscard]] std::optional<moment> next_due() const;

  // The id must be one that next() gave and finish() didn't get yet. References live until then.
  [[nodiscard]] const message& at(const std::string& id) const { return entries_.at(id).what; }
  [[nodiscard]] std::vector<std::size_t> waiting(const std::string& id) const;
  void settle(const std::string& id, std::size_t place, attempt how);
  void finish(const std::string& id, moment now);

  [[nodiscard]] std::vector<listed_message> list() const;

 private:
  struct delivery {
    attempt last;
    bool warned = false;
    bool done = false;
  };
  struct entry {
    message what;
    std::vector<delivery> each;  // of what.recipients
    std::vector<reported_recipient> due;
    std::vector<std::string> reports;  // ids of those that tell of it
    moment arrived{0};
    moment next{0};
    unsigned attempts = 0;
    bool busy = false;
  };

  // First the sender is told of an attempt, then comes the next one: whoever reads along sees them in this
  // order.
  [[nodiscard]] bool is_free(const entry& one) const;
  void judge(entry& about, std::size_t place, moment now);
  void give_up(attempt& last) const;
  void report_due(entry& about, moment now);
  void send(entry& about, std::vector<reported_recipient> recipients, moment now);

  const directory& home_;
  const conduct& as_;
  timers timers_;
  wall_time started_;
  std::uint64_t last_id_ = 0;
  std::map<std::string, entry> entries_;
  // Only with defects: the envelope ids that were seen, and what each sender was told last.
  std::set<std::string> envids_;
  std::map<std::string, std::vector<reported_recipient>> reported_;
};

}  // namespace dsnspec::reference
