// What is owed about one recipient, and what became of the message for him.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judge/case_view.hpp"
#include "judge/obligations.hpp"
#include "judge/verdict.hpp"

namespace dsnspec::judge {

struct account {
  const submission* of = nullptr;
  const submitted_recipient* to = nullptr;
  const fate* came = nullptr;
  obligation owed;
};

// Nothing where no single answer is right: the recipient was refused, or asked in a way that isn't valid; two
// recipients are one mailbox with different wishes; several targets or a list (5.2.7) stand behind the
// address; the record doesn't show what became of the message; or an alias was given a return address of its
// own, as 5.2.7.4 lets it.
std::optional<account> account_of(const case_view& of_case, const submission& of,
                                  const submitted_recipient& to);

// For summaries: "carol@next.c001.test", "NOTIFY=SUCCESS", "carol@... (NOTIFY=SUCCESS) was taken by a next
// hop without DSN".
std::string name_of(const submitted_recipient& to);
std::string asked_for(const submitted_recipient& to);
std::string story_of(const account& of);

// The RCPT command of the submission, the reply that decided, the proof of silence.
std::vector<evidence> facts_of(const account& of, const observation& seen);

}  // namespace dsnspec::judge
