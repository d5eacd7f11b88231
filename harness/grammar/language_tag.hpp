// Language tags of Localized-Diagnostic (RFC 6533 section 4.2), by shape only.
//
//   Language-Tag = 1*8ALPHA *( "-" 1*8( ALPHA / DIGIT ) )
#pragma once

#include <string_view>

#include "grammar/syntax_error.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule language_tag_shape{"language-tag-shape", "RFC 5646 section 2.1"};
}

checked check_language_tag(std::string_view text);

}  // namespace dsnspec::grammar
