// What the parts of the linter share. Private to dsn/lint*.cpp.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "dsn/lint.hpp"
#include "dsn/lint_ids.hpp"
#include "grammar/offset.hpp"

namespace dsnspec::dsn {

class lint_context {
 public:
  lint_context(const report& read, const lint_options& options, lint_result& result)
      : subject(read), options_(options), result_(result) {}

  const report& subject;

  [[nodiscard]] std::string_view octets() const { return subject.message.raw; }

  // A finding at a part of the input, given as a view into it; an empty view says where something is missing.
  void add(std::string_view requirement, std::string_view part, std::string message) {
    add(requirement, place_of(part), std::move(message));
  }

  // A finding in the delivery-status part, at a span that fields and diagnostics have.
  void add_in_status(std::string_view requirement, const span& where, std::string message) {
    const bool decoded =
        subject.delivery_status != nullptr && mime::is_encoded(subject.delivery_status->encoding);
    add(requirement, decoded ? place_of(subject.delivery_status->body) : where, std::move(message));
  }

 private:
  [[nodiscard]] span place_of(std::string_view part) const {
    return grammar::within(octets(), part) ? span{grammar::offset_of(octets(), part), part.size()} : span{};
  }

  void add(std::string_view requirement, const span& where, std::string message) {
    if (++counts_[requirement] > options_.per_requirement || result_.findings.size() >= options_.total) {
      ++result_.dropped;
      return;
    }
    result_.findings.push_back({requirement, where, std::move(message)});
  }

  const lint_options& options_;
  lint_result& result_;
  std::map<std::string_view, std::size_t> counts_;
};

// The rules by subject, one source file each.
void lint_container(lint_context& in);
void lint_structure(lint_context& in);
void lint_per_message(lint_context& in);
void lint_per_recipient(lint_context& in, const per_recipient_fields& group);
void lint_smtp(lint_context& in);
void lint_global(lint_context& in);
void lint_choices(lint_context& in);

// ---------------------------------------------------------------- values (lint_values.cpp)

// "type; value": the type is there and an atom.
void lint_typed(lint_context& in, const typed_value& value, std::string_view requirement);
// A date-time, with a numeric zone.
void lint_date(lint_context& in, const date_field& value, std::string_view syntax,
               std::string_view numeric_zone);
void lint_action(lint_context& in, const action_field& value);
void lint_status(lint_context& in, const status_field& value);
// One finding for each name that occurs again, of the fields that `wanted` says yes to.
enum class group_kind { per_message, per_recipient };
void lint_at_most_once(lint_context& in, const std::vector<field>& fields, group_kind kind,
                       std::string_view requirement);

}  // namespace dsnspec::dsn
