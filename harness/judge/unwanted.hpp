// Groups of a report about recipients for whom no such report is due (RFC 3461 5.2.8).
#pragma once

#include <map>
#include <set>

#include "judge/case_view.hpp"

namespace dsnspec::judge {

class unwanted_groups {
 public:
  explicit unwanted_groups(const case_view& of);

  // No report of this kind is due about this recipient; false where that can't be told.
  [[nodiscard]] bool owed_nothing(const answer& which) const { return unwanted_.contains(&which); }
  // The group stands in a report that is due about somebody else.
  [[nodiscard]] bool shares_report(const answer& which) const;

 private:
  std::set<const answer*> unwanted_;
  std::map<const received_report*, std::set<const submitted_recipient*>>
      wanted_;  // two of each report are enough
};

}  // namespace dsnspec::judge
