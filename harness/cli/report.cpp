#include "cli/report.hpp"

#include "cli/output.hpp"
#include "cli/verdict.hpp"

namespace dsnspec::cli {

exit_code report_run(const report_options& options, const data_dir& data) {
  const auto got = judge_again(options.from, data);
  if (!got) {
    return refuse(got.error());
  }
  const auto text = rendered(got->run, got->law, options.from.how);
  if (options.file.empty()) {
    print(text);
  } else if (auto written = write_file(options.file, text); !written) {
    return refuse(written.error());
  }
  return exit_code::ok;
}

}  // namespace dsnspec::cli
