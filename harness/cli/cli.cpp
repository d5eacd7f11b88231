#include "cli/cli.hpp"

#include <cstdio>
#include <exception>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "cli/generate.hpp"
#include "cli/lint.hpp"
#include "cli/matrix.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/parse.hpp"
#include "cli/selftest.hpp"
#include "cli/target_verb.hpp"

namespace dsnspec::cli {
namespace {

constexpr const char* footer =
    "Examples:\n"
    "  dsnspec run postfix                  test a mail system\n"
    "  dsnspec explain rfc3461/5.2.2/...    what a finding is about\n"
    "  dsnspec lint bounce.eml              check a delivery status notification\n"
    "\n"
    "Exit codes: 0 as expected, 1 unexpected findings, 2 wrong usage or a broken file, 3 the target could "
    "not start or\n"
    "died, 4 stale baseline entries, 5 the selection matched nothing, 6 only inconclusive results, 70 a bug "
    "in dsnspec,\n"
    "77 everything was skipped.";

// Help and version go to stdout, mistakes to stderr with a way out.
exit_code parsed(CLI::App& app, int argc, const char* const* argv, const exit_code& result) {
  try {
    app.parse(argc, argv);
    return result;
  } catch (const CLI::Success& asked) {
    app.exit(asked);
    return exit_code::ok;
  } catch (const CLI::ParseError& mistake) {
    const auto verbs = app.get_subcommands();
    complain(mistake.what(), fmt::format("'dsnspec {}--help' tells what there is",
                                         verbs.empty() ? "" : verbs.front()->get_name() + " "));
    return exit_code::usage;
  }
}

exit_code run_verb(int argc, const char* const* argv, const char* source_dir) {
  const data_dir data(source_dir);
  exit_code result = exit_code::ok;
  CLI::App app{
      "dsnspec tells whether a mail system handles Delivery Status Notifications as RFC 3461 and RFC 3464 "
      "say.",
      "dsnspec"};
  app.set_help_flag("-h,--help", "print this and exit");
  app.set_version_flag("--version", "dsnspec " DSNSPEC_VERSION, "print the version and exit");
  app.require_subcommand(1);
  app.footer(footer);
  add_run(app, data, result);
  add_judge(app, data, result);
  add_report(app, data, result);
  add_matrix(app, data, result);
  add_baseline(app, data, result);
  add_list(app, data, result);
  add_target_verb(app, data, result);
  add_selftest(app, data, result);
  add_explain(app, data, result);
  add_lint(app, data, result);
  add_parse(app, result);
  add_generate(app, result);
  add_schema(app, data, result);
  return parsed(app, argc, argv, result);
}

}  // namespace

int main(int argc, const char* const* argv, const char* source_dir) {
  try {
    auto result = run_verb(argc, argv, source_dir);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      complain("cannot write to stdout");
      result = result == exit_code::ok ? exit_code::usage : result;
    }
    return static_cast<int>(result);
  } catch (const std::exception& bug) {
    complain(fmt::format("a bug in dsnspec: {}", bug.what()), "please report it with the command line");
  } catch (...) {
    complain("a bug in dsnspec", "please report it with the command line");
  }
  return static_cast<int>(exit_code::bug);
}

}  // namespace dsnspec::cli
