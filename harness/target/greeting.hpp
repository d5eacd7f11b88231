// Whether an SMTP server is there.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/error.hpp"

namespace dsnspec::target {

// Connects to 127.0.0.1, reads the first line of the greeting, says QUIT. An error says what came instead: no
// connection, silence, another line.
base::result<std::string> greeting(std::uint16_t port, std::chrono::milliseconds most);

}  // namespace dsnspec::target
