// All checks, each over one whole case: what must always hold is looked at in every trace, not in one test.
//
// A check says kept() only where the occasion arose, and broken() only where the record leaves no other
// explanation.
#pragma once

#include "judge/case_view.hpp"
#include "judge/findings.hpp"

namespace dsnspec::judge {

// RFC 3461 5.1, 5.4: the replies to the submitter's MAIL and RCPT.
void check_submission(const case_view& of, findings& found);
// RFC 3461 2, 5.1, 5.4: the announcement, and what must not be refused.
void check_acceptance(const case_view& of, findings& found);
// RFC 3461 5.1, 4.4: what a refused RCPT and an envelope id must not do to the message.
void check_effects(const case_view& of, findings& found);
// RFC 3461 4.1, 4.5, 5.2.2 (a): the commands that the target issues, whatever they are about.
void check_commands(const case_view& of, findings& found);
// RFC 3461 2, 4 to 4.4: how the parameters are written in those commands.
void check_command_syntax(const case_view& of, findings& found);
// RFC 3461 5.2.1: the parameters a next hop with DSN is given.
void check_relay(const case_view& of, findings& found);
// RFC 3461 5.2: the final reports that are owed and those that must not come; from judge/obligations.
void check_reports_owed(const case_view& of, findings& found);
// RFC 3461 5.2.5: reports of delay.
void check_delays(const case_view& of, findings& found);
// RFC 3461 5.2: the null reverse-path.
void check_null_sender(const case_view& of, findings& found);
// RFC 3461 5.2.8: several recipients in one report.
void check_shared_reports(const case_view& of, findings& found);
// RFC 3461 5.2.7: lists, aliases with one target, and those with several.
void check_lists(const case_view& of, findings& found);
void check_aliases(const case_view& of, findings& found);
void check_multiple_aliases(const case_view& of, findings& found);
// RFC 3461 5.2.7, 5.2.7.4: return addresses of what is forwarded, and forwardings that are kept confidential.
void check_forwarding(const case_view& of, findings& found);
// RFC 3461 3, 5.2.1, 5.2.2, 5.2.7.1: what is left to an MTA that relays.
void check_choices(const case_view& of, findings& found);
// RFC 3461 6.1: the envelope of a report.
void check_report_envelope(const case_view& of, findings& found);
// RFC 3464 2: one report about one message, addressed to its sender; none about a report.
void check_report_subject(const case_view& of, findings& found);
// RFC 3461 6.2, 4.3: the container, and how much of the message is returned.
void check_report_content(const case_view& of, findings& found);
// RFC 3461 6.3 (a) to (c): the per-message fields.
void check_report_fields(const case_view& of, findings& found);
// RFC 3461 6.3 (d), (e): the fields that name the recipient.
void check_report_recipients(const case_view& of, findings& found);
// RFC 3461 6.3 (h), (i): the fields against what the next hop said.
void check_report_replies(const case_view& of, findings& found);
// RFC 3464 2.2.4: Received-From-MTA against what the submitter said.
void check_report_origin(const case_view& of, findings& found);
// RFC 3464 2.2.5, 2.3.7: the dates of a report against the clock of the run.
void check_report_times(const case_view& of, findings& found);
// RFC 3461 6.2, RFC 6522 3: that the third part is the message, and can be read at the end of its way.
void check_report_returned(const case_view& of, findings& found);
// RFC 3461 6.1 to 6.3, RFC 3464 2.3.3: what reports may have besides, and what they then hold.
void check_report_options(const case_view& of, findings& found);
// RFC 3464, 6522: whatever the linter sees in each report.
void check_report_syntax(const case_view& of, findings& found);
// RFC 3461 8: nothing that was smuggled in shows up as a line of its own.
void check_injection(const case_view& of, findings& found);
// RFC 6531 3, RFC 6533 3: what the target announces and answers.
void check_smtputf8_server(const case_view& of, findings& found);
// RFC 6531 3: paths, headers and parameters sent to hosts with and without SMTPUTF8.
void check_smtputf8_client(const case_view& of, findings& found);
// RFC 6531 3.2, 3.7.3: domains with U-labels in DNS and on the way, and the trace fields of such messages.
void check_smtputf8_names(const case_view& of, findings& found);
// RFC 6533 3: ORCPT of type utf-8.
void check_smtputf8_orcpt(const case_view& of, findings& found);
// RFC 6533 4 to 6: reports about internationalized mail.
void check_smtputf8_reports(const case_view& of, findings& found);
// RFC 6531 3.2: what becomes of mail whose next hop lacks SMTPUTF8.
void check_smtputf8_outcome(const case_view& of, findings& found);
// RFC 5321: commands and limits.
void check_smtp_commands(const case_view& of, findings& found);
// RFC 5321: what reaches next hops and mailboxes, unchanged.
void check_smtp_relaying(const case_view& of, findings& found);
// RFC 5321: notifications.
void check_smtp_notifications(const case_view& of, findings& found);
// RFC 2034: enhanced status codes in replies.
void check_enhanced_codes(const case_view& of, findings& found);
// What a scenario expects besides.
void check_expectations(const case_view& of, findings& found);

}  // namespace dsnspec::judge
