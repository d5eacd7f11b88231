// Rules about single values, whatever field they stand in.
#include <fmt/format.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/field_id.hpp"
#include "dsn/lint_context.hpp"
#include "grammar/cfws.hpp"
#include "grammar/characters.hpp"
#include "grammar/date_time.hpp"
#include "grammar/status_code.hpp"

namespace dsnspec::dsn {
namespace {

constexpr std::size_t shown = 80;

std::string shown_value(const field& from) {
  return base::excerpt(from.value, shown);
}

}  // namespace

void lint_typed(lint_context& in, const typed_value& value, std::string_view requirement) {
  const field& from = *value.field;
  if (!value.has_type) {
    in.add_in_status(requirement, from.where,
                     fmt::format("{} has no type before a semicolon: \"{}\"", base::excerpt(from.name, shown),
                                 shown_value(from)));
  } else if (value.type.empty() || !grammar::chars::atom_char.all(value.type)) {
    in.add_in_status(requirement, from.where,
                     fmt::format("the type of {} is no atom: \"{}\"", base::excerpt(from.name, shown),
                                 base::excerpt(value.type, shown)));
  }
}

void lint_date(lint_context& in, const date_field& value, std::string_view syntax,
               std::string_view numeric_zone) {
  namespace rules = grammar::rules;
  grammar::deviations forgiven;
  const auto read = grammar::parse_date_time(value.field->value, forgiven);
  // Blanks between tokens, two-digit years and the wrong day of the week are within the grammar of RFC 822.
  const bool broken =
      !read || forgiven.count(rules::date_short_number) + forgiven.count(rules::date_order) != 0;
  if (broken) {
    in.add_in_status(syntax, value.field->where,
                     fmt::format("{} is no date-time: \"{}\"", base::excerpt(value.field->name, shown),
                                 base::excerpt(value.text, shown)));
    return;
  }
  if (forgiven.count(rules::date_no_zone) + forgiven.count(rules::date_zone_not_numeric) +
          forgiven.count(rules::date_zone_unknown) !=
      0) {
    in.add_in_status(numeric_zone, value.field->where,
                     fmt::format("{} has no numeric time zone: \"{}\"",
                                 base::excerpt(value.field->name, shown), base::excerpt(value.text, shown)));
  }
}

void lint_action(lint_context& in, const action_field& value) {
  if (!value.value) {
    in.add_in_status(ids::action_value, value.field->where,
                     fmt::format("Action is \"{}\"", base::excerpt(value.text, shown)));
  }
}

void lint_status(lint_context& in, const status_field& value) {
  namespace rules = grammar::rules;
  grammar::deviations forgiven;
  const std::string_view text = grammar::without_outer_cfws(value.field->value, forgiven);
  const bool comment_ends = forgiven.count(rules::comment_unterminated) == 0;
  const auto code = grammar::parse_status_code(text, forgiven);
  if (!code || !comment_ends) {
    in.add_in_status(
        ids::status_syntax, value.field->where,
        fmt::format("Status is \"{}\"", base::excerpt(base::trimmed(value.field->value), shown)));
  }
  if (code && forgiven.count(rules::status_code_leading_zero) != 0) {
    in.add_in_status(ids::status_leading_zeros, value.field->where,
                     fmt::format("Status is \"{}\"", base::excerpt(text, shown)));
  }
  if (value.value && !value.value->success() && !value.value->persistent_transient() &&
      !value.value->permanent()) {
    in.add_in_status(ids::status_class, value.field->where,
                     fmt::format("the class of Status is {}", value.value->class_));
  }
}

void lint_at_most_once(lint_context& in, const std::vector<field>& fields, group_kind kind,
                       std::string_view requirement) {
  unsigned seen = 0;
  for (const field& one : fields) {
    const field_id id = identify(one.name);
    const bool counts = kind == group_kind::per_message
                            ? is_per_message(id)
                            : is_per_recipient(id) && id != field_id::localized_diagnostic;
    const unsigned bit = counts ? 1U << static_cast<unsigned>(id) : 0U;
    if ((seen & bit) != 0) {
      in.add_in_status(requirement, one.where, fmt::format("{} stands twice", name(id)));
    }
    seen |= bit;
  }
}

}  // namespace dsnspec::dsn
