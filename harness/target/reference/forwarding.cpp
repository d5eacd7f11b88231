#include "target/reference/forwarding.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "grammar/a_label.hpp"
#include "grammar/unitext.hpp"
#include "grammar/xtext.hpp"
#include "target/reference/directory.hpp"
#include "target/reference/report_writer.hpp"

namespace dsnspec::reference {
namespace {

bool needs_smtputf8(std::string_view address) {
  return !base::is_ascii(local_part_of(address));  // a domain has its A-labels to travel by
}

attempt cannot(std::string status, std::string reason) {
  attempt out;
  out.what = attempt::result::failed;
  out.status = std::move(status);
  out.reason = std::move(reason);
  out.elsewhere = true;
  return out;
}

std::string for_peer(std::string_view address, bool smtputf8) {
  const std::string_view domain = domain_of(address);
  if (smtputf8 || domain.empty()) {
    return std::string(address);
  }
  return fmt::format("{}@{}", local_part_of(address), grammar::with_a_labels(domain));
}

bool is_utf8_type(std::string_view orcpt) {
  return base::istarts_with(orcpt, "utf-8;");
}

bool has_utf8_meaning(const recipient& who) {
  grammar::deviations forgiven;
  return who.orcpt && is_utf8_type(*who.orcpt) &&
         !base::is_ascii(grammar::decode_unitext(*who.orcpt, forgiven));
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
  const auto encoded =
      smtputf8 ? grammar::encode_utf8_addr_unitext(address) : grammar::encode_utf8_addr_xtext(address);
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
    out += full ? " RET=FULL" : " RET=HDRS";
  } else if (!what.ret && as.broken(defect::ret_added)) {
    out += " RET=HDRS";
  }
  if (what.envid && !(as.broken(defect::envid_dropped_without_ret) && !what.ret) &&
      !as.broken(defect::envid_dropped)) {
    out += " ENVID=" + envid_text(what, as);
    out += as.broken(defect::envid_sent_twice) ? " ENVID=" + envid_text(what, as) : "";
  } else if (!what.envid && as.broken(defect::envid_invented)) {
    out += " ENVID=" + what.id;
  }
  return out;
}

std::string dsn_of_rcpt(const message& what, const recipient& who, const parcel& how, const conduct& as) {
  std::string out;
  if (who.notify && !as.broken(defect::notify_dropped)) {
    const bool lost = as.broken(defect::notify_of_first_alone) && &who != &what.recipients.front();
    out += lost ? "" : " NOTIFY=" + notify_text(*who.notify, as);
  } else if (!who.notify && (as.broken(defect::notify_invented) ||
                             (what.of && as.broken(defect::report_asks_for_success)))) {
    out += what.of ? " NOTIFY=SUCCESS" : " NOTIFY=FAILURE,DELAY";
  } else if (what.of && as.chosen.report_with_notify_never) {
    out += " NOTIFY=NEVER";
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
    } else {
      out += " ORCPT=" + (as.broken(defect::orcpt_cut) ? same.substr(0, 128) : same);
    }
  } else if (!who.orcpt && !what.of && !who.routed && base::is_ascii(who.address) && as.chosen.orcpt_added) {
    const std::string& added = as.broken(defect::added_orcpt_is_alias_target) ? who.destination : who.address;
    out += as.broken(defect::added_orcpt_type_made_up) ? " ORCPT=internet;" : " ORCPT=rfc822;";
    out += grammar::encode_xtext(added);
  }
  return out;
}

}  // namespace

std::optional<attempt> obstacle(const message& what, const recipient& who, const peer& to,
                                const conduct& as) {
  const content_traits needs = what.of ? content_traits{} : traits_of(what.content);
  if (!to.smtputf8 && !as.broken(defect::utf8_address_to_plain_hop)) {
    if (needs_smtputf8(who.destination) || needs_smtputf8(what.of ? "" : what.reverse_path)) {
      return cannot("5.6.7", "an address has characters that the next hop can't take");
    }
    if (what.smtputf8 && needs.utf8_header && !as.broken(defect::utf8_header_to_plain_hop)) {
      return cannot("5.6.9", "the header has characters that the next hop can't take");
    }
  }
  if (needs.eight_bit && !to.eight_bit && !in_seven_bits(what.content)) {
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
    out.content = what.content;
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
                                 : for_peer(what.reverse_path, how.smtputf8);
  std::string out = fmt::format("MAIL FROM:<{}>", sender);
  if (to.size || as.broken(defect::size_always)) {
    out += fmt::format(" SIZE={}", how.content.size());
  }
  out += how.eight_bit && to.eight_bit ? " BODY=8BITMIME" : "";
  out += how.smtputf8 ? " SMTPUTF8" : "";
  if (to.dsn || as.broken(defect::mail_parameters_to_non_conforming)) {
    out += dsn_of_mail(what, as);
  }
  return out;
}

std::string rcpt_command(const message& what, const recipient& who, const parcel& how, const peer& to,
                         const conduct& as) {
  std::string out = fmt::format("RCPT TO:<{}>", for_peer(who.destination, how.smtputf8));
  if (to.dsn || as.broken(defect::rcpt_parameters_to_non_conforming)) {
    out += dsn_of_rcpt(what, who, how, as);
  }
  return out;
}

}  // namespace dsnspec::reference
