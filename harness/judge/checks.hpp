// All checks, each over one whole case: what must always hold is looked at in every trace, not in one test.
//
// A check says kept() only where the occasion arose, and broken() only where the record leaves no other explanation.
#pragma once

#include "judge/answers.hpp"
#include "judge/findings.hpp"
#include "judge/observation.hpp"

namespace dsnspec::judge {

// RFC 3461 5.1, 5.4: the replies to the submitter's MAIL and RCPT.
void check_submission(const observation& seen, findings& found);
// RFC 3461 5.2.1, 5.2.2 (a), 4.5: the parameters a next hop is given.
void check_relay(const observation& seen, findings& found);
// RFC 3461 5.2: the reports that are owed and those that must not come; from judge/obligations.
void check_reports_owed(const observation& seen, const answers& reports, findings& found);
// RFC 3461 5.2.7: aliases and lists.
void check_forwarding(const observation& seen, const answers& reports, findings& found);
// RFC 3461 6.1: the envelope of a report; no report about a report.
void check_report_envelope(const observation& seen, const answers& reports, findings& found);
// RFC 3461 6.2, 4.3: the container, and how much of the message is returned.
void check_report_content(const observation& seen, const answers& reports, findings& found);
// RFC 3461 6.3 (a) to (e): the fields against what was submitted.
void check_report_fields(const observation& seen, const answers& reports, findings& found);
// RFC 3461 6.3 (h), (i): the fields against what the next hop said.
void check_report_replies(const observation& seen, const answers& reports, findings& found);
// RFC 3464, 6522: whatever the linter sees in each report.
void check_report_syntax(const observation& seen, findings& found);
// RFC 3461 8: nothing that was smuggled in shows up as a line of its own.
void check_injection(const observation& seen, findings& found);
// RFC 6531 3, RFC 6533 3: what the target announces and answers.
void check_smtputf8_server(const observation& seen, findings& found);
// RFC 6531 3: paths, headers and parameters sent to hosts with and without SMTPUTF8.
void check_smtputf8_client(const observation& seen, findings& found);
// RFC 6531 3.2, 3.7: domains with U-labels, trace fields.
void check_smtputf8_names(const observation& seen, findings& found);
// RFC 6533 3: ORCPT of type utf-8.
void check_smtputf8_orcpt(const observation& seen, findings& found);
// RFC 6533 4 to 6: reports about internationalized mail.
void check_smtputf8_reports(const observation& seen, const answers& reports, findings& found);
// RFC 6531 3.2: what becomes of mail whose next hop lacks SMTPUTF8.
void check_smtputf8_outcome(const observation& seen, const answers& reports, findings& found);
// RFC 5321: commands and limits.
void check_smtp_commands(const observation& seen, findings& found);
// RFC 5321: what reaches next hops and mailboxes, unchanged.
void check_smtp_relaying(const observation& seen, findings& found);
// RFC 5321: notifications.
void check_smtp_notifications(const observation& seen, const answers& reports, findings& found);
// RFC 2034: enhanced status codes in replies.
void check_enhanced_codes(const observation& seen, const answers& reports, findings& found);
// What a scenario expects besides.
void check_expectations(const observation& seen, const answers& reports, findings& found);

}  // namespace dsnspec::judge
