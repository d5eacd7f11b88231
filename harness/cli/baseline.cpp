#include "cli/baseline.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "cli/output.hpp"
#include "judge/outcome.hpp"
#include "report/baseline.hpp"
#include "report/text.hpp"

namespace dsnspec::cli {

exit_code write_baseline(const baseline_options& options, const data_dir& data) {
  const auto got = judge_again(options.from, data);
  if (!got) {
    return refuse(got.error());
  }
  const std::string text = report::baseline_yaml(got->run, got->expected);
  if (options.file.empty()) {
    print(text);
  } else if (auto written = write_file(options.file, text); !written) {
    return refuse(written.error());
  }
  return exit_code::ok;
}

exit_code verify_baseline(const baseline_options& options, const data_dir& data) {
  const auto got = judge_again(options.from, data);
  if (!got) {
    return refuse(got.error());
  }
  print(report::baseline_text(got->run, got->expected));
  return exit_code_of(judge::outcome_of(got->run, options.from.how.level));
}

}  // namespace dsnspec::cli
