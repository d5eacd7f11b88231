// The fields that RFC 3464 and RFC 6533 define for a delivery status, and which group each belongs to.
#pragma once

#include <string_view>

namespace dsnspec::dsn {

enum class field_id {
  // RFC 3464 2.2: once per message
  original_envelope_id,
  reporting_mta,
  dsn_gateway,
  received_from_mta,
  arrival_date,
  // RFC 3464 2.3: once per recipient
  original_recipient,
  final_recipient,
  action,
  status,
  remote_mta,
  diagnostic_code,
  localized_diagnostic,  // RFC 6533 4.1: any number
  last_attempt_date,
  final_log_id,
  will_retry_until,
  // RFC 3464 2.4: anything else
  extension,
};

// Names are case-insensitive (RFC 3464 2.1.1).
field_id identify(std::string_view field_name);

// As the RFCs spell it; empty for `extension`.
std::string_view name(field_id id);

constexpr bool is_per_message(field_id id) {
  return id <= field_id::arrival_date;
}
constexpr bool is_per_recipient(field_id id) {
  return id > field_id::arrival_date && id < field_id::extension;
}
// One that shows where the group of a recipient starts: RFC 3464 2.3 has these first in it.
constexpr bool opens_recipient(field_id id) {
  return id >= field_id::original_recipient && id <= field_id::status;
}

}  // namespace dsnspec::dsn
