#include "dsn/parse_fields.hpp"

#include <optional>
#include <vector>

#include "base/ascii.hpp"
#include "dsn/field_id.hpp"
#include "dsn/rules.hpp"
#include "grammar/cfws.hpp"
#include "grammar/characters.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/field.hpp"
#include "grammar/offset.hpp"
#include "grammar/smtp_diagnostic.hpp"
#include "grammar/typed_value.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::dsn {
namespace {

class field_reader {
 public:
  field_reader(bool is_global, grammar::deviations& forgiven) : is_global_(is_global), forgiven_(forgiven) {}

  // Both groups have these.
  static text_field text(const field& from) { return {grammar::trimmed_value(from.value), &from}; }

  date_field date(const field& from) {
    date_field read{grammar::trimmed_value(from.value), std::nullopt, &from};
    const auto shift = at(from, from.value);
    if (const auto parsed = grammar::parse_date_time(from.value, forgiven_)) {
      read.value = *parsed;
    } else {
      forgiven_.add(parsed.error());
    }
    return read;
  }

  typed_value typed(const field& from) {
    const auto shift = at(from, from.value);
    const grammar::typed_value read = grammar::parse_typed_value(from.value, forgiven_);
    return {read.type, read.value, read.has_type, &from};
  }

  typed_value mta(const field& from) {
    const typed_value read = typed(from);
    if (base::iequals(read.type, "dns")) {
      const auto shift = at(from, read.value);
      if (const auto name = grammar::parse_dns_mta_name(read.value, forgiven_); !name) {
        forgiven_.add(name.error());
      }
    }
    return read;
  }

  typed_value address(const field& from) {
    const typed_value read = typed(from);
    if (is_global_ && !base::iequals(read.type, "utf-8") && !seven_bit(read.value)) {
      forgiven_.add(rules::address_type_not_utf8, from.where.offset, from.where.length);
    }
    return read;
  }

  typed_value diagnostic(const field& from) {
    const typed_value read = typed(from);
    if (base::iequals(read.type, "smtp")) {
      const auto shift = at(from, read.value);
      if (const auto reply = grammar::parse_smtp_diagnostic(read.value, forgiven_); !reply) {
        forgiven_.add(reply.error());
      }
    }
    return read;
  }

  action_field act(const field& from) {
    const auto shift = at(from, from.value);
    action_field read{grammar::without_outer_cfws(from.value, forgiven_), std::nullopt, &from};
    for (const auto known :
         {action::failed, action::delayed, action::delivered, action::relayed, action::expanded}) {
      if (base::iequals(read.text, name(known))) {
        read.value = known;
      }
    }
    if (!read.value) {
      forgiven_.add(rules::action_unknown, grammar::offset_of(from.value, read.text), read.text.size());
    }
    return read;
  }

  status_field status(const field& from) {
    status_field read{{}, std::nullopt, &from};
    {
      const auto shift = at(from, from.value);
      read.text = grammar::without_outer_cfws(from.value, forgiven_);
    }
    const auto shift = at(from, read.text);
    const auto code = grammar::status_code_prefix(read.text, forgiven_);
    if (!code) {
      forgiven_.add(code.error());
      return read;
    }
    read.value = code->code;
    if (code->length < read.text.size()) {
      forgiven_.add(grammar::rules::status_code_surplus, code->length, read.text.size() - code->length);
    }
    return read;
  }

  // Sets `member` unless it is set.
  template <class T, class Read>
  void once(std::optional<T>& member, const field& from, Read read) {
    if (member) {
      forgiven_.add(rules::field_doubled, from.where.offset, from.where.length);
    } else {
      member = read(from);
    }
  }

  void check_utf8(const field& from) {
    if (is_global_) {
      const auto shift = at(from, from.raw);
      if (const auto well_formed = grammar::check_utf8(from.raw); !well_formed) {
        forgiven_.add(well_formed.error());
      }
    }
  }

  void note(const grammar::rule& rule, const span& where) { forgiven_.add(rule, where.offset, where.length); }

 private:
  static bool seven_bit(std::string_view text) {
    for (const char c : text) {
      if (grammar::chars::eight_bit(c)) {
        return false;
      }
    }
    return true;
  }

  // While it lives, deviations count from the start of `part` of the field.
  grammar::deviations::shifted at(const field& from, std::string_view part) {
    const std::size_t inside = grammar::within(from.raw, part) ? grammar::offset_of(from.raw, part) : 0;
    return {forgiven_, from.where.offset + inside};
  }

  bool is_global_;
  grammar::deviations& forgiven_;
};

}  // namespace

void read_fields(per_message_fields& group, bool is_global, grammar::deviations& forgiven) {
  field_reader reader(is_global, forgiven);
  const auto mta = [&](const field& one) { return reader.mta(one); };
  for (const field& one : group.fields) {
    reader.check_utf8(one);
    switch (const field_id id = identify(one.name)) {
      case field_id::original_envelope_id:
        reader.once(group.original_envelope_id, one, field_reader::text);
        break;
      case field_id::reporting_mta:
        reader.once(group.reporting_mta, one, mta);
        break;
      case field_id::dsn_gateway:
        reader.once(group.dsn_gateway, one, mta);
        break;
      case field_id::received_from_mta:
        reader.once(group.received_from_mta, one, mta);
        break;
      case field_id::arrival_date:
        reader.once(group.arrival_date, one, [&](const field& from) { return reader.date(from); });
        break;
      default:
        if (is_per_recipient(id)) {
          reader.note(rules::recipient_field_early, one.where);
        }
    }
  }
  if (!group.reporting_mta) {
    reader.note(rules::reporting_mta_missing, {group.where.offset, 0});
  }
}

void read_fields(per_recipient_fields& group, bool is_global, grammar::deviations& forgiven) {
  field_reader reader(is_global, forgiven);
  const auto address = [&](const field& one) { return reader.address(one); };
  const auto date = [&](const field& one) { return reader.date(one); };
  for (const field& one : group.fields) {
    reader.check_utf8(one);
    switch (const field_id id = identify(one.name)) {
      case field_id::original_recipient:
        reader.once(group.original_recipient, one, address);
        break;
      case field_id::final_recipient:
        reader.once(group.final_recipient, one, address);
        break;
      case field_id::action:
        reader.once(group.action, one, [&](const field& from) { return reader.act(from); });
        break;
      case field_id::status:
        reader.once(group.status, one, [&](const field& from) { return reader.status(from); });
        break;
      case field_id::remote_mta:
        reader.once(group.remote_mta, one, [&](const field& from) { return reader.mta(from); });
        break;
      case field_id::diagnostic_code:
        reader.once(group.diagnostic_code, one, [&](const field& from) { return reader.diagnostic(from); });
        break;
      case field_id::localized_diagnostic:
        group.localized_diagnostics.push_back(reader.typed(one));
        break;
      case field_id::last_attempt_date:
        reader.once(group.last_attempt_date, one, date);
        break;
      case field_id::final_log_id:
        reader.once(group.final_log_id, one, field_reader::text);
        break;
      case field_id::will_retry_until:
        reader.once(group.will_retry_until, one, date);
        break;
      default:
        if (is_per_message(id)) {
          reader.note(rules::per_message_late, one.where);
        }
    }
  }
  if (!group.final_recipient) {
    reader.note(rules::final_recipient_missing, {group.where.offset, 0});
  }
  if (!group.action) {
    reader.note(rules::action_missing, {group.where.offset, 0});
  }
  if (!group.status) {
    reader.note(rules::status_missing, {group.where.offset, 0});
  }
}

}  // namespace dsnspec::dsn
