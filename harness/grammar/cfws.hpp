// White space and comments between the tokens of structured fields (RFC 822 sections 3.1.4 and 3.4.3,
// RFC 5322 section 3.2.2).
//
//   FWS     = ([*WSP CRLF] 1*WSP) / obs-FWS
//   comment = "(" *([FWS] (ctext / quoted-pair / comment)) [FWS] ")"
//   CFWS    = (1*([FWS] comment) [FWS]) / FWS
//
// Comments nest; they are counted, not recursed into, so depth costs nothing. The linear time of a parser
// rests on one thing: whoever meets an unterminated comment takes all the rest as that comment and doesn't
// start again inside.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule comment_unterminated{"comment-unterminated", "RFC 5322 section 3.2.2"};
// a control, 8-bit or bare CR inside
inline constexpr rule comment_octet{"comment-octet", "RFC 5322 section 3.2.2"};
// beyond comment_depth_limit
inline constexpr rule comment_too_deep{"comment-too-deep", "RFC 5322 section 3.2.2"};
// a backslash and then a line end, which it can't quote
inline constexpr rule quoted_pair_line_end{"quoted-pair-line-end", "RFC 5322 section 3.2.1"};
inline constexpr rule fws_bare_lf{"fws-bare-lf", "RFC 5322 section 2.3"};  // folded at an LF without CR
inline constexpr rule quoted_string_unterminated{"quoted-string-unterminated", "RFC 5322 section 3.2.4"};
inline constexpr rule quoted_string_octet{"quoted-string-octet", "RFC 5322 section 3.2.4"};
}  // namespace rules

// RFCs set no limit; beyond this many levels it is an attack and gets a deviation. Skipping goes on.
inline constexpr std::size_t comment_depth_limit = 100;

// After the FWS at `at`: blanks, and line ends that a blank follows. LF alone is forgiven.
std::size_t skip_fws(std::string_view text, std::size_t at, deviations& forgiven);

// After the comment at `at`, where "(" stands. Unterminated: noted, and the end of the text is the answer.
std::size_t skip_comment(std::string_view text, std::size_t at, deviations& forgiven);

// After all FWS and comments at `at`.
std::size_t skip_cfws(std::string_view text, std::size_t at, deviations& forgiven);

// After the quoted-string at `at`, where DQUOTE stands. Unterminated: noted, and the end of the text is the
// answer.
std::size_t skip_quoted_string(std::string_view text, std::size_t at, deviations& forgiven);

// The text without CFWS at its two ends: "(a) failed (b)" gives "failed". What stands between stays as it is,
// comments inside it too; quoted strings hold no comments.
std::string_view without_outer_cfws(std::string_view text, deviations& forgiven);

// The content of a quoted-string token given with its quotes, quoted-pairs resolved, folding undone, into
// `out`. A closing quote may be missing.
void append_unquoted(std::string_view token, std::string& out);

}  // namespace dsnspec::grammar
