// The ORCPT parameter of RCPT (RFC 3461 section 4.2, RFC 6533 section 3).
//
//   orcpt-parameter            = "ORCPT=" original-recipient-address
//   original-recipient-address = addr-type ";" xtext / utf-8-type-addr
//   addr-type                  = atom
//
// The first ";" ends the type. An unregistered type is as good as any: registration binds whoever makes the
// value.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "grammar/syntax_error.hpp"
#include "grammar/unitext.hpp"
#include "grammar/utf8.hpp"
#include "grammar/xtext.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule orcpt_no_type{"orcpt-no-type", "RFC 3461 section 4.2"};        // no ";"
inline constexpr rule orcpt_type_empty{"orcpt-type-empty", "RFC 3461 section 4.2"};  // nothing before it
// no atom character, or "="
inline constexpr rule orcpt_type_octet{"orcpt-type-octet", "RFC 3461 section 4.2"};
inline constexpr rule orcpt_too_long{"orcpt-too-long", "RFC 3461 section 5.4"};
}  // namespace rules

// Encoded octets of the value every server has to take: 500 for the whole parameter, less "ORCPT=".
inline constexpr std::size_t original_recipient_limit = 494;

struct original_recipient {
  std::string_view type;     // as written
  std::string_view encoded;  // after the ";": xtext, or utf-8-enc-addr when is_utf8()

  // Type utf-8 in any letter case. "utf8" is another, unregistered type.
  [[nodiscard]] bool is_utf8() const;
  // What Original-Recipient shows after "type;". Never fails: what was forgiven on parsing stands for itself.
  [[nodiscard]] std::string decoded() const;
};

// The esmtp-value, without "ORCPT=". charset::utf8 when the transaction is one of SMTPUTF8: then type utf-8
// may hold UTF-8. "rfc822;" with nothing after it is valid xtext; "utf-8;" is not. Errors are those above, of
// check_printable_xtext() and of the checks in unitext.hpp.
parsed<original_recipient> parse_original_recipient(std::string_view value,
                                                    charset repertoire = charset::ascii);

// Only a missing, empty or malformed type is an error.
parsed<original_recipient> parse_original_recipient(std::string_view value, charset repertoire,
                                                    deviations& forgiven);

// Beyond the limit: where the surplus starts and how long it is.
std::optional<syntax_error> original_recipient_length(std::string_view value,
                                                      std::size_t limit = original_recipient_limit);

}  // namespace dsnspec::grammar
