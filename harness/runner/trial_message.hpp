// What a trial's process tells the one that started it, as text: a line for each charge, those for the
// verdicts of each case, and one that says the trial came to its end. Its fields are quoted (base/quote.hpp)
// and stand between tabs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/trial.hpp"

namespace dsnspec::runner {

struct trial_message {
  std::vector<judge::charge> charges;
  judge::run_verdicts verdicts;  // all of them
  std::size_t cases = 0;         // played
  std::string failure;           // not empty: it could not be played
};

std::string written(const trial_message& what);

// Nothing when the text is none of these: it was cut off.
std::optional<trial_message> read_trial_message(std::string_view text);

}  // namespace dsnspec::runner
