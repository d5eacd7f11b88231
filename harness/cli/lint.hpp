// dsnspec lint FILE...: holds delivery status notifications against RFC 3464, 6522 and, if wanted, 3461.
#pragma once

#include <string>
#include <vector>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "dsn/lint.hpp"

namespace CLI {
class App;
}

namespace dsnspec::cli {

// Which findings make the exit code 1.
enum class lint_level { must, should, may };

struct lint_command {
  std::vector<std::string> files;  // as message_files.hpp takes them
  bool json = false;
  dsn::profile profile = dsn::profile::any;
  lint_level level = lint_level::must;
};

// A message in a file of its own is meant to be a report; those of an mbox with several and of a Maildir are
// passed over when they are none. Prints findings, gravest first, and a summary; with `json` one document by
// lint.schema.json.
//
// ok; findings; usage when a file can't be read, after the others were; skipped when there was no report.
exit_code lint_files(const lint_command& command, const data_dir& data);

void add_lint(CLI::App& app, const data_dir& data, exit_code& result);

}  // namespace dsnspec::cli
