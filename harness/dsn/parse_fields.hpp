// What the fields of a group say: RFC 3464 sections 2.2 and 2.3, RFC 6533 section 4.
#pragma once

#include "dsn/model.hpp"
#include "grammar/syntax_error.hpp"

namespace dsnspec::dsn {

// Sets the members of the group from its `fields`, which must not change afterwards: the members point into
// them. Deviations are at the offsets that the fields' `where` count in.
void read_fields(per_message_fields& group, bool is_global, grammar::deviations& forgiven);
void read_fields(per_recipient_fields& group, bool is_global, grammar::deviations& forgiven);

}  // namespace dsnspec::dsn
