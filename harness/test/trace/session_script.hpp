// A recorded session from a script, for tests: "C: EHLO x" is a line of the client, "S: 250 ok" one of the server,
// "T:" the start of TLS. Each is one chunk, a millisecond after the one before; CRLF is added. "\r\n" and other
// escapes of base::quote are understood. A line "C:~" or "S:~" followed by text gives the octets without CRLF.
#pragma once

#include <string>
#include <string_view>

#include "base/quote.hpp"
#include "trace/run.hpp"

namespace dsnspec::trace {

inline session scripted(std::string_view script, session_role role = session_role::server, std::string host = "next",
                        std::uint32_t number = 1, time_us start = 0) {
  session out;
  out.number = number;
  out.role = role;
  out.host = std::move(host);
  out.opened = start;
  time_us now = start;
  while (!script.empty()) {
    const auto end = script.find('\n');
    std::string_view line = script.substr(0, end);
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
    if (line.size() < 2) {
      continue;
    }
    chunk passed;
    passed.at = now += 1000;
    passed.from_client = line.front() == 'C';
    passed.tls_started = line.front() == 'T';
    if (!passed.tls_started) {
      const bool raw = line.size() > 2 && line[2] == '~';
      line.remove_prefix(raw || (line.size() > 2 && line[2] == ' ') ? 3 : 2);
      passed.octets = base::unquote(line).value_or("(bad script)") + (raw ? "" : "\r\n");
    }
    out.chunks.push_back(std::move(passed));
  }
  out.closed = now + 1000;
  out.close_reason = "eof";
  return out;
}

}  // namespace dsnspec::trace
