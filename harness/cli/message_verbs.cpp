// The command lines of lint, parse and generate, in CLI11's terms: in one file, because its header is costly.
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/generate.hpp"
#include "cli/lint.hpp"
#include "cli/parse.hpp"

namespace dsnspec::cli {

void add_lint(CLI::App& app, const data_dir& data, exit_code& result) {
  static const std::map<std::string, bool> formats = {{"text", false}, {"json", true}};
  static const std::map<std::string, dsn::profile> profiles = {{"any", dsn::profile::any},
                                                               {"smtp", dsn::profile::smtp}};
  static const std::map<std::string, lint_level> levels = {
      {"must", lint_level::must}, {"should", lint_level::should}, {"may", lint_level::may}};
  auto command = std::make_shared<lint_command>();
  auto* verb = app.add_subcommand("lint", "check delivery status notifications");
  verb->add_option("FILE", command->files, "a message, an mbox, a Maildir, or - for stdin")
      ->type_name("")
      ->required();
  verb->add_option("--format", command->json, "text or json")
      ->transform(CLI::CheckedTransformer(formats).description(""))
      ->type_name("FORMAT")
      ->default_str("text");
  verb->add_option("--profile", command->profile,
                   "any: RFC 3464 and 6522; smtp: also RFC 3461, for reports on messages that came by SMTP")
      ->transform(CLI::CheckedTransformer(profiles).description(""))
      ->type_name("PROFILE")
      ->default_str("any");
  verb->add_option("--level", command->level, "which findings make the exit code 1: must, should or may")
      ->transform(CLI::CheckedTransformer(levels).description(""))
      ->type_name("LEVEL")
      ->default_str("must");
  verb->footer(
      "Example:\n"
      "  dsnspec lint --profile smtp bounce.eml ~/Maildir\n"
      "  dsnspec explain rfc3464/2.3.3/action-value      what a finding is about\n");
  verb->callback([command, &data, &result] { result = lint_files(*command, data); });
}

void add_parse(CLI::App& app, exit_code& result) {
  auto command = std::make_shared<parse_command>();
  auto* verb = app.add_subcommand("parse", "print a delivery status notification as JSON");
  verb->add_option("FILE", command->file, "a message, an mbox, a Maildir, or - for stdin")
      ->type_name("")
      ->required();
  verb->add_option("--number", command->number, "which message of an mbox or a Maildir, from 1")
      ->check(CLI::PositiveNumber.description(""))
      ->type_name("N");
  verb->footer(
      "Example:\n"
      "  dsnspec parse bounce.eml\n"
      "'dsnspec schema report' prints the schema of the output.\n");
  verb->callback([command, &result] { result = parse_file(*command); });
}

void add_generate(CLI::App& app, exit_code& result) {
  constexpr std::size_t most = 1'000'000;
  auto command = std::make_shared<generate_command>();
  auto* verb = app.add_subcommand("generate", "write a valid delivery status notification");
  auto* from =
      verb->add_option("--from-json", command->from_json,
                       "what to write: a description as --description prints it, or what parse prints; "
                       "- for stdin")
          ->type_name("FILE");
  auto* seed =
      verb->add_option("--seed", command->seed, "of a random one; the same seed gives the same octets")
          ->type_name("N")
          ->capture_default_str();
  auto* count = verb->add_option("--count", command->count, "that many random ones, as an mbox")
                    ->check(CLI::Range(std::size_t{1}, most).description(""))
                    ->type_name("N")
                    ->capture_default_str();
  auto* smtp = verb->add_flag("--smtp", command->options.smtp,
                              "only what a report on a message that came by SMTP may have (RFC 3461)");
  auto* global =
      verb->add_flag("--global", command->options.global, "message/global-delivery-status (RFC 6533)");
  verb->add_flag("--description", command->description, "print the description in JSON instead of the report")
      ->excludes(count);
  for (auto* each : {seed, count, smtp, global}) {
    from->excludes(each);
  }
  verb->footer(
      "Example:\n"
      "  dsnspec generate --seed 7 > report.eml\n"
      "  dsnspec generate --count 100 | dsnspec lint -\n"
      "  dsnspec generate --description > report.json       to be edited, and then\n"
      "  dsnspec generate --from-json report.json\n");
  verb->callback([command, &result] { result = generate_reports(*command); });
}

}  // namespace dsnspec::cli
