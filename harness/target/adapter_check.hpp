// `dsnspec target check --adapter`: goes through all an adapter has to do, and tells its author what is wrong
// with it. No RFC is judged here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "target/target_spec.hpp"

namespace dsnspec::target {

struct checked_item {
  std::string what;      // "a verb of no meaning is refused"
  std::string problem;   // empty: it is right
  bool skipped = false;  // it doesn't do that, and says so; `problem` tells which
};

// `hand_over` gives one message to the mail system at that place, from sender@origin.check.test to this
// address; why it was not taken, or empty.
//
// Starts the adapter several times, each time for a run of its own; up to a minute where something hangs. The
// processes it leaves behind become ours and are killed. Told as it comes; true: nothing is wrong.
bool check_adapter(const words& argv,
                   const std::function<std::string(const std::string& address, std::uint16_t port,
                                                   const std::string& recipient)>& hand_over,
                   const std::function<void(const checked_item&)>& told);

}  // namespace dsnspec::target
