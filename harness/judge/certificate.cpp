#include "judge/certificate.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace dsnspec::judge {
namespace {

// What all cases together said of one requirement.
struct tally {
  bool passed = false;
  bool failed = false;
  bool warned = false;
  bool undecided = false;
  std::set<std::optional<spec::impact>> costs;  // of what failed; nothing: what the row says
  [[nodiscard]] bool seen() const { return passed || failed || warned; }
};

using tallies = std::map<std::string, tally, std::less<>>;

tallies count(const judged_run& run) {
  tallies out;
  for (const auto& which : run.cases) {
    for (const auto& what : which.judgements) {
      tally& sum = out[what.requirement];
      sum.passed = sum.passed || what.verdict == verdict::pass;
      sum.failed = sum.failed || what.verdict == verdict::fail;
      if (what.verdict == verdict::fail) {
        sum.costs.insert(what.impact);
      }
      sum.warned = sum.warned || what.verdict == verdict::warn;
      sum.undecided =
          sum.undecided || what.verdict == verdict::inconclusive || what.verdict == verdict::error;
    }
  }
  return out;
}

using rows = std::vector<const spec::requirement*>;

// The row that is judged: what restates another is kept or broken with it.
const std::string& judged_as(const spec::requirement& row) {
  return row.restates.empty() ? row.id : row.restates;
}

// What is a part of another is kept with it. Which part of that one was broken, nobody knows.
tally of_row(const spec::requirement& row, tally of_judged) {
  if (row.part_of_it) {
    of_judged.undecided = of_judged.undecided || of_judged.failed || of_judged.warned;
    of_judged.failed = of_judged.warned = false;
  }
  return of_judged;
}

std::vector<std::string> ids(rows which) {
  std::sort(which.begin(), which.end(), [](const auto* a, const auto* b) {
    return std::tie(a->impact, a->id) < std::tie(b->impact, b->id);
  });
  std::vector<std::string> out;
  for (const auto* row : which) {
    if (std::find(out.begin(), out.end(), judged_as(*row)) == out.end()) {
      out.push_back(judged_as(*row));
    }
  }
  return out;
}

void set_grade(certificate_line& line, const rows& of, const tallies& counted) {
  rows grave;
  rows must;
  rows should;
  rows open;
  for (const auto* row : of) {
    const auto at = counted.find(judged_as(*row));
    const tally sum = at == counted.end() ? tally{} : of_row(*row, at->second);
    line.seen += sum.seen() ? 1 : 0;
    if (sum.failed && row->binding()) {
      must.push_back(row);
      if (std::any_of(sum.costs.begin(), sum.costs.end(),
                      [row](const auto& each) { return spec::is_grave(each.value_or(row->impact)); })) {
        grave.push_back(row);
      }
    } else if (sum.failed || sum.warned) {
      should.push_back(row);
    }
    if (row->binding() && sum.undecided && !sum.seen()) {
      open.push_back(row);
    }
  }
  line.of = of.size();
  if (grave.empty() && 2 * line.seen < line.of) {
    line.grade = grade::not_shown;
    line.between = ids(open);
    return;
  }
  const std::array<std::pair<grade, const rows*>, 4> in_order{{{grade::not_dependable, &grave},
                                                               {grade::not_shown, &open},
                                                               {grade::dependable, &must},
                                                               {grade::conforming, &should}}};
  line.grade = line.seen == 0 ? grade::not_shown : grade::exemplary;  // a line without rows
  for (const auto& [grade, what] : in_order) {
    if (!what->empty()) {
      line.grade = grade;
      line.between = ids(*what);
      return;
    }
  }
}

// "3461" of "rfc3461/5.2.2/slug".
std::string_view rfc_of(const spec::requirement& row) {
  const std::string_view id = row.id;
  return id.substr(3, id.find('/') - 3);
}

// Whom RFC 3461 binds. What is judged of others by its rows, RFC 5321 or RFC 3464 want as well.
bool has_dsn(const trace::run_header& header) {
  const auto& can = header.target.capabilities;
  return std::find(can.begin(), can.end(), "dsn") != can.end();
}

// RFC numbers have three digits or more: the shorter is the smaller.
struct by_number {
  bool operator()(const std::string& a, const std::string& b) const {
    return std::pair(a.size(), std::string_view(a)) < std::pair(b.size(), std::string_view(b));
  }
};

}  // namespace

std::vector<certificate_line> certify(const judged_run& run, const spec::law_book& law) {
  constexpr std::array roles{spec::role::submission,
                             spec::role::relay_conforming,
                             spec::role::relay_nonconforming,
                             spec::role::local_delivery,
                             spec::role::alias,
                             spec::role::list,
                             spec::role::report_format,
                             spec::role::smtputf8};
  std::map<std::string, rows, by_number> by_rfc;
  std::map<spec::role, rows> by_role;
  for (const auto& [id, row] : law.rows()) {
    if (row.level == spec::level::may || !row.not_watchable.empty()) {
      continue;
    }
    by_rfc[std::string(rfc_of(row))].push_back(&row);
    if (row.restates.empty()) {
      by_role[row.role].push_back(&row);
    }
  }
  const auto counted = count(run);
  std::vector<certificate_line> out;
  for (const auto& [rfc, of] : by_rfc) {
    auto& line = out.emplace_back(certificate_line{.rfc = rfc, .role = {}, .between = {}});
    set_grade(line, of, counted);
    if (rfc == "3461" && !has_dsn(run.header)) {
      line.grade = grade::not_shown;
      line.between.clear();
    }
  }
  for (const auto role : roles) {
    auto& line =
        out.emplace_back(certificate_line{.rfc = {}, .role = std::string(spec::name(role)), .between = {}});
    set_grade(line, by_role[role], counted);
  }
  return out;
}

}  // namespace dsnspec::judge
