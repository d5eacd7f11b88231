// The rules that reading a report can find broken, beyond those of the grammar and mime folders.
#pragma once

#include "grammar/syntax_error.hpp"

namespace dsnspec::dsn::rules {

using grammar::rule;

// ---------------------------------------------------------------- the container
inline constexpr rule not_a_report{"not-a-report", "RFC 3464 section 2"};  // top level isn't multipart/report
inline constexpr rule mime_version_missing{"mime-version-missing", "RFC 2045 section 4"};
inline constexpr rule report_type_missing{"report-type-missing", "RFC 6522 section 3"};
inline constexpr rule report_type_other{"report-type-other", "RFC 3464 section 2"};
inline constexpr rule status_part_missing{"status-part-missing",
                                          "RFC 3464 section 2"};  // part 2 is no status
inline constexpr rule status_part_elsewhere{"status-part-elsewhere", "RFC 3464 section 2"};  // not part 2
inline constexpr rule status_part_encoded{"status-part-encoded", "RFC 3464 section 2.1"};
inline constexpr rule status_part_parameter{"status-part-parameter", "RFC 3464 section 2.1"};
inline constexpr rule first_part_empty{"first-part-empty", "RFC 6522 section 3"};
inline constexpr rule surplus_part{"surplus-part", "RFC 6522 section 3"};  // a fourth, fifth, ...

// ---------------------------------------------------------------- groups of fields
inline constexpr rule status_empty{"status-empty", "RFC 3464 section 2.1"};  // no field at all
inline constexpr rule leading_blank_line{"leading-blank-line", "RFC 3464 section 2.1"};
inline constexpr rule extra_blank_line{"extra-blank-line", "RFC 3464 section 2.1"};
inline constexpr rule trailing_blank_line{"trailing-blank-line", "RFC 3464 section 2.1"};
inline constexpr rule separator_of_blanks{"separator-of-blanks", "RFC 3464 section 2.1"};
inline constexpr rule blank_line_missing{"blank-line-missing", "RFC 3464 section 2.1"};
inline constexpr rule per_message_late{"per-message-field-late", "RFC 3464 section 2.1"};
inline constexpr rule recipient_field_early{"recipient-field-early", "RFC 3464 section 2.3"};
inline constexpr rule group_divided{"group-divided", "RFC 3464 section 2.3"};    // joined with the one before
inline constexpr rule line_attached{"line-attached", "RFC 3464 section 2.1.1"};  // to the field before
inline constexpr rule field_doubled{"field-doubled", "RFC 3464 section 2.2"};    // the first counts
inline constexpr rule recipient_missing{"recipient-group-missing", "RFC 3464 section 2.1"};

// ---------------------------------------------------------------- fields
inline constexpr rule reporting_mta_missing{"reporting-mta-missing", "RFC 3464 section 2.2.2"};
inline constexpr rule final_recipient_missing{"final-recipient-missing", "RFC 3464 section 2.3.2"};
inline constexpr rule action_missing{"action-missing", "RFC 3464 section 2.3.3"};
inline constexpr rule action_unknown{"action-unknown", "RFC 3464 section 2.3.3"};
inline constexpr rule status_missing{"status-missing", "RFC 3464 section 2.3.4"};
inline constexpr rule address_type_not_utf8{"address-type-not-utf8", "RFC 6533 section 4.1"};

// ---------------------------------------------------------------- limits
inline constexpr rule limit_fields{"limit-fields", "RFC 3464 section 2.1"};
inline constexpr rule limit_recipients{"limit-recipients", "RFC 3464 section 2.3"};

}  // namespace dsnspec::dsn::rules
