// The body of message/delivery-status, divided into the groups of its fields (RFC 3464 section 2.1).
//
//   delivery-status-content = per-message-fields 1*( CRLF per-recipient-fields )
//
// How groups that are divided or run together are read stands in parse.hpp. Here the fields only find their
// group; parse_fields.hpp gives them their meaning.
#pragma once

#include <string_view>

#include "dsn/model.hpp"
#include "dsn/parse.hpp"

namespace dsnspec::dsn {

// Fills `fields` and `where` of to.per_message and to.recipients. Offsets count from the start of `text` plus
// `base`; `forgiven` gets them likewise.
void parse_groups(std::string_view text, std::size_t base, const limits& bounds, report& to,
                  grammar::deviations& forgiven);

}  // namespace dsnspec::dsn
