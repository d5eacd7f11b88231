// Where the header of a message or part ends (RFC 5322 section 2.1), and looking up its fields.
//
// The header ends at the first empty line. A line in it that is no field is kept as junk, as if folded by
// mistake, when an empty line or another field follows somewhere; else the body starts there (RFC 7103
// section 7.2). A text whose very first line is no field has no header at all.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/field.hpp"
#include "grammar/syntax_error.hpp"
#include "mime/limits.hpp"

namespace dsnspec::mime {

namespace rules {
// The header goes over into the body without an empty line.
inline constexpr grammar::rule header_not_ended{"header-not-ended", "RFC 5322 section 2.1"};
}  // namespace rules

// header, separator and body, one after the other, are the text.
struct header_split {
  std::string_view header;
  std::string_view separator;  // the empty line; nothing when the text ends before it, or there is none
  std::string_view body;
  std::vector<grammar::field> fields;  // fields and junk in order; offsets count from the start of the text
};

header_split split_header(std::string_view text, grammar::deviations& forgiven, const limits& bounds = {});

}  // namespace dsnspec::mime
