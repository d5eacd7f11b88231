// Which group of which report answers which recipient of which submission.
//
// A report belongs to the submission whose marks its returned content carries, else to the one that has its
// recipients. A group answers the recipient whose address is its Final-Recipient, or whose alias leads there, or whose
// ORCPT is its Original-Recipient: in this order, so that two recipients with one ORCPT are kept apart.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "judge/observation.hpp"

namespace dsnspec::judge {

struct answer {
  const received_report* report = nullptr;
  const dsn::per_recipient_fields* group = nullptr;
  const submission* of = nullptr;              // null: no submission of the case
  const submitted_recipient* to = nullptr;     // null: the group names nobody that was submitted
  bool names_target = false;                   // Final-Recipient is where an alias leads, not the address submitted

  [[nodiscard]] bool is(dsn::action what) const {
    return group->action && group->action->value && *group->action->value == what;
  }
  // Anything but delayed.
  [[nodiscard]] bool terminal() const { return !is(dsn::action::delayed); }
  // The last word on the recipient: "expanded" is none, failures of what it led to may follow (RFC 3464 2.3.3).
  [[nodiscard]] bool last_word() const { return terminal() && !is(dsn::action::expanded); }
};

// The address in an Original-Recipient or Final-Recipient: unfolded, without blanks and angle brackets around it, and of
// type utf-8 with its encoding undone.
std::string address_in(const dsn::typed_value& field);

class answers {
 public:
  explicit answers(const observation& seen);

  [[nodiscard]] const std::vector<answer>& all() const { return all_; }
  [[nodiscard]] std::vector<const answer*> to(const submitted_recipient& which) const;
  [[nodiscard]] const submission* of(const received_report& report) const;

 private:
  std::vector<answer> all_;
  std::map<const received_report*, const submission*> submissions_;
};

}  // namespace dsnspec::judge
