// RFC 3464 section 2.2: the fields that apply to the message.
#include "dsn/lint_context.hpp"

namespace dsnspec::dsn {

void lint_per_message(lint_context& in) {
  const per_message_fields& group = in.subject.per_message;
  lint_at_most_once(in, group.fields, group_kind::per_message, ids::per_message_at_most_once);
  if (group.reporting_mta) {
    lint_typed(in, *group.reporting_mta, ids::reporting_mta_syntax);
  } else {
    in.add(ids::reporting_mta_present, in.subject.delivery_status->body.substr(0, 0),
           "there is no Reporting-MTA");
  }
  if (group.dsn_gateway) {
    lint_typed(in, *group.dsn_gateway, ids::dsn_gateway_syntax);
  }
  if (group.received_from_mta) {
    lint_typed(in, *group.received_from_mta, ids::received_from_mta_syntax);
  }
  if (group.arrival_date) {
    lint_date(in, *group.arrival_date, ids::arrival_date_syntax, ids::arrival_date_numeric_zone);
  }
}

}  // namespace dsnspec::dsn
