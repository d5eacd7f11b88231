// Changes a message as people and programs get reports wrong: whole fields change places, come twice or not
// at all, are folded anew, get another one's name or value; boundaries don't fit; line ends change; parts are
// encoded, cut off, or joined with those of another message.
//
// The same arguments give the same result on every machine. It takes any octets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dsnspec::fuzz {

enum class report_operation {
  swap_fields,
  double_field,
  drop_field,
  refold,
  rename,
  replace_value,
  new_field,
  new_group,
  blank_line,
  boundary,
  letter_case,
  encoding,
  line_ends,
  truncate,
  octets,
};
inline constexpr std::size_t report_operations = static_cast<std::size_t>(report_operation::octets) + 1;

// One operation; nothing may have changed where it finds nothing to work on.
std::string changed_report(std::string_view text, report_operation what, std::uint64_t seed);

// One to four operations, at most `most` octets: what is longer is cut off.
std::string mutated_report(std::string_view text, std::size_t most, std::uint64_t seed);

// Something of both.
std::string crossed_reports(std::string_view first, std::string_view second, std::size_t most,
                            std::uint64_t seed);

}  // namespace dsnspec::fuzz
