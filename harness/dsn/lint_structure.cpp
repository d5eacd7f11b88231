// RFC 3464 section 2.1: the delivery-status part as a sequence of fields and groups, and as 7bit data. The
// reader has met what is broken already; here its diagnostics become findings.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/field_id.hpp"
#include "dsn/lint_context.hpp"
#include "dsn/rules.hpp"
#include "grammar/characters.hpp"
#include "grammar/field.hpp"

namespace dsnspec::dsn {
namespace {

struct accusation {
  std::string_view rule;
  std::string_view requirement;
};

constexpr std::array accusations = {
    accusation{grammar::rules::field_not_a_field.name, ids::field_syntax},
    accusation{grammar::rules::field_orphan_fold.name, ids::field_syntax},
    accusation{grammar::rules::field_line_too_long.name, ids::line_length},
    accusation{grammar::rules::field_no_line_end.name, ids::ends_with_last_field},
    accusation{rules::trailing_blank_line.name, ids::ends_with_last_field},
    accusation{rules::leading_blank_line.name, ids::one_blank_line},
    accusation{rules::extra_blank_line.name, ids::one_blank_line},
    accusation{rules::separator_of_blanks.name, ids::blank_line_empty},
    accusation{rules::blank_line_missing.name, ids::blank_line_before_recipient},
    accusation{rules::per_message_late.name, ids::per_message_fields_first},
    accusation{rules::recipient_field_early.name, ids::recipient_field_in_recipient_group},
    accusation{rules::group_divided.name, ids::contiguous_group},
    accusation{rules::recipient_missing.name, ids::recipient_group_present},
};

// Where the multipart was cut off, the end of the part is not its writer's.
bool is_cut_off(const report& read) {
  return !read.message.closed && read.delivery_status == &read.message.children.back();
}

void lint_groups(lint_context& in) {
  for (const diagnostic& met : in.subject.diagnostics) {
    const auto found = std::find_if(accusations.begin(), accusations.end(),
                                    [&](const accusation& one) { return one.rule == met.rule; });
    if (!met.in_status || found == accusations.end() ||
        (found->requirement == ids::ends_with_last_field && is_cut_off(in.subject))) {
      continue;
    }
    in.add_in_status(found->requirement, met.where, met.message);
  }
}

// What in it is no 7bit data, or nothing.
std::string_view not_seven_bit(std::string_view raw) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (grammar::chars::eight_bit(raw[i])) {
      return "eight-bit octets stand";
    }
    if (raw[i] == '\0') {
      return "a NUL octet stands";
    }
    if (raw[i] == '\r' && (i + 1 == raw.size() || raw[i + 1] != '\n')) {
      return "a CR without LF stands";
    }
  }
  return {};
}

// "X-Log": what is meant, but not who means it. Of "X-Queue-Id" nobody can say that there is no MTA "Queue".
bool is_x_of_one_word(std::string_view name) {
  return name.size() > 2 && base::iequals(name.substr(0, 2), "x-") &&
         name.find('-', 2) == std::string_view::npos;
}

void lint_fields(lint_context& in, const std::vector<field>& fields) {
  for (const field& one : fields) {
    // What message/global-delivery-status may hold says RFC 6533: see lint_global.
    const std::string_view broken = in.subject.is_global ? std::string_view{} : not_seven_bit(one.raw);
    if (!broken.empty()) {
      in.add_in_status(
          ids::seven_bit_octets, one.where,
          fmt::format("{} in {}: \"{}\"", broken, base::excerpt(one.name, 60), base::excerpt(one.value, 80)));
    }
    if (is_x_of_one_word(one.name)) {
      in.add_in_status(
          ids::x_name, one.where,
          fmt::format("no name of an MTA follows the \"X-\" of {}", base::excerpt(one.name, 80)));
    }
    if (identify(one.name) == field_id::extension && !grammar::chars::atom_char.all(one.name)) {
      in.add_in_status(ids::extension_name_atom, one.where,
                       fmt::format("the field name \"{}\" is no atom", base::excerpt(one.name, 80)));
    }
  }
}

void lint_encoding(lint_context& in) {
  const mime::entity& part = *in.subject.delivery_status;
  if (in.subject.is_global || !part.has_encoding || part.encoding == mime::transfer_encoding::seven_bit) {
    return;
  }
  const grammar::field* from = mime::find_field(part, "Content-Transfer-Encoding");
  in.add(ids::encoding_7bit, from != nullptr ? from->raw : part.header,
         fmt::format("the delivery status is encoded as \"{}\"",
                     base::excerpt(mime::field_value(part, "Content-Transfer-Encoding"), 60)));
}

// RFC 3464 section 3: only where there is nothing but what a minimal implementation needs. An extension field
// is one more way to tell.
void lint_minimal(lint_context& in) {
  const auto is_minimal = [](const std::vector<field>& fields) {
    constexpr std::array needed = {field_id::reporting_mta, field_id::final_recipient, field_id::action,
                                   field_id::status};
    return std::all_of(fields.begin(), fields.end(), [&](const field& one) {
      return std::find(needed.begin(), needed.end(), identify(one.name)) != needed.end();
    });
  };
  const std::vector<per_recipient_fields>& groups = in.subject.recipients;
  if (!groups.empty() && is_minimal(in.subject.per_message.fields) &&
      std::all_of(groups.begin(), groups.end(), [&](const auto& one) { return is_minimal(one.fields); })) {
    in.add_in_status(ids::other_fields, groups.front().where, "the report has none of the optional fields");
  }
}

}  // namespace

void lint_structure(lint_context& in) {
  lint_encoding(in);
  lint_minimal(in);
  lint_groups(in);
  lint_fields(in, in.subject.per_message.fields);
  for (const per_recipient_fields& group : in.subject.recipients) {
    lint_fields(in, group.fields);
  }
}

}  // namespace dsnspec::dsn
