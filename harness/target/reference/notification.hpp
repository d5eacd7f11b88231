// Who is owed a report: RFC 3461 sections 5.2.1 to 5.2.8, read for the one that has to write it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "target/reference/conduct.hpp"
#include "target/reference/message.hpp"

namespace dsnspec::reference {

enum class action { failed, delayed, delivered, relayed, expanded };
std::string_view name(action what);

// The action that is to be reported of this attempt; nothing when no report may come. A deferral is one only
// when the time for a warning has come: the caller knows. The reverse-path isn't looked at.
std::optional<action> owed(const recipient& who, const attempt& how, const conduct& as);

// True when no report at all may be sent about the message: its reverse-path is null (section 5.2).
bool unreportable(const message& about, const conduct& as);

}  // namespace dsnspec::reference
