#include "cli/run.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/output.hpp"
#include "cli/reference_conduct.hpp"
#include "cli/results_folder.hpp"
#include "cli/targets.hpp"
#include "report/progress.hpp"
#include "report/text.hpp"
#include "runner/run.hpp"
#include "runner/subject.hpp"
#include "target/target_reader.hpp"

namespace dsnspec::cli {
namespace {

// What the results call it, and what a command to run a case again says.
constexpr std::string_view reference_name = "reference";

std::vector<runner::planned_case> plan(const std::vector<scenario::scenario_file>& files) {
  std::vector<runner::planned_case> out;
  for (const auto& file : files) {
    for (const auto& each : file.cases) {
      out.push_back({each, file.text});
    }
  }
  return out;
}

// Follows the run on stderr.
class follower {
 public:
  follower(const spec::law_book& law, const judge::baseline& expected, std::size_t cases,
           const std::string& colour)
      : expected_(expected),
        shown_([](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }, law,
               {.terminal = isatty(STDERR_FILENO) == 1, .colour = wants_colour(colour, STDERR_FILENO)}),
        cases_(cases) {}

  runner::callbacks callbacks() {
    return {.stage = [this](const std::string& what) { shown_.say(what); },
            .judged = [this](const judge::judged_case& which,
                             const runner::progress& how_far) { judged(which, how_far); }};
  }
  void finish() { shown_.finish(); }

 private:
  void judged(judge::judged_case which, const runner::progress& how_far) {
    if (how_far.done <= 1) {
      shown_.expect(how_far.total == 0 ? cases_ : how_far.total);
      shown_.clear_phase();
    }
    judge::mark_known(which, expected_);
    shown_.judged(which,
                  std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - start_).count());
  }

  using clock = std::chrono::steady_clock;
  clock::time_point start_ = clock::now();
  const judge::baseline& expected_;
  report::progress shown_;
  std::size_t cases_;
};

struct prepared {
  spec::law_book law;
  std::vector<scenario::scenario_file> all;
  std::optional<reference::conduct> reference;  // the reference mail system is the target; or
  std::optional<runner::attachment> attached;   // a server that is running; or
  target::target_spec target;
  judge::baseline expected;
  std::string prefix;  // absolute
};

// A build of the user's has to look like an unpacked package.
scenario::checked<void> add_prefix(prepared& out, const std::string& prefix) {
  if (prefix.empty()) {
    return {};
  }
  std::error_code problem;
  const auto folder = std::filesystem::canonical(prefix, problem);
  if (problem || !std::filesystem::is_directory(folder / "usr", problem)) {
    return std::unexpected(
        scenario::problem_list{base::error{"there is no folder usr in it; --prefix wants what 'make install "
                                           "DESTDIR=...' or 'dpkg-deb -x' leaves "
                                           "behind",
                                           prefix, 0, 0}});
  }
  out.prefix = folder.string();
  return {};
}

// A server that is running already takes no target, and nothing that is about one.
scenario::checked<void> add_attached(prepared& out, const run_options& options) {
  if (!options.target.empty() || !options.defects.empty() || !options.variations.empty() ||
      !options.prefix.empty()) {
    return std::unexpected(scenario::problem_list{base::error{
        "--attach and --adapter are instead of a target, and take no --defect, --variation or --prefix",
        {},
        0,
        0}});
  }
  if (!options.adapter.empty()) {
    out.target.name = "adapter";
    return {};
  }
  auto at = attachment_of(options.attach);
  if (!at) {
    return std::unexpected(scenario::problem_list{at.error()});
  }
  out.attached = std::move(*at);
  out.target.name = "attached";
  return {};
}

scenario::checked<void> add_target(prepared& out, const run_options& options, const data_dir& data) {
  if (!options.attach.server.empty() || !options.adapter.empty()) {
    return add_attached(out, options);
  }
  if (options.target.empty() || options.target == reference_name) {
    if (!options.prefix.empty()) {
      return std::unexpected(scenario::problem_list{
          base::error{"--prefix needs the name of the target that the build is of", {}, 0, 0}});
    }
    auto as = conduct_of(options.defects, options.variations);
    if (!as) {
      return std::unexpected(scenario::problem_list{as.error()});
    }
    out.reference = std::move(*as);
    out.target = runner::reference_spec(*out.reference);
    return {};
  }
  if (!options.defects.empty() || !options.variations.empty()) {
    return std::unexpected(scenario::problem_list{base::error{
        "only the reference mail system, which is tested when no target is named, has defects and variations",
        {},
        0,
        0}});
  }
  auto folder = target_folder(options.target, data);
  if (!folder) {
    return std::unexpected(scenario::problem_list{folder.error()});
  }
  auto spec = target::load_target(*folder);
  if (!spec) {
    return std::unexpected(spec.error());
  }
  out.target = std::move(*spec);
  if (auto added = add_prefix(out, options.prefix); !added) {
    return added;
  }
  if (!options.no_baseline) {
    auto expected = baseline_in(*folder / "baseline.yaml", out.law);
    if (!expected) {
      return std::unexpected(expected.error());
    }
    out.expected = std::move(*expected);
  }
  return {};
}

// Everything that can be wrong is looked at before anything is started.
scenario::checked<prepared> prepare(const run_options& options, const data_dir& data) {
  prepared out;
  auto law = data.law();
  if (!law) {
    return std::unexpected(law.error());
  }
  out.law = std::move(*law);
  if (auto added = add_target(out, options, data); !added) {
    return std::unexpected(added.error());
  }
  auto all = data.scenarios(out.law);
  if (!all) {
    return std::unexpected(all.error());
  }
  out.all = std::move(*all);
  return out;
}

}  // namespace

exit_code run(const run_options& options, const data_dir& data) {
  const auto ready = prepare(options, data);
  if (!ready) {
    return refuse(ready.error());
  }
  auto chosen = plan(select(options.which, ready->all, ready->law));
  if (chosen.empty()) {
    complain(fmt::format("no case matches {}", described(options.which)),
             "'dsnspec list scenarios' shows what there is");
    return exit_code::no_match;
  }
  const auto folder = results_folder(options.out, ready->target.name);
  if (!folder) {
    return refuse(folder.error());
  }
  runner::options how;
  how.cases = std::move(chosen);
  // A server of somebody's own may also have other work.
  how.jobs = ready->attached || !options.adapter.empty() ? 8 : how.jobs;
  how.jobs = options.jobs == 0 ? how.jobs : options.jobs;
  how.trace = *folder / "trace.ndjson";
  how.cache.folder = options.cache;
  how.prefix = ready->prefix;
  how.defects = options.defects;
  how.variations = options.variations;

  follower shown(ready->law, ready->expected, how.cases.size(), options.how.colour);
  const auto done =
      ready->reference
          ? runner::run_reference(*ready->reference, ready->law, std::move(how), shown.callbacks())
      : !options.adapter.empty()
          ? runner::run_adapter(options.adapter, ready->law, std::move(how), shown.callbacks())
      : ready->attached
          ? runner::run_attached(*ready->attached, ready->law, std::move(how), shown.callbacks())
          : runner::run(ready->target, ready->law, std::move(how), shown.callbacks());
  shown.finish();
  if (!done) {
    complain(done.error().text());
    return exit_code::target;
  }
  const auto verdict = judged(done->recorded, ready->law, ready->expected, ready->all);
  if (auto written = write_files(verdict, ready->law, options.how, *folder); !written) {
    return refuse(written.error());
  }
  const auto code = present(verdict, ready->law, options.how, *folder);
  if (!done->target_failure.empty()) {
    complain(done->target_failure,
             fmt::format("what the target said is in {}", (*folder / "trace.ndjson").string()));
    return exit_code::target;
  }
  return code;
}

}  // namespace dsnspec::cli
