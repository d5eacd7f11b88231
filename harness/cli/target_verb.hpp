// dsnspec target check: whether a target of one's own, or an adapter, does what runs need of it.
#pragma once

#include <string>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace dsnspec::cli {

struct target_check_options {
  std::string target;   // as for run; or
  std::string adapter;  // a command
  std::string cache;
};

void add_target_verb(CLI::App& app, const data_dir& data, exit_code& result);

// 0: all is right; 1: something is wrong with it; 3: it could not be tried.
exit_code check_target(const target_check_options& options, const data_dir& data);

}  // namespace dsnspec::cli
