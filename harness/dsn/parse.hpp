// Reads a message as a delivery status notification: RFC 3464 in the container of RFC 6522, and the forms of
// RFC 6533, which are parsed but not judged.
//
//   delivery-status-content = per-message-fields 1*( CRLF per-recipient-fields )
//
// Nothing fails and nothing is repaired: what isn't as the RFCs have it stands in report.diagnostics, and the
// octets are read in the way that most likely was meant:
//
// - The second part of the multipart decides (position, not search). A report deeper inside is data.
// - Fields in any order. Of doubled fields the first is taken; all stay in `fields`.
// - Any number of blank lines separates groups, lines of blanks too. A group before the first recipient that
//   has no per-recipient field belongs to the per-message fields.
// - A group without Final-Recipient that holds nothing the group before has is its continuation.
// - Per-recipient fields right behind the per-message fields, without blank line, start a recipient.
// - A line that is no field, behind a field of free text, is its continuation: somebody forgot to fold.
//
// Time is linear in the octets. Memory beyond the octets is bounded by `limits`: about 100 octets for a field
// and 700 for a recipient, and the decoded part when it was encoded. What is beyond a limit is left out, with
// a diagnostic whose span covers it.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "dsn/model.hpp"
#include "grammar/syntax_error.hpp"
#include "mime/limits.hpp"

namespace dsnspec::dsn {

struct limits {
  mime::limits mime;
  std::size_t fields = 2'000'000;         // of the delivery-status part
  std::size_t recipients = 200'000;       // groups
  grammar::deviation_limits diagnostics;  // once for the container, once for the delivery-status part
};

// Never null. The views in the report point into `octets`, which the caller keeps alive.
std::unique_ptr<report> parse(std::string_view octets, const limits& bounds = {});

// A delivery-status part alone, without MIME around it: only the groups of fields and their diagnostics are
// set. For tests, and for parts that were obtained by other means.
std::unique_ptr<report> parse_delivery_status(std::string_view octets, bool is_global = false,
                                              const limits& bounds = {});

}  // namespace dsnspec::dsn
