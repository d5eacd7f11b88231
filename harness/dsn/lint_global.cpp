// RFC 6533: reports with addresses and texts outside ASCII.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/lint_context.hpp"
#include "dsn/lint_global_ids.hpp"
#include "grammar/characters.hpp"
#include "grammar/language_tag.hpp"
#include "grammar/mailbox.hpp"
#include "grammar/unitext.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::dsn {
namespace {

constexpr std::size_t shown = 80;

bool is_utf8_typed(const std::optional<typed_value>& value) {
  return value && value->has_type && base::iequals(value->type, "utf-8");
}

bool has_eight_bit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), grammar::chars::eight_bit);
}

std::string address_of(const typed_value& value) {
  return std::string(base::trimmed(unfolded(value.value)));
}

bool is_mailbox(std::string_view text) {
  return grammar::parse_mailbox(text, grammar::charset::utf8).has_value();
}

// What an address of the encoded forms means, when it has no fault; nothing else.
std::optional<std::string> dequoted(std::string_view text) {
  if (!grammar::check_utf8_addr_unitext(text)) {
    return std::nullopt;
  }
  grammar::deviations none;
  return grammar::decode_unitext(text, none);
}

std::string quoted(const typed_value& value) {
  return base::excerpt(base::trimmed(value.field->value), shown);
}

void accuse(lint_context& in, std::string_view requirement, const typed_value& value, std::string_view what) {
  in.add_in_status(
      requirement, value.field->where,
      fmt::format("{} {}: \"{}\"", base::excerpt(value.field->name, shown), what, quoted(value)));
}

// ---------------------------------------------------------------- addresses

// Neither valid as it stands nor when dequoted. NUL, CR and LF are left out: prose and ABNF of HEXPOINT
// disagree there.
void lint_encoded_form(lint_context& in, const typed_value& value, std::string_view text) {
  const auto form =
      in.subject.is_global ? grammar::check_utf8_addr_unitext(text) : grammar::check_utf8_addr_xtext(text);
  if (!form && form.error().rule == grammar::rules::hexpoint_malformed) {
    accuse(in, ids::hexpoint_syntax, value, "has a malformed \\x{...}");
  } else if (!form && !in.subject.is_global && form.error().rule == grammar::rules::utf8_address_octet) {
    accuse(in, ids::xtext_form_in_seven_bit_dsn, value, "of type utf-8 is not in the form for seven bits");
  } else if (const auto meant = dequoted(text); form ? meant && !is_mailbox(*meant) : in.subject.is_global) {
    accuse(in, ids::dequotes_to_mailbox, value, "of type utf-8 is no mailbox");
  }
}

// The MTA's own words: unlike Original-Recipient, which may hold what somebody else wrote.
void lint_final_recipient(lint_context& in, const typed_value& value) {
  const std::string text = address_of(value);
  if (in.subject.is_global && (is_mailbox(text) || !grammar::check_utf8(text))) {
    return;  // what is no UTF-8 has a rule of its own
  }
  if (!in.subject.is_global && has_eight_bit(text)) {
    accuse(in, ids::no_utf8_address_in_seven_bit_dsn, value,
           "in message/delivery-status has octets above 127");
    return;
  }
  const auto meant = dequoted(text);
  if (in.subject.is_global && meant && is_mailbox(*meant)) {
    accuse(in, ids::utf8_address_in_global_dsn, value, "in message/global-delivery-status is still encoded");
  } else {
    lint_encoded_form(in, value, text);
  }
}

void lint_original_recipient(lint_context& in, const typed_value& value) {
  const std::string text = address_of(value);
  if (!in.subject.is_global) {
    if (has_eight_bit(text)) {
      accuse(in, ids::no_utf8_address_in_seven_bit_dsn, value,
             "in message/delivery-status has octets above 127");
    }
    return;
  }
  const auto meant = dequoted(text);
  if (!is_mailbox(text) && meant && is_mailbox(*meant)) {
    accuse(in, ids::orcpt_upconverted, value, "in message/global-delivery-status is still encoded");
  }
}

void lint_type(lint_context& in, const std::optional<typed_value>& value) {
  if (in.subject.is_global && value && !is_utf8_typed(value) && has_eight_bit(value->value)) {
    accuse(in, ids::utf8_only_with_type_utf8, *value, "has octets above 127, but is not of type utf-8");
  }
}

// ---------------------------------------------------------------- Localized-Diagnostic

void lint_localized(lint_context& in, const per_recipient_fields& group) {
  std::set<std::string> languages;
  for (const typed_value& one : group.localized_diagnostics) {
    if (!one.has_type || !grammar::check_language_tag(one.type)) {
      accuse(in, ids::localized_diagnostic_syntax, one, "has no language tag before a semicolon");
    } else if (!languages.insert(base::lowered(one.type)).second) {
      accuse(in, ids::localized_languages_differ, one, "repeats a language");
    }
    const bool follows =
        group.diagnostic_code && group.diagnostic_code->field->where.offset < one.field->where.offset;
    if (!follows) {
      accuse(in, ids::localized_follows, one, "stands before or without Diagnostic-Code");
    }
  }
}

// ---------------------------------------------------------------- octets

bool has_forbidden_control(std::string_view raw) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '\0' || (raw[i] == '\r' && (i + 1 == raw.size() || raw[i + 1] != '\n'))) {
      return true;
    }
  }
  return false;
}

void lint_octets(lint_context& in, const std::vector<field>& fields) {
  for (const field& one : fields) {
    if (!grammar::check_utf8(one.raw)) {
      in.add_in_status(ids::charset_utf8, one.where,
                       fmt::format("{} is no UTF-8: \"{}\"", base::excerpt(one.name, shown),
                                   base::excerpt(base::trimmed(one.value), shown)));
    }
    if (has_forbidden_control(one.raw)) {
      in.add_in_status(
          ids::no_nul_cr_lf, one.where,
          fmt::format("a NUL or a CR without LF stands in {}: \"{}\"", base::excerpt(one.name, shown),
                      base::excerpt(base::trimmed(one.value), shown)));
    }
  }
}

// ---------------------------------------------------------------- the container

std::string_view content_type_of(const mime::entity& part) {
  const grammar::field* found = mime::find_field(part, "Content-Type");
  return found != nullptr ? found->raw : part.header.substr(0, 0);
}

void lint_status_part(lint_context& in) {
  const mime::entity& part = *in.subject.delivery_status;
  if (!part.content_type.parameters.empty()) {
    in.add(ids::global_no_parameters, content_type_of(part),
           "message/global-delivery-status has a parameter");
  }
  if (part.encoding == mime::transfer_encoding::seven_bit && has_eight_bit(part.body)) {
    in.add(ids::global_status_encoding, part.header,
           "message/global-delivery-status has octets above 127 and doesn't say that it is 8bit");
  }
}

void lint_position(lint_context& in) {
  const auto& parts = in.subject.message.children;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 1 && parts[i].content_type.is("message", "global-delivery-status")) {
      in.add(ids::global_status_second, content_type_of(parts[i]),
             fmt::format("message/global-delivery-status is part {}", i + 1));
    }
  }
}

// The text after the first blank line.
std::string_view after_header(std::string_view text) {
  const auto crlf = text.find("\r\n\r\n");
  const auto lf = text.find("\n\n");
  if (crlf < lf) {
    return text.substr(crlf + 4);
  }
  return lf == std::string_view::npos ? std::string_view{} : text.substr(lf + 2);
}

void lint_returned_headers(lint_context& in, const mime::entity& part) {
  if (part.content_type.find("charset") != nullptr) {
    in.add(ids::no_charset_parameter, content_type_of(part), "message/global-headers has a charset");
  }
  grammar::deviations ignored;
  const bool encoded = mime::is_encoded(part.encoding);
  const std::string decoded = encoded ? mime::decode(part.body, part.encoding, ignored) : std::string{};
  const std::string_view rest = base::trimmed(after_header(encoded ? std::string_view(decoded) : part.body));
  if (!rest.empty()) {
    in.add(
        ids::global_headers_only, encoded ? part.body : rest,
        fmt::format("text follows the header in message/global-headers: \"{}\"", base::excerpt(rest, shown)));
  }
}

const mime::entity* returned_headers(const report& read) {
  const mime::entity* part = read.returned_content;
  return part != nullptr && part->content_type.is("message", "global-headers") ? part : nullptr;
}

template <class Has>
bool any_group(const report& read, Has has) {
  return std::any_of(read.recipients.begin(), read.recipients.end(), has);
}

}  // namespace

void lint_global(lint_context& in) {
  lint_position(in);
  if (const mime::entity* part = returned_headers(in.subject)) {
    lint_returned_headers(in, *part);
  }
  if (in.subject.delivery_status == nullptr) {
    return;
  }
  if (in.subject.is_global) {
    lint_status_part(in);
    lint_octets(in, in.subject.per_message.fields);
  }
  for (const per_recipient_fields& group : in.subject.recipients) {
    lint_type(in, group.original_recipient);
    lint_type(in, group.final_recipient);
    if (is_utf8_typed(group.original_recipient)) {
      lint_original_recipient(in, *group.original_recipient);
    }
    if (is_utf8_typed(group.final_recipient)) {
      lint_final_recipient(in, *group.final_recipient);
    }
    if (in.subject.is_global) {
      lint_localized(in, group);
      lint_octets(in, group.fields);
    }
  }
}

bool arises_globally(std::string_view requirement, const report& read) {
  using group = per_recipient_fields;
  const bool final = any_group(read, [](const group& g) { return is_utf8_typed(g.final_recipient); });
  const bool original = any_group(read, [](const group& g) { return is_utf8_typed(g.original_recipient); });
  if (requirement == ids::no_utf8_address_in_seven_bit_dsn) {
    return !read.is_global && (final || original);
  }
  if (requirement == ids::xtext_form_in_seven_bit_dsn) {
    return !read.is_global && final;
  }
  if (requirement == ids::dequotes_to_mailbox) {
    return final;
  }
  if (requirement == ids::hexpoint_syntax) {
    return any_group(read, [](const group& g) {
      return is_utf8_typed(g.final_recipient) &&
             g.final_recipient->value.find('\\') != std::string_view::npos;
    });
  }
  if (requirement == ids::global_headers_only || requirement == ids::no_charset_parameter) {
    return returned_headers(read) != nullptr;
  }
  if (!read.is_global) {
    return false;
  }
  if (requirement == ids::utf8_address_in_global_dsn) {
    return final;
  }
  if (requirement == ids::orcpt_upconverted) {
    return original;
  }
  if (requirement == ids::utf8_only_with_type_utf8) {
    return any_group(read, [](const group& g) {
      return (g.final_recipient && has_eight_bit(g.final_recipient->value)) ||
             (g.original_recipient && has_eight_bit(g.original_recipient->value));
    });
  }
  if (requirement == ids::localized_languages_differ) {
    return any_group(read, [](const group& g) { return g.localized_diagnostics.size() > 1; });
  }
  if (requirement == ids::localized_diagnostic_syntax || requirement == ids::localized_follows) {
    return any_group(read, [](const group& g) { return !g.localized_diagnostics.empty(); });
  }
  if (requirement == ids::global_status_encoding) {
    return read.delivery_status != nullptr && has_eight_bit(read.delivery_status->body);
  }
  return true;
}

}  // namespace dsnspec::dsn
