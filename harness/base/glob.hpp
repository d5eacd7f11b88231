// Shell-like patterns for ids and names: `*` is any run of characters (a slash included), `?` any one.
#pragma once

#include <string_view>

namespace dsnspec::base {

// Case-sensitive. Linear memory, at most pattern.size() * text.size() steps.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace dsnspec::base
