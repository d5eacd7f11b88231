// What a MIME reader takes on from one message. Beyond a limit it stops taking things apart, notes it, and
// goes on: no input is refused, and none costs more than linear time and memory in proportion to the limits.
#pragma once

#include <cstddef>

#include "grammar/syntax_error.hpp"

namespace dsnspec::mime {

namespace rules {
inline constexpr grammar::rule limit_depth{"mime-limit-depth", "RFC 2046 section 5.1"};
inline constexpr grammar::rule limit_parts{"mime-limit-parts", "RFC 2046 section 5.1"};
inline constexpr grammar::rule limit_header_fields{"mime-limit-header-fields", "RFC 5322 section 2.2"};
inline constexpr grammar::rule limit_parameters{"mime-limit-parameters", "RFC 2045 section 5.1"};
inline constexpr grammar::rule limit_decoded{"mime-limit-decoded", "RFC 2045 section 6"};
}  // namespace rules

struct limits {
  std::size_t depth = 16;                    // nested multiparts, 200 at most; deeper ones stay undivided
  std::size_t parts = 1000;                  // of the whole message; the rest stays in the last part
  std::size_t header_fields = 10'000;        // of one entity; the rest of the header is kept but not split
  std::size_t parameters = 100;              // of one Content-Type
  std::size_t decoded = 64UL * 1024 * 1024;  // octets that a transfer encoding may decode to
};

}  // namespace dsnspec::mime
