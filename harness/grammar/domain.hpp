// Domain names as SMTP writes them (RFC 5321 section 4.1.2, widened by RFC 6531 section 3.3).
//
//   Domain     = sub-domain *("." sub-domain)
//   sub-domain = Let-dig [Ldh-str] / U-label
//   Ldh-str    = *( ALPHA / DIGIT / "-" ) Let-dig
//
// U-labels are taken as runs of UTF-8 characters; IDNA is not looked into.
#pragma once

#include <cstddef>
#include <string_view>

#include "grammar/syntax_error.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule domain_empty{"domain-empty", "RFC 5321 section 4.1.2"};
// "a..b", ".a", "a."
inline constexpr rule domain_label_empty{"domain-label-empty", "RFC 5321 section 4.1.2"};
inline constexpr rule domain_label_hyphen{"domain-label-hyphen", "RFC 5321 section 4.1.2"};  // at either end
inline constexpr rule domain_octet{"domain-octet", "RFC 5321 section 4.1.2"};
// over 63 octets
inline constexpr rule domain_label_too_long{"domain-label-too-long", "RFC 5321 section 2.3.5"};
inline constexpr rule domain_too_long{"domain-too-long", "RFC 5321 section 4.5.3.1.2"};  // over 255 octets
inline constexpr rule domain_not_fully_qualified{"domain-not-fully-qualified", "RFC 5321 section 2.3.5"};
}  // namespace rules

inline constexpr std::size_t domain_limit = 255;
inline constexpr std::size_t domain_label_limit = 63;

// The whole text is a Domain. Labels in UTF-8 are not held against 63: that counts their A-label form.
checked check_domain(std::string_view text, charset repertoire = charset::ascii);

// The same, and it can be a name of the public DNS: two labels at least, the last not all digits (RFC
// 1123 2.1).
checked check_fully_qualified_domain(std::string_view text, charset repertoire = charset::ascii);

// Where the longest run of octets that can stand in a Domain ends. For parsers of larger things.
std::size_t domain_end(std::string_view text, std::size_t from, charset repertoire);

}  // namespace dsnspec::grammar
