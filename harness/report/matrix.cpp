#include "report/matrix.hpp"

#include <bitset>
#include <cstddef>

#include "report/markdown.hpp"

namespace dsnspec::report {
namespace {

using judge::verdict;
using verdicts = std::bitset<static_cast<std::size_t>(verdict::error) + 1>;

conduct told_by(const verdicts& said, const spec::requirement& row) {
  const auto some = [&said](verdict which) { return said[static_cast<std::size_t>(which)]; };
  if (row.part_of_it && (some(verdict::fail) || some(verdict::warn))) {
    return some(verdict::pass) ? conduct::kept : conduct::open;
  }
  if (some(verdict::fail)) {
    return row.binding() ? conduct::broken_must : conduct::broken_should;
  }
  if (some(verdict::warn)) {
    return conduct::broken_should;
  }
  if (some(verdict::pass)) {
    return conduct::kept;
  }
  if (some(verdict::inconclusive) || some(verdict::error)) {
    return conduct::open;
  }
  if (some(verdict::note)) {
    return conduct::choice;
  }
  return some(verdict::skip) ? conduct::skipped : conduct::nothing;
}

}  // namespace

std::map<std::string, conduct, std::less<>> conducts(const judge::judged_run& run,
                                                     const spec::law_book& law) {
  std::map<std::string, verdicts, std::less<>> said;
  for (const auto& which : run.cases) {
    for (const auto& what : which.judgements) {
      said[what.requirement].set(static_cast<std::size_t>(what.verdict));
    }
  }
  std::map<std::string, conduct, std::less<>> out;
  for (const auto& [id, row] : law.rows()) {
    const auto found = said.find(row.restates.empty() ? id : row.restates);
    out[id] = found == said.end() ? conduct::nothing : told_by(found->second, row);
  }
  return out;
}

std::string matrix_target_file(const judge::judged_run& run) {
  std::string name = markdown::anchor(run.header.target.name);
  // Neither hidden nor one of the pages that are there anyway.
  if (name.empty() || name.front() == '.' || name == "README" || name == "coverage" || name == "by-hand") {
    name.insert(0, "mta-");
  }
  return name + ".md";
}

}  // namespace dsnspec::report
