// Holds one report against the sentences of RFC 3464 and RFC 6522 that one report alone can break.
//
// A finding is an accusation, so a rule fires only where the RFC's text leaves no doubt: what the RFCs
// permit, and what can't be known from the octets (who asked for what, what the next hop said), is never one.
// How grave a finding is stands in the law book, under its requirement id.
//
// Linear in the octets. At most `per_requirement` findings of one requirement are kept and `total` in all.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dsn/model.hpp"

namespace dsnspec::dsn {

enum class profile {
  any,   // RFC 3464 and RFC 6522 alone
  smtp,  // and RFC 3461: the reported message came by SMTP
};

// What a message is, as far as it claims to be something.
enum class message_kind {
  status_report,  // says it is a delivery status report, or carries one as a direct part
  other_report,   // a multipart/report of another type: a disposition notification, a feedback report
  other,          // anything else
};
message_kind kind_of(const report& read);
std::string_view name(message_kind kind);  // "delivery status report", "another kind of report", "no report"

struct finding {
  std::string_view requirement;  // its id; static storage
  span where;                    // in the whole input; the encoded part where the delivery status was encoded
  std::string message;           // a sentence without a full stop; quoted octets are already made printable
};

struct lint_options {
  dsn::profile profile = profile::any;
  // The message is meant to be a DSN: then it is a finding when it is none. Otherwise messages that don't
  // claim to be one have no findings. Other kinds of reports have none either way.
  bool report_expected = false;
  std::size_t per_requirement = 100;
  std::size_t total = 1000;
};

struct lint_result {
  message_kind kind = message_kind::other;
  std::vector<finding> findings;  // by offset
  std::size_t dropped = 0;        // beyond the limits
};

lint_result lint(const report& read, const lint_options& options = {});

}  // namespace dsnspec::dsn
