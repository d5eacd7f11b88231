// Reports that were on their way and could not be read: the sender's host refused them or lost the connection
// before their content came, nobody listens there, the content is no report in form, or there was more of it
// than is recorded. Who misses a report has to ask first.
#pragma once

#include <map>
#include <set>
#include <string>

#include "judge/answers.hpp"

namespace dsnspec::judge {

class unread_reports {
 public:
  unread_reports(const observation& seen, const answers& reports);

  // A report on this submission may have been on its way.
  [[nodiscard]] bool any_for(const submission& of) const;

 private:
  void note_failure(const std::string& host, trace::time_us when, bool for_ever);

  const observation& seen_;
  std::set<const submission*> misshapen_;                 // something like a report came
  std::map<std::string, trace::time_us> last_delivered_;  // by host: when the last report was taken there
  std::set<std::string> lost_;  // hosts where an attempt failed that no later one explains
};

}  // namespace dsnspec::judge
