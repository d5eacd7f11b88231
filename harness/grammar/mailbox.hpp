// Mailboxes of the envelope (RFC 5321 section 4.1.2, widened by RFC 6531 section 3.3). Unlike an addr-spec of
// RFC 5322 there are neither comments nor blanks in them.
//
//   Mailbox       = Local-part "@" ( Domain / address-literal )
//   Local-part    = Dot-string / Quoted-string
//   Dot-string    = Atom *("." Atom)
//   Quoted-string = DQUOTE *( qtextSMTP / quoted-pairSMTP ) DQUOTE
//
// All views point into the text given.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "grammar/address_literal.hpp"
#include "grammar/domain.hpp"
#include "grammar/syntax_error.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule local_part_empty{"local-part-empty", "RFC 5321 section 4.1.2"};
// leading, trailing or doubled
inline constexpr rule local_part_dot{"local-part-dot", "RFC 5321 section 4.1.2"};
inline constexpr rule local_part_octet{"local-part-octet", "RFC 5321 section 4.1.2"};
// no closing quote
inline constexpr rule local_part_unterminated{"local-part-unterminated", "RFC 5321 section 4.1.2"};
inline constexpr rule mailbox_no_domain{"mailbox-no-domain", "RFC 5321 section 4.1.2"};  // no "@"
inline constexpr rule mailbox_surplus{"mailbox-surplus", "RFC 5321 section 4.1.2"};      // text after its end
inline constexpr rule local_part_too_long{"local-part-too-long", "RFC 5321 section 4.5.3.1.1"};
}  // namespace rules

inline constexpr std::size_t local_part_limit = 64;

struct mailbox {
  std::string_view raw;
  std::string_view local_part;  // as written, quotes included
  std::string_view domain;      // brackets of a literal included
  bool quoted = false;          // the local part is a Quoted-string
  bool literal = false;         // the domain is an address-literal
  bool utf8 = false;            // there is something outside ASCII

  // The local part meant: without quotes and backslashes. "a b" and a\ b are one mailbox.
  [[nodiscard]] std::string unquoted_local_part() const;
};

// The whole text is a Mailbox. Lengths are not looked at except those of the domain; see length findings.
parsed<mailbox> parse_mailbox(std::string_view text, charset repertoire = charset::ascii);

// The Mailbox that starts at `from`; text may follow. Used by paths.
parsed<mailbox> mailbox_at(std::string_view text, std::size_t from, charset repertoire);

// A Local-part over 64 octets: servers need not take it, and may.
checked check_local_part_length(const mailbox& which);

}  // namespace dsnspec::grammar
