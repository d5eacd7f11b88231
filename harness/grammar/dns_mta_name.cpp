#include "grammar/dns_mta_name.hpp"

#include <algorithm>

#include "grammar/address_literal.hpp"
#include "grammar/cfws.hpp"
#include "grammar/characters.hpp"

namespace dsnspec::grammar {
namespace {

// Where the first token ends: a literal at its bracket, anything else before a blank or comment.
std::size_t name_end(std::string_view text, std::size_t at) {
  if (text[at] == '[') {
    // A domain-literal is one token (RFC 822 section 3.4.6): "(" in it begins no comment.
    const std::size_t bracket = text.find_first_of("] \t\r\n", at);
    return bracket == std::string_view::npos ? text.size() : bracket + (text[bracket] == ']' ? 1 : 0);
  }
  return std::min(text.find_first_of(" \t\r\n(", at), text.size());
}

// real-domain = atom *( "." atom ): what the RFC prints, and wider than the DNS.
bool is_dotted_atoms(std::string_view text) {
  static constexpr char_class allowed = chars::atom_char | char_class(".");
  return allowed.all(text) && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos;
}

void check_name(dns_mta_name& out, deviations& forgiven) {
  if (out.name.size() > 1 && out.name.back() == '.') {
    forgiven.add(rules::dns_name_trailing_dot, out.name.size() - 1, 1);
    out.name.remove_suffix(1);
  }
  if (parse_ipv4(out.name) || parse_ipv6(out.name)) {
    forgiven.add(rules::dns_name_bare_address, 0, out.name.size());
    out.literal = true;
    return;
  }
  if (const checked met = check_domain(out.name); !met) {
    const bool octet = met.error().rule == rules::domain_octet && is_dotted_atoms(out.name);
    forgiven.add(octet ? syntax_error{met.error().offset, 1, rules::dns_name_octet} : met.error());
  }
}

}  // namespace

parsed<dns_mta_name> parse_dns_mta_name(std::string_view value, deviations& forgiven) {
  const std::size_t start = skip_cfws(value, 0, forgiven);
  if (start == value.size()) {
    return fail(rules::dns_name_empty, start, 0);
  }
  const std::size_t end = name_end(value, start);
  if (end == start) {
    return fail(rules::dns_name_empty, start, 0);  // a line end that folds nothing
  }
  dns_mta_name out;
  out.name = value.substr(start, end - start);
  out.literal = out.name.front() == '[';
  {
    const deviations::shifted in_name(forgiven, start);
    if (!out.literal) {
      check_name(out, forgiven);
    } else if (const auto met = parse_address_literal(out.name, forgiven); !met) {
      forgiven.add(met.error());
    }
  }
  const deviations::shifted after_name(forgiven, end);
  out.surplus = without_outer_cfws(value.substr(end), forgiven);
  if (!out.surplus.empty()) {
    forgiven.add(rules::dns_name_surplus, static_cast<std::size_t>(out.surplus.data() - value.data()) - end,
                 out.surplus.size());
  }
  return out;
}

parsed<dns_mta_name> parse_dns_mta_name(std::string_view value) {
  return strictly([value](deviations& forgiven) { return parse_dns_mta_name(value, forgiven); });
}

}  // namespace dsnspec::grammar
