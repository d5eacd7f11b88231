// Two readings of one grammar: the hand-written parsers, and the slow matcher that reads corpus/abnf. Of each
// production both must say the same of any text; where the RFC's prose asks for more than its grammar, what
// the parser takes must be in the grammar.
#include "abnf/matcher.hpp"
#include "grammar/address_literal.hpp"
#include "grammar/date_time.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/domain.hpp"
#include "grammar/envelope_id.hpp"
#include "grammar/esmtp_parameter.hpp"
#include "grammar/language_tag.hpp"
#include "grammar/notify.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/path.hpp"
#include "grammar/ret.hpp"
#include "grammar/status_code.hpp"
#include "grammar/typed_value.hpp"
#include "support/require.hpp"
#include "support/shipped_abnf.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using namespace dsnspec::grammar;
using fuzz::repertoire;
using input = std::string_view;

namespace {

constexpr std::size_t longest = 160;  // the matcher's time is a power of it

enum class claim { the_same, no_more };

struct production {
  const char* rule;
  bool (*parser)(input);
  claim says = claim::the_same;
  repertoire in = repertoire::seven_bit;
};

bool walk(input parameters, charset octets) {
  esmtp_parameters each(parameters, octets);
  while (const auto one = each.next()) {
    if (!*one) {
      return false;
    }
  }
  return true;
}

template <class Parse>
bool kindly(Parse parse) {
  deviations forgiven;
  return parse(forgiven).has_value();
}

constexpr production productions[] = {
    {"xtext", [](input t) { return check_xtext(t).has_value(); }},
    {"printable-xtext", [](input t) { return check_printable_xtext(t).has_value(); }},
    {"canonical-xtext", [](input t) { return is_canonical_xtext(t); }},
    {"envid-value", [](input t) { return check_envelope_id(t).has_value(); }},
    {"ret-value", [](input t) { return parse_ret(t).has_value(); }},
    {"notify-value", [](input t) { return parse_notify(t).has_value(); }},
    {"lax-notify-value", [](input t) { return kindly([=](auto& met) { return parse_notify(t, met); }); }},
    {"lax-original-recipient-address",
     [](input t) {
       return kindly([=](auto& met) { return parse_original_recipient(t, charset::ascii, met); });
     }},
    {"original-recipient-address", [](input t) { return parse_original_recipient(t).has_value(); },
     claim::no_more},
    {"utf-8-addr-xtext", [](input t) { return check_utf8_addr_xtext(t).has_value(); }},
    {"utf-8-addr-unitext", [](input t) { return check_utf8_addr_unitext(t).has_value(); }},
    {"esmtp-parameters", [](input t) { return walk(t, charset::ascii); }},
    {"Domain", [](input t) { return t.size() > 255 || check_domain(t).has_value(); }},
    {"IPv6-addr", [](input t) { return parse_ipv6(t).has_value(); }},
    {"address-literal", [](input t) { return parse_address_literal(t).has_value(); }, claim::no_more},
    {"Mailbox", [](input t) { return parse_mailbox(t).has_value(); }, claim::no_more},
    {"Reverse-path", [](input t) { return parse_reverse_path(t).has_value(); }, claim::no_more},
    {"Forward-path", [](input t) { return parse_forward_path(t).has_value(); }, claim::no_more},
    {"status-code", [](input t) { return parse_status_code(t).has_value(); }},
    {"lax-status-code", [](input t) { return kindly([=](auto& met) { return parse_status_code(t, met); }); }},
    {"typed-value", [](input t) { return parse_typed_value(t).has_value(); }},
    {"Language-Tag", [](input t) { return check_language_tag(t).has_value(); }},
    {"dns-mta-name", [](input t) { return parse_dns_mta_name(t).has_value(); }, claim::no_more},
    {"date-time", [](input t) { return parse_date_time(t).has_value(); }, claim::no_more},
    {"esmtp-parameters", [](input t) { return walk(t, charset::utf8); }, claim::the_same,
     repertoire::smtputf8},
    {"Mailbox", [](input t) { return parse_mailbox(t, charset::utf8).has_value(); }, claim::no_more,
     repertoire::smtputf8},
};

bool derives(const production& what, input octets) {
  const abnf::grammar& of = fuzz::grammar_of(what.in);
  const auto rule = of.find(what.rule);
  fuzz::require(rule.has_value(), "corpus/abnf has every rule that is compared", what.rule);
  abnf::matcher matcher(of);
  const auto answer = matcher.matches(*rule, octets);
  fuzz::require(answer.has_value(), "a short text passes no limit of the matcher", what.rule);
  return *answer;
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  octets = octets.substr(0, longest);
  for (const production& what : productions) {
    const bool taken = what.parser(octets);
    // What the parser refuses needn't be matched where the grammar alone takes more.
    if (taken || what.says == claim::the_same) {
      fuzz::require(derives(what, octets) == taken, what.rule, octets);
    }
  }
}
