// Which group of which report answers which recipient of which submission.
//
// A report belongs to the submission whose marks its returned content carries, else to the one that has its
// recipients. A group answers the recipient whose address is its Final-Recipient, or whose alias leads there,
// or whose ORCPT is its Original-Recipient: in this order, so that two recipients with one ORCPT are kept
// apart. A group that names nobody answers the only recipient there is. Reports that go to the owner of a
// list answer nobody.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "judge/observation.hpp"

namespace dsnspec::judge {

struct answer {
  const received_report* report = nullptr;
  const dsn::per_recipient_fields* group = nullptr;
  const submission* of = nullptr;           // null: no submission of the case; mostly that of the report
  const submitted_recipient* to = nullptr;  // null: the group names nobody that was submitted
  bool names_target = false;  // Final-Recipient is where an alias leads, not the address submitted

  [[nodiscard]] bool is(dsn::action what) const { return has_action() && *group->action->value == what; }
  // There is an Action, and one that the RFC knows; what else stands there is the linter's.
  [[nodiscard]] bool has_action() const { return group->action && group->action->value; }
  // Anything but delayed.
  [[nodiscard]] bool terminal() const { return !is(dsn::action::delayed); }
  // The last word on the recipient: "expanded" is none, failures of what it led to may follow (RFC
  // 3464 2.3.3).
  [[nodiscard]] bool last_word() const { return terminal() && !is(dsn::action::expanded); }
  // Tells of success, truly or not.
  [[nodiscard]] bool of_success() const { return has_action() && last_word() && !is(dsn::action::failed); }
  [[nodiscard]] trace::time_us sent() const { return report->how->said->mail.sent; }
};

// The address in an Original-Recipient or Final-Recipient: unfolded, without blanks and angle brackets around
// it and without a comment behind it.
std::string address_in(const dsn::typed_value& field);

class answers {
 public:
  explicit answers(const observation& seen);
  answers(const answers&) = delete;
  answers& operator=(const answers&) = delete;

  [[nodiscard]] const std::vector<answer>& all() const { return all_; }
  [[nodiscard]] const std::vector<const answer*>& to(const submitted_recipient& which) const;
  // A Final-Recipient names him that is not the first of its group: two groups ran together.
  [[nodiscard]] bool has_lost_group(const submitted_recipient& which) const {
    return lost_groups_.contains(&which);
  }
  [[nodiscard]] bool has(const submitted_recipient& which, dsn::action what) const;
  [[nodiscard]] const std::vector<const answer*>& in(const received_report& which) const;
  [[nodiscard]] const submission* of(const received_report& report) const;
  // The report went to the sender of its submission. Those to the owner of a list tell of another
  // transaction.
  [[nodiscard]] bool to_sender(const received_report& report) const { return to_sender_.contains(&report); }
  // The one that the transaction brought; null when it brought none.
  [[nodiscard]] const received_report* brought_by(const hop_transaction& hop) const;

 private:
  std::vector<answer> all_;
  std::map<const received_report*, const submission*> submissions_;
  std::map<const submitted_recipient*, std::vector<const answer*>> by_recipient_;
  std::map<const received_report*, std::vector<const answer*>> by_report_;
  std::set<const received_report*> to_sender_;
  std::set<const submitted_recipient*> lost_groups_;
  std::map<const hop_transaction*, const received_report*> brought_;
};

}  // namespace dsnspec::judge
