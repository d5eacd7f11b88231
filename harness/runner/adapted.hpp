// A mail system of any kind behind an adapter (target/adapter.hpp).
#pragma once

#include <string>
#include <vector>

#include "runner/attachment.hpp"
#include "scenario/model.hpp"
#include "target/adapter.hpp"
#include "target/target_spec.hpp"

namespace dsnspec::runner {

struct adapted_to {
  target::adapter* process = nullptr;
  target::adapter_introduction said;
  std::vector<target::adapter_host> hosts;
  attachment quiet;  // how silence is shown when it lists no queue
};

// All that a target's description says of other mail systems. Of mailboxes that can't be read nothing can be
// shown.
target::target_spec spec_of(const target::adapter_introduction& said);

// Why this case can't be played through it; empty when it can.
std::string why_not(const scenario::scenario& what, const target::adapter_introduction& said);

}  // namespace dsnspec::runner
