#include <nlohmann/json.hpp>

#include "base/quote.hpp"
#include "dsn/json.hpp"

namespace dsnspec::dsn {
namespace {

using json = nlohmann::ordered_json;

json of(const typed_text& value) {
  return {{"type", base::quote(value.type)}, {"value", base::quote(value.value)}};
}

json of(const std::string& text) {
  return base::quote(text);
}

json of(const diagnostic_text& value) {
  json out = {{"type", base::quote(value.type)}};
  if (value.lines.size() == 1) {
    out["value"] = base::quote(value.lines.front());
    return out;
  }
  for (const std::string& line : value.lines) {
    out["lines"].push_back(base::quote(line));
  }
  return out;
}

template <class T>
void put(json& to, const char* name, const std::optional<T>& value) {
  if (value) {
    to[name] = of(*value);
  }
}

void put(json& to, const std::vector<extension_text>& fields) {
  for (const extension_text& one : fields) {
    to["extension_fields"].push_back({{"name", base::quote(one.name)}, {"value", base::quote(one.value)}});
  }
}

json of(const recipient_source& one) {
  json out;
  put(out, "original_recipient", one.original_recipient);
  out["final_recipient"] = of(one.final_recipient);
  out["action"] = name(one.action);
  out["status"] = one.status.text();
  if (!one.status_comment.empty()) {
    out["status_comment"] = base::quote(one.status_comment);
  }
  put(out, "remote_mta", one.remote_mta);
  put(out, "diagnostic_code", one.diagnostic_code);
  for (const typed_text& text : one.localized_diagnostics) {
    out["localized_diagnostics"].push_back(of(text));
  }
  put(out, "last_attempt_date", one.last_attempt_date);
  put(out, "final_log_id", one.final_log_id);
  put(out, "will_retry_until", one.will_retry_until);
  put(out, one.extension_fields);
  return out;
}

}  // namespace

json to_json(const report_source& source) {
  json out;
  out["global"] = source.global;
  out["header"] = {{"from", base::quote(source.from)},
                   {"to", base::quote(source.to)},
                   {"subject", base::quote(source.subject)},
                   {"date", base::quote(source.date)},
                   {"message_id", base::quote(source.message_id)}};
  out["human_readable"] = base::quote(source.human_readable);
  json& message = out["per_message"];
  put(message, "original_envelope_id", source.original_envelope_id);
  message["reporting_mta"] = of(source.reporting_mta);
  put(message, "dsn_gateway", source.dsn_gateway);
  put(message, "received_from_mta", source.received_from_mta);
  put(message, "arrival_date", source.arrival_date);
  put(message, source.extension_fields);
  out["recipients"] = json::array();
  for (const recipient_source& one : source.recipients) {
    out["recipients"].push_back(of(one));
  }
  if (source.returned_content) {
    const bool headers = source.returned_content->what == returned_source::kind::headers;
    out["returned_content"] = {{"what", headers ? "headers" : "message"},
                               {"content", base::quote(source.returned_content->content)}};
  }
  return out;
}

}  // namespace dsnspec::dsn
