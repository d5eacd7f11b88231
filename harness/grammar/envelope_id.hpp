// The ENVID parameter of MAIL (RFC 3461 section 4.4): xtext that decodes to printable US-ASCII.
//
//   envid-parameter = "ENVID=" xtext
//
// xtext may be empty, an esmtp-value may not (RFC 5321 4.1.2), so "ENVID=" is invalid. SMTPUTF8 changes
// nothing: RFC 6533 widens ORCPT only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"
#include "grammar/xtext.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule envelope_id_empty{"envelope-id-empty", "RFC 5321 section 4.1.2"};
inline constexpr rule envelope_id_too_long{"envelope-id-too-long", "RFC 3461 section 5.4"};
}  // namespace rules

// Encoded octets of the value every server has to take: 100 for the whole parameter, less "ENVID=".
inline constexpr std::size_t envelope_id_limit = 94;
// What user agents should keep to, by the same reckoning: 38 less "ENVID=" (RFC 3461 section 4.4).
inline constexpr std::size_t envelope_id_user_agent_limit = 32;

// The esmtp-value, without "ENVID=". Errors: envelope_id_empty and those of check_printable_xtext(). The
// length is not looked at: a server may well take more.
checked check_envelope_id(std::string_view value);

// Beyond the limit: where the surplus starts and how long it is.
std::optional<syntax_error> envelope_id_length(std::string_view value, std::size_t limit = envelope_id_limit);

// What Original-Envelope-Id shows: checked, then decoded once.
parsed<std::string> decode_envelope_id(std::string_view value);

}  // namespace dsnspec::grammar
