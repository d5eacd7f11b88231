#include "dsn/check_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "dsn/field_id.hpp"
#include "grammar/characters.hpp"
#include "grammar/date_time.hpp"
#include "grammar/field.hpp"
#include "grammar/language_tag.hpp"
#include "grammar/mailbox.hpp"
#include "grammar/smtp_diagnostic.hpp"
#include "grammar/unitext.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::dsn {
namespace {

namespace chars = grammar::chars;

// Remembers the first error; every check after it does nothing.
class source_checker {
 public:
  explicit source_checker(const report_source& source) : source_(source) {}

  std::expected<void, base::error> check() {
    header();
    part_one();
    per_message();
    if (source_.recipients.empty()) {
      refuse("recipients", "there is none");
    }
    for (std::size_t i = 0; i < source_.recipients.size() && first_.message.empty(); ++i) {
      recipient(source_.recipients[i], fmt::format("recipients[{}].", i));
    }
    part_three();
    if (!first_.message.empty()) {
      return std::unexpected(first_);
    }
    return {};
  }

 private:
  void refuse(const std::string& where, std::string_view why) {
    if (first_.message.empty()) {
      first_.message = fmt::format("{}: {}", where, why);
    }
  }

  void refuse(const std::string& where, std::string_view why, std::string_view value) {
    refuse(where, fmt::format("{}: \"{}\"", why, base::excerpt(value, 80)));
  }

  // ---------------------------------------------------------------- texts

  void characters(const std::string& where, std::string_view value, const grammar::char_class& allowed) {
    for (const char c : value) {
      if (!allowed(c) && !(source_.global && chars::eight_bit(c))) {
        refuse(where, fmt::format("the octet {} must not stand in it", base::quote({&c, 1})), value);
        return;
      }
    }
    if (source_.global && !grammar::check_utf8(value)) {
      refuse(where, "it is not UTF-8", value);
    }
  }

  void one_line(const std::string& where, std::string_view value) {
    characters(where, value, chars::text_emit);
    if (!value.empty() && (chars::wsp(value.front()) || chars::wsp(value.back()))) {
      refuse(where, "blanks at its ends would be lost", value);
    }
    longest_word(where, value);
  }

  void filled_line(const std::string& where, std::string_view value) {
    if (value.empty()) {
      refuse(where, "it is empty");
    }
    one_line(where, value);
  }

  // Folding happens where blanks start, so a word can make a line too long; name and type take some of it.
  void longest_word(const std::string& where, std::string_view value) {
    constexpr std::size_t room = grammar::field_line_limit - 250;
    std::size_t run = 0;
    bool in_word = false;
    for (const char c : value) {
      run = in_word && chars::wsp(c) ? 1 : run + 1;
      in_word = !chars::wsp(c);
      if (run > room) {
        refuse(where, fmt::format("a word of more than {} octets cannot be folded", room));
        return;
      }
    }
  }

  void many_lines(const std::string& where, std::string_view text) {
    static constexpr grammar::char_class allowed = chars::text | grammar::char_class("\n");
    characters(where, text, allowed);
    for (std::size_t at = 0; at < text.size();) {
      const grammar::line line = grammar::line_at(text, at);
      if (line.content.size() > grammar::field_line_limit) {
        refuse(where, "a line has more than 998 octets", line.content);
      }
      at += line.raw.size();
    }
  }

  void atom(const std::string& where, std::string_view value) {
    constexpr std::size_t longest = 100;
    if (value.empty() || value.size() > longest || !chars::atom_char.all(value)) {
      refuse(where, "it is no atom of at most 100 octets", value);
    }
  }

  void date(const std::string& where, std::string_view value) {
    one_line(where, value);
    if (!grammar::parse_date_time(value)) {
      refuse(where, "it is no date-time with a numeric zone", value);
    }
  }

  // ---------------------------------------------------------------- the parts

  void header() {
    filled_line("from", source_.from);
    filled_line("to", source_.to);
    one_line("subject", source_.subject);
    date("date", source_.date);
    filled_line("message_id", source_.message_id);
    if (source_.from.find('@') == std::string::npos) {
      refuse("from", "it has no address", source_.from);
    }
  }

  void part_one() {
    many_lines("human_readable", source_.human_readable);
    if (base::trimmed(source_.human_readable).empty()) {
      refuse("human_readable", "it is empty");
    }
  }

  void per_message() {
    if (source_.original_envelope_id) {
      filled_line("original_envelope_id", *source_.original_envelope_id);
    }
    typed("reporting_mta", source_.reporting_mta);
    if (source_.dsn_gateway) {
      typed("dsn_gateway", *source_.dsn_gateway);
    }
    if (source_.received_from_mta) {
      typed("received_from_mta", *source_.received_from_mta);
    }
    if (source_.arrival_date) {
      date("arrival_date", *source_.arrival_date);
    }
    extensions("", source_.extension_fields);
  }

  void typed(const std::string& where, const typed_text& value) {
    atom(where + ".type", value.type);
    filled_line(where + ".value", value.value);
  }

  void extensions(const std::string& of, const std::vector<extension_text>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string where = fmt::format("{}extension_fields[{}]", of, i);
      atom(where + ".name", fields[i].name);
      if (identify(fields[i].name) != field_id::extension) {
        refuse(where + ".name", "it is the name of a defined field", fields[i].name);
      }
      one_line(where + ".value", fields[i].value);
    }
  }

  void recipient(const recipient_source& one, const std::string& of) {
    if (one.original_recipient) {
      typed(of + "original_recipient", *one.original_recipient);
    }
    typed(of + "final_recipient", one.final_recipient);
    utf8_address(one.final_recipient, of + "final_recipient.value");
    status(one, of);
    if (one.remote_mta) {
      typed(of + "remote_mta", *one.remote_mta);
    }
    if (one.diagnostic_code) {
      diagnostic(*one.diagnostic_code, of + "diagnostic_code");
    }
    localized(one, of);
    if (one.last_attempt_date) {
      date(of + "last_attempt_date", *one.last_attempt_date);
    }
    if (one.final_log_id) {
      filled_line(of + "final_log_id", *one.final_log_id);
    }
    if (one.will_retry_until) {
      date(of + "will_retry_until", *one.will_retry_until);
      if (one.action != action::delayed) {
        refuse(of + "will_retry_until", "only with action delayed");
      }
      end_of_attempts(one, of + "will_retry_until");
    }
    extensions(of, one.extension_fields);
  }

  // RFC 6533 3: an address of type utf-8 means a mailbox, as it stands or encoded; without an
  // internationalized report it is in the form for seven bits. Original-Recipient may hold what somebody else
  // wrote.
  void utf8_address(const typed_text& address, const std::string& where) {
    if (!base::iequals(address.type, "utf-8")) {
      return;
    }
    if (!source_.global && !grammar::check_utf8_addr_xtext(address.value)) {
      refuse(where, "an address of type utf-8 is not in the form for seven bits", address.value);
      return;
    }
    const bool encoded = grammar::check_utf8_addr_unitext(address.value).has_value();
    grammar::deviations none;
    const std::string meant = encoded ? grammar::decode_unitext(address.value, none) : address.value;
    if (!grammar::parse_mailbox(meant, grammar::charset::utf8) &&
        !grammar::parse_mailbox(address.value, grammar::charset::utf8)) {
      refuse(where, "an address of type utf-8 is no mailbox", address.value);
    }
  }

  // RFC 3464 2.3.9: attempts are expected to go on until then, so nothing the report tells of was later.
  void end_of_attempts(const recipient_source& one, const std::string& where) {
    const auto end = grammar::parse_date_time(*one.will_retry_until);
    const auto not_before = [&](const std::optional<std::string>& other, const char* what) {
      const auto at = grammar::parse_date_time(other.value_or(""));
      if (end && at && end->zone_known && at->zone_known && end->unix_seconds() < at->unix_seconds()) {
        refuse(where, fmt::format("it lies before {}", what), *one.will_retry_until);
      }
    };
    not_before(one.last_attempt_date, "last_attempt_date");
    not_before(source_.arrival_date, "arrival_date");
    not_before(source_.date, "date");
  }

  void status(const recipient_source& one, const std::string& of) {
    const grammar::status_code& code = one.status;
    if (!grammar::parse_status_code(code.text())) {
      refuse(of + "status", "it is no status code", code.text());
    }
    const bool opposite = (one.action == action::failed && code.success()) ||
                          (one.action == action::delayed && !code.persistent_transient());
    if (opposite) {
      refuse(of + "status", fmt::format("{} contradicts the action {}", code.text(), name(one.action)));
    }
    characters(of + "status_comment", one.status_comment, chars::text_emit);
    longest_word(of + "status_comment", one.status_comment);
  }

  void diagnostic(const diagnostic_text& value, const std::string& where) {
    atom(where + ".type", value.type);
    if (value.lines.empty()) {
      refuse(where, "it has no text");
    }
    for (const std::string& line : value.lines) {
      filled_line(where + ".value", line);
    }
    if (base::iequals(value.type, "smtp")) {
      smtp_reply(value, where);
    } else if (value.lines.size() > 1) {
      refuse(where, "only a reply of type smtp has several lines");
    }
  }

  void smtp_reply(const diagnostic_text& value, const std::string& where) {
    std::string folded;
    for (const std::string& line : value.lines) {
      if (chars::digit.run_end(line) != 3) {
        refuse(where, "a line of a reply starts with a code of three digits", line);
      }
      folded += (folded.empty() ? "" : "\r\n ") + line;
    }
    if (!source_.global && !grammar::parse_smtp_diagnostic(folded)) {
      refuse(where, "it is no SMTP reply", folded);
    }
    grammar::smtp_diagnostic_lines read_back(folded);
    for (const std::string& line : value.lines) {
      const auto again = read_back.next();
      if (!again || base::trimmed(again->raw) != line) {
        refuse(where, "its code comes again in a line, which reads like another line", line);
        return;
      }
    }
  }

  void localized(const recipient_source& one, const std::string& of) {
    if (one.localized_diagnostics.empty()) {
      return;
    }
    if (!source_.global || !one.diagnostic_code) {
      refuse(of + "localized_diagnostics", "only in a global report, and next to a diagnostic_code");
    }
    std::set<std::string> languages;
    for (std::size_t i = 0; i < one.localized_diagnostics.size(); ++i) {
      const std::string where = fmt::format("{}localized_diagnostics[{}]", of, i);
      typed(where, one.localized_diagnostics[i]);
      if (!grammar::check_language_tag(one.localized_diagnostics[i].type)) {
        refuse(where + ".type", "it is no language tag", one.localized_diagnostics[i].type);
      }
      if (!languages.insert(base::lowered(one.localized_diagnostics[i].type)).second) {
        refuse(where + ".type", "its language comes twice", one.localized_diagnostics[i].type);
      }
    }
  }

  void part_three() {
    if (!source_.returned_content) {
      return;
    }
    const std::string& content = source_.returned_content->content;
    many_lines("returned_content.content", content);
    if (source_.returned_content->what == returned_source::kind::headers) {
      const std::size_t blank = content.find("\n\n");
      if (content.starts_with('\n') ||
          (blank != std::string::npos && !base::trimmed(content.substr(blank)).empty())) {
        refuse("returned_content.content", "text follows the header");
      }
    }
  }

  const report_source& source_;
  base::error first_;
};

}  // namespace

std::expected<void, base::error> check_source(const report_source& source) {
  return source_checker(source).check();
}

}  // namespace dsnspec::dsn
