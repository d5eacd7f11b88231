// RFC 3461 sections 6 and 9: what holds besides for reports about messages that came by SMTP.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/lint_context.hpp"
#include "grammar/address_literal.hpp"
#include "grammar/characters.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/smtp_diagnostic.hpp"

namespace dsnspec::dsn {
namespace {

constexpr std::size_t shown = 80;

bool is_type(const typed_value& value, std::string_view wanted) {
  return value.has_type && base::iequals(value.type, wanted);
}

void lint_single_label(lint_context& in, const typed_value& reporting_mta) {
  if (!is_type(reporting_mta, "dns")) {
    return;
  }
  grammar::deviations ignored;
  const auto name = grammar::parse_dns_mta_name(reporting_mta.value, ignored);
  if (!name || (!name->literal && name->name.find('.') == std::string_view::npos)) {
    in.add_in_status(
        ids::reporting_mta_single_label, reporting_mta.field->where,
        fmt::format("Reporting-MTA of type dns is \"{}\"", base::excerpt(reporting_mta.value, shown)));
  }
}

// What no reading of section 9.3 takes: labels of atoms and literals of RFC 5321 are let through.
bool breaks_dns_syntax(std::string_view value) {
  namespace rules = grammar::rules;
  grammar::deviations met;
  const auto name = grammar::parse_dns_mta_name(value, met);
  if (!name) {
    met.add(name.error());
  }
  constexpr std::array broken = {
      rules::dns_name_empty,        rules::dns_name_bare_address, rules::dns_name_surplus,
      rules::domain_empty,          rules::domain_label_empty,    rules::domain_octet,
      rules::domain_label_too_long, rules::domain_too_long,       rules::literal_brackets,
      rules::literal_ipv4,          rules::literal_ipv6,          rules::literal_general,
  };
  return std::any_of(broken.begin(), broken.end(),
                     [&](const grammar::rule& one) { return met.count(one) != 0; });
}

void lint_dns_name(lint_context& in, const typed_value& mta) {
  if (is_type(mta, "dns") && breaks_dns_syntax(mta.value)) {
    in.add_in_status(ids::dns_name_syntax, mta.field->where,
                     fmt::format("{} of type dns is \"{}\"", base::excerpt(mta.field->name, shown),
                                 base::excerpt(mta.value, shown)));
  }
}

void lint_final_recipient(lint_context& in, const typed_value& recipient) {
  if (recipient.has_type && !is_type(recipient, "rfc822") && !is_type(recipient, "utf-8")) {
    in.add_in_status(ids::final_recipient_type, recipient.field->where,
                     fmt::format("Final-Recipient is of type {}", base::excerpt(recipient.type, shown)));
  }
  if (is_type(recipient, "rfc822") && recipient.value.starts_with('<') && recipient.value.ends_with('>')) {
    in.add_in_status(ids::address_without_brackets, recipient.field->where,
                     fmt::format("Final-Recipient is \"{}\"", base::excerpt(recipient.value, shown)));
  }
}

// 3*DIGIT, as printed in section 9.2, and then a blank, a hyphen or nothing.
bool starts_with_reply_code(std::string_view value) {
  const std::size_t digits = grammar::chars::digit.run_end(value);
  constexpr grammar::char_class after(" \t\r\n-");
  return digits >= 3 && (digits == value.size() || after(value[digits]));
}

void lint_smtp_reply(lint_context& in, const per_recipient_fields& group) {
  if (!group.diagnostic_code || !is_type(*group.diagnostic_code, "smtp")) {
    return;
  }
  grammar::deviations met;
  const auto reply = grammar::parse_smtp_diagnostic(group.diagnostic_code->value, met);
  if (!starts_with_reply_code(group.diagnostic_code->value) ||
      (reply && met.count(grammar::rules::smtp_unfinished) != 0)) {
    in.add_in_status(ids::smtp_diagnostic_syntax, group.diagnostic_code->field->where,
                     fmt::format("Diagnostic-Code of type smtp is \"{}\"",
                                 base::excerpt(group.diagnostic_code->value, shown)));
  } else if (group.remote_mta && group.remote_mta->has_type && !is_type(*group.remote_mta, "dns")) {
    in.add_in_status(ids::remote_mta_type, group.remote_mta->field->where,
                     fmt::format("Remote-MTA is of type {} next to a reply of SMTP",
                                 base::excerpt(group.remote_mta->type, shown)));
  }
}

// The text starts with the header of a message: two fields at least, and one that every message has.
bool is_header(std::string_view text) {
  const mime::entity read = mime::parse(text);
  const bool fields = read.fields.size() > 1 &&
                      std::all_of(read.fields.begin(), read.fields.end(), [](const grammar::field& one) {
                        return one.kind == grammar::piece::field;
                      });
  return fields && (mime::find_field(read, "From") != nullptr || mime::find_field(read, "Date") != nullptr);
}

// Only what is the header of a message for certain, with or without the rest of it: a part of other text may
// be an excerpt, for which its own type is right.
void lint_label(lint_context& in) {
  const mime::entity* part = in.subject.returned_content;
  if (part == nullptr || is_delivery_status(*part) || part->content_type.is_multipart() ||
      base::iequals(part->content_type.type, "message") || part->content_type.is("text", "rfc822-headers")) {
    return;
  }
  grammar::deviations ignored;
  const bool encoded = mime::is_encoded(part->encoding);
  if (is_header(encoded ? mime::decode(part->body, part->encoding, ignored) : std::string(part->body))) {
    in.add(ids::third_part_labelled, part->header.empty() ? part->raw.substr(0, 0) : part->header,
           fmt::format("the returned message or header is labelled {}/{}",
                       base::excerpt(part->content_type.type, shown),
                       base::excerpt(part->content_type.subtype, shown)));
  }
}

void lint_returned_content(lint_context& in) {
  const mime::entity* part = in.subject.returned_content;
  const auto reports_no_failure = [](const per_recipient_fields& group) {
    return group.action && group.action->value && *group.action->value != action::failed;
  };
  if (part == nullptr || in.subject.recipients.empty() ||
      !std::all_of(in.subject.recipients.begin(), in.subject.recipients.end(), reports_no_failure)) {
    return;
  }
  const bool message =
      part->content_type.is("message", "rfc822") || part->content_type.is("message", "global");
  if (!message || mime::is_encoded(part->encoding)) {
    return;
  }
  grammar::deviations ignored;
  const mime::entity returned = mime::parse_nested(in.octets(), *part, ignored);
  if (!base::trimmed(returned.body).empty()) {
    in.add(ids::headers_only_without_failure, part->header,
           "no Action is failed, and a message with its body is returned");
  }
}

}  // namespace

void lint_smtp(lint_context& in) {
  const per_message_fields& message = in.subject.per_message;
  if (message.reporting_mta) {
    lint_single_label(in, *message.reporting_mta);
    if (!message.reporting_mta->value.empty()) {
      lint_dns_name(in, *message.reporting_mta);
    }
  }
  for (const per_recipient_fields& group : in.subject.recipients) {
    if (group.final_recipient) {
      lint_final_recipient(in, *group.final_recipient);
    }
    if (group.remote_mta) {
      lint_dns_name(in, *group.remote_mta);
    }
    lint_smtp_reply(in, group);
  }
  lint_label(in);
  lint_returned_content(in);
}

}  // namespace dsnspec::dsn
