// The inner process of a run: in the sandbox, with the target, the scripted hosts and the submitter,
// single-threaded on one io_context. Our own mail system needs no sandbox.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/adapted.hpp"
#include "runner/attachment.hpp"
#include "runner/run.hpp"
#include "scenario/placement.hpp"
#include "target/reference/conduct.hpp"
#include "target/target_spec.hpp"
#include "trace/run.hpp"

namespace dsnspec::runner {

struct placed_case {
  const planned_case* plan = nullptr;
  scenario::scenario what;  // the plan's, with the fence's host
  scenario::placement where;
};

// The server that is played to, and a case that is never played: whether mail for our hosts comes to them is
// tried with its fence first. It has no label.
struct attached_to {
  attachment at;
  introduction said;
  scenario::scenario trial;
  scenario::placement trial_place;
};

struct play {
  const target::target_spec& spec;
  const std::vector<placed_case>& cases;  // those to be played
  const std::vector<const planned_case*>& skipped;
  const std::vector<std::string>& skip_reasons;  // of each skipped one
  trace::run_header header;
  std::size_t jobs = 32;
  // Given: our own mail system is played to, in this process.
  std::optional<reference::conduct> reference = std::nullopt;
  // Given: a server that is running already is played to, in this process.
  const attached_to* attached = nullptr;
  // Given: a mail system behind an adapter, which runs already.
  const adapted_to* adapted = nullptr;
};

// What it gives the sandbox as exit code.
enum class play_end { complete = 0, target_failed = 3, broken = 70 };

// Writes the whole trace through `line`. Returns when all cases are done or the target died.
play_end play_all(const play& what, const std::function<void(std::string_view)>& line);

}  // namespace dsnspec::runner
