// Content-Type and its parameters (RFC 2045 section 5.1, RFC 2231 sections 3 and 4).
//
//   content   = type "/" subtype *( ";" parameter )
//   parameter = attribute "=" ( token / quoted-string )
//
// Comments and folding may stand between tokens. Names are case-insensitive. Parameters in pieces ("a*0=x;
// a*1=y") and with charset ("a*=us-ascii''x") are put together; the octets are not converted to another
// charset.
//
// type, subtype and raw views point into the text given.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/syntax_error.hpp"
#include "mime/limits.hpp"

namespace dsnspec::mime {

namespace rules {
// no type "/" subtype
inline constexpr grammar::rule content_type_shape{"content-type-shape", "RFC 2045 section 5.1"};
// no attribute "="
inline constexpr grammar::rule parameter_shape{"content-type-parameter-shape", "RFC 2045 section 5.1"};
// no token, unquoted
inline constexpr grammar::rule parameter_value{"content-type-parameter-value", "RFC 2045 section 5.1"};
// "; ;", or a last ";"
inline constexpr grammar::rule parameter_empty{"content-type-parameter-empty", "RFC 2045 section 5.1"};
// the first counts
inline constexpr grammar::rule parameter_repeated{"content-type-parameter-repeated", "RFC 2045 section 5.1"};
// gaps, repeats, 01
inline constexpr grammar::rule parameter_pieces{"content-type-parameter-pieces", "RFC 2231 section 3"};
// "%" without two digits
inline constexpr grammar::rule parameter_escape{"content-type-parameter-escape", "RFC 2231 section 4"};
// not two quotes
inline constexpr grammar::rule parameter_charset{"content-type-parameter-charset", "RFC 2231 section 4"};
inline constexpr grammar::rule content_type_surplus{"content-type-surplus", "RFC 2045 section 5.1"};
}  // namespace rules

struct parameter {
  std::string name;        // as written first, without "*", "*0" and the like
  std::string value;       // unquoted, unescaped, put together
  std::string charset;     // of RFC 2231; mostly empty
  std::size_t offset = 0;  // of its first attribute in the text given
  std::size_t length = 0;  // to the end of its last value
};

struct content_type {
  std::string_view type;                    // "multipart"
  std::string_view subtype;                 // "report"
  std::vector<mime::parameter> parameters;  // in order of first appearance, each name once

  // In any letter case.
  [[nodiscard]] bool is(std::string_view wanted_type, std::string_view wanted_subtype) const;
  [[nodiscard]] bool is_multipart() const;
  // Null when it isn't there. The pointer lives as long as `parameters` is not changed.
  [[nodiscard]] const mime::parameter* find(std::string_view name) const;
};

// `value` is the value of a Content-Type field, folding still inside.
grammar::parsed<content_type> parse_content_type(std::string_view value);
// Error only when no type "/" subtype starts it.
grammar::parsed<content_type> parse_content_type(std::string_view value, grammar::deviations& forgiven,
                                                 const limits& bounds = {});

}  // namespace dsnspec::mime
