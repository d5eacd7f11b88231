// Version numbers of other people's programs: "3.7.11", "4.96 #2", "8.17.1.9-2+deb12u2".
#pragma once

#include <string_view>

namespace dsnspec::base {

// Negative, zero or positive, as `a` is older than `b`, the same or newer. Runs of digits are compared as
// numbers of any length, what is between them as octets; a version that only goes on is newer: 3.7 < 3.7.11.
int compare_versions(std::string_view a, std::string_view b);

}  // namespace dsnspec::base
