#include "judge/relayed.hpp"

#include "base/ascii.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/xtext.hpp"
#include "judge/address.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"
#include "judge/refusal_codes.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {

std::vector<evidence> relayed_parameters::seen() const {
  return {said(*at->hop->in, at->hop->said->mail), said(*at->hop->in, *at->to)};
}

std::optional<std::string> value_of(const trace::exchange& said, std::string_view keyword) {
  const smtp::command command = smtp::parse_command(said.command);
  const auto path = smtp::parse_path_argument(command.argument, command.is("MAIL") ? "FROM" : "TO");
  if (path) {
    for (const smtp::parameter& one : path->parameters) {
      if (one.is(keyword)) {
        return std::string(one.value.value_or(std::string_view{}));
      }
    }
  }
  return std::nullopt;
}

relayed_parameters parameters_at(const scenario::address& target, const offer& at) {
  relayed_parameters out;
  out.target = target;
  out.at = &at;
  out.envid = value_of(at.hop->said->mail, "ENVID");
  out.ret = value_of(at.hop->said->mail, "RET");
  out.notify = value_of(*at.to, "NOTIFY");
  out.orcpt = value_of(*at.to, "ORCPT");
  grammar::deviations forgiven;
  if (const auto wish = grammar::parse_notify(out.notify.value_or(""), forgiven); out.notify && wish) {
    out.wish = *wish;
  }
  return out;
}

bool has_dsn_parameters(const trace::exchange& said) {
  return value_of(said, "RET") || value_of(said, "ENVID") || value_of(said, "NOTIFY") ||
         value_of(said, "ORCPT");
}

bool refuses_parameters(const trace::exchange& said) {
  return refuses_parameters(said.code()) && has_dsn_parameters(said);
}

std::string decoded(std::string_view xtext) {
  grammar::deviations forgiven;
  return grammar::decode_xtext(xtext, forgiven);
}

bool same_value(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return a.has_value() == b.has_value() && (!a || decoded(*a) == decoded(*b));
}

bool encodes_mailbox(std::string_view orcpt, std::string_view address) {
  grammar::deviations forgiven;
  const auto parsed = grammar::parse_original_recipient(orcpt, grammar::charset::utf8, forgiven);
  return parsed && (base::iequals(parsed->type, "rfc822") || parsed->is_utf8()) &&
         same_address(parsed->decoded(), address);
}

}  // namespace dsnspec::judge
