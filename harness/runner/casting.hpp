// Which of the planned cases are played to a target, and where each lives.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "runner/player.hpp"
#include "runner/run.hpp"
#include "scenario/model.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::runner {

// Those to be played with their places, and those to be skipped with the reason.
struct casting {
  std::vector<placed_case> played;
  std::vector<const planned_case*> skipped;
  std::vector<std::string> reasons;
};

// `cases` must outlive it. Labels begin with `prefix`. `unfit`: why a case that the target could do can't be
// played nevertheless; empty when it can.
casting cast(const std::vector<planned_case>& cases, const target::target_spec& spec,
             const std::string& prefix = "c",
             const std::function<std::string(const scenario::scenario&)>& unfit = {});

// The host at which a case's silence is proved: it takes everything but one address.
scenario::host fence_host();

}  // namespace dsnspec::runner
