#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/json.hpp"

namespace dsnspec::dsn {
namespace {

using json = nlohmann::ordered_json;

using names = std::span<const std::string_view>;

// What only a parsed report has.
constexpr std::array<std::string_view, 10> passed_over = {
    "is_report",      "size",   "message", "delivery_status", "diagnostics",
    "decoded_status", "offset", "length",  "fields",          "unix"};

class source_reader {
 public:
  base::result<report_source> read(std::string_view text) {
    const json root = json::parse(text, nullptr, false);
    if (root.is_discarded()) {
      return base::fail("this is no JSON document");
    }
    report_source out;
    take_report(root, out);
    if (!error_.empty()) {
      return base::fail(error_);
    }
    return out;
  }

 private:
  void refuse(const std::string& where, std::string_view why) {
    if (error_.empty()) {
      error_ = where.empty() ? std::string(why) : fmt::format("{}: {}", where, why);
    }
  }

  static std::string below(const std::string& where, std::string_view member) {
    return where.empty() ? base::quote(member) : where + "." + base::quote(member);
  }

  // False, with an error, when it isn't an object or has a member that is neither known nor passed over.
  bool is_object(const json& value, const std::string& where, names known) {
    if (!value.is_object()) {
      refuse(where, "an object is expected");
      return false;
    }
    for (const auto& [key, unused] : value.items()) {
      if (std::find(known.begin(), known.end(), key) == known.end() &&
          std::find(passed_over.begin(), passed_over.end(), key) == passed_over.end()) {
        refuse(below(where, key), "unknown member");
        return false;
      }
    }
    return true;
  }

  // ---- values

  void take(const json& value, const std::string& where, std::string& to) {
    if (!value.is_string()) {
      refuse(where, "a text is expected");
      return;
    }
    const auto& text = value.get_ref<const std::string&>();
    if (auto octets = base::unquote(text)) {
      to = *std::move(octets);
    } else if (text.find('\\') == std::string::npos) {
      to = text;  // written by hand: line ends, or UTF-8
    } else {
      refuse(where, "a backslash stands alone: write it twice, or \\r, \\n, \\t, \\xNN");
    }
  }

  // A text, or an object whose `key` is one.
  void take(const json& value, const std::string& where, std::string_view key, std::string& to) {
    const std::array known = {std::string_view("text"), std::string_view("value")};
    if (!value.is_object()) {
      take(value, where, to);
    } else if (is_object(value, where, known)) {
      const auto found = value.find(key);
      found == value.end() || found->is_null() ? refuse(where, fmt::format("{} is missing", key))
                                               : take(*found, below(where, key), to);
    }
  }

  void take(const json& value, const std::string& where, typed_text& to) {
    if (value.is_string()) {
      std::string both;
      take(value, where, both);
      const std::size_t end = both.find(';');
      if (end == std::string::npos) {
        refuse(where, "\"type; value\" is expected");
        return;
      }
      to.type = base::trimmed(std::string_view(both).substr(0, end));
      to.value = base::trimmed(std::string_view(both).substr(end + 1));
      return;
    }
    constexpr std::array<std::string_view, 2> known = {"type", "value"};
    if (is_object(value, where, known)) {
      member(value, where, "type", to.type);
      member(value, where, "value", to.value);
    }
  }

  void take(const json& value, const std::string& where, diagnostic_text& to) {
    if (value.is_object() && value.contains("lines")) {
      constexpr std::array<std::string_view, 3> known = {"type", "value", "lines"};
      if (is_object(value, where, known)) {
        member(value, where, "type", to.type);
        each(value, where, "lines", to.lines);
      }
      return;
    }
    typed_text one;
    take(value, where, one);
    to = {one.type, {one.value}};
  }

  void take(const json& value, const std::string& where, extension_text& to) {
    constexpr std::array<std::string_view, 2> known = {"name", "value"};
    if (is_object(value, where, known)) {
      member(value, where, "name", to.name);
      member(value, where, "value", to.value);
    }
  }

  void take(const json& value, const std::string& where, returned_source& to) {
    constexpr std::array<std::string_view, 2> known = {"what", "content"};
    if (is_object(value, where, known)) {
      std::string what;
      member(value, where, "what", what);
      member(value, where, "content", to.content);
      to.what = what == "message" ? returned_source::kind::message : returned_source::kind::headers;
      if (what != "message" && what != "headers") {
        refuse(below(where, "what"), "headers or message is expected");
      }
    }
  }

  void take(const json& value, const std::string& where, recipient_source& to) {
    constexpr std::array<std::string_view, 12> known = {
        "original_recipient", "final_recipient", "action",           "status",
        "status_comment",     "remote_mta",      "diagnostic_code",  "localized_diagnostics",
        "last_attempt_date",  "final_log_id",    "will_retry_until", "extension_fields"};
    if (!is_object(value, where, known)) {
      return;
    }
    optional(value, where, "original_recipient", to.original_recipient);
    member(value, where, "final_recipient", to.final_recipient);
    take_action(value, where, to.action);
    take_status(value, where, to.status);
    if (value.contains("status_comment")) {
      member(value, where, "status_comment", to.status_comment);
    }
    optional(value, where, "remote_mta", to.remote_mta);
    optional(value, where, "diagnostic_code", to.diagnostic_code);
    each(value, where, "localized_diagnostics", to.localized_diagnostics);
    date(value, where, "last_attempt_date", to.last_attempt_date);
    optional(value, where, "final_log_id", to.final_log_id);
    date(value, where, "will_retry_until", to.will_retry_until);
    each(value, where, "extension_fields", to.extension_fields);
  }

  void take_action(const json& from, const std::string& where, action& to) {
    std::string word;
    outcome(from, where, "action", word);
    for (const auto known :
         {action::failed, action::delayed, action::delivered, action::relayed, action::expanded}) {
      if (base::iequals(word, name(known))) {
        to = known;
        return;
      }
    }
    refuse(below(where, "action"), "failed, delayed, delivered, relayed or expanded is expected");
  }

  // Also with a first number that is no class: what a report said can be described; generate() refuses to
  // write it.
  void take_status(const json& from, const std::string& where, grammar::status_code& to) {
    std::string text;
    outcome(from, where, "status", text);
    grammar::deviations forgiven;
    if (const auto code = grammar::parse_status_code(text, forgiven); code && code->text() == text) {
      to = *code;
    } else {
      refuse(below(where, "status"), "a status code is expected");
    }
  }

  // ---- members

  template <class T>
  void member(const json& from, const std::string& where, const char* name, T& to) {
    const auto found = from.find(name);
    if (found == from.end()) {
      refuse(below(where, name), "it is missing");
    } else {
      take(*found, below(where, name), to);
    }
  }

  void outcome(const json& from, const std::string& where, const char* name, std::string& to) {
    const auto found = from.find(name);
    if (found == from.end()) {
      refuse(below(where, name), "it is missing");
    } else {
      take(*found, below(where, name), "value", to);
    }
  }

  template <class T>
  void optional(const json& from, const std::string& where, const char* name, std::optional<T>& to) {
    if (const auto found = from.find(name); found != from.end() && !found->is_null()) {
      take(*found, below(where, name), to.emplace());
    }
  }

  void date(const json& from, const std::string& where, const char* name, std::optional<std::string>& to) {
    if (const auto found = from.find(name); found != from.end() && !found->is_null()) {
      take(*found, below(where, name), "text", to.emplace());
    }
  }

  template <class T>
  void each(const json& from, const std::string& where, const char* name, std::vector<T>& to) {
    const auto found = from.find(name);
    if (found == from.end()) {
      return;
    }
    if (!found->is_array()) {
      refuse(below(where, name), "a list is expected");
      return;
    }
    for (std::size_t i = 0; i < found->size() && error_.empty(); ++i) {
      take((*found)[i], fmt::format("{}[{}]", below(where, name), i), to.emplace_back());
    }
  }

  // ---- the whole

  void take_report(const json& root, report_source& out) {
    constexpr std::array<std::string_view, 6> known = {"global",      "header",     "human_readable",
                                                       "per_message", "recipients", "returned_content"};
    if (!is_object(root, "", known)) {
      return;
    }
    if (const auto found = root.find("global"); found != root.end()) {
      found->is_boolean() ? void(out.global = found->get<bool>())
                          : refuse("global", "true or false is expected");
    }
    if (const auto found = root.find("header"); found != root.end()) {
      take_header(*found, out);
    }
    take_content(root, out);
    if (const auto found = root.find("per_message"); found != root.end()) {
      take_per_message(*found, out);
    } else {
      refuse("per_message", "it is missing");
    }
    each(root, "", "recipients", out.recipients);
  }

  void take_header(const json& from, report_source& out) {
    constexpr std::array<std::string_view, 5> known = {"from", "to", "subject", "date", "message_id"};
    if (!is_object(from, "header", known)) {
      return;
    }
    const auto maybe = [&](const char* name, std::string& to) {
      if (from.contains(name)) {
        member(from, "header", name, to);
      }
    };
    maybe("from", out.from);
    maybe("to", out.to);
    maybe("subject", out.subject);
    maybe("date", out.date);
    maybe("message_id", out.message_id);
  }

  // Of a parsed report only places are known here, not texts.
  static bool is_place(const json& value) { return value.is_object() && value.contains("body"); }

  // CRLF is as good as LF; a CR that ends no line stays, and generate() refuses it.
  static std::string with_lf(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') {
        out += text[i];
      }
    }
    return out;
  }

  void take_content(const json& root, report_source& out) {
    if (const auto found = root.find("human_readable"); found != root.end() && !is_place(*found)) {
      take(*found, "human_readable", out.human_readable);
    }
    if (const auto found = root.find("returned_content");
        found != root.end() && !found->is_null() && !is_place(*found)) {
      take(*found, "returned_content", out.returned_content.emplace());
    }
    out.human_readable = with_lf(out.human_readable);
    if (out.returned_content) {
      out.returned_content->content = with_lf(out.returned_content->content);
    }
  }

  void take_per_message(const json& from, report_source& out) {
    const std::string where = "per_message";
    constexpr std::array<std::string_view, 6> known = {"original_envelope_id", "reporting_mta",
                                                       "dsn_gateway",          "received_from_mta",
                                                       "arrival_date",         "extension_fields"};
    if (!is_object(from, where, known)) {
      return;
    }
    optional(from, where, "original_envelope_id", out.original_envelope_id);
    member(from, where, "reporting_mta", out.reporting_mta);
    optional(from, where, "dsn_gateway", out.dsn_gateway);
    optional(from, where, "received_from_mta", out.received_from_mta);
    date(from, where, "arrival_date", out.arrival_date);
    each(from, where, "extension_fields", out.extension_fields);
  }

  std::string error_;
};

}  // namespace

base::result<report_source> source_from_json(std::string_view text) {
  return source_reader().read(text);
}

}  // namespace dsnspec::dsn
