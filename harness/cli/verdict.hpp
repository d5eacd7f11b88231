// From a recorded run to what the user gets: the judged run, the files, the format asked for, the exit code.
// What `run` and `judge` have in common, so that they say the same.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "judge/baseline.hpp"
#include "judge/outcome.hpp"
#include "judge/verdict.hpp"
#include "scenario/loader.hpp"
#include "spec/law_book.hpp"
#include "trace/run.hpp"

namespace dsnspec::cli {

enum class format { console, json, junit, html, nothing };

struct presentation {
  cli::format format = format::console;
  judge::threshold level = judge::threshold::must;
  std::string colour = "auto";         // "always", "never"
  bool inconclusive_is_error = false;  // in JUnit
};

// Judged by this law, with certificate, known findings and stale entries. `all`: every scenario there is;
// what of them the run didn't play makes no entry stale.
judge::judged_run judged(const trace::recorded_run& recorded, const spec::law_book& law,
                         const judge::baseline& expected, const std::vector<scenario::scenario_file>& all);

// The baseline in this file; without entries when there is no such file.
scenario::checked<judge::baseline> baseline_in(const std::filesystem::path& file, const spec::law_book& law);

// result.json, junit.xml, report.html and report.txt into the folder, which is made when it isn't there.
base::result<void> write_files(const judge::judged_run& run, const spec::law_book& law,
                               const presentation& how, const std::filesystem::path& folder);

// The run in the format asked for.
std::string rendered(const judge::judged_run& run, const spec::law_book& law, const presentation& how);

// The format asked for to stdout, and one line to stderr: what it comes to, and where the files are.
exit_code present(const judge::judged_run& run, const spec::law_book& law, const presentation& how,
                  const std::optional<std::filesystem::path>& folder);

exit_code exit_code_of(judge::outcome what);

}  // namespace dsnspec::cli
