// Field values as they are compared: folding may have turned one blank into several or the other way round.
#pragma once

#include <string>
#include <string_view>

namespace dsnspec::judge {

// Trimmed, runs of blanks as one.
std::string one_blank(std::string_view text);

// ... of a value that may still be folded.
std::string field_value(std::string_view folded);

}  // namespace dsnspec::judge
