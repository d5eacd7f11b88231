#include "cli/options.hpp"

#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/baseline.hpp"
#include "cli/explain.hpp"
#include "cli/judge.hpp"
#include "cli/list.hpp"
#include "cli/report.hpp"
#include "cli/run.hpp"
#include "cli/schema.hpp"

namespace dsnspec::cli {
namespace {

using spec::role;

const std::map<std::string, role>& role_words() {
  static const auto words = [] {
    std::map<std::string, role> out;
    for (const auto each :
         {role::submission, role::relay_conforming, role::relay_nonconforming, role::local_delivery,
          role::alias, role::list, role::report_format, role::smtputf8}) {
      out.emplace(role_word(each), each);
    }
    return out;
  }();
  return words;
}

const std::map<std::string, spec::level>& level_words() {
  using spec::level;
  static const std::map<std::string, level> words = {
      {"must", level::must},     {"must-not", level::must_not},
      {"should", level::should}, {"should-not", level::should_not},
      {"may", level::may},       {"grammar", level::grammar}};
  return words;
}

void add_selection(CLI::App& verb, selection& which) {
  verb.add_option("--only", which.only,
                  "only what matches this pattern of ids; * is any text; may be repeated")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  verb.add_option("--section", which.sections,
                  "only this section and those below it, as in 5.2.2 or rfc3464/2.3")
      ->type_name("SECTION")
      ->allow_extra_args(false);
  verb.add_option("--role", which.roles, "only what binds this role of a mail system")
      ->transform(CLI::CheckedTransformer(role_words(), CLI::ignore_case).description(""))
      ->type_name("ROLE")
      ->allow_extra_args(false);
}

const std::map<std::string, format>& format_words() {
  static const std::map<std::string, format> words = {
      {"console", format::console}, {"json", format::json}, {"junit", format::junit}, {"html", format::html}};
  return words;
}

void add_presentation(CLI::App& verb, presentation& how) {
  static const std::map<std::string, judge::threshold> levels = {
      {"must", judge::threshold::must}, {"should", judge::threshold::should}, {"may", judge::threshold::may}};
  verb.add_option("--format", how.format, "what goes to stdout: console, json, junit or html")
      ->transform(CLI::CheckedTransformer(format_words()).description(""))
      ->type_name("FORMAT")
      ->default_str("console");
  verb.add_option("--level", how.level, "which findings make the exit code 1: must, should or may")
      ->transform(CLI::CheckedTransformer(levels).description(""))
      ->type_name("LEVEL")
      ->default_str("must");
  verb.add_option("--color,--colour", how.colour, "always, never or auto")
      ->check(CLI::IsMember({"always", "never", "auto"}).description(""))
      ->type_name("WHEN")
      ->default_str("auto");
  verb.add_flag("--junit-inconclusive-error", how.inconclusive_is_error,
                "in JUnit an inconclusive result is an error, not skipped");
}

// Whose baseline: a file's or a target's.
std::pair<CLI::Option*, CLI::Option*> add_baseline_choice(CLI::App& verb, judge_options& options) {
  auto* file = verb.add_option("--baseline", options.baseline, "file of known findings")->type_name("FILE");
  auto* name =
      verb.add_option("--target", options.target, "the target whose baseline is taken; else the trace's own")
          ->type_name("TARGET");
  file->excludes(name);
  return {file, name};
}

}  // namespace

void add_run(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb =
      app.add_subcommand("run", "test a mail system: play the scenarios around it and judge what was seen");
  auto options = std::make_shared<run_options>();
  verb->add_option(
          "TARGET", options->target,
          "what to test: a name from 'dsnspec list targets', or the path of a folder like those; without "
          "it dsnspec's own mail system")
      ->type_name("");
  verb->add_option("--defect", options->defects, "switch on a defect in our own mail system; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  verb->add_option("--variation", options->variations, "the same with a permitted variation")
      ->type_name("NAME")
      ->allow_extra_args(false);
  add_selection(*verb, options->which);
  add_presentation(*verb, options->how);
  verb->add_option("--out", options->out,
                   "folder for trace.ndjson, result.json, junit.xml, report.html, report.txt")
      ->type_name("DIR")
      ->default_str("dsnspec-runs/<UTC time>-<target>");
  verb->add_option("--jobs", options->jobs, "how many submissions are under way at once")
      ->check(CLI::Range(1, 1000).description(""))
      ->type_name("N");
  verb->add_flag("--no-baseline", options->no_baseline,
                 "count the findings that the target's baseline expects, too");
  verb->add_option("--prefix", options->prefix,
                   "a build of your own, laid over the target's package: the folder that has usr/ in it")
      ->type_name("DIR");
  verb->add_option("--cache", options->cache, "folder for the unpacked packages of targets")
      ->type_name("DIR");
  add_attach(*verb, options->attach);
  verb->add_option("--adapter", options->adapter,
                   "a command that stands for a mail system of any kind, instead of a target; see "
                   "docs/adapters.md")
      ->type_name("COMMAND")
      ->excludes("--attach");
  verb->footer(
      "Examples:\n"
      "  dsnspec run\n"
      "  dsnspec run postfix\n"
      "  dsnspec run --attach 127.0.0.1:25 --route 127.0.0.1:2525\n"
      "  dsnspec run postfix --only 'rfc3461/5.2.2/*'\n"
      "  dsnspec run postfix --section 5.3 --level should\n"
      "  dsnspec run postfix --format json --out results > result.json");
  verb->callback([options, &data, &result] { result = run(*options, data); });
}

void add_judge(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand("judge", "judge a recorded run again, without the mail system");
  auto options = std::make_shared<judge_options>();
  verb->add_option("TRACE", options->trace, "a trace, the folder of a run, or - for stdin")
      ->type_name("")
      ->required();
  add_presentation(*verb, options->how);
  auto [file, name] = add_baseline_choice(*verb, *options);
  auto* none = verb->add_flag("--no-baseline", options->no_baseline, "no finding is known");
  file->excludes(none);
  name->excludes(none);
  verb->add_option("--out", options->out, "folder for result.json, junit.xml, report.html, report.txt")
      ->type_name("DIR");
  verb->footer(
      "Examples:\n"
      "  dsnspec judge dsnspec-runs/20260131T120000Z-postfix\n"
      "  dsnspec judge trace.ndjson --format json");
  verb->callback([options, &data, &result] { result = judge_trace(*options, data); });
}

void add_baseline(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand("baseline", "hold the known findings of a target against a recorded run");
  verb->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, auto action) {
    auto* each = verb->add_subcommand(name, what);
    auto options = std::make_shared<baseline_options>();
    each->add_option("RUN", options->from.trace, "the folder of a run, a trace, or - for stdin")
        ->type_name("")
        ->required();
    add_baseline_choice(*each, options->from);
    each->callback([options, action, &data, &result] { result = action(*options, data); });
    return std::pair{each, options};
  };
  const auto [write, options] =
      add("write", "print the baseline that expects this run; reasons of what is new are left to you",
          write_baseline);
  write->add_option("-o,--output", options->file, "the file to write; else stdout")->type_name("FILE");
  write->footer(
      "Example:\n"
      "  dsnspec baseline write dsnspec-runs/20260131T120000Z-mymta --target ./mymta -o mymta/baseline.yaml");
  const auto [verify, of_verify] =
      add("verify", "tell what each entry stands for in this run; exit code as with judge", verify_baseline);
  verify->footer("Example:\n  dsnspec baseline verify dsnspec-runs/20260131T120000Z-postfix");
  verb->footer(
      "Examples:\n"
      "  dsnspec baseline verify dsnspec-runs/20260131T120000Z-postfix\n"
      "  dsnspec baseline write dsnspec-runs/20260131T120000Z-mymta --target ./mymta -o mymta/baseline.yaml");
}

void add_report(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand("report", "show a recorded run to others, as a page or for programs");
  auto options = std::make_shared<report_options>();
  options->from.how.format = format::html;
  options->from.how.colour = "never";
  verb->add_option("RUN", options->from.trace, "the folder of a run, a trace, or - for stdin")
      ->type_name("")
      ->required();
  verb->add_option("--to", options->from.how.format, "html, junit, json or console")
      ->transform(CLI::CheckedTransformer(format_words()).description(""))
      ->type_name("FORMAT")
      ->default_str("html");
  verb->add_option("-o,--output", options->file, "the file to write; else stdout")->type_name("FILE");
  verb->add_flag("--no-baseline", options->from.no_baseline, "no finding is known");
  verb->footer(
      "Examples:\n"
      "  dsnspec report dsnspec-runs/20260131T120000Z-postfix -o postfix.html\n"
      "  dsnspec report trace.ndjson --to json");
  verb->callback([options, &data, &result] { result = report_run(*options, data); });
}

void add_list(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand("list", "list scenarios, requirements, targets, defects or variations");
  auto options = std::make_shared<list_options>();
  verb->add_option("WHAT", options->what,
                   "scenarios, requirements, targets, or the defects or variations of our own mail system")
      ->check(
          CLI::IsMember({"scenarios", "requirements", "targets", "defects", "variations"}).description(""))
      ->type_name("")
      ->default_str("scenarios");
  add_selection(*verb, options->which);
  verb->add_option("--level", options->levels,
                   "requirements: must, must-not, should, should-not, may or grammar")
      ->transform(CLI::CheckedTransformer(level_words(), CLI::ignore_case).description(""))
      ->type_name("LEVEL")
      ->allow_extra_args(false);
  verb->add_flag("--cases", options->cases, "scenarios: the id of every concrete case");
  verb->add_flag("--unwatched", options->unwatched,
                 "requirements: only those that could be watched and are not");
  static const std::map<std::string, bool> formats = {{"text", false}, {"markdown", true}};
  verb->add_option("--format", options->markdown,
                   "requirements: text, or markdown with counts and all watchers")
      ->transform(CLI::CheckedTransformer(formats).description(""))
      ->type_name("FORMAT")
      ->default_str("text");
  verb->footer(
      "Examples:\n"
      "  dsnspec list scenarios --cases\n"
      "  dsnspec list requirements --section 5.2.2 --level must\n"
      "  dsnspec list requirements --role list\n"
      "  dsnspec list requirements --format markdown > reports/published/coverage.md");
  verb->callback([options, &data, &result] { result = list(*options, data); });
}

void add_explain(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand("explain", "explain a requirement or a scenario");
  auto id = std::make_shared<std::string>();
  verb->add_option("ID", *id, "id of a requirement, a scenario or a case")->type_name("")->required();
  verb->footer("Example:\n  dsnspec explain rfc3461/5.2.2/relayed-dsn-for-success");
  verb->callback([id, &data, &result] { result = explain(*id, data); });
}

void add_schema(CLI::App& app, const data_dir& data, exit_code& result) {
  auto* verb = app.add_subcommand("schema", "print the JSON Schema of one of the formats");
  auto name = std::make_shared<std::string>();
  verb->add_option("NAME", *name, "which one; without it: the names of all")->type_name("");
  verb->footer("Example:\n  dsnspec schema result");
  verb->callback([name, &data, &result] { result = schema(*name, data); });
}

}  // namespace dsnspec::cli
