// dsnspec matrix [TARGET...]: runs every target and writes what they come to, side by side.
#pragma once

#include <string>
#include <vector>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace dsnspec::cli {

struct matrix_options {
  std::vector<std::string> targets;  // empty, and no recorded runs either: all that come with dsnspec
  std::vector<std::string> from;     // traces or folders of runs, which are judged again
  std::string runs;                  // the folder that gets a folder for each run made
  std::string out;                   // for README.md, NAME.md and matrix.json
  std::string cache;                 // empty: the user's cache folder
};

void add_matrix(CLI::App& app, const data_dir& data, exit_code& result);

// One run after the other, each kept in a folder of its own. A target that can't be run ends it with its
// exit code after the others have had their turn, and then no page is written: --from takes what there is.
// Findings don't become the exit code.
exit_code matrix(const matrix_options& options, const data_dir& data);

}  // namespace dsnspec::cli
