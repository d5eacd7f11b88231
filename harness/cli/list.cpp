#include "cli/list.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "cli/output.hpp"
#include "cli/targets.hpp"
#include "judge/watchers.hpp"
#include "report/coverage.hpp"
#include "report/findings.hpp"
#include "report/text.hpp"
#include "scenario/catalogue_reader.hpp"
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

bool selected(const list_options& options, const spec::requirement& row) {
  const bool level_fits = options.levels.empty() || std::find(options.levels.begin(), options.levels.end(),
                                                              row.level) != options.levels.end();
  return level_fits && selects(options.which, row);
}

exit_code show_requirements(const std::vector<const spec::requirement*>& all, const judge::coverage& watched,
                            const list_options& options) {
  std::size_t width = 0;
  for (const auto* row : all) {
    width = std::max(width, report::watch_summary(*row, watched).size());
  }
  rows out;
  for (const auto* row : all) {
    out.emplace_back(row->id,
                     fmt::format("{:<10}  {:<13}  {:<{}}  {}", name(row->level), name(row->impact),
                                 report::watch_summary(*row, watched), width, report::rule_text(*row)));
  }
  return show(out, options);
}

exit_code list_requirements(const list_options& options, const data_dir& data) {
  const auto law = data.law();
  if (!law) {
    return refuse(law.error());
  }
  const auto scenarios = data.scenarios(*law);
  if (!scenarios) {
    return refuse(scenarios.error());
  }
  const judge::coverage watched(*scenarios);
  std::vector<const spec::requirement*> out;
  std::size_t left_out = 0;
  for (const auto& [id, row] : law->rows()) {
    if (!selected(options, row)) {
      continue;
    }
    if (options.unwatched && watched.status(row) != judge::watch::open) {
      ++left_out;
    } else {
      out.push_back(&row);
    }
  }
  if (out.empty() && left_out != 0) {
    print(fmt::format("{}: nothing that can be watched is unwatched\n",
                      report::counted(left_out, "requirement")));
    return exit_code::ok;
  }
  if (!options.markdown || out.empty()) {
    return show_requirements(out, watched, options);
  }
  print(report::coverage_markdown(out, watched));
  return exit_code::ok;
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

// What there is to be switched on in the reference mail system.
exit_code list_catalogue(const list_options& options, const data_dir& data) {
  const auto law = data.law();
  if (!law) {
    return refuse(law.error());
  }
  const auto scenarios = data.scenarios(*law);
  if (!scenarios) {
    return refuse(scenarios.error());
  }
  const auto all = scenario::load_catalogue(*data.path() / "scenarios" / "selftest", *law, *scenarios);
  if (!all) {
    return refuse(all.error());
  }
  rows out;
  for (const auto& each : all->defects) {
    if (options.what == "defects") {
      out.emplace_back(each.name, each.sentence);
    }
  }
  for (const auto& each : all->variations) {
    if (options.what == "variations") {
      out.emplace_back(each.name, fmt::format("{} ({})", each.sentence, each.permitted_by));
    }
  }
  return show(out, options);
}

}  // namespace

exit_code list(const list_options& options, const data_dir& data) {
  if ((options.markdown || options.unwatched) && options.what != "requirements") {
    complain("--format markdown and --unwatched are about requirements", "dsnspec list requirements ...");
    return exit_code::usage;
  }
  if (options.what == "requirements") {
    return list_requirements(options, data);
  }
  if (options.what == "defects" || options.what == "variations") {
    return list_catalogue(options, data);
  }
  return options.what == "targets" ? list_targets(options, data) : list_scenarios(options, data);
}

}  // namespace dsnspec::cli
