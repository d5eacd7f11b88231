#include "cli/judge.hpp"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "cli/output.hpp"
#include "cli/targets.hpp"
#include "trace/reader.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_trace = std::size_t{4} << 30U;

std::string trace_file(const std::string& given) {
  std::error_code ignored;
  return given != "-" && fs::is_directory(given, ignored) ? (fs::path(given) / "trace.ndjson").string()
                                                          : given;
}

scenario::checked<judge::baseline> expected_by(const judge_options& options, const std::string& traced_target,
                                               const spec::law_book& law, const data_dir& data) {
  if (options.no_baseline) {
    return judge::baseline{};
  }
  if (!options.baseline.empty()) {
    std::error_code ignored;
    if (!fs::exists(options.baseline, ignored)) {
      return std::unexpected(scenario::problem_list{{"no such baseline", options.baseline, 0, 0}});
    }
    return baseline_in(options.baseline, law);
  }
  const auto folder = target_folder(options.target.empty() ? traced_target : options.target, data);
  if (folder) {
    return baseline_in(*folder / "baseline.yaml", law);
  }
  if (!options.target.empty()) {
    return std::unexpected(scenario::problem_list{folder.error()});
  }
  return judge::baseline{};  // a trace of somebody else's target: nothing is known of it
}

}  // namespace

scenario::checked<judged_trace> judge_again(const judge_options& options, const data_dir& data) {
  auto law = data.law();
  if (!law) {
    return std::unexpected(law.error());
  }
  const auto all = data.scenarios(*law);
  if (!all) {
    return std::unexpected(all.error());
  }
  const auto name = trace_file(options.trace);
  const auto text = read_file(name, max_trace);
  if (!text) {
    return std::unexpected(scenario::problem_list{text.error()});
  }
  const auto recorded = trace::read(*text, name, *law);
  if (!recorded) {
    return std::unexpected(scenario::problem_list{recorded.error()});
  }
  auto expected = expected_by(options, recorded->header.target.name, *law, data);
  if (!expected) {
    return std::unexpected(expected.error());
  }
  auto run = judged(*recorded, *law, *expected, *all);
  return judged_trace{std::move(*law), std::move(*expected), std::move(run)};
}

exit_code judge_trace(const judge_options& options, const data_dir& data) {
  const auto got = judge_again(options, data);
  if (!got) {
    return refuse(got.error());
  }
  std::optional<fs::path> folder;
  if (!options.out.empty()) {
    folder = options.out;
    if (auto written = write_files(got->run, got->law, options.how, *folder); !written) {
      return refuse(written.error());
    }
  }
  return present(got->run, got->law, options.how, folder);
}

}  // namespace dsnspec::cli
