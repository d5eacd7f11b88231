#include "cli/target_verb.hpp"

#include <cstdio>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/list.hpp"
#include "cli/output.hpp"
#include "cli/targets.hpp"
#include "report/text.hpp"
#include "runner/check.hpp"
#include "target/target_reader.hpp"

namespace dsnspec::cli {
namespace {

void show(const target::checked_item& item) {
  print(fmt::format("{:<6} {}{}{}\n",
                    item.skipped           ? "-"
                    : item.problem.empty() ? "ok"
                                           : "WRONG",
                    item.what, item.problem.empty() ? "" : ": ", report::printable(item.problem)));
  std::fflush(stdout);
}

exit_code verdict(bool right) {
  print(right ? "nothing is wrong\n" : "something is wrong\n");
  return right ? exit_code::ok : exit_code::findings;
}

}  // namespace

exit_code check_target(const target_check_options& options, const data_dir& data) {
  if (options.target.empty() == options.adapter.empty()) {
    complain("check what? A target or --adapter COMMAND", "'dsnspec target list' shows the targets");
    return exit_code::usage;
  }
  if (!options.adapter.empty()) {
    return verdict(runner::check_adapter(options.adapter, show));
  }
  const auto folder = target_folder(options.target, data);
  if (!folder) {
    return refuse(folder.error());
  }
  const auto spec = target::load_target(*folder);
  if (!spec) {
    return refuse(spec.error());
  }
  target::cache_options cache;
  cache.folder = options.cache;
  const auto right = runner::check_target(*spec, cache, show);
  if (!right) {
    complain(right.error().text());
    return exit_code::target;
  }
  return verdict(*right);
}

void add_target_verb(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand("target", "list the targets, or check one of your own or an adapter");
  verb->require_subcommand(1);
  auto* all = verb->add_subcommand("list", "the mail systems that come with dsnspec");
  all->footer("Example:\n  dsnspec target list");
  all->callback([&data, &result] {
    list_options options;
    options.what = "targets";
    result = list(options, data);
  });
  auto* check =
      verb->add_subcommand("check", "whether it starts, takes mail, lists it, stops and leaves nothing");
  auto options = std::make_shared<target_check_options>();
  check
      ->add_option("TARGET", options->target,
                   "a name from 'dsnspec target list', or the path of such a folder")
      ->type_name("");
  check->add_option("--adapter", options->adapter, "the command of an adapter; see docs/adapters.md")
      ->type_name("COMMAND");
  check->add_option("--cache", options->cache, "folder for the unpacked packages of targets")
      ->type_name("DIR");
  check->footer(
      "Examples:\n"
      "  dsnspec target check ./mymta\n"
      "  dsnspec target check --adapter 'python3 examples/adapter.py'");
  check->callback([options, &data, &result] { result = check_target(*options, data); });
  verb->footer(
      "Examples:\n"
      "  dsnspec target list\n"
      "  dsnspec target check ./mymta\n"
      "  dsnspec target check --adapter 'python3 examples/adapter.py'");
}

}  // namespace dsnspec::cli
