#include "cli/explain.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/glob.hpp"
#include "base/quote.hpp"
#include "cli/output.hpp"
#include "report/coverage.hpp"
#include "report/findings.hpp"
#include "report/text.hpp"
#include "scenario/yaml_reader.hpp"

namespace dsnspec::cli {
namespace {

using report::printable;
using scenario::scenario_file;

constexpr std::size_t max_suggestions = 10;

// The ids that hold the given words, else the one that resembles it.
std::vector<std::string> suggestions(const std::string& id, const spec::law_book& law,
                                     const std::vector<scenario_file>& all) {
  std::vector<std::string_view> known;
  for (const auto& [each, row] : law.rows()) {
    known.push_back(each);
  }
  for (const auto& file : all) {
    known.push_back(file.id);
  }
  std::vector<std::string> out;
  for (const auto each : known) {
    if (out.size() < max_suggestions && base::glob_match("*" + id + "*", each)) {
      out.emplace_back(each);
    }
  }
  if (const auto nearest = scenario::closest(id, known); out.empty() && !nearest.empty()) {
    out.emplace_back(nearest);
  }
  return out;
}

// The lines of a YAML text, each made printable by itself.
std::string indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out += fmt::format("    {}\n", printable(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// The lines of an example; in a passage of a report the octets that can't be shown are quoted.
std::string example_text(const std::string& heading, const std::string& text) {
  return fmt::format("  {}:\n{}", heading, indented(text));
}

exit_code unknown(const std::string& id, const spec::law_book& law, const std::vector<scenario_file>& all) {
  const auto near = suggestions(id, law, all);
  complain(fmt::format("no requirement and no scenario is called '{}'", base::excerpt(id, 100)),
           near.empty() ? "'dsnspec list requirements' and 'dsnspec list scenarios' show what there is"
                        : fmt::format("did you mean: {}", fmt::join(near, ", ")));
  return exit_code::usage;
}

}  // namespace

std::string explanation(const spec::requirement& row, const judge::coverage& watched) {
  std::string out =
      fmt::format("{}\n  {}, {}\n  role      {}\n  impact    {}\n\n  rule      {}\n  observed  {}\n",
                  printable(row.id), row.citation(), name(row.level), name(row.role), name(row.impact),
                  printable(report::rule_text(row)), printable(row.observed));
  if (!row.stand.empty()) {
    out += fmt::format("  stand     {}\n", printable(row.stand));
  }
  return out + "\n" + report::watch_details(row, watched);
}

std::string explanation(const scenario::example& shown) {
  const std::string where = shown.report.empty() ? "" : ", in a report";
  return "\n" + example_text("Good" + where, shown.good) + example_text("Bad" + where, shown.bad);
}

std::string explanation(const scenario_file& file, const scenario::scenario* one_case,
                        const spec::law_book& law) {
  std::string cases;
  std::set<std::string> needs;
  std::set<std::string> shown;
  for (const auto& each : file.cases) {
    if (one_case != nullptr && one_case->case_id() != each.case_id()) {
      continue;
    }
    cases += fmt::format("    {}\n", printable(each.case_id()));
    needs.insert(each.needs.begin(), each.needs.end());
    shown.insert(each.shows.begin(), each.shows.end());
  }
  std::string out = fmt::format("{}\n  {}\n", printable(file.id),
                                printable(one_case == nullptr ? file.cases.front().title : one_case->title));
  if (!needs.empty()) {
    out += fmt::format("  needs     {}\n", printable(fmt::format("{}", fmt::join(needs, ", "))));
  }
  out += "\n  Shows:\n";
  for (const auto& id : shown) {
    const auto* row = law.find(id);
    out += fmt::format(
        "    {}{}\n", printable(id),
        row == nullptr ? "" : fmt::format(" ({}): {}", name(row->level), printable(report::rule_text(*row))));
  }
  return out + fmt::format("\n  Cases:\n{}\n  {}:\n{}", cases, printable(file.source), indented(file.text));
}

exit_code explain(const std::string& id, const data_dir& data) {
  const auto law = data.law();
  if (!law) {
    return refuse(law.error());
  }
  const auto all = data.scenarios(*law);
  if (!all) {
    return refuse(all.error());
  }
  if (const auto* row = law->find(id)) {
    const auto examples = scenario::load_examples(*data.path() / "scenarios" / "examples", *law);
    if (!examples) {
      return refuse(examples.error());
    }
    const auto shown = examples->find(row->restates.empty() ? row->id : row->restates);
    print(explanation(*row, judge::coverage(*all)) +
          (shown == examples->end() ? "" : explanation(shown->second)));
    return exit_code::ok;
  }
  for (const auto& file : *all) {
    const auto one = std::find_if(file.cases.begin(), file.cases.end(),
                                  [&id](const scenario::scenario& each) { return each.case_id() == id; });
    if (file.id == id || one != file.cases.end()) {
      print(explanation(file, file.id == id ? nullptr : &*one, *law));
      return exit_code::ok;
    }
  }
  return unknown(id, *law, *all);
}

}  // namespace dsnspec::cli
