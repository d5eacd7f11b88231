#include "target/reference/status_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.hpp"
#include "grammar/address_parts.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/unitext.hpp"
#include "grammar/utf8.hpp"
#include "grammar/xtext.hpp"
#include "target/reference/date_text.hpp"
#include "target/reference/field_defects.hpp"

namespace dsnspec::reference {
namespace {

constexpr std::size_t longest_line = 900;  // RFC 5322 section 2.1.1 allows 998

// Nothing in a value may end a line or the text (RFC 3461 section 8). What can't be shown becomes "?".
std::string printable(std::string_view text, bool utf8_too) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() < longest_line; ++i) {
    const std::size_t utf8 = grammar::utf8_non_ascii_at(text, i);
    const bool plain = (text[i] >= ' ' && text[i] <= '~') || text[i] == '\t';
    if (utf8 > 0 && utf8_too) {
      out += text.substr(i, utf8);
      i += utf8 - 1;
    } else {
      out += plain ? text[i] : '?';
    }
  }
  return out;
}

std::string typed(std::string_view type, std::string_view value, const conduct& as) {
  std::string shown(type);
  if (as.chosen.upper_case_types) {
    std::transform(shown.begin(), shown.end(), shown.begin(), base::to_upper);
  }
  return fmt::format("{};{}{}", shown, as.chosen.blank_after_type ? " " : "", value);
}

// "rfc822; a@b" or "utf-8; ..." (RFC 6533 section 3).
std::string typed_address(std::string_view address, bool global, const conduct& as) {
  if (base::is_ascii(address)) {
    return typed(as.broken(defect::final_recipient_type_made_up) ? "smtp" : "rfc822", address, as);
  }
  if (as.broken(defect::utf8_address_called_rfc822)) {
    return typed("rfc822", address, as);
  }
  if (as.broken(defect::utf8_final_recipient_without_domain)) {
    const std::string local(grammar::local_part_of(address));
    return typed("utf-8", global ? local : grammar::encode_utf8_addr_xtext(local).value_or(local), as);
  }
  if (global || as.broken(defect::utf8_address_in_seven_bit_report)) {
    return typed("utf-8", address, as);
  }
  return typed("utf-8", grammar::encode_utf8_addr_xtext(address).value_or(printable(address, false)), as);
}

// RFC 3461 section 6.3 c and d: the value of ORCPT, its encoding undone.
std::string original_recipient_text(std::string_view orcpt, bool global, const conduct& as) {
  const auto separator = orcpt.find(';');
  const std::string_view type = orcpt.substr(0, separator);
  const std::string_view encoded = separator == std::string_view::npos ? "" : orcpt.substr(separator + 1);
  if (as.broken(defect::original_recipient_not_decoded)) {
    return typed(type, encoded, as);
  }
  grammar::deviations forgiven;
  if (!base::iequals(type, "utf-8")) {
    std::string once = grammar::decode_xtext(encoded, forgiven);
    if (as.broken(defect::original_recipient_decoded_twice)) {
      once = grammar::decode_xtext(once, forgiven);
    }
    return typed(type, as.broken(defect::controls_of_orcpt_in_report) ? once : printable(once, false), as);
  }
  const std::string address = grammar::decode_unitext(encoded, forgiven);
  if (global && !as.broken(defect::orcpt_not_upconverted)) {
    // What can't stand there as it is stays encoded.
    const std::string shown = printable(address, true);
    if (as.broken(defect::controls_of_orcpt_in_report)) {
      return typed(type, address, as);
    }
    if (as.broken(defect::malformed_utf8_repaired)) {
      return typed(type, shown, as);
    }
    return typed(type, shown == address ? shown : std::string(encoded), as);
  }
  return typed(type, grammar::encode_utf8_addr_xtext(address).value_or(std::string(encoded)), as);
}

// RFC 3461 section 9.2: each line of the reply on a line of its own.
std::string diagnostic_text(const std::vector<std::string>& reply, bool global, const conduct& as) {
  std::string out = typed(as.broken(defect::diagnostic_type_made_up) ? "x-reference" : "smtp", "", as);
  for (std::size_t i = 0; i < reply.size(); ++i) {
    if (i > 0 && as.broken(defect::diagnostic_first_line_only)) {
      break;
    }
    out += i == 0 ? "" : as.broken(defect::diagnostic_not_folded) ? "\r\n" : "\r\n ";
    out += as.broken(defect::reply_octets_raw) ? reply[i] : printable(reply[i], global);
  }
  return out;
}

std::string status_text(const reported_recipient& one, const conduct& as) {
  std::string out = one.how.status;
  if (as.chosen.general_status) {
    out = out.substr(0, 1) + ".0.0";
  }
  if (as.broken(defect::status_is_reply_code) && !one.how.reply.empty()) {
    return one.how.reply.front().substr(0, 3);
  }
  if (as.broken(defect::status_without_detail)) {
    return out.substr(0, 3);
  }
  if (as.broken(defect::status_leading_zero)) {
    return out.substr(0, 2) + "0" + out.substr(2);
  }
  if (as.broken(defect::status_with_text)) {
    return out + "; no such thing";
  }
  if (as.broken(defect::status_class_contradicts)) {
    out[0] = one.what == action::failed ? '2' : '5';
  }
  return as.chosen.status_comment ? out + " (see Diagnostic-Code)" : out;
}

std::string action_text(const reported_recipient& one, const conduct& as) {
  if (as.broken(defect::action_unknown_word) && one.what == action::failed) {
    return "bounced";
  }
  if (as.broken(defect::delayed_called_failed) && one.what == action::delayed) {
    return "failed";
  }
  if (as.broken(defect::expanded_called_delivered) && one.what == action::expanded) {
    return "delivered";
  }
  return std::string(name(one.what));
}

std::string date(wall_time when, const conduct& as) {
  std::string out = date_text(when);
  if (as.broken(defect::date_without_zone)) {
    out.resize(out.size() - 6);
  }
  if (as.broken(defect::date_with_zone_name)) {
    out.replace(out.size() - 5, 5, "GMT");
  }
  return out;
}

std::string reporting_name(const report& what, const conduct& as) {
  if (as.broken(defect::reporting_mta_short)) {
    return what.reporting_mta.substr(0, what.reporting_mta.find('.'));
  }
  if (as.broken(defect::reporting_mta_localhost)) {
    return "localhost";
  }
  if (as.broken(defect::reporting_mta_elsewhere)) {
    return "relay.invalid";
  }
  if (as.broken(defect::reporting_mta_literal)) {
    return "[127.0.0.1]";
  }
  return what.reporting_mta;
}

std::string received_from_name(const message& about, const conduct& as) {
  if (as.broken(defect::received_from_another_name)) {
    return "client.invalid";
  }
  std::string out = about.received_from;
  if (as.broken(defect::received_from_upper_case)) {
    std::transform(out.begin(), out.end(), out.begin(), base::to_upper);
  }
  return out;
}

std::string final_recipient(const reported_recipient& one, bool global, const conduct& as) {
  if (as.broken(defect::final_recipient_is_alias_target)) {
    return typed_address(one.who.destination, global, as);
  }
  if (as.broken(defect::final_recipient_lower_case)) {
    return typed_address(base::lowered(one.who.address), global, as);
  }
  return typed_address(one.who.address, global, as);
}

std::string remote_name(const reported_recipient& one, const conduct& as) {
  if (as.broken(defect::remote_mta_is_domain)) {
    return std::string(grammar::domain_of(one.who.destination));
  }
  if (as.broken(defect::remote_mta_from_greeting) && !one.how.greeting.empty()) {
    return one.how.greeting;
  }
  return as.broken(defect::remote_mta_empty) ? "" : one.how.remote;
}

}  // namespace

bool tells_of_utf8(const report& what) {
  for (const reported_recipient& one : what.recipients) {
    grammar::deviations forgiven;
    const std::string original = one.who.orcpt && base::istarts_with(*one.who.orcpt, "utf-8;")
                                     ? grammar::decode_unitext(*one.who.orcpt, forgiven)
                                     : "";
    if (!base::is_ascii(one.who.address) || !base::is_ascii(original) ||
        std::any_of(one.how.reply.begin(), one.how.reply.end(), [](const std::string& line) {
          return !base::is_ascii(line) && grammar::check_utf8(line);
        })) {
      return true;
    }
  }
  return false;
}

field_group per_message_group(const report& what, bool, const conduct& as) {
  field_group out;
  const auto put = [&](std::string field, std::string value) {
    out.emplace_back(std::move(field), std::move(value));
  };
  if (what.about.envid && as.broken(defect::original_envelope_id_is_queue_id)) {
    put("Original-Envelope-Id", what.about.id);
  } else if (what.about.envid && !as.broken(defect::original_envelope_id_missing)) {
    grammar::deviations forgiven;
    put("Original-Envelope-Id", as.broken(defect::original_envelope_id_not_decoded)
                                    ? *what.about.envid
                                    : printable(grammar::decode_xtext(*what.about.envid, forgiven), false));
  } else if (as.broken(defect::original_envelope_id_invented)) {
    put("Original-Envelope-Id", what.about.id);
  }
  if (!as.broken(defect::reporting_mta_missing)) {
    put("Reporting-MTA", typed("dns", reporting_name(what, as), as));
  }
  if (as.broken(defect::reporting_mta_twice)) {
    put("Reporting-MTA", typed("dns", reporting_name(what, as), as));
  }
  if (as.broken(defect::dsn_gateway_everywhere)) {
    put("DSN-Gateway", typed("dns", what.reporting_mta, as));
  }
  if (as.chosen.optional_fields) {
    const std::string address = as.chosen.client_by_ipv6 ? "::1" : what.about.client_address;
    if (!what.about.received_from.empty()) {
      const bool bare = address.empty() || as.broken(defect::received_from_without_address);
      put("Received-From-MTA",
          typed("dns", received_from_name(what.about, as), as) + (bare ? "" : " (" + address + ")"));
    }
    put("Arrival-Date", date(what.about.arrived, as));
  }
  if (as.chosen.extension_fields) {
    put("X-Reference-Queue-Id", what.about.id);
  }
  alter_per_message(out, what, as);
  return out;
}

field_group per_recipient_group(const report& what, const reported_recipient& one, bool global,
                                const conduct& as) {
  field_group out;
  const auto put = [&](std::string field, std::string value) {
    out.emplace_back(std::move(field), std::move(value));
  };
  const bool first = &one == &what.recipients.front();
  const auto& orcpt =
      as.broken(defect::first_original_recipient_for_all) ? what.recipients.front().who.orcpt : one.who.orcpt;
  if (orcpt && !as.broken(defect::original_recipient_missing)) {
    put("Original-Recipient", original_recipient_text(*orcpt, global, as));
  } else if (as.broken(defect::original_recipient_invented)) {
    put("Original-Recipient", typed_address(one.who.address, global, as));
  }
  if (!as.broken(defect::final_recipient_missing) && (first || !as.broken(defect::final_recipient_once))) {
    put("Final-Recipient", final_recipient(one, global, as));
  }
  if (!as.broken(defect::action_missing)) {
    put("Action", action_text(one, as));
  }
  if (!as.broken(defect::status_missing)) {
    put("Status", status_text(one, as));
  }
  field_group more;
  out.swap(more);
  const bool answered = !one.how.reply.empty();
  if (answered && !as.broken(defect::remote_mta_missing)) {
    put("Remote-MTA", typed("dns", remote_name(one, as), as));
  }
  if (answered && !as.broken(defect::diagnostic_code_missing)) {
    put("Diagnostic-Code", diagnostic_text(one.how.reply, global, as));
    if (as.broken(defect::diagnostic_code_twice)) {
      put("Diagnostic-Code", diagnostic_text(one.how.reply, global, as));
    }
  } else if (!answered && as.broken(defect::diagnostic_invented)) {
    put("Diagnostic-Code", typed("smtp", "550 5.0.0 " + one.how.reason, as));
  }
  if (as.chosen.optional_fields && one.how.when) {
    put("Last-Attempt-Date", date(*one.how.when, as));
  } else if (as.broken(defect::last_attempt_invented)) {
    put("Last-Attempt-Date", date(what.issued, as));
  }
  if (as.chosen.optional_fields && one.will_retry_until) {
    put("Will-Retry-Until", date(*one.will_retry_until, as));
  } else if (as.broken(defect::retry_time_when_failed)) {
    put("Will-Retry-Until", date(what.issued, as));
  }
  if (as.chosen.extension_fields) {
    put("X-Reference-Reason", printable(one.how.reason, false));
  }
  if (as.chosen.optional_fields_reversed) {
    std::reverse(out.begin(), out.end());
  }
  more.insert(more.end(), std::make_move_iterator(out.begin()), std::make_move_iterator(out.end()));
  alter_per_recipient(more, what, one, global, as);
  return more;
}

}  // namespace dsnspec::reference
