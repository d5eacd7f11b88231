// A report of success that an alias with several targets, or a list, owes (RFC 3461 5.2.7).
#pragma once

#include <initializer_list>
#include <string_view>

#include "judge/case_view.hpp"
#include "judge/findings.hpp"

namespace dsnspec::judge {

// Kept when a report with one of these actions came for the recipient; broken when none did, the silence is
// proved and none can have come unread. The first of them is the one that is said to be owed.
void success_owed(const case_view& of_case, findings& found, const submission& of,
                  const submitted_recipient& to, std::initializer_list<dsn::action> any_of,
                  std::string_view rule, std::optional<spec::impact> cost = {});

}  // namespace dsnspec::judge
