// What the RFCs leave to the generator, and one report shows: which choice it made. Their rows are of level
// MAY, so that a finding is a note.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/field_id.hpp"
#include "dsn/lint_context.hpp"

namespace dsnspec::dsn {
namespace {

constexpr std::size_t shown = 80;

std::string_view content_type_of(const mime::entity& part) {
  const grammar::field* found = mime::find_field(part, "Content-Type");
  return found != nullptr ? found->raw : part.header.substr(0, 0);
}

// ---------------------------------------------------------------- parameters

// One finding for a part with parameters that its type doesn't define.
template <class Defined>
void lint_parameters(lint_context& in, std::string_view requirement, const mime::entity& part,
                     Defined defined) {
  std::string names;
  for (const mime::parameter& one : part.content_type.parameters) {
    if (!defined(one.name)) {
      names += (names.empty() ? "" : ", ") + base::excerpt(one.name, shown);
    }
  }
  if (!names.empty()) {
    in.add(requirement, content_type_of(part),
           fmt::format("{}/{} has the parameter {}", base::lowered(part.content_type.type),
                       base::lowered(part.content_type.subtype), base::excerpt(names, shown)));
  }
}

// The first of two parameters of one name counts here; other readers may take the last (RFC 2045 section 5.1
// has neither), so they disagree on what the message is.
void lint_second_report_type(lint_context& in) {
  const mime::entity& message = in.subject.message;
  const mime::parameter* first = message.content_type.find("report-type");
  const grammar::field* field = mime::find_field(message, "Content-Type");
  if (first == nullptr || field == nullptr || first->offset + first->length > field->value.size()) {
    return;
  }
  grammar::deviations forgiven;
  const std::string rest =
      "multipart/report" + std::string(field->value.substr(first->offset + first->length));
  const auto after = mime::parse_content_type(rest, forgiven);
  const mime::parameter* second = after ? after->find("report-type") : nullptr;
  if (second != nullptr && !base::iequals(first->value, second->value)) {
    in.add(ids::no_other_parameters, content_type_of(message),
           fmt::format("report-type is there twice, as \"{}\" and as \"{}\"; the first is taken",
                       base::excerpt(first->value, shown), base::excerpt(second->value, shown)));
  }
}

void lint_parameters(lint_context& in) {
  const mime::entity& message = in.subject.message;
  if (message.content_type.is("multipart", "report")) {
    lint_second_report_type(in);
    lint_parameters(in, ids::no_other_parameters, message, [](std::string_view name) {
      return base::iequals(name, "boundary") || base::iequals(name, "report-type");
    });
  }
  if (in.subject.delivery_status != nullptr && !in.subject.is_global) {
    lint_parameters(in, ids::status_no_parameters, *in.subject.delivery_status,
                    [](std::string_view) { return false; });
  }
  const mime::entity* returned = in.subject.returned_content;
  if (returned != nullptr && returned->content_type.is("text", "rfc822-headers")) {
    // All of text has charset (RFC 2046 section 4.1).
    lint_parameters(in, ids::headers_no_parameters, *returned,
                    [](std::string_view name) { return base::iequals(name, "charset"); });
  }
}

// ---------------------------------------------------------------- parts

void lint_parts(lint_context& in) {
  const mime::entity* first = in.subject.human_readable;
  if (first != nullptr && first->content_type.is("multipart", "alternative")) {
    in.add(ids::multipart_alternative, content_type_of(*first), "the first part is a multipart/alternative");
  }
  const mime::entity* third = in.subject.returned_content;
  if (third == nullptr) {
    if (in.subject.is_report) {
      in.add(ids::third_part_optional, in.subject.message.raw.substr(in.subject.message.raw.size()),
             "nothing of the message is returned");
    }
  } else if (third->content_type.is("text", "rfc822-headers") &&
             third->encoding == mime::transfer_encoding::quoted_printable) {
    in.add(ids::headers_quoted_printable, third->header,
           "the returned header is encoded as quoted-printable");
  }
}

// ---------------------------------------------------------------- comments

// RFC 2047 section 2.
constexpr std::size_t encoded_word_limit = 75;

// "=?charset?encoding?text?=" at the start of the text, or nothing.
std::string_view encoded_word_at(std::string_view text) {
  text = text.substr(0, text.find_first_of(" \t\r\n"));
  if (!text.starts_with("=?")) {
    return {};
  }
  const std::size_t charset_end = text.find('?', 2);
  const std::size_t encoding_end = text.find('?', std::min(charset_end, text.size() - 1) + 1);
  const std::size_t end =
      encoding_end == std::string_view::npos ? encoding_end : text.find("?=", encoding_end + 1);
  return end == std::string_view::npos ? std::string_view{} : text.substr(0, end + 2);
}

// The first encoded-word inside a comment (RFC 2047 section 5 (2)), or nothing. Quoted pairs are passed over.
std::string_view encoded_word_in_comment(std::string_view value) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == '(') {
      ++depth;
    } else if (value[i] == ')') {
      depth -= depth == 0 ? 0 : 1;
    } else if (depth != 0) {
      if (const std::string_view word = encoded_word_at(value.substr(i, encoded_word_limit)); !word.empty()) {
        return word;
      }
    }
  }
  return {};
}

// Only fields in which parentheses are comments for certain: elsewhere they may be text.
void lint_comments(lint_context& in, const std::vector<field>& fields) {
  constexpr std::array commented = {field_id::arrival_date, field_id::action, field_id::status,
                                    field_id::last_attempt_date, field_id::will_retry_until};
  for (const field& one : fields) {
    if (std::find(commented.begin(), commented.end(), identify(one.name)) == commented.end()) {
      continue;
    }
    if (const std::string_view word = encoded_word_in_comment(one.value); !word.empty()) {
      in.add_in_status(ids::encoded_words_in_comments, one.where,
                       fmt::format("a comment in {} has an encoded-word: \"{}\"",
                                   base::excerpt(one.name, shown), base::excerpt(word, shown)));
    }
  }
}

// ---------------------------------------------------------------- types

template <std::size_t count>
void lint_registered(lint_context& in, const std::optional<typed_value>& value,
                     const std::array<std::string_view, count>& registered) {
  if (!value || !value->has_type || value->type.empty() ||
      (value->type.size() > 2 && base::iequals(value->type.substr(0, 2), "x-"))) {
    return;
  }
  if (std::none_of(registered.begin(), registered.end(),
                   [&](std::string_view one) { return base::iequals(one, value->type); })) {
    in.add_in_status(ids::type_registered, value->field->where,
                     fmt::format("the type \"{}\" of {} is not registered", base::excerpt(value->type, shown),
                                 base::excerpt(value->field->name, shown)));
  }
}

// IANA's registry "DSN Types" of 2016-05-20; RFC 2156 has x400 for all three.
constexpr std::array<std::string_view, 3> address_types = {"rfc822", "utf-8", "x400"};
constexpr std::array<std::string_view, 2> diagnostic_types = {"smtp", "x400"};
constexpr std::array<std::string_view, 2> mta_name_types = {"dns", "x400"};

}  // namespace

void lint_choices(lint_context& in) {
  lint_parameters(in);
  lint_parts(in);
  lint_comments(in, in.subject.per_message.fields);
  lint_registered(in, in.subject.per_message.reporting_mta, mta_name_types);
  lint_registered(in, in.subject.per_message.dsn_gateway, mta_name_types);
  lint_registered(in, in.subject.per_message.received_from_mta, mta_name_types);
  for (const per_recipient_fields& group : in.subject.recipients) {
    lint_comments(in, group.fields);
    lint_registered(in, group.original_recipient, address_types);
    lint_registered(in, group.final_recipient, address_types);
    lint_registered(in, group.remote_mta, mta_name_types);
    lint_registered(in, group.diagnostic_code, diagnostic_types);
  }
}

bool is_choice(std::string_view requirement) {
  return std::find(choice_ids.begin(), choice_ids.end(), requirement) != choice_ids.end();
}

}  // namespace dsnspec::dsn
