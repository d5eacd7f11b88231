// Network addresses in brackets (RFC 5321 section 4.1.3).
//
//   address-literal         = "[" ( IPv4-address-literal / IPv6-address-literal /
//                                   General-address-literal ) "]"
//   IPv4-address-literal    = Snum 3("." Snum)
//   IPv6-address-literal    = "IPv6:" IPv6-addr
//   General-address-literal = Standardized-tag ":" 1*dcontent
//   Snum                    = 1*3DIGIT        ; 0 to 255; leading zeros are decimal like all else
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule literal_brackets{"address-literal-brackets", "RFC 5321 section 4.1.3"};
inline constexpr rule literal_ipv4{"address-literal-ipv4", "RFC 5321 section 4.1.3"};
inline constexpr rule literal_ipv6{"address-literal-ipv6", "RFC 5321 section 4.1.3"};
inline constexpr rule literal_general{"address-literal-general", "RFC 5321 section 4.1.3"};
// "[::1]"
inline constexpr rule literal_ipv6_untagged{"address-literal-ipv6-untagged", "RFC 5321 section 4.1.3"};
}  // namespace rules

struct address_literal {
  enum class kind { ipv4, ipv6, general };
  kind what = kind::ipv4;
  std::string_view tag;                   // "IPv6", the general tag, or empty
  std::string_view content;               // after the tag, or all between the brackets
  std::array<std::uint8_t, 16> octets{};  // network order; 4 used for ipv4, none for general
};

// The whole text, brackets included.
parsed<address_literal> parse_address_literal(std::string_view text);
// Takes an IPv6 address without "IPv6:", as many MTAs write it.
parsed<address_literal> parse_address_literal(std::string_view text, deviations& forgiven);

// The bare forms, without brackets and tag.
parsed<std::array<std::uint8_t, 4>> parse_ipv4(std::string_view text);
parsed<std::array<std::uint8_t, 16>> parse_ipv6(std::string_view text);

}  // namespace dsnspec::grammar
