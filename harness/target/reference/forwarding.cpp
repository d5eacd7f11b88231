#include "target/reference/forwarding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "grammar/a_label.hpp"
#include "grammar/address_parts.hpp"
#include "grammar/unitext.hpp"
#include "grammar/utf8.hpp"
#include "grammar/xtext.hpp"
#include "target/reference/directory.hpp"
#include "target/reference/report_writer.hpp"

namespace dsnspec::reference {
namespace {

bool needs_smtputf8(std::string_view address) {
  return !base::is_ascii(grammar::local_part_of(address));  // a domain has its A-labels to travel by
}

attempt cannot(std::string status, std::string reason) {
  attempt out;
  out.what = attempt::result::failed;
  out.status = std::move(status);
  out.reason = std::move(reason);
  out.elsewhere = true;
  return out;
}

// What of it is in the first half of Unicode's second page of 128, in one octet each; with defects alone.
std::string in_latin1(std::string_view address) {
  std::string out;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const bool two = address[i] == '\xC3' && i + 1 < address.size();
    out += two ? static_cast<char>(static_cast<unsigned char>(address[i + 1]) | 0x40U) : address[i];
    i += two ? 1 : 0;
  }
  return out;
}

std::string for_peer(std::string_view address, bool smtputf8, const conduct& as) {
  const std::string_view domain = grammar::domain_of(address);
  if (smtputf8 || domain.empty()) {
    return std::string(address);
  }
  if (as.broken(defect::utf8_local_part_as_a_label)) {
    return fmt::format("{}@{}", grammar::with_a_labels(grammar::local_part_of(address)),
                       grammar::with_a_labels(domain));
  }
  // What stands in front of the domain may be a source route as well, with a defect.
  return fmt::format("{}{}", address.substr(0, address.size() - domain.size()),
                     grammar::with_a_labels(domain));
}

bool is_utf8_type(std::string_view orcpt) {
  return base::istarts_with(orcpt, "utf-8;");
}

bool has_utf8_meaning(const recipient& who) {
  grammar::deviations forgiven;
  return who.orcpt && is_utf8_type(*who.orcpt) &&
         !base::is_ascii(grammar::decode_unitext(*who.orcpt, forgiven));
}

// Each character outside ASCII as two surrogates, with defects alone.
std::string in_surrogates(std::string_view address) {
  std::string out;
  for (std::size_t i = 0; i < address.size(); ++i) {
    const std::size_t wide = grammar::utf8_non_ascii_at(address, i);
    out += wide == 0 ? std::string(1, address[i]) : "\\x{D83D}\\x{DE00}";
    i += wide == 0 ? 0 : wide - 1;
  }
  return out;
}

// "\x{2B}" as "+", "\x{3D}" as "=", with defects alone.
std::string specials_bare(std::string_view encoded) {
  std::string out(encoded);
  for (const auto& [from, to] : {std::pair{"\\x{2B}", "+"}, std::pair{"\\x{3D}", "="}}) {
    for (auto at = out.find(from); at != std::string::npos; at = out.find(from)) {
      out.replace(at, 6, to);
    }
  }
  return out;
}

// RFC 6533 section 3: native UTF-8 under SMTPUTF8, seven bits elsewhere. All other types go as they came.
std::string orcpt_for(std::string_view orcpt, bool smtputf8, const conduct& as) {
  if (!is_utf8_type(orcpt)) {
    return std::string(orcpt);
  }
  const std::string_view type = orcpt.substr(0, orcpt.find(';'));
  grammar::deviations forgiven;
  const std::string address = grammar::decode_unitext(orcpt.substr(type.size() + 1), forgiven);
  if (as.broken(defect::utf8_orcpt_relabelled)) {
    return "rfc822;" + grammar::encode_xtext(address);
  }
  if (as.broken(defect::utf8_orcpt_raw_to_plain_hop)) {
    return fmt::format("{};{}", type, grammar::encode_utf8_addr_unitext(address).value_or(address));
  }
  if (as.broken(defect::utf8_orcpt_in_xtext)) {
    return fmt::format("{};{}", type, grammar::encode_xtext(address));
  }
  if (as.broken(defect::utf8_orcpt_in_surrogates) && !smtputf8) {
    return fmt::format("{};{}", type, in_surrogates(address));
  }
  if (as.broken(defect::utf8_orcpt_specials_bare)) {
    return fmt::format("{};{}", type, specials_bare(orcpt.substr(type.size() + 1)));
  }
  const bool native = smtputf8 && !as.broken(defect::utf8_orcpt_always_embedded);
  const auto encoded =
      native ? grammar::encode_utf8_addr_unitext(address) : grammar::encode_utf8_addr_xtext(address);
  if (encoded && as.broken(defect::utf8_orcpt_cut_in_character)) {
    const auto wide = std::find_if(encoded->begin(), encoded->end(), [](char c) { return c < 0; });
    const auto end = wide == encoded->end() ? wide : wide + 1;
    return fmt::format("{};{}", type, std::string(encoded->begin(), end));
  }
  return encoded ? fmt::format("{};{}", type, *encoded) : std::string(orcpt);
}

std::string notify_text(grammar::notify wanted, const conduct& as) {
  if (as.broken(defect::never_relayed_as_failure) && wanted.is_never()) {
    return "FAILURE";
  }
  if (as.broken(defect::never_relayed_in_company) && wanted.is_never()) {
    return "NEVER,DELAY";
  }
  if (as.broken(defect::notify_first_element_alone)) {
    return std::string(wanted.text().substr(0, wanted.text().find(',')));
  }
  if (as.broken(defect::notify_delay_added) && !wanted.is_never()) {
    return std::string(grammar::notify::on(wanted.success(), wanted.failure(), true).text());
  }
  if (as.broken(defect::notify_failure_added) && !wanted.is_never()) {
    return std::string(grammar::notify::on(wanted.success(), true, wanted.delay()).text());
  }
  if (as.broken(defect::notify_delay_dropped) && (wanted.success() || wanted.failure())) {
    return std::string(grammar::notify::on(wanted.success(), wanted.failure(), false).text());
  }
  if (as.chosen.notify_reordered && wanted == grammar::notify::on(true, true, false)) {
    return "failure,success";
  }
  return std::string(wanted.text());
}

std::string envid_text(const message& what, const conduct& as) {
  grammar::deviations forgiven;
  if (as.broken(defect::envid_sent_decoded)) {
    return grammar::decode_xtext(*what.envid, forgiven);
  }
  if (as.broken(defect::envid_reencoded)) {
    return grammar::encode_xtext(grammar::decode_xtext(*what.envid, forgiven));
  }
  if (as.broken(defect::envid_encoded_twice)) {
    return grammar::encode_xtext(*what.envid);
  }
  if (as.broken(defect::envid_with_nul)) {
    return *what.envid + "+00";
  }
  return as.broken(defect::envid_cut) ? what.envid->substr(0, 32) : *what.envid;
}

std::string dsn_of_mail(const message& what, const conduct& as) {
  std::string out;
  if (what.of) {
    // RFC 3461 section 6.1: a report asks for nothing; it may have an envelope id of its own.
    out += as.broken(defect::report_with_ret) ? " RET=HDRS" : "";
    if (as.broken(defect::report_with_envid_of_message) && what.of->about.envid) {
      out += " ENVID=" + *what.of->about.envid;
    } else if (as.chosen.report_with_envid) {
      out += " ENVID=" + what.id;
    }
    return out;
  }
  if (what.ret && !as.broken(defect::ret_dropped)) {
    const bool full = (*what.ret == grammar::ret::full) != as.broken(defect::ret_swapped);
    out += as.broken(defect::ret_abbreviated) ? (full ? " RET=F" : " RET=H")
           : full                             ? " RET=FULL"
                                              : " RET=HDRS";
    out += as.broken(defect::ret_sent_twice) ? (full ? " RET=FULL" : " RET=HDRS") : "";
    if (as.broken(defect::ret_on_rcpt)) {
      out.clear();
    }
  } else if (!what.ret && as.broken(defect::ret_added)) {
    out += " RET=HDRS";
  }
  const bool aliased = what.recipients.front().destination != what.recipients.front().address;
  if (what.envid && !(as.broken(defect::envid_dropped_without_ret) && !what.ret) &&
      !as.broken(defect::envid_dropped) && !(aliased && as.broken(defect::alias_loses_envid))) {
    out += " ENVID=" + envid_text(what, as);
    out += as.broken(defect::envid_sent_twice) ? " ENVID=" + envid_text(what, as) : "";
  } else if (!what.envid && as.broken(defect::envid_invented)) {
    out += " ENVID=" + what.id;
  }
  return out;
}

// "+3D" as "+3d", with defects alone.
std::string lower_case_hex(std::string text) {
  for (auto at = text.find('+'); at != std::string::npos; at = text.find('+', at + 1)) {
    for (std::size_t i = at + 1; i < std::min(at + 3, text.size()); ++i) {
      text[i] = base::to_lower(text[i]);
    }
  }
  return text;
}

std::string dsn_of_rcpt(const message& what, const recipient& who, const parcel& how, const conduct& as) {
  std::string out;
  if (who.notify && !as.broken(defect::notify_dropped)) {
    const bool lost = as.broken(defect::notify_of_first_alone) && &who != &what.recipients.front();
    out += lost ? "" : " NOTIFY=" + notify_text(*who.notify, as);
    out += as.broken(defect::notify_sent_twice) ? " NOTIFY=" + notify_text(*who.notify, as) : "";
    if (as.broken(defect::notify_without_value)) {
      out = " NOTIFY";
    }
  } else if (!who.notify && (as.broken(defect::notify_invented) ||
                             (what.of && as.broken(defect::report_asks_for_success)))) {
    out += what.of ? " NOTIFY=SUCCESS" : " NOTIFY=FAILURE,DELAY";
  } else if (what.of && as.chosen.report_with_notify_never) {
    out += " NOTIFY=NEVER";
  }
  if (as.broken(defect::ret_on_rcpt) && what.ret && !what.of) {
    out += *what.ret == grammar::ret::full ? " RET=FULL" : " RET=HDRS";
  }
  if (what.of && as.broken(defect::report_with_orcpt_of_message)) {
    out += " ORCPT=rfc822;" + grammar::encode_xtext(what.of->recipients.front().who.address);
  }
  if (who.orcpt && !as.broken(defect::orcpt_dropped)) {
    const std::string same = orcpt_for(*who.orcpt, how.smtputf8, as);
    if (as.broken(defect::orcpt_replaced)) {
      out += " ORCPT=rfc822;" + grammar::encode_xtext(who.destination);
    } else if (as.broken(defect::orcpt_lower_case)) {
      out += " ORCPT=" + base::lowered(same);
    } else if (as.broken(defect::orcpt_reencoded) && !is_utf8_type(same)) {
      grammar::deviations forgiven;
      out += " ORCPT=" + same.substr(0, same.find(';') + 1) +
             grammar::encode_xtext(grammar::decode_xtext(same.substr(same.find(';') + 1), forgiven));
    } else if (as.broken(defect::orcpt_lower_case_hex)) {
      out += " ORCPT=" + lower_case_hex(same);
    } else {
      out += as.broken(defect::orcpt_sent_twice) ? " ORCPT=" + same : "";
      out += " ORCPT=" + (as.broken(defect::orcpt_cut) ? same.substr(0, 128) : same);
    }
  } else if (!who.orcpt && !who.routed && base::is_ascii(who.address) &&
             (what.of ? as.chosen.report_with_orcpt : as.chosen.orcpt_added)) {
    const std::string& added = as.broken(defect::added_orcpt_is_alias_target) ? who.destination : who.address;
    out += as.broken(defect::added_orcpt_without_type)   ? " ORCPT="
           : as.broken(defect::added_orcpt_type_made_up) ? " ORCPT=internet;"
                                                         : " ORCPT=rfc822;";
    out += grammar::encode_xtext(added);
    out += as.broken(defect::added_orcpt_with_nul) ? "+00" : "";
  }
  return out;
}

// Blanks at the ends of lines are lost, with defects alone.
std::string without_trailing_blanks(std::string_view content) {
  std::string out;
  for (const char c : content) {
    while (c == '\r' && !out.empty() && base::is_wsp(out.back())) {
      out.pop_back();
    }
    out += c;
  }
  return out;
}

// What is beyond 500 octets in a line is lost, with defects alone.
std::string lines_cut(std::string_view content) {
  std::string out;
  std::size_t width = 0;
  for (const char c : content) {
    width = c == '\n' ? 0 : width + 1;
    if (width <= 500 || c == '\r') {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::optional<attempt> obstacle(const message& what, const recipient& who, const peer& to,
                                const conduct& as) {
  const content_traits needs = what.of ? content_traits{} : traits_of(what.content);
  if (!to.smtputf8 && !as.broken(defect::utf8_address_to_plain_hop) &&
      !as.broken(defect::utf8_local_part_as_a_label)) {
    if (needs_smtputf8(who.destination) || needs_smtputf8(what.of ? "" : what.reverse_path)) {
      return cannot("5.6.7", "an address has characters that the next hop can't take");
    }
    if (what.smtputf8 && needs.utf8_header && !as.broken(defect::utf8_header_to_plain_hop)) {
      return cannot("5.6.9", "the header has characters that the next hop can't take");
    }
  }
  if (needs.eight_bit && !to.smtputf8 && as.broken(defect::eight_bit_body_needs_smtputf8)) {
    return cannot("5.6.7", "the message has characters that the next hop can't take");
  }
  if (needs.eight_bit && !to.eight_bit && !as.broken(defect::trace_with_utf8) &&
      !in_seven_bits(what.content)) {
    return cannot("5.6.3", "the message can't be brought into seven bits");
  }
  return std::nullopt;
}

parcel pack(const message& what, const std::vector<const recipient*>& who, const peer& to,
            const conduct& as) {
  parcel out;
  if (what.of) {
    const bool eight_bit = to.eight_bit || as.broken(defect::eight_bit_to_plain_hop);
    written_report written = write_report(*what.of, to.smtputf8, eight_bit, as);
    out.content = std::move(written.content);
    out.smtputf8 = written.smtputf8;
  } else {
    out.content = as.broken(defect::trailing_blanks_stripped) ? without_trailing_blanks(what.content)
                  : as.broken(defect::long_text_lines_cut)    ? lines_cut(what.content)
                                                              : what.content;
    out.smtputf8 = to.smtputf8 && what.smtputf8 &&
                   (traits_of(what.content).utf8_header || needs_smtputf8(what.reverse_path));
  }
  for (const recipient* one : who) {
    const bool needs = needs_smtputf8(one->destination) || has_utf8_meaning(*one);
    out.smtputf8 = out.smtputf8 || (needs && to.smtputf8 && (what.of || what.smtputf8));
  }
  if (as.broken(defect::smtputf8_without_need)) {
    out.smtputf8 = to.smtputf8;
  }
  if (as.broken(defect::smtputf8_parameter_forgotten)) {
    out.smtputf8 = false;
  }
  out.eight_bit = !base::is_ascii(out.content);
  if (out.eight_bit && !to.eight_bit && !as.broken(defect::eight_bit_to_plain_hop)) {
    out.content = in_seven_bits(out.content).value_or(out.content);
    out.eight_bit = false;
  }
  return out;
}

std::string mail_command(const message& what, const parcel& how, const peer& to, bool null_sender,
                         const conduct& as) {
  const bool null = null_sender || (what.of && !as.broken(defect::report_with_sender));
  std::string sender = null      ? ""
                       : what.of ? "MAILER-DAEMON@" + what.of->reporting_mta
                                 : for_peer(what.reverse_path, how.smtputf8, as);
  if (sender.empty() && !null && as.broken(defect::null_sender_replaced)) {
    sender = "postmaster@" + what.received_from;
  }
  std::string out = fmt::format("MAIL FROM:<{}>", sender);
  if (to.size || as.broken(defect::size_always)) {
    out += fmt::format(" SIZE={}", how.content.size());
  }
  out += how.eight_bit && to.eight_bit ? " BODY=8BITMIME" : "";
  out += how.smtputf8 ? " SMTPUTF8" : "";
  out += how.smtputf8 && as.broken(defect::smtputf8_sent_with_value) ? "=YES" : "";
  if (to.dsn || as.broken(defect::mail_parameters_to_non_conforming)) {
    out += dsn_of_mail(what, as);
  }
  return out;
}

std::string rcpt_command(const message& what, const recipient& who, const parcel& how, const peer& to,
                         const conduct& as) {
  std::string address = for_peer(who.destination, how.smtputf8, as);
  if (as.broken(defect::local_part_lower_case)) {
    address = base::lowered(address);
  }
  if (as.broken(defect::utf8_recipient_in_latin1)) {
    address = in_latin1(address);
  }
  std::string out = fmt::format("RCPT TO:<{}>", address);
  if (to.dsn || as.broken(defect::rcpt_parameters_to_non_conforming)) {
    const std::string parameters = dsn_of_rcpt(what, who, how, as);
    const bool joined = as.broken(defect::parameters_without_blank) && !parameters.empty();
    out += parameters.substr(joined ? 1 : 0);
  }
  return out;
}

}  // namespace dsnspec::reference
