// The body of a multipart cut at its delimiters (RFC 2046 section 5.1.1).
//
//   multipart-body = [preamble CRLF] dash-boundary transport-padding CRLF body-part *encapsulation
//                    close-delimiter transport-padding [CRLF epilogue]
//   encapsulation  = delimiter transport-padding CRLF body-part
//   delimiter      = CRLF "--" boundary
//
// The line end before a delimiter belongs to the delimiter, not to the part. Two delimiter lines in a row
// enclose an empty part. One pass over the body; each line is compared with the boundary once.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "grammar/syntax_error.hpp"
#include "mime/boundary.hpp"
#include "mime/limits.hpp"

namespace dsnspec::mime {

namespace rules {
// no delimiter found
inline constexpr grammar::rule multipart_no_parts{"multipart-no-parts", "RFC 2046 section 5.1.1"};
inline constexpr grammar::rule multipart_not_closed{"multipart-not-closed", "RFC 2046 section 5.1.1"};
inline constexpr grammar::rule delimiter_look_alike{"delimiter-look-alike", "RFC 2046 section 5.1.1"};
// in the epilogue
inline constexpr grammar::rule delimiter_after_close{"delimiter-after-close", "RFC 2046 section 5.1.1"};
}  // namespace rules

// Views into the body.
struct multipart {
  std::string_view preamble;            // the whole body when there is no delimiter
  std::vector<std::string_view> parts;  // headers and all
  std::string_view epilogue;            // after the close-delimiter line
  bool closed = false;
};

// At most `most_parts`; further ones stay undivided in the last (limit_parts). The boundary must not be
// empty. Offsets of deviations count from the start of the body.
multipart split_multipart(std::string_view body, std::string_view boundary, std::size_t most_parts,
                          grammar::deviations& forgiven);

}  // namespace dsnspec::mime
