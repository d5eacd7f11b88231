#include "dsn/parse.hpp"

#include <algorithm>
#include <tuple>

#include "base/ascii.hpp"
#include "dsn/diagnostics.hpp"
#include "dsn/parse_fields.hpp"
#include "dsn/parse_groups.hpp"
#include "dsn/rules.hpp"
#include "grammar/cfws.hpp"
#include "grammar/offset.hpp"
#include "grammar/typed_value.hpp"

namespace dsnspec::dsn {
namespace {

// Octets from the start of the input to this part of it.
std::size_t start_of(std::string_view octets, std::string_view part) {
  return grammar::within(octets, part) ? grammar::offset_of(octets, part) : 0;
}

// What the container says that only somebody who expects a report can call wrong.
void check_container(std::string_view octets, const report& read, grammar::deviations& forgiven) {
  const mime::entity& message = read.message;
  const auto note = [&](const grammar::rule& rule, std::string_view where) {
    forgiven.add(rule, start_of(octets, where), where.size());
  };
  if (!message.content_type.is("multipart", "report")) {
    note(rules::not_a_report, message.header.substr(0, 0));
  } else if (const mime::parameter* type = message.content_type.find("report-type"); type == nullptr) {
    note(rules::report_type_missing, message.header.substr(0, 0));
  } else if (read.delivery_status != nullptr && !base::iequals(type->value, "delivery-status") &&
             !(read.is_global && base::iequals(type->value, "global-delivery-status"))) {
    note(rules::report_type_other, message.header.substr(0, 0));
  }
  if (mime::find_field(message, "MIME-Version") == nullptr) {
    note(rules::mime_version_missing, message.header.substr(0, 0));
  }
  if (read.delivery_status == nullptr) {
    note(rules::status_part_missing, message.body.substr(0, 0));
  } else {
    if (read.delivery_status->has_encoding && !read.is_global &&
        read.delivery_status->encoding != mime::transfer_encoding::seven_bit) {
      note(rules::status_part_encoded, read.delivery_status->header);
    }
    if (!read.delivery_status->content_type.parameters.empty()) {
      note(rules::status_part_parameter, read.delivery_status->header);
    }
  }
  for (std::size_t i = 0; i < message.children.size(); ++i) {
    if (i != 1 && is_delivery_status(message.children[i])) {
      note(rules::status_part_elsewhere, message.children[i].raw);
    }
    if (i > 2) {
      note(rules::surplus_part, message.children[i].header);
    }
  }
  if (read.human_readable != nullptr && read.human_readable->children.empty() &&
      base::trimmed(read.human_readable->body).empty()) {
    note(rules::first_part_empty, read.human_readable->body);
  }
}

void find_parts(report& read) {
  const std::vector<mime::entity>& parts = read.message.children;
  if (!parts.empty()) {
    read.human_readable = &parts[0];
  }
  if (parts.size() > 1 && is_delivery_status(parts[1])) {
    read.delivery_status = &parts[1];
    read.is_global = parts[1].content_type.is("message", "global-delivery-status");
    read.is_report = read.message.content_type.is("multipart", "report");
  }
  if (parts.size() > 2) {
    read.returned_content = &parts[2];
  }
}

void read_status(std::string_view text, std::size_t base, const limits& bounds, report& to,
                 grammar::deviations& forgiven) {
  parse_groups(text, base, bounds, to, forgiven);
  read_fields(to.per_message, to.is_global, forgiven);
  for (per_recipient_fields& one : to.recipients) {
    read_fields(one, to.is_global, forgiven);
  }
  if (to.recipients.empty()) {
    forgiven.add(rules::recipient_missing, base + text.size(), 0);
  }
}

// What the field scanner remarked on already, and eight-bit octets where RFC 6533 and 6532 allow them.
std::vector<grammar::rule> unremarkable(bool is_global) {
  std::vector<grammar::rule> rules = {grammar::rules::typed_value_octet, grammar::rules::comment_octet,
                                      grammar::rules::typed_value_bare_lf, grammar::rules::fws_bare_lf};
  if (is_global) {
    rules.push_back(grammar::rules::field_eight_bit);
  }
  return rules;
}

void by_offset(std::vector<diagnostic>& all) {
  std::sort(all.begin(), all.end(), [](const diagnostic& a, const diagnostic& b) {
    return std::tie(a.where.offset, a.rule, a.where.length) <
           std::tie(b.where.offset, b.rule, b.where.length);
  });
}

}  // namespace

std::unique_ptr<report> parse(std::string_view octets, const limits& bounds) {
  auto read = std::make_unique<report>();
  grammar::deviations outside(bounds.diagnostics);
  read->message = mime::parse(octets, outside, bounds.mime);
  find_parts(*read);
  check_container(octets, *read, outside);
  grammar::deviations inside(bounds.diagnostics);
  std::string_view status_text = octets;
  if (read->delivery_status != nullptr) {
    const std::string_view body = read->delivery_status->body;
    if (mime::is_encoded(read->delivery_status->encoding)) {
      const grammar::deviations::shifted from_start(outside, start_of(octets, body));
      read->decoded_status =
          mime::decode(body, read->delivery_status->encoding, outside, bounds.mime.decoded);
      status_text = read->decoded_status;
      read_status(status_text, 0, bounds, *read, inside);
    } else {
      read_status(body, start_of(octets, body), bounds, *read, inside);
    }
  }
  const std::vector<grammar::rule> left_out = unremarkable(read->is_global);
  append_diagnostics(read->diagnostics, outside, left_out, octets, false);
  append_diagnostics(read->diagnostics, inside, left_out, status_text, true);
  by_offset(read->diagnostics);
  return read;
}

std::unique_ptr<report> parse_delivery_status(std::string_view octets, bool is_global, const limits& bounds) {
  auto read = std::make_unique<report>();
  read->is_global = is_global;
  grammar::deviations inside(bounds.diagnostics);
  read_status(octets, 0, bounds, *read, inside);
  append_diagnostics(read->diagnostics, inside, unremarkable(is_global), octets, true);
  by_offset(read->diagnostics);
  return read;
}

}  // namespace dsnspec::dsn
