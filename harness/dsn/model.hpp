// A parsed multipart/report with message/delivery-status (RFC 3464 on RFC 6522, RFC 6533 forms included).
//
// Zero-copy and lossless: every string_view below points into the octets that were parsed, which the caller
// keeps alive; every octet of the delivery-status part belongs to exactly one field, blank line or junk line.
// Nothing is repaired: what is wrong stands in `diagnostics`, and the value is what was written.
//
// Limits: see parse.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/date_time.hpp"
#include "grammar/status_code.hpp"
#include "mime/entity.hpp"

namespace dsnspec::dsn {

// Octets from `offset` for `length`, counted in the whole input.
struct span {
  std::size_t offset = 0;
  std::size_t length = 0;
  friend bool operator==(const span&, const span&) = default;
};

enum class severity { error, warning, note };

// Something the parser met. `rule` is a stable name ("field-name-invalid"), `section` the citation
// ("RFC 3464 section 2.1"), `message` a sentence for people; values quoted in it are already made printable.
struct diagnostic {
  std::string_view rule;
  std::string_view section;
  dsnspec::dsn::severity severity = severity::error;
  span where;
  std::string message;
  bool in_status =
      false;  // of the delivery-status part: `where` counts in report.decoded_status if it was decoded
};

// One header-like field of the delivery-status part, folded lines included.
struct field {
  std::string_view name;   // as written
  std::string_view raw;    // the whole field, last line end included
  std::string_view value;  // after the colon, without the last line end; folding still inside
  span where;              // of raw
};

enum class action { failed, delayed, delivered, relayed, expanded };
std::string_view name(action value);

// "dns; mx.example.org": type before the first ";", the rest after it. Type without comments and blanks; the
// value with surrounding white space trimmed, folding still inside (see unfolded()).
struct typed_value {
  std::string_view type;
  std::string_view value;
  bool has_type = false;  // false: there was no ";": all text is in value
  const dsn::field* field = nullptr;
};

struct date_field {
  std::string_view text;                    // as written, trimmed
  std::optional<grammar::date_time> value;  // nothing when it is no date-time, strict or tolerant
  const dsn::field* field = nullptr;
};

struct text_field {
  std::string_view text;  // trimmed; folding still inside
  const dsn::field* field = nullptr;
};

struct action_field {
  std::string_view text;             // without comments
  std::optional<dsn::action> value;  // nothing for an unknown word
  const dsn::field* field = nullptr;
};

struct status_field {
  std::string_view text;                      // without comments, trimmed
  std::optional<grammar::status_code> value;  // nothing when it doesn't start with a status-code
  const dsn::field* field = nullptr;
};

// RFC 3464 2.2. The first of doubled fields is taken; all are in `fields`. Pointers point into `fields`.
struct per_message_fields {
  std::vector<field> fields;  // every field of the group in order, extension fields included
  span where;
  std::optional<text_field> original_envelope_id;
  std::optional<typed_value> reporting_mta;
  std::optional<typed_value> dsn_gateway;
  std::optional<typed_value> received_from_mta;
  std::optional<date_field> arrival_date;
};

// RFC 3464 2.3, RFC 6533 4.
struct per_recipient_fields {
  std::vector<field> fields;
  std::optional<typed_value> original_recipient;
  std::optional<typed_value> final_recipient;
  std::optional<action_field> action;
  std::optional<status_field> status;
  std::optional<typed_value> remote_mta;
  std::optional<typed_value> diagnostic_code;
  std::vector<typed_value> localized_diagnostics;  // RFC 6533: Language-Tag ";" text
  std::optional<date_field> last_attempt_date;
  std::optional<text_field> final_log_id;
  std::optional<date_field> will_retry_until;
  span where;
};

// The fields of a group that RFC 3464 and 6533 don't define.
std::vector<const field*> extension_fields(const per_message_fields& group);
std::vector<const field*> extension_fields(const per_recipient_fields& group);

// message/delivery-status, or message/global-delivery-status, which RFC 6533 section 4.4 makes its equal.
bool is_delivery_status(const mime::entity& part);

// A value without folding: each line end with the white space around it becomes one space (RFC 5322 2.2.3).
std::string unfolded(std::string_view value);

struct report {
  mime::entity message;  // the whole message
  // Set when the top level is a multipart; they point into message.
  const mime::entity* human_readable = nullptr;    // part 1
  const mime::entity* delivery_status = nullptr;   // part 2 when it is message/(global-)delivery-status
  const mime::entity* returned_content = nullptr;  // part 3, if there is one
  bool is_report = false;                          // multipart/report with a delivery-status part: a DSN
  bool is_global = false;                          // message/global-delivery-status (RFC 6533)
  std::string decoded_status;  // the delivery-status part when it was base64 or quoted-printable: the
                               // views of the fields then point in here, spans too
  per_message_fields per_message;
  std::vector<per_recipient_fields> recipients;
  std::vector<diagnostic> diagnostics;

  report() = default;
  report(const report&) = delete;  // views and pointers into itself
  report& operator=(const report&) = delete;
  report(report&&) = delete;
  report& operator=(report&&) = delete;
};

}  // namespace dsnspec::dsn
