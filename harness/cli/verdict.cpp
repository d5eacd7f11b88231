#include "cli/verdict.hpp"

#include <array>
#include <cstdio>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/output.hpp"
#include "judge/certificate.hpp"
#include "judge/judge.hpp"
#include "report/console.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/junit.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_baseline = std::size_t{1} << 20U;

std::vector<std::string> left_out(const trace::recorded_run& recorded,
                                  const std::vector<scenario::scenario_file>& all) {
  std::set<std::string> recorded_ids;
  for (const auto& each : recorded.cases) {
    recorded_ids.insert(each.what.case_id());
  }
  std::vector<std::string> out;
  for (const auto& file : all) {
    for (const auto& each : file.cases) {
      if (auto id = each.case_id(); !recorded_ids.contains(id)) {
        out.push_back(std::move(id));
      }
    }
  }
  return out;
}

}  // namespace

std::string rendered(const judge::judged_run& run, const spec::law_book& law, const presentation& how) {
  switch (how.format) {
    case format::json:
      return report::json(run, law);
    case format::junit:
      return report::junit(run, law, {how.level, how.inconclusive_is_error});
    case format::html:
      return report::html(run, law);
    case format::nothing:
      return {};
    case format::console:
      break;
  }
  return report::console(run, law, {.colour = wants_colour(how.colour, STDOUT_FILENO)});
}

judge::judged_run judged(const trace::recorded_run& recorded, const spec::law_book& law,
                         const judge::baseline& expected, const std::vector<scenario::scenario_file>& all) {
  auto run = judge::judge(recorded, law);
  judge::apply(run, judge::for_version(expected, recorded.header.target.version), left_out(recorded, all));
  run.certificate = judge::certify(run, law);
  return run;
}

scenario::checked<judge::baseline> baseline_in(const fs::path& file, const spec::law_book& law) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    return judge::baseline{file.string(), {}};
  }
  const auto text = read_file(file.string(), max_baseline);
  if (!text) {
    return std::unexpected(scenario::problem_list{text.error()});
  }
  return judge::read_baseline(*text, file.string(), law);
}

base::result<void> write_files(const judge::judged_run& run, const spec::law_book& law,
                               const presentation& how, const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) {
    return std::unexpected(
        base::error{fmt::format("cannot make the folder: {}", failure.message()), folder.string(), 0, 0});
  }
  const std::array<std::pair<const char*, std::string>, 4> files{
      {{"result.json", report::json(run, law)},
       {"junit.xml", report::junit(run, law, {how.level, how.inconclusive_is_error})},
       {"report.html", report::html(run, law)},
       {"report.txt", report::console(run, law)}}};
  for (const auto& [name, text] : files) {
    if (auto written = write_file(folder / name, text); !written) {
      return written;
    }
  }
  return {};
}

exit_code present(const judge::judged_run& run, const spec::law_book& law, const presentation& how,
                  const std::optional<fs::path>& folder) {
  print(rendered(run, law, how));
  std::fflush(stdout);
  const auto what = judge::outcome_of(run, how.level);
  const auto code = exit_code_of(what);
  fmt::print(stderr, "dsnspec: {} (exit {}){}\n", name(what), static_cast<int>(code),
             folder ? fmt::format("; results in {}", folder->string()) : "");
  return code;
}

exit_code exit_code_of(judge::outcome what) {
  using judge::outcome;
  switch (what) {
    case outcome::as_expected:
      return exit_code::ok;
    case outcome::findings:
      return exit_code::findings;
    case outcome::target_died:
      return exit_code::target;
    case outcome::stale:
      return exit_code::stale;
    case outcome::nothing:
      return exit_code::no_match;
    case outcome::inconclusive:
      return exit_code::inconclusive;
    case outcome::broken:
      return exit_code::bug;
    case outcome::skipped:
      return exit_code::skipped;
  }
  return exit_code::bug;
}

}  // namespace dsnspec::cli
