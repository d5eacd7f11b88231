// The command lines of the verbs that work on runs: what they take, in CLI11's terms. The verbs themselves
// are in files of their own, free of CLI11.
//
// Each add_VERB makes a subcommand whose callback sets `result`; `result` and `data` must outlive the
// parsing.
#pragma once

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace dsnspec::cli {

void add_run(CLI::App& app, const data_dir& data, exit_code& result);
void add_judge(CLI::App& app, const data_dir& data, exit_code& result);
void add_baseline(CLI::App& app, const data_dir& data, exit_code& result);
void add_report(CLI::App& app, const data_dir& data, exit_code& result);
void add_list(CLI::App& app, const data_dir& data, exit_code& result);
void add_explain(CLI::App& app, const data_dir& data, exit_code& result);
void add_schema(CLI::App& app, const data_dir& data, exit_code& result);

}  // namespace dsnspec::cli
