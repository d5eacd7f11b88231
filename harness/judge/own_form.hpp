// Notifications of failure in a form of the target's own, not that of RFC 3464. RFC 5321 3.6.3 lets a target
// that announces no DSN tell of failures so.
#pragma once

#include "judge/answers.hpp"

namespace dsnspec::judge {

// The notification, in another form, that tells of this recipient: it names him outside the returned To
// field. Null where there is none, or where DSN is announced, so that it counts as no report.
const received_report* told_in_own_form(const observation& seen, const answers& reports, const submission& of,
                                        const submitted_recipient& to);

}  // namespace dsnspec::judge
