// Fields, delivery-status parts and whole reports: what they say, and which requirements the linter finds
// broken.
#include "base/ascii.hpp"
#include "dsn/field_id.hpp"
#include "dsn/lint.hpp"
#include "dsn/lint_ids.hpp"
#include "dsn/parse.hpp"
#include "grammar/folding.hpp"
#include "vectors/vector.hpp"

namespace dsnspec::vectors {
namespace {

json text_of(std::string_view value) {
  return octets(grammar::unfolded(value));
}

json of(const dsn::typed_value& value) {
  return {{"type", value.has_type ? octets(value.type) : json(nullptr)}, {"value", text_of(value.value)}};
}
json of(const dsn::text_field& value) {
  return text_of(value.text);
}
json of(const dsn::date_field& value) {
  return value.value ? json(value.value->unix_seconds()) : json(nullptr);
}
json of(const dsn::action_field& value) {
  return value.value ? json(dsn::name(*value.value)) : json(nullptr);
}
json of(const dsn::status_field& value) {
  return value.value ? json(value.value->text()) : json(nullptr);
}

template <class T>
void put(json& to, const char* key, const std::optional<T>& value) {
  if (value) {
    to[key] = of(*value);
  }
}

template <class Group>
void put_extensions(json& to, const Group& group) {
  for (const dsn::field* one : extension_fields(group)) {
    to["extension_fields"].push_back(
        {{"name", octets(one->name)}, {"value", text_of(base::trimmed(one->value))}});
  }
}

json of(const dsn::per_message_fields& group) {
  json out = json::object();
  put(out, "original_envelope_id", group.original_envelope_id);
  put(out, "reporting_mta", group.reporting_mta);
  put(out, "dsn_gateway", group.dsn_gateway);
  put(out, "received_from_mta", group.received_from_mta);
  put(out, "arrival_date", group.arrival_date);
  put_extensions(out, group);
  return out;
}

json of(const dsn::per_recipient_fields& group) {
  json out = json::object();
  put(out, "original_recipient", group.original_recipient);
  put(out, "final_recipient", group.final_recipient);
  put(out, "action", group.action);
  put(out, "status", group.status);
  put(out, "remote_mta", group.remote_mta);
  put(out, "diagnostic_code", group.diagnostic_code);
  for (const dsn::typed_value& one : group.localized_diagnostics) {
    out["localized_diagnostics"].push_back(of(one));
  }
  put(out, "last_attempt_date", group.last_attempt_date);
  put(out, "final_log_id", group.final_log_id);
  put(out, "will_retry_until", group.will_retry_until);
  put_extensions(out, group);
  return out;
}

json status_of(const dsn::report& read) {
  json out = {{"per_message", of(read.per_message)}, {"recipients", json::array()}};
  for (const dsn::per_recipient_fields& group : read.recipients) {
    out["recipients"].push_back(of(group));
  }
  return out;
}

std::set<std::string> findings(const dsn::report& read) {
  std::set<std::string> out;
  dsn::lint_options options;
  options.report_expected = true;
  for (const dsn::finding& one : dsn::lint(read, options).findings) {
    if (dsn::is_choice(one.requirement)) {
      continue;
    }
    out.insert(std::string(one.requirement));
  }
  return out;
}

// A report around a delivery status; nothing else in it is wrong.
std::string report_around(std::string_view status, bool global) {
  const std::string kind = global ? "message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n"
                                  : "message/delivery-status\r\n";
  return std::string("Date: Thu, 7 Jul 1994 17:16:05 -0400\r\n") +
         "From: Mail Delivery Subsystem <postmaster@mx.example.org>\r\n" + "To: alice@example.com\r\n" +
         "MIME-Version: 1.0\r\n" + (global ? "Content-Transfer-Encoding: 8bit\r\n" : "") +
         "Content-Type: multipart/report; report-type=delivery-status; boundary=\"=_b\"\r\n" + "\r\n" +
         "--=_b\r\n\r\nYour message could not be delivered.\r\n" + "--=_b\r\nContent-Type: " + kind + "\r\n" +
         std::string(status) + "\r\n--=_b--\r\n";
}

reading judged(const dsn::report& read, json value) {
  reading out;
  out.all = true;
  out.broken = findings(read);
  if (out.broken.empty()) {
    out.strict = value;
  }
  out.tolerant = std::move(value);
  return out;
}

reading delivery_status(const vector& one) {
  const std::string octets = report_around(one.input, one.global);
  const auto read = dsn::parse(octets);
  return judged(*read, status_of(*read));
}

// ---------------------------------------------------------------- one field

dsn::field_id id_of(std::string_view field) {
  return dsn::identify(base::trimmed(field.substr(0, field.find(':'))));
}

// The status that goes with the action in the text.
std::string_view fitting_status(std::string_view line, dsn::field_id id) {
  const std::string text = base::lowered(line);
  const auto says = [&](std::string_view word) {
    return id == dsn::field_id::action && text.find(word) != std::string::npos;
  };
  const bool succeeded = says("delivered") || says("relayed") || says("expanded");
  const bool waits = says("delayed") || id == dsn::field_id::will_retry_until;
  return succeeded ? "Status: 2.0.0\r\n" : waits ? "Status: 4.0.0\r\n" : "Status: 5.0.0\r\n";
}

// A delivery status with the field in the place its group has for it, and none of the mandatory ones lacking.
std::string status_around(std::string_view field, dsn::field_id id) {
  using enum dsn::field_id;
  const std::string line = std::string(field) + "\r\n";
  const auto in_place = [&](dsn::field_id here, std::string_view otherwise) {
    return id == here ? line : std::string(otherwise);
  };
  std::string out = in_place(original_envelope_id, "");
  out += in_place(reporting_mta, "Reporting-MTA: dns; mx.example.org\r\n");
  out += in_place(dsn_gateway, "") + in_place(received_from_mta, "") + in_place(arrival_date, "") + "\r\n";
  out += in_place(original_recipient, "");
  out += in_place(final_recipient, "Final-Recipient: rfc822; carol@ivory.example\r\n");
  out += in_place(action, id == will_retry_until ? "Action: delayed\r\n" : "Action: failed\r\n");
  out += in_place(status, fitting_status(line, id));
  out += id == localized_diagnostic ? "Diagnostic-Code: smtp; 550 no\r\n" : "";
  return out + (id > status ? line : "");
}

// The members of to_json() for a group, and how a vector names what they hold.
struct shape {
  const char* member;
  const char* key;
};
constexpr shape shapes[] = {
    {"original_envelope_id", "text"}, {"reporting_mta", "typed"},   {"dsn_gateway", "typed"},
    {"received_from_mta", "typed"},   {"arrival_date", "unix"},     {"original_recipient", "typed"},
    {"final_recipient", "typed"},     {"action", "action"},         {"status", "status"},
    {"remote_mta", "typed"},          {"diagnostic_code", "typed"}, {"localized_diagnostics", "typed"},
    {"last_attempt_date", "unix"},    {"final_log_id", "text"},     {"will_retry_until", "unix"},
};

json field_of(const dsn::report& read, dsn::field_id id) {
  const bool of_message = dsn::is_per_message(id);
  if (!of_message && read.recipients.empty()) {
    return {};
  }
  const json group = of_message ? of(read.per_message) : of(read.recipients.front());
  if (id == dsn::field_id::extension) {
    if (!group.contains("extension_fields")) {
      return {};
    }
    const json& one = group["extension_fields"].front();
    return {{"field", one["name"]}, {"text", one["value"]}};
  }
  const shape& wanted = shapes[static_cast<std::size_t>(id)];
  json value = group.value(wanted.member, json(nullptr));
  if (id == dsn::field_id::localized_diagnostic && value.is_array()) {
    value = value.front();
  }
  return {{"field", dsn::name(id)}, {wanted.key, value}};
}

reading delivery_status_field(const vector& one) {
  const dsn::field_id id = id_of(one.input);
  const std::string octets = report_around(status_around(one.input, id), one.global);
  const auto read = dsn::parse(octets);
  return judged(*read, field_of(*read, id));
}

// ---------------------------------------------------------------- whole reports

reading whole_report(const vector& one) {
  const auto read = dsn::parse(one.input);
  json value = status_of(*read);
  value["global"] = read->is_global;
  const mime::entity* returned = read->returned_content;
  value["returned"] = returned != nullptr ? octets(std::string(returned->content_type.type) + "/" +
                                                   std::string(returned->content_type.subtype))
                                          : json(nullptr);
  reading out = judged(*read, std::move(value));
  if (!read->is_report) {
    out.strict.reset();
    out.tolerant.reset();
  }
  return out;
}

}  // namespace

readers report_readers() {
  return {{"delivery-status-field", delivery_status_field},
          {"delivery-status", delivery_status},
          {"report", whole_report}};
}

}  // namespace dsnspec::vectors
