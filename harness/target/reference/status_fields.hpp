// The fields of the delivery-status part: RFC 3464 section 2 with what RFC 3461 section 6.3 adds for messages
// that came by SMTP, and RFC 6533 sections 3 and 4 for addresses in UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "target/reference/conduct.hpp"
#include "target/reference/report.hpp"

namespace dsnspec::reference {

// The value may hold line ends, each followed by a blank: the lines of an SMTP reply (RFC 3461 section 9.2).
using status_field = std::pair<std::string, std::string>;
using field_group = std::vector<status_field>;

// `global`: for message/global-delivery-status.
field_group per_message_group(const report& what, bool global, const conduct& as);
field_group per_recipient_group(const report& what, const reported_recipient& one, bool global,
                                const conduct& as);

// True when something in the fields has to be said with characters outside ASCII.
bool tells_of_utf8(const report& what);

}  // namespace dsnspec::reference
