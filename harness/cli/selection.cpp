#include "cli/selection.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/glob.hpp"
#include "report/text.hpp"

namespace dsnspec::cli {
namespace {

template <class Items, class Predicate>
bool none_given_or_any(const Items& items, Predicate fits) {
  return items.empty() || std::any_of(items.begin(), items.end(), fits);
}

// "5.2" is and contains "5.2.2", but not "5.20".
bool contains(std::string_view section, std::string_view inner) {
  return inner.starts_with(section) && (inner.size() == section.size() || inner[section.size()] == '.');
}

bool in_section(std::string_view wanted, const spec::requirement& row) {
  const auto slash = wanted.find('/');
  if (slash == std::string_view::npos) {
    return contains(wanted, row.section);
  }
  return std::string_view(row.id).starts_with(wanted.substr(0, slash + 1)) &&
         contains(wanted.substr(slash + 1), row.section);
}

bool in_sections_and_roles(const selection& which, const spec::requirement& row) {
  return none_given_or_any(which.sections,
                           [&row](const std::string& each) { return in_section(each, row); }) &&
         none_given_or_any(which.roles, [&row](spec::role each) { return each == row.role; });
}

}  // namespace

std::string role_word(spec::role which) {
  std::string word = base::lowered(name(which));
  std::replace(word.begin(), word.end(), ' ', '-');
  return word;
}

bool selects(const selection& which, const spec::requirement& row) {
  return none_given_or_any(which.only, [&row](const auto& glob) { return base::glob_match(glob, row.id); }) &&
         in_sections_and_roles(which, row);
}

bool selects(const selection& which, const scenario::scenario& one_case, const spec::law_book& law) {
  const auto case_id = one_case.case_id();
  const bool named = none_given_or_any(which.only, [&](const auto& glob) {
    return base::glob_match(glob, case_id) || base::glob_match(glob, one_case.id);
  });
  if (!named || (which.sections.empty() && which.roles.empty())) {
    return named;
  }
  return std::any_of(one_case.shows.begin(), one_case.shows.end(), [&](const std::string& id) {
    const auto* row = law.find(id);
    return row != nullptr && in_sections_and_roles(which, *row);
  });
}

std::vector<scenario::scenario_file> select(const selection& which, std::vector<scenario::scenario_file> all,
                                            const spec::law_book& law) {
  for (auto& file : all) {
    std::erase_if(file.cases, [&](const scenario::scenario& each) { return !selects(which, each, law); });
  }
  std::erase_if(all, [](const scenario::scenario_file& file) { return file.cases.empty(); });
  return all;
}

std::string described(const selection& which) {
  std::string out;
  const auto add = [&out](std::string_view flag, std::string_view value) {
    out += fmt::format("{}{} {}", out.empty() ? "" : " ", flag, report::shell_word(value));
  };
  for (const auto& each : which.only) {
    add("--only", each);
  }
  for (const auto& each : which.sections) {
    add("--section", each);
  }
  for (const auto each : which.roles) {
    add("--role", role_word(each));
  }
  return out;
}

}  // namespace dsnspec::cli
