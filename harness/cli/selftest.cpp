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
#include "cli/reference_conduct.hpp"
#include "cli/results_folder.hpp"
#include "judge/kill_score.hpp"
#include "report/selftest.hpp"
#include "report/text.hpp"
#include "runner/trials.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;
using judge::trial_kind;
using judge::trial_outcome;

// Cases of scenarios that don't claim a defect, played to it to see that they accuse nobody wrongly.
constexpr std::size_t sample_size = 24;
// Most of a trial is waiting for timers.
constexpr std::size_t trials_for_a_processor = 2;

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// FNV-1a: the same everywhere.
std::uint64_t mixed(std::string_view first, std::string_view second) {
  std::uint64_t out = 14695981039346656037U;
  for (const std::string_view each : {first, std::string_view("/"), second}) {
    for (const char c : each) {
      out = (out ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
  }
  return out;
}

std::string_view scenario_of(const std::string& case_id) {
  return std::string_view(case_id).substr(0, case_id.find('['));
}

struct material {
  spec::law_book law;
  std::vector<scenario::scenario_file> scenarios;
  scenario::catalogue catalogue;
  std::vector<runner::planned_case> cases;
  std::vector<std::string> case_ids;  // of `cases`
};

scenario::checked<material> load(const data_dir& data) {
  material out;
  auto law = data.law();
  if (!law) {
    return std::unexpected(law.error());
  }
  out.law = std::move(*law);
  auto scenarios = data.scenarios(out.law);
  if (!scenarios) {
    return std::unexpected(scenarios.error());
  }
  out.scenarios = std::move(*scenarios);
  auto catalogue = scenario::load_catalogue(*data.path() / "scenarios" / "selftest", out.law, out.scenarios);
  if (!catalogue) {
    return std::unexpected(catalogue.error());
  }
  out.catalogue = std::move(*catalogue);
  for (const auto& file : out.scenarios) {
    for (const auto& each : file.cases) {
      out.cases.push_back({each, file.text});
      out.case_ids.push_back(each.case_id());
    }
  }
  return out;
}

// ---------------------------------------------------------------- what is played

class planner {
 public:
  planner(const material& of, const selftest_options& options) : of_(of), options_(options) {}

  // The long ones first: clean and variations play every case.
  base::result<std::vector<runner::trial_plan>> plans() {
    if (everything()) {
      add(named_trial(trial_kind::clean, "clean", {}), {}, {}, all_cases());
    }
    for (const auto& each : of_.catalogue.variations) {
      if (everything() || named(options_.variations, each.name)) {
        judge::trial what = named_trial(trial_kind::variation, each.name, each.sentence);
        what.leaves_open = judged_as(each.leaves_open);
        add(std::move(what), {}, {each.name}, all_cases());
      }
    }
    for (const auto& each : of_.catalogue.defects) {
      if (everything() || named(options_.defects, each.name) || violates_a_section(each)) {
        add(trial_of(each), {each.name}, {}, options_.full ? all_cases() : some_cases(each));
      }
    }
    if (!failure_.message.empty()) {
      return std::unexpected(failure_);
    }
    return std::move(out_);
  }

  [[nodiscard]] bool everything() const {
    return options_.defects.empty() && options_.variations.empty() && options_.which.everything();
  }

 private:
  static judge::trial named_trial(trial_kind kind, const std::string& name, const std::string& sentence) {
    judge::trial out;
    out.kind = kind;
    out.name = name;
    out.sentence = sentence;
    return out;
  }

  static bool named(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  }

  [[nodiscard]] bool violates_a_section(const scenario::catalogue_defect& one) const {
    return !options_.which.everything() &&
           std::any_of(one.violates.begin(), one.violates.end(), [this](const std::string& id) {
             const auto* row = of_.law.find(id);
             return row != nullptr && selects(options_.which, *row);
           });
  }

  [[nodiscard]] std::vector<std::string> judged_as(const std::vector<std::string>& ids) const {
    std::vector<std::string> out;
    for (const std::string& id : ids) {
      if (const std::string judged(of_.law.judged_as(id)); !named(out, judged)) {
        out.push_back(judged);
      }
    }
    return out;
  }

  [[nodiscard]] judge::trial trial_of(const scenario::catalogue_defect& one) const {
    judge::trial out = named_trial(trial_kind::defect, one.name, one.sentence);
    out.violates = judged_as(one.violates);
    out.entails = judged_as(one.entails);
    out.caught_by = one.caught_by;
    out.unobserved = one.unobserved;
    return out;
  }

  [[nodiscard]] std::vector<const runner::planned_case*> all_cases() const {
    std::vector<const runner::planned_case*> out;
    for (const auto& each : of_.cases) {
      out.push_back(&each);
    }
    return out;
  }

  [[nodiscard]] std::vector<const runner::planned_case*> some_cases(
      const scenario::catalogue_defect& one) const {
    std::vector<const runner::planned_case*> out;
    for (const std::size_t place : cases_for(one, of_.case_ids, sample_size)) {
      out.push_back(&of_.cases[place]);
    }
    return out;
  }

  void add(judge::trial what, const std::vector<std::string>& defects,
           const std::vector<std::string>& variations, std::vector<const runner::planned_case*> cases) {
    auto as = conduct_of(defects, variations);
    if (!as) {
      failure_ = as.error();
      return;
    }
    out_.push_back({std::move(what), std::move(*as), std::move(cases), {}});
  }

  const material& of_;
  const selftest_options& options_;
  std::vector<runner::trial_plan> out_;
  base::error failure_;
};

// Names that the user gave and that are none; the message says what is like them.
base::result<void> known(const selftest_options& options) {
  const auto as = conduct_of(options.defects, options.variations);
  return as ? base::result<void>() : std::unexpected(as.error());
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
  if (any(trial_outcome::outdated)) {
    return exit_code::stale;
  }
  return any(trial_outcome::inconclusive) ? exit_code::inconclusive : exit_code::ok;
}

std::vector<judge::trial_result> play(const std::vector<runner::trial_plan>& plans, const material& of,
                                      const selftest_options& options, std::FILE* lines) {
  std::vector<judge::trial_result> out(plans.size());
  progress shown(plans.size(), of.law, options.colour);
  runner::trial_options how;
  how.at_once = options.jobs != 0
                    ? options.jobs
                    : trials_for_a_processor * std::max<std::size_t>(1, std::thread::hardware_concurrency());
  runner::run_trials(plans, of.law, how, [&](std::size_t place, judge::trial_result result) {
    const std::string line = report::trial_json(result);
    std::fwrite(line.data(), 1, line.size(), lines);
    std::fflush(lines);
    drop_trace(plans[place], result);
    shown.ended(result);
    out[place] = std::move(result);
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

std::vector<std::size_t> cases_for(const scenario::catalogue_defect& defect,
                                   const std::vector<std::string>& case_ids, std::size_t sample) {
  std::vector<std::size_t> out;
  std::vector<std::pair<std::uint64_t, std::size_t>> others;
  for (std::size_t i = 0; i < case_ids.size(); ++i) {
    const auto scenario = scenario_of(case_ids[i]);
    if (std::find(defect.caught_by.begin(), defect.caught_by.end(), scenario) != defect.caught_by.end()) {
      out.push_back(i);
    } else {
      others.emplace_back(mixed(defect.name, case_ids[i]), i);
    }
  }
  std::sort(others.begin(), others.end());
  for (std::size_t i = 0; i < std::min(sample, others.size()); ++i) {
    out.push_back(others[i].second);
  }
  std::sort(out.begin(), out.end());
  return out;
}

exit_code selftest(const selftest_options& options, const data_dir& data) {
  if (auto names = known(options); !names) {
    return refuse(names.error());
  }
  const auto of = load(data);
  if (!of) {
    return refuse(of.error());
  }
  planner what(*of, options);
  auto plans = what.plans();
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
  all.whole = what.everything();
  all.cases = of->cases.size();
  const auto begun = std::chrono::steady_clock::now();
  all.trials = play(*plans, *of, options, lines.get());
  all.wall_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
  all.score = judge::score(all.trials, of->law, judge::coverage(of->scenarios));
  if (auto written = write(all, of->law, *folder); !written) {
    return refuse(written.error());
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
      "violates be accused. What went wrong is shown with the command that plays it again.\n"
      "\n"
      "Exit codes: 0 all as expected, 1 a defect slipped or somebody is accused wrongly, 4 only defects "
      "that\n"
      "are noticed though the catalogue says nobody can, 6 only inconclusive trials, 70 a trial failed.\n"
      "\n"
      "Examples:\n"
      "  dsnspec selftest\n"
      "  dsnspec selftest --defect envid-dropped --full\n"
      "  dsnspec selftest --section 5.2.2 --jobs 8\n"
      "  dsnspec selftest --format json --out results > selftest.json");
  verb->callback([options, &data, &result] { result = selftest(*options, data); });
}

}  // namespace dsnspec::cli
