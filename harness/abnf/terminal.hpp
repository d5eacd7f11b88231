// The terminals of ABNF: strings and numbers (RFC 5234 sections 2.3, 2.4 and 4, RFC 7405 section 2).
//
//   char-val = ["%" ("s" / "i")] DQUOTE *(%x20-21 / %x23-7E) DQUOTE
//   num-val  = "%" ("b" / "d" / "x") 1*digit [1*("." 1*digit) / ("-" 1*digit)]
#pragma once

#include <expected>

#include "abnf/cursor.hpp"
#include "abnf/flaw.hpp"
#include "abnf/grammar.hpp"

namespace dsnspec::abnf {

// The terminal that begins with the DQUOTE or "%" at the cursor, which stands after it then: a text or a
// range.
std::expected<element, flaw> terminal_at(cursor& at);

}  // namespace dsnspec::abnf
