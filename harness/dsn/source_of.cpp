#include <algorithm>

#include "base/ascii.hpp"
#include "dsn/report_source.hpp"
#include "grammar/cfws.hpp"
#include "grammar/field.hpp"
#include "grammar/folding.hpp"
#include "grammar/smtp_diagnostic.hpp"

namespace dsnspec::dsn {
namespace {

std::string text_of(std::string_view value) {
  return grammar::unfolded(grammar::trimmed_value(value));
}

std::string lf_lines(std::string_view octets) {
  std::string out;
  for (std::size_t at = 0; at < octets.size();) {
    const grammar::line line = grammar::line_at(octets, at);
    out += line.content;
    if (line.raw.size() != line.content.size()) {
      out += '\n';
    }
    at += line.raw.size();
  }
  return out;
}

// What stands in the parentheses behind the code, when that is one comment and all.
std::string comment_of(const status_field& status) {
  const std::string_view value = grammar::trimmed_value(status.field->value);
  const std::size_t open = value.find('(');
  grammar::deviations forgiven;
  if (open == std::string_view::npos || open < status.text.size() ||
      grammar::skip_comment(value, open, forgiven) != value.size() ||
      forgiven.count(grammar::rules::comment_unterminated) != 0) {
    return {};
  }
  const std::string inside = grammar::unfolded(value.substr(open + 1, value.size() - open - 2));
  std::string out;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] == '\\' && i + 1 < inside.size()) {
      ++i;
    }
    out += inside[i];
  }
  return out;
}

typed_text typed_of(const typed_value& value) {
  return {std::string(value.type), text_of(value.value)};
}

diagnostic_text diagnostic_of(const typed_value& value) {
  diagnostic_text out{std::string(value.type), {}};
  if (base::iequals(value.type, "smtp")) {
    grammar::smtp_diagnostic_lines lines(value.value);
    while (const auto line = lines.next()) {
      out.lines.push_back(text_of(line->raw));
    }
  }
  if (out.lines.empty()) {
    out.lines.push_back(text_of(value.value));
  }
  return out;
}

std::optional<typed_text> typed_of(const std::optional<typed_value>& value) {
  return value ? std::optional(typed_of(*value)) : std::nullopt;
}

std::optional<std::string> date_of(const std::optional<date_field>& value) {
  return value ? std::optional(text_of(value->text)) : std::nullopt;
}

std::optional<std::string> text_of(const std::optional<text_field>& value) {
  return value ? std::optional(text_of(value->text)) : std::nullopt;
}

template <class Group>
std::vector<extension_text> extensions_of(const Group& group) {
  std::vector<extension_text> out;
  for (const field* one : extension_fields(group)) {
    out.push_back({std::string(one->name), text_of(one->value)});
  }
  return out;
}

recipient_source recipient_of(const per_recipient_fields& group) {
  recipient_source out;
  out.original_recipient = typed_of(group.original_recipient);
  out.final_recipient = typed_of(group.final_recipient).value_or(typed_text{});
  if (group.action) {
    out.action = group.action->value.value_or(out.action);
  }
  if (group.status) {
    out.status = group.status->value.value_or(out.status);
    out.status_comment = comment_of(*group.status);
  }
  out.remote_mta = typed_of(group.remote_mta);
  if (group.diagnostic_code) {
    out.diagnostic_code = diagnostic_of(*group.diagnostic_code);
  }
  for (const typed_value& one : group.localized_diagnostics) {
    out.localized_diagnostics.push_back(typed_of(one));
  }
  out.last_attempt_date = date_of(group.last_attempt_date);
  out.final_log_id = text_of(group.final_log_id);
  out.will_retry_until = date_of(group.will_retry_until);
  out.extension_fields = extensions_of(group);
  return out;
}

std::string decoded_body(const mime::entity& part) {
  grammar::deviations ignored;
  return lf_lines(mime::is_encoded(part.encoding) ? mime::decode(part.body, part.encoding, ignored)
                                                  : std::string(part.body));
}

void read_header(const mime::entity& message, report_source& out) {
  const auto take = [&](std::string_view name, std::string& to) {
    if (const grammar::field* found = mime::find_field(message, name)) {
      to = text_of(found->value);
    }
  };
  take("From", out.from);
  take("To", out.to);
  take("Subject", out.subject);
  take("Date", out.date);
  take("Message-ID", out.message_id);
}

std::optional<returned_source> returned_of(const mime::entity& part) {
  const mime::content_type& type = part.content_type;
  if (type.is("text", "rfc822-headers") || type.is("message", "global-headers")) {
    return returned_source{returned_source::kind::headers, decoded_body(part)};
  }
  if (type.is("message", "rfc822") || type.is("message", "global")) {
    return returned_source{returned_source::kind::message, decoded_body(part)};
  }
  return std::nullopt;
}

}  // namespace

report_source source_of(const report& read) {
  report_source out;
  out.global = read.is_global;
  read_header(read.message, out);
  if (read.human_readable != nullptr && read.human_readable->children.empty()) {
    out.human_readable = decoded_body(*read.human_readable);
  }
  const per_message_fields& message = read.per_message;
  out.original_envelope_id = text_of(message.original_envelope_id);
  out.reporting_mta = typed_of(message.reporting_mta).value_or(typed_text{});
  out.dsn_gateway = typed_of(message.dsn_gateway);
  out.received_from_mta = typed_of(message.received_from_mta);
  out.arrival_date = date_of(message.arrival_date);
  out.extension_fields = extensions_of(message);
  for (const per_recipient_fields& group : read.recipients) {
    out.recipients.push_back(recipient_of(group));
  }
  if (read.returned_content != nullptr) {
    out.returned_content = returned_of(*read.returned_content);
  }
  return out;
}

}  // namespace dsnspec::dsn
