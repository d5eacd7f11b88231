#include "cli/list.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "cli/output.hpp"
#include "cli/targets.hpp"
#include "report/findings.hpp"
#include "report/text.hpp"
#include "target/target_reader.hpp"

namespace dsnspec::cli {
namespace {

using rows = std::vector<std::pair<std::string, std::string>>;  // id, description

exit_code show(const rows& all, const list_options& options) {
  if (all.empty()) {
    complain(fmt::format("no {} match {}", options.what, described(options.which)));
    return exit_code::no_match;
  }
  std::size_t width = 0;
  for (const auto& [id, words] : all) {
    width = std::max(width, id.size());
  }
  std::string text;
  for (const auto& [id, words] : all) {
    text += words.empty()
                ? report::printable(id) + "\n"
                : fmt::format("{:<{}}  {}\n", report::printable(id), width, report::printable(words));
  }
  print(text);
  return exit_code::ok;
}

exit_code list_requirements(const list_options& options, const data_dir& data) {
  const auto law = data.law();
  if (!law) {
    return refuse(law.error());
  }
  rows out;
  for (const auto& [id, row] : law->rows()) {
    const bool level_fits = options.levels.empty() || std::find(options.levels.begin(), options.levels.end(),
                                                                row.level) != options.levels.end();
    if (level_fits && selects(options.which, row)) {
      out.emplace_back(
          id, fmt::format("{:<10}  {:<13}  {}", name(row.level), name(row.impact), report::rule_text(row)));
    }
  }
  return show(out, options);
}

exit_code list_scenarios(const list_options& options, const data_dir& data) {
  const auto law = data.law();
  if (!law) {
    return refuse(law.error());
  }
  auto all = data.scenarios(*law);
  if (!all) {
    return refuse(all.error());
  }
  rows out;
  for (const auto& file : select(options.which, std::move(*all), *law)) {
    if (!options.cases) {
      out.emplace_back(file.id, fmt::format("{:>9}  {}", report::counted(file.cases.size(), "case"),
                                            file.cases.front().title));
      continue;
    }
    for (const auto& each : file.cases) {
      out.emplace_back(each.case_id(), "");
    }
  }
  return show(out, options);
}

exit_code list_targets(const list_options& options, const data_dir& data) {
  const auto names = target_names(data);
  if (!names) {
    return refuse(names.error());
  }
  rows out;
  for (const auto& each : *names) {
    const auto spec = target::load_target(*target_folder(each, data));
    if (!spec) {
      return refuse(spec.error());
    }
    out.emplace_back(each, spec->title);
  }
  return show(out, options);
}

}  // namespace

exit_code list(const list_options& options, const data_dir& data) {
  if (options.what == "requirements") {
    return list_requirements(options, data);
  }
  return options.what == "targets" ? list_targets(options, data) : list_scenarios(options, data);
}

}  // namespace dsnspec::cli
