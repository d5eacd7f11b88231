// The three kinds of trials of the suite itself, and what names one of them.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace dsnspec::judge {

enum class trial_kind { clean, defect, variation };
std::string_view name(trial_kind value);  // "clean", "defect", "variation"

using trial_id = std::pair<trial_kind, std::string>;  // of the clean one: {clean, "clean"}

}  // namespace dsnspec::judge
