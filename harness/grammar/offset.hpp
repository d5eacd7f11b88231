// From a view back to where it stands in the text it was taken from.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace dsnspec::grammar {

// True when `part` lies in `whole`; an empty part at the very end counts.
inline bool within(std::string_view whole, std::string_view part) {
  const std::less_equal<const char*> le;  // a total order even for unrelated pointers, which `<=` isn't
  return part.data() != nullptr && le(whole.data(), part.data()) &&
         le(part.data() + part.size(), whole.data() + whole.size());
}

// Octets from the start of `whole` to `part`. The part must lie in the whole: within() tells.
inline std::size_t offset_of(std::string_view whole, std::string_view part) {
  return static_cast<std::size_t>(part.data() - whole.data());
}

}  // namespace dsnspec::grammar
