#include "cli/matrix.hpp"

#include <filesystem>
#include <memory>
#include <set>
#include <utility>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "base/quote.hpp"
#include "cli/judge.hpp"
#include "cli/output.hpp"
#include "cli/results_folder.hpp"
#include "cli/run.hpp"
#include "cli/targets.hpp"
#include "report/matrix.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;

// Whether the run was made, whatever was found in it.
bool was_run(exit_code code) {
  return code != exit_code::usage && code != exit_code::target && code != exit_code::no_match &&
         code != exit_code::bug;
}

struct runs_made {
  std::vector<std::string> folders;
  exit_code worst = exit_code::ok;  // of those that couldn't be made
};

runs_made run_all(const std::vector<std::string>& targets, const fs::path& folder,
                  const matrix_options& options, const data_dir& data) {
  runs_made out;
  for (const auto& name : targets) {
    fmt::print(stderr, "dsnspec: {} ({} of {})\n", name, out.folders.size() + 1, targets.size());
    run_options how;
    how.target = name;
    how.cache = options.cache;
    how.out = (folder / fs::path(name).filename()).string();
    how.how.format = format::nothing;
    if (const auto code = run(how, data); was_run(code)) {
      out.folders.push_back(how.out);
    } else {
      complain(fmt::format("{} was not run to its end", base::excerpt(name, 60)));
      out.worst = code;
    }
  }
  return out;
}

base::result<void> write_pages(const std::vector<judge::judged_run>& runs, const spec::law_book& law,
                               const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) {
    return std::unexpected(
        base::error{fmt::format("cannot make the folder: {}", failure.message()), folder.string(), 0, 0});
  }
  std::vector<std::pair<std::string, std::string>> files{{"README.md", report::matrix_page(runs, law)},
                                                         {"matrix.json", report::matrix_json(runs, law)}};
  for (const auto& run : runs) {
    files.emplace_back(report::matrix_target_file(run), report::matrix_target_page(run, law));
  }
  for (const auto& [name, text] : files) {
    if (auto written = write_file(folder / name, text); !written) {
      return written;
    }
  }
  return {};
}

scenario::checked<std::vector<judge::judged_run>> judge_all(const std::vector<std::string>& folders,
                                                            const data_dir& data) {
  std::vector<judge::judged_run> out;
  std::set<std::string> pages;
  for (const auto& folder : folders) {
    judge_options from;
    from.trace = folder;
    auto got = judge_again(from, data);
    if (!got) {
      return std::unexpected(got.error());
    }
    if (!pages.insert(report::matrix_target_file(got->run)).second) {
      return std::unexpected(scenario::problem_list{base::error{
          fmt::format("there are two runs of '{}'", base::excerpt(got->run.header.target.name, 60)), folder,
          0, 0}});
    }
    out.push_back(std::move(got->run));
  }
  return out;
}

std::string all_from(const std::vector<std::string>& folders) {
  std::string out;
  for (const auto& folder : folders) {
    out += fmt::format(" --from {}", folder);
  }
  return out;
}

}  // namespace

exit_code matrix(const matrix_options& options, const data_dir& data) {
  auto targets = options.targets;
  if (targets.empty() && options.from.empty()) {
    auto all = target_names(data);
    if (!all) {
      return refuse(all.error());
    }
    targets = std::move(*all);
  }
  for (const auto& name : targets) {
    if (const auto known = target_folder(name, data); !known) {
      return refuse(known.error());
    }
  }
  auto folders = options.from;
  if (!targets.empty()) {
    const auto folder = results_folder(options.runs, "matrix");
    if (!folder) {
      return refuse(folder.error());
    }
    auto made = run_all(targets, *folder, options, data);
    folders.insert(folders.end(), made.folders.begin(), made.folders.end());
    if (made.worst != exit_code::ok) {
      complain(
          "no page is written, because not every target was run",
          folders.empty() ? "" : fmt::format("'dsnspec matrix{}' takes what there is", all_from(folders)));
      return made.worst;
    }
  }
  const auto law = data.law();
  if (!law) {
    return refuse(law.error());
  }
  const auto runs = judge_all(folders, data);
  if (!runs) {
    return refuse(runs.error());
  }
  if (auto written = write_pages(*runs, *law, options.out); !written) {
    return refuse(written.error());
  }
  fmt::print(stderr, "dsnspec: {} mail systems; see {}\n", runs->size(),
             (fs::path(options.out) / "README.md").string());
  return exit_code::ok;
}

void add_matrix(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand("matrix", "run every target and write what they come to, side by side");
  auto options = std::make_shared<matrix_options>();
  options->out = "dsnspec-matrix";
  verb->add_option("TARGET", options->targets,
                   "only these: names from 'dsnspec list targets', or paths of folders like those")
      ->type_name("");
  verb->add_option("--from", options->from,
                   "a recorded run, its folder or trace, that is judged again and taken as it is; may be "
                   "repeated")
      ->type_name("RUN")
      ->allow_extra_args(false);
  verb->add_option("--runs", options->runs, "folder for the runs that are made, each in one of its own")
      ->type_name("DIR")
      ->default_str("dsnspec-runs/<UTC time>-matrix");
  verb->add_option("--out", options->out, "folder for README.md, a page for each target, and matrix.json")
      ->type_name("DIR")
      ->capture_default_str();
  verb->add_option("--cache", options->cache, "folder for the unpacked packages of targets")
      ->type_name("DIR");
  verb->footer(
      "Without TARGET and --from, all targets are run. Findings don't make the exit code; a target that\n"
      "can't be run does.\n"
      "\n"
      "Examples:\n"
      "  dsnspec matrix\n"
      "  dsnspec matrix --out reports/published    as the pages of this repository are made\n"
      "  dsnspec matrix postfix exim --out two\n"
      "  dsnspec matrix --from dsnspec-runs/20260131T120000Z-postfix --out one");
  verb->callback([options, &data, &result] { result = matrix(*options, data); });
}

}  // namespace dsnspec::cli
