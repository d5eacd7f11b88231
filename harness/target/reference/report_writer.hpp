// Writes a report as a message: multipart/report (RFC 6522) with the text for people, the delivery status and
// what is returned of the message (RFC 3461 section 6.2), in the form that the sender's host can take.
#pragma once

#include <string>
#include <string_view>

#include "target/reference/conduct.hpp"
#include "target/reference/report.hpp"

namespace dsnspec::reference {

struct written_report {
  std::string content;
  bool smtputf8 = false;  // its header, or that of what it returns, has UTF-8
};

// `smtputf8`, `eight_bit`: what the host it is for has announced.
written_report write_report(const report& what, bool smtputf8, bool eight_bit, const conduct& as);

// How much of the message is returned (RFC 3461 sections 4.3 and 6.2).
enum class returned { nothing, header, all };
returned to_be_returned(const report& what, const conduct& as);

}  // namespace dsnspec::reference
