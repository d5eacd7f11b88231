// RFC 3464 section 2.3: the fields that apply to one recipient.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/quote.hpp"
#include "dsn/field_id.hpp"
#include "dsn/lint_context.hpp"
#include "grammar/characters.hpp"
#include "grammar/date_time.hpp"

namespace dsnspec::dsn {
namespace {

std::string of_recipient(const per_recipient_fields& group) {
  return group.final_recipient ? fmt::format(" for \"{}\"", base::excerpt(group.final_recipient->value, 80))
                               : std::string{};
}

void lint_presence(lint_context& in, const per_recipient_fields& group) {
  const span start{group.where.offset, 0};
  if (!group.final_recipient) {
    in.add_in_status(ids::final_recipient_present, start, "the group has no Final-Recipient");
  }
  if (!group.action) {
    in.add_in_status(ids::action_present, start, "there is no Action" + of_recipient(group));
  }
  if (!group.status) {
    in.add_in_status(ids::status_present, start, "there is no Status" + of_recipient(group));
  }
}

// Only how the three mandatory fields follow each other; where others stand is free.
void lint_order(lint_context& in, const per_recipient_fields& group) {
  constexpr std::array mandatory = {field_id::final_recipient, field_id::action, field_id::status};
  std::size_t furthest = 0;
  unsigned seen = 0;
  for (const field& one : group.fields) {
    const auto at = std::find(mandatory.begin(), mandatory.end(), identify(one.name));
    if (at == mandatory.end()) {
      continue;
    }
    const auto index = static_cast<std::size_t>(at - mandatory.begin());
    const bool first = (seen & (1U << index)) == 0;
    seen |= 1U << index;
    if (first && index < furthest) {
      in.add_in_status(ids::mandatory_order, one.where,
                       fmt::format("{} stands after {}", name(*at), name(mandatory[furthest])));
      return;
    }
    furthest = std::max(furthest, index);
  }
}

void lint_action_and_status(lint_context& in, const per_recipient_fields& group) {
  if (!group.action || !group.status || !group.action->value || !group.status->value) {
    return;
  }
  const grammar::status_code& code = *group.status->value;
  const auto says = [&] {
    return fmt::format("Action is {} and Status is {}", name(*group.action->value), code.text());
  };
  switch (*group.action->value) {
    case action::failed:
      if (code.success()) {
        in.add_in_status(ids::status_contradicts_action, group.status->field->where, says());
      }
      break;
    case action::delayed:
      if (code.success() || code.permanent()) {
        in.add_in_status(ids::status_contradicts_action, group.status->field->where, says());
      }
      break;
    case action::delivered:
    case action::relayed:
    case action::expanded:
      if (code.persistent_transient() || code.permanent()) {
        in.add_in_status(ids::success_with_failure_status, group.status->field->where, says());
      }
      break;
  }
}

void lint_final_recipient(lint_context& in, const typed_value& value) {
  lint_typed(in, value, ids::final_recipient_syntax);
  if (value.has_type && value.value.empty()) {
    in.add_in_status(ids::final_recipient_address, value.field->where, "Final-Recipient has no address");
  }
}

void lint_remote_mta(lint_context& in, const typed_value& value) {
  lint_typed(in, value, ids::remote_mta_syntax);
  // NUL and bare CR are not even 7bit data, which has a rule of its own.
  static constexpr grammar::char_class controls =
      grammar::chars::ctl - grammar::char_class(std::string_view("\0\t\r\n", 4));
  if (std::any_of(value.value.begin(), value.value.end(), controls)) {
    in.add_in_status(
        ids::remote_mta_printable, value.field->where,
        fmt::format("a control character stands in Remote-MTA: \"{}\"", base::excerpt(value.value, 80)));
  }
}

// Clocks of one system, and the time a report takes to be written and sent.
constexpr std::int64_t tolerance = 60;

// What the report itself says was later: an attempt, or the report.
void lint_end_of_attempts(lint_context& in, const per_recipient_fields& group) {
  if (!group.will_retry_until->value || !group.action || group.action->value != action::delayed) {
    return;
  }
  const std::int64_t end = group.will_retry_until->value->unix_seconds();
  const auto lies_before = [&](const std::optional<grammar::date_time>& other, std::string_view what) {
    const bool before = other && other->zone_known && group.will_retry_until->value->zone_known &&
                        end + tolerance < other->unix_seconds();
    if (before) {
      in.add_in_status(ids::will_retry_until_is_the_end, group.will_retry_until->field->where,
                       fmt::format("Will-Retry-Until lies before {}", what));
    }
    return before;
  };
  const auto date = grammar::parse_date_time(mime::field_value(in.subject.message, "Date"));
  const auto& arrival = in.subject.per_message.arrival_date;
  if (!(group.last_attempt_date && lies_before(group.last_attempt_date->value, "Last-Attempt-Date")) &&
      !(arrival && lies_before(arrival->value, "Arrival-Date")) && date) {
    lies_before(*date, "the report's own Date");
  }
}

void lint_will_retry_until(lint_context& in, const per_recipient_fields& group) {
  lint_end_of_attempts(in, group);
  lint_date(in, *group.will_retry_until, ids::will_retry_until_syntax, ids::will_retry_until_numeric_zone);
  if (group.action && group.action->value && *group.action->value != action::delayed) {
    in.add_in_status(ids::will_retry_until_only_delayed, group.will_retry_until->field->where,
                     fmt::format("Will-Retry-Until stands where Action is {}", name(*group.action->value)));
  }
}

}  // namespace

void lint_per_recipient(lint_context& in, const per_recipient_fields& group) {
  lint_presence(in, group);
  lint_at_most_once(in, group.fields, group_kind::per_recipient, ids::per_recipient_at_most_once);
  lint_order(in, group);
  if (group.original_recipient) {
    lint_typed(in, *group.original_recipient, ids::original_recipient_syntax);
  }
  if (group.final_recipient) {
    lint_final_recipient(in, *group.final_recipient);
  }
  if (group.action) {
    lint_action(in, *group.action);
  }
  if (group.status) {
    lint_status(in, *group.status);
  }
  lint_action_and_status(in, group);
  if (group.remote_mta) {
    lint_remote_mta(in, *group.remote_mta);
  }
  if (group.diagnostic_code) {
    lint_typed(in, *group.diagnostic_code, ids::diagnostic_code_syntax);
  }
  if (group.last_attempt_date) {
    lint_date(in, *group.last_attempt_date, ids::last_attempt_date_syntax,
              ids::last_attempt_date_numeric_zone);
  }
  if (group.will_retry_until) {
    lint_will_retry_until(in, group);
  }
}

}  // namespace dsnspec::dsn
