// dsnspec generate: writes delivery status notifications, from a description or at random by seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "cli/exit_code.hpp"
#include "dsn/generate.hpp"

namespace CLI {
class App;
}

namespace dsnspec::cli {

struct generate_command {
  std::uint64_t seed = 1;
  std::size_t count = 1;  // seeds seed, seed + 1, ...; more than one makes an mbox
  dsn::random_options options;
  std::string from_json;     // a file, or "-"; empty: at random
  bool description = false;  // print the description (JSON) instead of the report
};

// ok; usage when the description can't be read, or can't be written as a report.
exit_code generate_reports(const generate_command& command);

void add_generate(CLI::App& app, exit_code& result);

}  // namespace dsnspec::cli
