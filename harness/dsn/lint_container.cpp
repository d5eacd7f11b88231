// RFC 3464 section 2 and RFC 6522: the message around the delivery status, as MIME has it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/lint_context.hpp"
#include "grammar/cfws.hpp"
#include "grammar/characters.hpp"
#include "grammar/field.hpp"
#include "mime/boundary.hpp"

namespace dsnspec::dsn {
namespace {

constexpr std::size_t shown = 80;

std::string type_of(const mime::entity& part) {
  return base::excerpt(std::string(part.content_type.type) + "/" + std::string(part.content_type.subtype),
                       shown);
}

// The field the finding is about, or where it should have been.
std::string_view place(const mime::entity& part, std::string_view field_name) {
  const grammar::field* found = mime::find_field(part, field_name);
  return found != nullptr ? found->raw : part.header.substr(0, 0);
}

// ---------------------------------------------------------------- the header of the message

void lint_mime_version(lint_context& in) {
  const mime::entity& message = in.subject.message;
  const grammar::field* version = mime::find_field(message, "MIME-Version");
  if (version == nullptr) {
    in.add(ids::mime_version, message.header.substr(0, 0), "there is no MIME-Version field");
    return;
  }
  grammar::deviations ignored;
  std::string digits;
  for (std::size_t at = 0; at < version->value.size();) {
    const std::size_t after = grammar::skip_cfws(version->value, at, ignored);
    if (after == at) {
      digits += version->value[at++];
    }
    at = std::max(at, after);
  }
  if (digits != "1.0") {
    in.add(ids::mime_version, version->raw,
           fmt::format("MIME-Version is \"{}\"", base::excerpt(base::trimmed(version->value), shown)));
  }
}

void lint_addresses(lint_context& in) {
  const mime::entity& message = in.subject.message;
  const auto filled = [&](std::string_view name) { return !mime::field_value(message, name).empty(); };
  if (!filled("To") && !filled("Cc") && !filled("Bcc")) {
    in.add(ids::header_addressed, place(message, "To"), "the header names no recipient");
  }
  const std::string from = mime::field_value(message, "From");
  if (from.find('@') == std::string::npos) {
    in.add(ids::from_address, place(message, "From"),
           from.empty() ? "there is no From field, or it is empty"
                        : fmt::format("From holds no address: \"{}\"", base::excerpt(from, shown)));
  }
}

void lint_report_type(lint_context& in) {
  const mime::entity& message = in.subject.message;
  if (!message.content_type.is("multipart", "report")) {
    in.add(ids::multipart_report, place(message, "Content-Type"),
           fmt::format("the message is {}, not multipart/report", type_of(message)));
    return;
  }
  const mime::parameter* type = message.content_type.find("report-type");
  if (type == nullptr) {
    in.add(ids::report_type_present, place(message, "Content-Type"), "there is no parameter report-type");
    return;
  }
  const bool right = base::iequals(type->value, "delivery-status") ||
                     (in.subject.is_global && base::iequals(type->value, "global-delivery-status"));
  if (!right && in.subject.delivery_status != nullptr) {
    in.add(ids::report_type_delivery_status, place(message, "Content-Type"),
           fmt::format("report-type is \"{}\", the second part is {}", base::excerpt(type->value, shown),
                       type_of(*in.subject.delivery_status)));
  }
}

// ---------------------------------------------------------------- the multipart

// "boundary=a:b" instead of "boundary=\"a:b\"".
bool lacks_quotes(const mime::entity& message, const mime::parameter& boundary) {
  const grammar::field* from = mime::find_field(message, "Content-Type");
  if (from == nullptr || grammar::chars::token.all(boundary.value)) {
    return false;
  }
  const std::string_view written =
      from->value.substr(std::min(boundary.offset, from->value.size()), boundary.length);
  return written.find('"') == std::string_view::npos && written.find('*') == std::string_view::npos;
}

// True when the parts can be told apart.
bool lint_boundary(lint_context& in) {
  const mime::entity& message = in.subject.message;
  const mime::parameter* boundary = message.content_type.find("boundary");
  if (boundary == nullptr || boundary->value.empty()) {
    in.add(ids::boundary_present, place(message, "Content-Type"), "there is no boundary");
    return false;
  }
  if (!mime::check_boundary(boundary->value)) {
    in.add(ids::boundary_syntax, place(message, "Content-Type"),
           fmt::format("the boundary is \"{}\"", base::excerpt(boundary->value, shown)));
  } else if (lacks_quotes(message, *boundary)) {
    in.add(ids::boundary_syntax, place(message, "Content-Type"),
           fmt::format("the boundary needs quotation marks: {}", base::excerpt(boundary->value, shown)));
  }
  return true;
}

void lint_delimiters(lint_context& in) {
  const mime::entity& message = in.subject.message;
  if (!message.children.empty() && !message.closed) {
    in.add(ids::close_delimiter, message.raw.substr(message.raw.size()), "the closing delimiter is missing");
  }
  for (const mime::entity& part : message.children) {
    for (std::size_t at = 0; at < part.raw.size();) {
      const grammar::line line = grammar::line_at(part.raw, at);
      if (mime::classify_line(line.content, message.boundary) == mime::delimiter::look_alike) {
        in.add(ids::boundary_not_in_content, line.content,
               fmt::format("a line inside a part starts with the delimiter: \"{}\"",
                           base::excerpt(line.content, shown)));
        return;
      }
      at += line.raw.size();
    }
  }
}

void lint_parts(lint_context& in) {
  const std::vector<mime::entity>& parts = in.subject.message.children;
  const std::string_view start = in.subject.message.body.substr(0, 0);
  if (parts.empty() || is_delivery_status(parts[0])) {
    in.add(ids::first_part_human_readable, parts.empty() ? start : parts[0].header,
           "there is no part for people before the delivery status");
  } else if (parts[0].content_type.is(parts[0].content_type.type, "plain") &&
             base::iequals(parts[0].content_type.type, "text") && base::trimmed(parts[0].body).empty()) {
    in.add(ids::first_part_human_readable, parts[0].raw, "the part for people is empty");
  }
  if (parts.size() < 2) {
    if (parts.empty() || !is_delivery_status(parts[0])) {
      in.add(ids::second_part_present, in.subject.message.raw.substr(in.subject.message.raw.size()),
             "there is no second part");
    }
  } else if (in.subject.delivery_status == nullptr && !is_delivery_status(parts[0])) {
    in.add(ids::second_part_delivery_status, place(parts[1], "Content-Type"),
           fmt::format("the second part is {}", type_of(parts[1])));
  }
  if (parts.size() > 3) {
    in.add(ids::at_most_three_parts, parts[3].raw, fmt::format("there are {} parts", parts.size()));
  }
}

bool has_eight_bit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), grammar::chars::eight_bit);
}

void lint_encodings(lint_context& in) {
  const mime::entity& message = in.subject.message;
  if (message.has_encoding && mime::is_encoded(message.encoding)) {
    in.add(ids::multipart_encoding, place(message, "Content-Transfer-Encoding"),
           fmt::format("the multipart is said to be encoded in {}", mime::name(message.encoding)));
  }
  for (const mime::entity* part : {in.subject.human_readable, in.subject.returned_content}) {
    if (part != nullptr && !is_delivery_status(*part) && !part->content_type.is_multipart() &&
        part->encoding == mime::transfer_encoding::seven_bit && has_eight_bit(part->body)) {
      in.add(ids::undeclared_8bit, place(*part, "Content-Transfer-Encoding"),
             fmt::format("the {} part has octets above 127 and doesn't say that it is 8bit", type_of(*part)));
    }
  }
}

// ---------------------------------------------------------------- returned content

void lint_returned_message(lint_context& in, const mime::entity& part) {
  if (mime::is_encoded(part.encoding)) {
    in.add(ids::returned_message_encoding, place(part, "Content-Transfer-Encoding"),
           fmt::format("message/rfc822 is encoded in {}", mime::name(part.encoding)));
    return;
  }
  grammar::deviations ignored;
  const mime::entity returned = mime::parse_nested(in.octets(), part, ignored);
  if (returned.content_type.is_multipart() && base::trimmed(returned.body).empty()) {
    in.add(ids::headers_only_as_message, place(part, "Content-Type"),
           "a header without its body is returned as message/rfc822");
  }
}

// The text after the first blank line that follows a line with text.
std::string_view after_header(std::string_view text) {
  bool met_text = false;
  for (std::size_t at = 0; at < text.size();) {
    const grammar::line line = grammar::line_at(text, at);
    at += line.raw.size();
    if (line.content.empty() && met_text) {
      return text.substr(at);
    }
    met_text = met_text || !line.content.empty();
  }
  return {};
}

void lint_returned_headers(lint_context& in, const mime::entity& part) {
  grammar::deviations ignored;
  const bool encoded = mime::is_encoded(part.encoding);
  const std::string decoded = encoded ? mime::decode(part.body, part.encoding, ignored) : std::string{};
  const std::string_view rest = base::trimmed(after_header(encoded ? std::string_view(decoded) : part.body));
  if (!rest.empty()) {
    in.add(ids::headers_without_body, encoded ? part.body : rest,
           fmt::format("text follows the header in {}: \"{}\"", type_of(part), base::excerpt(rest, shown)));
  }
}

}  // namespace

void lint_container(lint_context& in) {
  lint_mime_version(in);
  lint_addresses(in);
  lint_report_type(in);
  if (!lint_boundary(in)) {
    return;
  }
  lint_delimiters(in);
  lint_parts(in);
  lint_encodings(in);
  if (const mime::entity* part = in.subject.returned_content) {
    if (part->content_type.is("message", "rfc822")) {
      lint_returned_message(in, *part);
    } else if (part->content_type.is("text", "rfc822-headers")) {
      lint_returned_headers(in, *part);
    }
  }
}

}  // namespace dsnspec::dsn
