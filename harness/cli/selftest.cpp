#include "cli/selftest.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include <fmt/core.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cli/output.hpp"
#include "cli/results_folder.hpp"
#include "cli/selftest_plan.hpp"
#include "judge/kill_score.hpp"
#include "report/selftest.hpp"
#include "report/text.hpp"
#include "runner/trials.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;
using judge::trial_outcome;

// Most of a trial is waiting for timers.
constexpr std::size_t trials_for_a_processor = 2;

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// ---------------------------------------------------------------- how far it is

class progress {
 public:
  progress(std::size_t total, const spec::law_book& law, const std::string& colour)
      : total_(total),
        law_(law),
        terminal_(isatty(STDERR_FILENO) == 1),
        colour_(wants_colour(colour, STDERR_FILENO)) {}

  void ended(const judge::trial_result& one) {
    ++done_;
    clear();
    if (one.outcome != trial_outcome::as_expected) {
      ++unexpected_;
      fmt::print(stderr, "{}", report::trial_text(one, law_, colour_));
    }
    const std::string line = fmt::format("{}/{} trials, {} not as expected, {}", done_, total_, unexpected_,
                                         report::seconds(elapsed_ms() * 1000));
    if (terminal_) {
      fmt::print(stderr, "{}", line);
      line_shown_ = true;
    } else if (done_ == total_ || done_ * 10 / total_ != (done_ - 1) * 10 / total_) {
      fmt::print(stderr, "{}\n", line);
    }
    std::fflush(stderr);
  }

  void clear() {
    if (line_shown_) {
      fmt::print(stderr, "\r\x1B[K");
      line_shown_ = false;
    }
  }

  [[nodiscard]] std::int64_t elapsed_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_)
        .count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::size_t total_;
  const spec::law_book& law_;
  bool terminal_;
  bool colour_;
  std::size_t done_ = 0;
  std::size_t unexpected_ = 0;
  bool line_shown_ = false;
};

// ---------------------------------------------------------------- results

struct closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using lines_file = std::unique_ptr<std::FILE, closer>;

void put_traces_into(std::vector<runner::trial_plan>& plans, const fs::path& folder) {
  for (auto& each : plans) {
    each.trace = folder / fmt::format("{}-{}.ndjson", name(each.what.kind), each.what.name);
  }
}

// What was as expected can be played again by anybody.
void drop_trace(const runner::trial_plan& plan, const judge::trial_result& result) {
  if (result.outcome == trial_outcome::as_expected) {
    std::error_code ignored;
    fs::remove(plan.trace, ignored);
  }
}

exit_code code_of(const judge::kill_score& score) {
  const auto any = [&score](trial_outcome what) { return score.outcomes.contains(what); };
  if (any(trial_outcome::accused_wrongly) || any(trial_outcome::slipped)) {
    return exit_code::findings;
  }
  if (any(trial_outcome::failed)) {
    return exit_code::bug;
  }
  if (any(trial_outcome::outdated) || any(trial_outcome::otherwise)) {
    return exit_code::stale;
  }
  return any(trial_outcome::inconclusive) ? exit_code::inconclusive : exit_code::ok;
}

struct played {
  std::vector<judge::trial_result> results;
  std::vector<judge::run_verdicts> verdicts;  // when they are to be recorded
};

played play(const std::vector<runner::trial_plan>& plans, const selftest_material& of,
            const selftest_options& options, std::FILE* lines) {
  played out{std::vector<judge::trial_result>(plans.size()), std::vector<judge::run_verdicts>(plans.size())};
  progress shown(plans.size(), of.law, options.colour);
  runner::trial_options how;
  how.at_once = options.jobs != 0
                    ? options.jobs
                    : trials_for_a_processor * std::max<std::size_t>(1, std::thread::hardware_concurrency());
  runner::run_trials(plans, of.law, how,
                     [&](std::size_t place, judge::trial_result result, judge::run_verdicts verdicts) {
                       if (options.record) {
                         out.verdicts[place] = std::move(verdicts);
                       } else if (is_as_recorded(result.what, options)) {
                         hold_against(result, of.recorded, verdicts);
                       }
                       const std::string line = report::trial_json(result);
                       std::fwrite(line.data(), 1, line.size(), lines);
                       std::fflush(lines);
                       drop_trace(plans[place], result);
                       shown.ended(result);
                       out.results[place] = std::move(result);
                     });
  shown.clear();
  return out;
}

base::result<void> write(const report::selftest& all, const spec::law_book& law, const fs::path& folder) {
  if (auto written = write_file(folder / "selftest.json", report::selftest_json(all, law)); !written) {
    return written;
  }
  return write_file(folder / "report.txt", report::selftest_text(all, law, {.requirements = true}));
}

}  // namespace

exit_code selftest(const selftest_options& options, const data_dir& data) {
  if (auto names = check_names(options); !names) {
    return refuse(names.error());
  }
  if (options.record && options.full) {
    complain("--record and --full don't go together", "recorded is what is played without --full");
    return exit_code::usage;
  }
  auto of = load_material(data, options);
  if (!of) {
    return refuse(of.error());
  }
  auto plans = plan_trials(*of, options);
  if (!plans) {
    return refuse(plans.error());
  }
  if (plans->empty()) {
    complain(fmt::format("no defect violates anything of {}", described(options.which)),
             "'dsnspec list defects' shows what there is");
    return exit_code::no_match;
  }
  const auto folder = results_folder(options.out, "selftest");
  if (!folder) {
    return refuse(folder.error());
  }
  std::error_code failure;
  fs::create_directories(*folder / "traces", failure);
  put_traces_into(*plans, *folder / "traces");
  const lines_file lines(std::fopen((*folder / "trials.ndjson").c_str(), "wbe"));
  if (!lines || failure) {
    complain(fmt::format("cannot write into {}", folder->string()));
    return exit_code::usage;
  }
  report::selftest all;
  all.suite = DSNSPEC_VERSION;
  all.started = utc_now();
  all.full = options.full;
  all.whole = everything(options);
  all.cases = of->cases.size();
  const auto begun = std::chrono::steady_clock::now();
  auto seen = play(*plans, *of, options, lines.get());
  all.trials = std::move(seen.results);
  all.wall_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
  all.score = judge::score(all.trials, of->law, judge::coverage(of->scenarios));
  if (auto written = write(all, of->law, *folder); !written) {
    return refuse(written.error());
  }
  if (options.record) {
    if (auto written = record(*of, *plans, seen.verdicts); !written) {
      return refuse(written.error());
    }
    fmt::print(stderr, "dsnspec: {} written; read what has changed in it\n", of->verdicts.string());
  }
  print(options.format == selftest_format::json
            ? report::selftest_json(all, of->law)
            : report::selftest_text(all, of->law, {.colour = wants_colour(options.colour, STDOUT_FILENO)}));
  std::fflush(stdout);
  const auto code = code_of(all.score);
  fmt::print(stderr, "dsnspec: {} (exit {}); results in {}\n",
             code == exit_code::ok ? "the suite is as it says" : "not as expected", static_cast<int>(code),
             folder->string());
  return code;
}

void add_selftest(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand(
      "selftest",
      "try dsnspec itself: does it notice each defect of its own mail system, and accuse nobody "
      "wrongly?");
  auto options = std::make_shared<selftest_options>();
  verb->add_option("--defect", options->defects, "only this defect; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  verb->add_option("--variation", options->variations, "only this permitted variation; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  verb->add_option("--section", options->which.sections,
                   "only defects that violate something of this section or those below it, as in 5.2.2 or "
                   "rfc3464/2.3")
      ->type_name("SECTION")
      ->allow_extra_args(false);
  verb->add_flag("--full", options->full,
                 "play all scenarios to every defect, instead of those that claim it and a sample of the "
                 "others");
  verb->add_flag("--record", options->record,
                 "write the verdicts of these trials anew into scenarios/selftest/verdicts.txt, instead of "
                 "holding them against it");
  verb->add_option("--jobs", options->jobs, "how many trials are under way at once")
      ->check(CLI::Range(1, 256).description(""))
      ->type_name("N");
  verb->add_option("--out", options->out,
                   "folder for trials.ndjson, selftest.json, report.txt, and the traces of what went wrong")
      ->type_name("DIR")
      ->default_str("dsnspec-runs/<UTC time>-selftest");
  static const std::map<std::string, selftest_format> formats = {{"text", selftest_format::text},
                                                                 {"json", selftest_format::json}};
  verb->add_option("--format", options->format, "what goes to stdout: text or json")
      ->transform(CLI::CheckedTransformer(formats).description(""))
      ->type_name("FORMAT")
      ->default_str("text");
  verb->add_option("--color,--colour", options->colour, "always, never or auto")
      ->check(CLI::IsMember({"always", "never", "auto"}).description(""))
      ->type_name("WHEN")
      ->default_str("auto");
  verb->footer(
      "The mail system that is part of dsnspec is played to again and again: as it is and with each\n"
      "variation that the RFCs permit, when nobody may be accused; and with each defect of\n"
      "scenarios/selftest/, which must be noticed by the scenarios that claim it, and by it alone what it\n"
      "violates be accused. What went wrong is shown with the command that plays it again. Each verdict, "
      "down to the\n"
      "last PASS, is held against the one recorded in scenarios/selftest/verdicts.txt; who changes the\n"
      "judge, a scenario or the catalogue on purpose writes that anew by --record.\n"
      "\n"
      "Exit codes: 0 all as expected, 1 a defect slipped or somebody is accused wrongly, 4 only defects "
      "that\n"
      "are noticed though the catalogue says nobody can, or verdicts unlike those recorded, 6 only "
      "inconclusive trials, 70 a trial failed.\n"
      "\n"
      "Examples:\n"
      "  dsnspec selftest\n"
      "  dsnspec selftest --defect envid-dropped --full\n"
      "  dsnspec selftest --section 5.2.2 --jobs 8\n"
      "  dsnspec selftest --format json --out results > selftest.json");
  verb->callback([options, &data, &result] { result = selftest(*options, data); });
}

}  // namespace dsnspec::cli
