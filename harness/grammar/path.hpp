// Reverse-path and forward-path of MAIL and RCPT (RFC 5321 section 4.1.2, 4.1.1.3), and the address that RFC
// 3461 section 9.1 puts into reports.
//
//   Reverse-path   = Path / "<>"
//   Forward-path   = Path / "<Postmaster>"
//   Path           = "<" [ A-d-l ":" ] Mailbox ">"
//   A-d-l          = At-domain *( "," At-domain )
//   At-domain      = "@" Domain
//   rfc822-address = [ A-d-l ":" ] ( Mailbox / "Postmaster" )      ; RFC 3461 9.1: no brackets
//
// A source route must be accepted and should be ignored; it is kept apart. All views point into the text
// given.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "grammar/mailbox.hpp"
#include "grammar/syntax_error.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::grammar {

namespace rules {
// no "<" at the start or no ">"
inline constexpr rule path_brackets{"path-brackets", "RFC 5321 section 4.1.2"};
// "@" route without ":" or "@"
inline constexpr rule path_source_route{"path-source-route", "RFC 5321 section 4.1.2"};
inline constexpr rule path_null{"path-null", "RFC 5321 section 4.1.2"};        // "<>" as a forward-path
inline constexpr rule path_surplus{"path-surplus", "RFC 5321 section 4.1.2"};  // text after ">"
inline constexpr rule path_too_long{"path-too-long", "RFC 5321 section 4.5.3.1.3"};
inline constexpr rule path_blank{"path-blank", "RFC 5321 section 3.3"};  // "FROM: <a@b>", "< a@b >"
inline constexpr rule path_no_brackets{"path-no-brackets", "RFC 5321 section 4.1.2"};  // "FROM:a@b", forgiven
}  // namespace rules

inline constexpr std::size_t path_limit = 256;  // octets with "<" and ">"

struct path {
  std::string_view raw;                     // with brackets
  std::string_view source_route;            // "@a,@b", without the colon; mostly empty
  std::optional<grammar::mailbox> mailbox;  // nothing for "<>" and "<Postmaster>"
  bool is_null = false;                     // "<>"
  bool is_postmaster = false;               // "<Postmaster>", any letter case, without a domain
  // Between the brackets and after the source route: "a@b", "Postmaster", or empty.
  std::string_view address;
};

// The path at the start of the text; parameters may follow it, separated by what the caller then demands.
// path.raw.size() octets were taken.
parsed<path> reverse_path_prefix(std::string_view text, charset repertoire = charset::ascii);
parsed<path> forward_path_prefix(std::string_view text, charset repertoire = charset::ascii);
// The same for a kind server: one or more blanks before "<" (path_blank; raw starts after them).
parsed<path> reverse_path_prefix(std::string_view text, charset repertoire, deviations& forgiven);
parsed<path> forward_path_prefix(std::string_view text, charset repertoire, deviations& forgiven);

// The whole text is the path.
parsed<path> parse_reverse_path(std::string_view text, charset repertoire = charset::ascii);
parsed<path> parse_forward_path(std::string_view text, charset repertoire = charset::ascii);

// Without brackets: what Final-Recipient and Original-Recipient of type rfc822 should hold. raw has no
// brackets.
parsed<path> parse_rfc822_address(std::string_view text, charset repertoire = charset::ascii);

// Over 256 octets with brackets: servers need not take it, and may.
checked check_path_length(const path& which);

}  // namespace dsnspec::grammar
