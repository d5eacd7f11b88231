// A result that, when it fails, tells every problem and not just the first. For files people write.
#pragma once

#include <expected>
#include <vector>

#include "base/error.hpp"

namespace dsnspec::scenario {

using problem_list =
    std::vector<base::error>;  // never empty in a failed result; in order of source and position

template <class T>
using checked = std::expected<T, problem_list>;

}  // namespace dsnspec::scenario
