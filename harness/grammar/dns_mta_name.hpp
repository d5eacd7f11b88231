// MTA names of type dns (RFC 3461 section 9.3).
//
//   dns-mta-name = real-domain / domain-literal
//
// The RFC's sub-domain is any atom and its literal IPv4 without range. Strict here is a Domain or
// address-literal of RFC 5321, which is what the sentence around it ("valid Internet domain names") asks for;
// fully qualified is a question of its own. Comments may stand around the name (RFC 3464 2.2.4).
#pragma once

#include <string_view>

#include "grammar/domain.hpp"
#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule dns_name_empty{"dns-name-empty", "RFC 3461 section 9.3"};
// an atom, but no domain label: "_"
inline constexpr rule dns_name_octet{"dns-name-octet", "RFC 3461 section 9.3"};
inline constexpr rule dns_name_trailing_dot{"dns-name-trailing-dot", "RFC 5321 section 4.1.2"};
// 192.0.2.1 unbracketed
inline constexpr rule dns_name_bare_address{"dns-name-bare-address", "RFC 3461 section 9.3"};
// "mx.x.org [192.0.2.1]:25"
inline constexpr rule dns_name_surplus{"dns-name-surplus", "RFC 3461 section 9.3"};
}  // namespace rules

struct dns_mta_name {
  std::string_view name;     // first token, brackets of a literal included
  bool literal = false;      // an address-literal, or a bare address
  std::string_view surplus;  // what follows, without comments and blanks at its ends
};

// `value` is what follows "dns;". Errors: dns_name_empty, those above, of check_domain() and
// parse_address_literal().
parsed<dns_mta_name> parse_dns_mta_name(std::string_view value);
// Error only when there is no name at all.
parsed<dns_mta_name> parse_dns_mta_name(std::string_view value, deviations& forgiven);

}  // namespace dsnspec::grammar
