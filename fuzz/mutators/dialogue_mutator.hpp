// Changes one side of an SMTP dialogue: lines change places, come twice or not at all, commands, parameters
// and replies are exchanged, dots and line ends of message data played with. See report_mutator.hpp for what
// holds for both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dsnspec::fuzz {

enum class dialogue_operation {
  swap_lines,
  double_line,
  drop_line,
  new_command,
  new_reply,
  replace_line,
  parameter,
  reply_code,
  dots,
  long_line,
  letter_case,
  line_ends,
  truncate,
  octets,
};
inline constexpr std::size_t dialogue_operations = static_cast<std::size_t>(dialogue_operation::octets) + 1;

std::string changed_dialogue(std::string_view text, dialogue_operation what, std::uint64_t seed);
std::string mutated_dialogue(std::string_view text, std::size_t most, std::uint64_t seed);
std::string crossed_dialogues(std::string_view first, std::string_view second, std::size_t most,
                              std::uint64_t seed);

}  // namespace dsnspec::fuzz
