#include "target/reference/parameters.hpp"

#include <charconv>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "grammar/envelope_id.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/path.hpp"
#include "smtp/command.hpp"
#include "target/reference/turns.hpp"

namespace dsnspec::reference {
namespace {

// What is longer than RFC 3461 section 5.4 wants taken, and could not stand in one line of a report, is
// refused rather than cut.
constexpr std::size_t longest_kept = 900;

using grammar::charset;

// A path and what follows it.
struct split_argument {
  std::string address;
  bool routed = false;
  std::vector<smtp::parameter> parameters;
};

std::unexpected<refusal> refuse(int code, std::string_view enhanced, std::string text) {
  return std::unexpected(refusal{code, enhanced, std::move(text)});
}

std::expected<split_argument, refusal> split(std::string_view argument, std::string_view keyword,
                                             charset repertoire, const conduct& as) {
  if (!base::istarts_with(argument, keyword)) {
    return refuse(501, "5.5.4", "the syntax is " + std::string(keyword) + "<address>");
  }
  const std::string_view text = argument.substr(keyword.size());
  const bool reverse = keyword == "FROM:";
  const auto read = [&](charset in, grammar::deviations& forgiven) {
    return reverse ? grammar::reverse_path_prefix(text, in, forgiven)
                   : grammar::forward_path_prefix(text, in, forgiven);
  };
  grammar::deviations forgiven;
  const auto path = read(repertoire, forgiven);
  if (!path) {
    if (repertoire == charset::ascii && read(charset::utf8, forgiven)) {
      // RFC 6531 section 3.5
      return refuse(as.broken(defect::utf8_address_refused_by_552) ? 552
                    : reverse                                      ? 550
                                                                   : 553,
                    "5.6.7", "this address needs SMTPUTF8");
    }
    return refuse(501, reverse ? "5.1.7" : "5.1.3", "this is no address");
  }
  if (as.broken(defect::utf8_mailbox_refused) && !base::is_ascii(path->address)) {
    return refuse(in_turn({501, 500, 502, 504, 555}, argument), reverse ? "5.1.7" : "5.1.3",
                  "this is no address");
  }
  const auto taken = static_cast<std::size_t>(path->raw.data() + path->raw.size() - text.data());
  const std::string_view rest = text.substr(taken);
  if (!rest.empty() && rest.front() != ' ') {
    return refuse(501, "5.5.4", "a blank has to stand between path and parameters");
  }
  std::string address(path->address);
  if (reverse && !path->source_route.empty() && as.broken(defect::source_route_in_report_path)) {
    address = std::string(path->source_route) + ":" + address;
  }
  return split_argument{std::move(address), !path->source_route.empty(), smtp::parse_parameters(rest)};
}

std::unexpected<refusal> unknown(const smtp::parameter&) {
  return refuse(555, "5.5.4", "a parameter is not known here");
}

bool is_unannounced(const smtp::parameter& one, const conduct& as) {
  return !as.chosen.dsn_announced &&
         (one.is("RET") || one.is("ENVID") || one.is("NOTIFY") || one.is("ORCPT"));
}

std::unexpected<refusal> twice(std::string_view keyword) {
  return refuse(501, "5.5.4", std::string(keyword) + " is given twice");
}

std::unexpected<refusal> bad(std::string_view keyword) {
  return refuse(501, "5.5.4", std::string(keyword) + " has no valid value");
}

// RFC 1870 section 6.1
std::optional<refusal> check_size(const smtp::parameter& given) {
  std::uint64_t octets = 0;
  const std::string_view text = given.value.value_or("");
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), octets);
  if (failed != std::errc() || end != text.data() + text.size()) {
    return bad("SIZE").error();
  }
  if (octets > message_size_limit) {
    return refusal{552, "5.3.4", "the message is too large"};
  }
  return std::nullopt;
}

bool has_smtputf8(std::string_view argument) {
  for (const smtp::parameter& each : smtp::parse_parameters(argument)) {
    if (each.is("SMTPUTF8") && !each.value) {
      return true;
    }
  }
  return false;
}

std::expected<grammar::notify, refusal> read_notify(std::string_view value, const conduct& as) {
  grammar::deviations forgiven;
  const auto wanted =
      as.chosen.lax_notify_lists ? grammar::parse_notify(value, forgiven) : grammar::parse_notify(value);
  if (!wanted) {
    if (as.broken(defect::notify_never_in_company) && base::istarts_with(value, "NEVER,")) {
      return grammar::notify::never();
    }
    if (as.broken(defect::bad_notify_ignored)) {
      return grammar::notify::on(false, true, false);
    }
    return bad("NOTIFY");
  }
  if (as.broken(defect::notify_case_sensitive) && base::lowered(value) == value) {
    return bad("NOTIFY");
  }
  if (as.broken(defect::notify_one_order) && value.starts_with("DELAY,")) {
    return bad("NOTIFY");
  }
  if (as.broken(defect::notify_value_cut) && value.size() > 20) {
    return bad("NOTIFY");
  }
  return *wanted;
}

std::optional<refusal> check_orcpt(std::string_view value, bool smtputf8, const conduct& as) {
  const auto parsed = grammar::parse_original_recipient(value, smtputf8 ? charset::utf8 : charset::ascii);
  if (!parsed) {
    grammar::deviations forgiven;
    const bool lax = as.broken(defect::bad_orcpt_accepted);
    if (lax && grammar::parse_original_recipient(value, charset::utf8, forgiven)) {
      return std::nullopt;
    }
    if (as.broken(defect::orcpt_without_type_accepted) && value.find(';') == std::string_view::npos) {
      return std::nullopt;
    }
    return bad("ORCPT").error();
  }
  if (as.broken(defect::orcpt_must_be_mailbox) && value.find('@') == std::string_view::npos) {
    return refusal{553, "5.1.3", "ORCPT holds no mailbox"};
  }
  if (as.broken(defect::orcpt_other_types_refused) && !base::iequals(parsed->type, "rfc822") &&
      !parsed->is_utf8()) {
    return bad("ORCPT").error();
  }
  if (as.broken(defect::orcpt_utf8_refused) && parsed->is_utf8()) {
    return bad("ORCPT").error();
  }
  if (value.size() > longest_kept || (as.broken(defect::orcpt_length_limited) && value.size() > 256)) {
    return bad("ORCPT").error();
  }
  return std::nullopt;
}

std::optional<refusal> check_envid(std::string_view value, const conduct& as) {
  if (!grammar::check_envelope_id(value)) {
    if (as.broken(defect::bad_envid_accepted) ||
        (as.broken(defect::envid_lower_case_hex_accepted) && value.find("+3d") != std::string_view::npos) ||
        (as.broken(defect::envid_controls_accepted) && value.find("+0") != std::string_view::npos) ||
        (as.broken(defect::envid_empty_accepted) && value.empty())) {
      return std::nullopt;
    }
    return bad("ENVID").error();
  }
  if (as.broken(defect::envid_letters_and_digits_only) &&
      value.find_first_of("(<;,") != std::string_view::npos) {
    return bad("ENVID").error();
  }
  if (value.size() > longest_kept || (as.broken(defect::envid_length_limited) && value.size() > 64)) {
    return bad("ENVID").error();
  }
  return std::nullopt;
}

}  // namespace

std::expected<mail_request, refusal> read_mail(std::string_view argument, const conduct& as) {
  mail_request out;
  out.smtputf8 = has_smtputf8(argument);
  auto given = split(argument, "FROM:", out.smtputf8 ? charset::utf8 : charset::ascii, as);
  if (!given) {
    return std::unexpected(given.error());
  }
  out.reverse_path = std::move(given->address);
  for (const smtp::parameter& each : given->parameters) {
    const std::string_view value = each.value.value_or("");
    if (is_unannounced(each, as)) {
      return unknown(each);
    }
    if (each.is("RET")) {
      if (as.broken(defect::ret_and_envid_refused)) {
        return refuse(in_turn({555, 500, 501, 504}, argument), "5.5.4", "a parameter is not known here");
      }
      if (out.ret) {
        return twice("RET");
      }
      const auto ret = grammar::parse_ret(value);
      if (!ret && !as.broken(defect::bad_ret_ignored)) {
        return bad("RET");
      }
      out.ret = ret ? std::optional(*ret) : std::nullopt;
    } else if (each.is("ENVID")) {
      if (as.broken(defect::ret_and_envid_refused)) {
        return refuse(in_turn({555, 500, 501, 504}, argument), "5.5.4", "a parameter is not known here");
      }
      if (out.envid && !as.broken(defect::last_envid_wins)) {
        return twice("ENVID");
      }
      if (auto wrong = check_envid(value, as)) {
        return std::unexpected(std::move(*wrong));
      }
      out.envid = value;
    } else if (each.is("SIZE")) {
      if (auto wrong = check_size(each)) {
        return std::unexpected(std::move(*wrong));
      }
    } else if (each.is("BODY")) {
      if (!base::iequals(value, "7BIT") && !base::iequals(value, "8BITMIME")) {
        return bad("BODY");
      }
    } else if (each.is("SMTPUTF8")) {
      if (each.value && !as.broken(defect::smtputf8_value_taken)) {
        return bad("SMTPUTF8");  // RFC 6531 section 3.4: it has none
      }
    } else if (!as.broken(defect::unknown_parameters_ignored)) {
      return unknown(each);
    }
  }
  if (as.broken(defect::envid_needs_ret) && out.envid && !out.ret) {
    return bad("RET");
  }
  return out;
}

std::expected<recipient, refusal> read_rcpt(std::string_view argument, bool smtputf8, const conduct& as) {
  auto given = split(argument, "TO:", smtputf8 ? charset::utf8 : charset::ascii, as);
  if (!given) {
    return std::unexpected(given.error());
  }
  recipient out;
  out.address = std::move(given->address);
  out.destination = out.address;
  out.routed = given->routed;
  if (out.routed && as.broken(defect::source_route_refused)) {
    return refuse(501, "5.1.3", "this is no address");
  }
  for (const smtp::parameter& each : given->parameters) {
    const std::string_view value = each.value.value_or("");
    if (is_unannounced(each, as)) {
      return unknown(each);
    }
    if (each.is("NOTIFY")) {
      if (out.notify && !as.broken(defect::duplicate_notify_merged)) {
        return twice("NOTIFY");
      }
      const auto wanted = read_notify(value, as);
      if (!wanted) {
        return std::unexpected(wanted.error());
      }
      out.notify = *wanted;
    } else if (each.is("ORCPT")) {
      if (out.orcpt && !as.broken(defect::duplicate_orcpt_accepted)) {
        return twice("ORCPT");
      }
      if (auto wrong = check_orcpt(value, smtputf8, as)) {
        return std::unexpected(std::move(*wrong));
      }
      out.orcpt = value;
    } else if (!as.broken(defect::unknown_parameters_ignored)) {
      return unknown(each);
    }
  }
  if (as.broken(defect::orcpt_needs_notify) && out.orcpt && !out.notify) {
    return bad("NOTIFY");
  }
  return out;
}

}  // namespace dsnspec::reference
