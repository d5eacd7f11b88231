#include "dsn/json.hpp"

#include <nlohmann/json.hpp>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/folding.hpp"
#include "grammar/offset.hpp"
#include "grammar/smtp_diagnostic.hpp"

namespace dsnspec::dsn {
namespace {

using json = nlohmann::ordered_json;

std::string unfolded_text(std::string_view value) {
  return base::quote(grammar::unfolded(value));
}

json placed(const span& where) {
  return {{"offset", where.offset}, {"length", where.length}};
}

std::string_view name(severity value) {
  return value == severity::error ? "error" : value == severity::warning ? "warning" : "note";
}

// ---------------------------------------------------------------- fields

json of(const field& one) {
  return {{"name", base::quote(one.name)},
          {"value", base::quote(one.value)},
          {"offset", one.where.offset},
          {"length", one.where.length}};
}

json of(const std::vector<field>& fields) {
  json out = json::array();
  for (const field& one : fields) {
    out.push_back(of(one));
  }
  return out;
}

json of(const typed_value& value) {
  json out;
  out["type"] = value.has_type ? json(base::quote(value.type)) : json(nullptr);
  out["value"] = unfolded_text(value.value);
  return out;
}

json of_diagnostic(const typed_value& value) {
  json out = of(value);
  if (base::iequals(value.type, "smtp")) {
    json lines = json::array();
    grammar::smtp_diagnostic_lines reply(value.value);
    while (const auto line = reply.next()) {
      lines.push_back(unfolded_text(base::trimmed(line->raw)));
    }
    if (!lines.empty()) {
      out["lines"] = std::move(lines);
    }
  }
  return out;
}

json of(const date_field& value) {
  json out;
  out["text"] = unfolded_text(value.text);
  out["unix"] = value.value ? json(value.value->unix_seconds()) : json(nullptr);
  return out;
}

json of(const text_field& value) {
  return unfolded_text(value.text);
}

json of(const action_field& value) {
  json out;
  out["text"] = unfolded_text(value.text);
  out["value"] = value.value ? json(std::string(dsn::name(*value.value))) : json(nullptr);
  return out;
}

json of(const status_field& value) {
  json out;
  out["text"] = unfolded_text(value.text);
  out["value"] = value.value ? json(value.value->text()) : json(nullptr);
  return out;
}

template <class T>
void put(json& to, const char* name, const std::optional<T>& value) {
  if (value) {
    to[name] = of(*value);
  }
}

json extensions_of(const std::vector<const field*>& fields) {
  json out = json::array();
  for (const field* one : fields) {
    out.push_back({{"name", base::quote(one->name)}, {"value", unfolded_text(base::trimmed(one->value))}});
  }
  return out;
}

void put_group(json& to, const std::vector<field>& fields, const std::vector<const field*>& extensions,
               const span& where) {
  if (!extensions.empty()) {
    to["extension_fields"] = extensions_of(extensions);
  }
  to["fields"] = of(fields);
  to["offset"] = where.offset;
  to["length"] = where.length;
}

json of(const per_message_fields& group) {
  json out = json::object();
  put(out, "original_envelope_id", group.original_envelope_id);
  put(out, "reporting_mta", group.reporting_mta);
  put(out, "dsn_gateway", group.dsn_gateway);
  put(out, "received_from_mta", group.received_from_mta);
  put(out, "arrival_date", group.arrival_date);
  put_group(out, group.fields, extension_fields(group), group.where);
  return out;
}

json of(const per_recipient_fields& group) {
  json out = json::object();
  put(out, "original_recipient", group.original_recipient);
  put(out, "final_recipient", group.final_recipient);
  put(out, "action", group.action);
  put(out, "status", group.status);
  put(out, "remote_mta", group.remote_mta);
  if (group.diagnostic_code) {
    out["diagnostic_code"] = of_diagnostic(*group.diagnostic_code);
  }
  for (const typed_value& one : group.localized_diagnostics) {
    out["localized_diagnostics"].push_back(of(one));
  }
  put(out, "last_attempt_date", group.last_attempt_date);
  put(out, "final_log_id", group.final_log_id);
  put(out, "will_retry_until", group.will_retry_until);
  put_group(out, group.fields, extension_fields(group), group.where);
  return out;
}

// ---------------------------------------------------------------- the message

span place(const report& read, std::string_view part) {
  const std::string_view octets = read.message.raw;
  return grammar::within(octets, part) ? span{grammar::offset_of(octets, part), part.size()} : span{};
}

json of(const report& read, const mime::entity& part) {
  json out;
  out["content_type"] = base::quote(part.content_type.type) + "/" + base::quote(part.content_type.subtype);
  out["encoding"] = mime::name(part.encoding);
  out["header"] = placed(place(read, part.header));
  out["body"] = placed(place(read, part.body));
  return out;
}

json header_of(const report& read) {
  json out = json::object();
  constexpr std::pair<const char*, std::string_view> shown[] = {
      {"from", "From"}, {"to", "To"}, {"subject", "Subject"}, {"date", "Date"}, {"message_id", "Message-ID"}};
  for (const auto& [key, field_name] : shown) {
    if (const grammar::field* found = mime::find_field(read.message, field_name)) {
      out[key] = unfolded_text(base::trimmed(found->value));
    }
  }
  return out;
}

json of(const diagnostic& one) {
  json out;
  out["rule"] = one.rule;
  out["section"] = one.section;
  out["severity"] = name(one.severity);
  out["in_status"] = one.in_status;
  out["offset"] = one.where.offset;
  out["length"] = one.where.length;
  out["message"] = base::quote(one.message);
  return out;
}

void put_part(json& to, const char* name, const report& read, const mime::entity* part) {
  if (part != nullptr) {
    to[name] = of(read, *part);
  }
}

}  // namespace

json to_json(const report& read) {
  json out;
  out["is_report"] = read.is_report;
  out["global"] = read.is_global;
  out["size"] = read.message.raw.size();
  out["header"] = header_of(read);
  out["message"] = of(read, read.message);
  put_part(out, "human_readable", read, read.human_readable);
  put_part(out, "delivery_status", read, read.delivery_status);
  put_part(out, "returned_content", read, read.returned_content);
  const bool decoded = read.delivery_status != nullptr && mime::is_encoded(read.delivery_status->encoding);
  out["decoded_status"] = decoded ? json(base::quote(read.decoded_status)) : json(nullptr);
  out["per_message"] = of(read.per_message);
  out["recipients"] = json::array();
  for (const per_recipient_fields& group : read.recipients) {
    out["recipients"].push_back(of(group));
  }
  out["diagnostics"] = json::array();
  for (const diagnostic& one : read.diagnostics) {
    out["diagnostics"].push_back(of(one));
  }
  return out;
}

json to_json(const finding& one) {
  json out;
  out["requirement"] = one.requirement;
  out["offset"] = one.where.offset;
  out["length"] = one.where.length;
  out["message"] = base::quote(one.message);
  return out;
}

}  // namespace dsnspec::dsn
