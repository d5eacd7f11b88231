// A moment as RFC 5322 section 3.3 writes it: "Sat, 31 Jan 2026 12:00:00 +0000". No locale.
#pragma once

#include <string>

#include "target/reference/message.hpp"

namespace dsnspec::reference {

std::string date_text(wall_time when);

}  // namespace dsnspec::reference
