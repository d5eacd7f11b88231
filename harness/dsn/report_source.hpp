// What a report is to say, as plain owning data: the input of generate(), and what source_of() makes of a
// parsed report.
//
// Texts are 7-bit printable octets and tabs, without blanks at their ends; line ends exist only where said.
// In a `global` report (RFC 6533) they may be UTF-8. generate() refuses everything else by name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsn/model.hpp"
#include "grammar/status_code.hpp"

namespace dsnspec::dsn {

// "dns; mx.example.org"
struct typed_text {
  std::string type;  // an atom
  std::string value;
  friend bool operator==(const typed_text&, const typed_text&) = default;
};

// Diagnostic-Code. Several lines only for type smtp: those of the reply, as they came (RFC 3461 9.2).
struct diagnostic_text {
  std::string type;
  std::vector<std::string> lines;
  friend bool operator==(const diagnostic_text&, const diagnostic_text&) = default;
};

// An extension field (RFC 3464 2.4).
struct extension_text {
  std::string name;   // an atom, and none of the defined names
  std::string value;  // may be empty
  friend bool operator==(const extension_text&, const extension_text&) = default;
};

struct recipient_source {
  std::optional<typed_text> original_recipient;
  typed_text final_recipient;
  dsn::action action = action::failed;
  grammar::status_code status;
  std::string status_comment;  // without its parentheses; empty: none
  std::optional<typed_text> remote_mta;
  std::optional<diagnostic_text> diagnostic_code;
  std::vector<typed_text> localized_diagnostics;  // type: a language tag. Only in global reports
  std::optional<std::string> last_attempt_date;   // dates: as RFC 3464 wants them, comments allowed
  std::optional<std::string> final_log_id;
  std::optional<std::string> will_retry_until;  // only with action delayed
  std::vector<extension_text> extension_fields;
  friend bool operator==(const recipient_source&, const recipient_source&) = default;
};

struct returned_source {
  enum class kind { headers, message };
  kind what = kind::headers;
  std::string content;  // lines end with LF; 7-bit, in global reports UTF-8
  friend bool operator==(const returned_source&, const returned_source&) = default;
};

struct report_source {
  bool global = false;  // message/global-delivery-status
  // The header of the message.
  std::string from = "Mail Delivery System <postmaster@mta.example>";
  std::string to = "sender@example.org";
  std::string subject = "Delivery Status Notification";
  std::string date = "Thu, 1 Jan 1970 00:00:00 +0000";
  std::string message_id = "<1@mta.example>";
  // Part 1: lines end with LF; not all blank.
  std::string human_readable = "This is a delivery status notification.\n";
  // Part 2
  std::optional<std::string> original_envelope_id;
  typed_text reporting_mta;
  std::optional<typed_text> dsn_gateway;
  std::optional<typed_text> received_from_mta;
  std::optional<std::string> arrival_date;
  std::vector<extension_text> extension_fields;
  std::vector<recipient_source> recipients;  // at least one
  // Part 3
  std::optional<returned_source> returned_content;
  friend bool operator==(const report_source&, const report_source&) = default;
};

// A parsed report as a source: source_of(*parse(*generate(x))) == x. Of a report that generate() would not
// write it takes what can be said; what is missing stays as the defaults have it.
report_source source_of(const report& read);

}  // namespace dsnspec::dsn
