// One run: the target started alone in its sandbox, the world of all cases around it, every case played, all
// of it written to the trace as it happens and judged case by case.
//
// Two processes: the outer one, which keeps the trace and judges, and the inner one in the sandbox with the
// target, our hosts and the submitter (player.hpp). What the inner one sees comes through a pipe line by
// line, so that its end, however sudden, loses nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "judge/verdict.hpp"
#include "runner/attachment.hpp"
#include "scenario/model.hpp"
#include "spec/law_book.hpp"
#include "target/package_cache.hpp"
#include "target/reference/conduct.hpp"
#include "target/target_spec.hpp"
#include "trace/run.hpp"

namespace dsnspec::runner {

struct planned_case {
  scenario::scenario what;
  std::string source;  // text of its scenario file
};

struct options {
  std::vector<planned_case> cases;
  std::size_t jobs = 32;        // submissions under way at once
  std::filesystem::path trace;  // the file to write; empty: none
  target::cache_options cache;
  std::string prefix;  // a build of the user's, laid over the target's packages: a folder that has usr/ in it
  // What was switched on in the reference mail system, as the trace is to tell it.
  std::vector<std::string> defects;
  std::vector<std::string> variations;
};

struct progress {
  std::size_t done = 0;   // cases judged
  std::size_t total = 0;  // cases to play, skipped ones included
};

struct callbacks {
  // A line for people about what goes on: fetching, starting.
  std::function<void(const std::string& what)> stage;
  // A case came to its end.
  std::function<void(const judge::judged_case& which, const progress& how_far)> judged;
};

struct run_result {
  trace::recorded_run recorded;
  // Not empty: the target could not be started, or died; what came until then is recorded.
  std::string target_failure;
};

// Errors: nothing could be run at all (no package, no sandbox, no trace file, a broken target).
base::result<run_result> run(const target::target_spec& spec, const spec::law_book& law, options how,
                             const callbacks& told);

// The same with our own mail system, which needs no package, no sandbox and no rights: it runs in this
// process, on a free port of the loopback. Errors: no trace file, no free port.
base::result<run_result> run_reference(const reference::conduct& as, const spec::law_book& law, options how,
                                       const callbacks& told);

// The same with a server that is running already, whatever it is. Errors: no trace file, no server there.
base::result<run_result> run_attached(const attachment& at, const spec::law_book& law, options how,
                                      const callbacks& told);

// The same with a mail system that this command starts and watches. Errors: no trace file, the adapter doesn't
// run or doesn't introduce itself.
base::result<run_result> run_adapter(const std::string& command, const spec::law_book& law, options how,
                                     const callbacks& told);

// A command of one line, in words: blanks are between them, and nothing is special.
std::vector<std::string> words_of(const std::string& command);

}  // namespace dsnspec::runner
