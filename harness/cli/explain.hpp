// dsnspec explain ID: all that is known of a requirement or a scenario, and who watches the requirement.
#pragma once

#include <string>

#include "cli/data_dir.hpp"
#include "cli/exit_code.hpp"
#include "judge/watchers.hpp"
#include "scenario/example_reader.hpp"
#include "scenario/loader.hpp"

namespace dsnspec::cli {

exit_code explain(const std::string& id, const data_dir& data);

// The texts it prints.
std::string explanation(const spec::requirement& row, const judge::coverage& watched);
// Where there is an example: what keeping and what breaking the requirement looks like.
std::string explanation(const scenario::example& shown);
// `one_case`: only this one; null: all of the file.
std::string explanation(const scenario::scenario_file& file, const scenario::scenario* one_case,
                        const spec::law_book& law);

}  // namespace dsnspec::cli
