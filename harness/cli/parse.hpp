// dsnspec parse FILE: a message as JSON, by report.schema.json.
#pragma once

#include <cstddef>
#include <string>

#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace dsnspec::cli {

struct parse_command {
  std::string file;        // as message_files.hpp takes it
  std::size_t number = 0;  // which message of an mbox or a Maildir, from 1; 0: there must be one only
};

// ok, also for a message that is no report: the JSON says so. usage when the file can't be read or has not
// that message.
exit_code parse_file(const parse_command& command);

void add_parse(CLI::App& app, exit_code& result);

}  // namespace dsnspec::cli
