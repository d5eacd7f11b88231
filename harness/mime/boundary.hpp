// The lines that separate the parts of a multipart (RFC 2046 section 5.1.1).
//
//   boundary        = 0*69<bchars> bcharsnospace
//   delimiter       = CRLF "--" boundary
//   delimiter-line  = "--" boundary *WSP CRLF
//   close-delimiter = "--" boundary "--" *WSP CRLF
//
// The BNF wants the whole line, an implementors' note is content with its start. Here the whole line counts,
// so that a nested boundary which starts with the outer one is not taken for it.
#pragma once

#include <cstddef>
#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::mime {

namespace rules {
inline constexpr grammar::rule boundary_missing{"boundary-missing", "RFC 2046 section 5.1.1"};
inline constexpr grammar::rule boundary_empty{"boundary-empty", "RFC 2046 section 5.1.1"};
inline constexpr grammar::rule boundary_octet{"boundary-octet", "RFC 2046 section 5.1.1"};  // outside bchars
inline constexpr grammar::rule boundary_too_long{"boundary-too-long", "RFC 2046 section 5.1.1"};  // over 70
// ends with SPACE
inline constexpr grammar::rule boundary_last_blank{"boundary-last-blank", "RFC 2046 section 5.1.1"};
}  // namespace rules

inline constexpr std::size_t boundary_limit = 70;

// Strict: what a generator may write as the parameter's value.
grammar::checked check_boundary(std::string_view boundary);

enum class delimiter {
  none,        // doesn't start with "--" boundary
  part,        // delimiter-line
  close,       // close-delimiter
  look_alike,  // starts like one, and goes on: text, or the delimiter of a nested multipart
};

// What a line is, given without its line end. Linear in the boundary, however long the line.
delimiter classify_line(std::string_view content, std::string_view boundary);

}  // namespace dsnspec::mime
