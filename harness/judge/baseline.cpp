#include "judge/baseline.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/glob.hpp"
#include "base/quote.hpp"
#include "base/version.hpp"
#include "scenario/yaml_reader.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::array<verdict, 3> expectable{verdict::fail, verdict::warn, verdict::note};

std::string nearest_known(const std::string& id, const spec::law_book& law) {
  std::vector<std::string_view> ids;
  for (const auto& [known, row] : law.rows()) {
    ids.push_back(known);
  }
  const auto nearest = scenario::closest(id, ids);
  return nearest.empty() ? std::string{} : fmt::format("; did you mean '{}'?", nearest);
}

void read_verdict(scenario::yaml_reader& in, scenario::yaml_map& map, baseline_entry& entry) {
  const auto* node = map.get("verdict");
  if (node == nullptr) {
    return;
  }
  std::array<std::string_view, expectable.size()> words;
  std::transform(expectable.begin(), expectable.end(), words.begin(),
                 [](verdict each) { return name(each); });
  if (const auto index = in.choice(*node, words)) {
    entry.verdict = expectable[*index];
  }
}

baseline_entry read_entry(scenario::yaml_reader& in, const scenario::yaml_node& node,
                          const spec::law_book& law) {
  using scenario::yaml_map;
  baseline_entry entry;
  entry.line = node.line;
  yaml_map map(in, node, "finding");
  if (map.read("requirement", entry.requirement, yaml_map::required) &&
      law.find(entry.requirement) == nullptr) {
    in.fail(*node.find("requirement"),
            fmt::format("the law book has no requirement '{}'{}", base::excerpt(entry.requirement, 100),
                        nearest_known(entry.requirement, law)));
  }
  map.read("case", entry.case_glob, yaml_map::required);
  if (map.read("reason", entry.reason, yaml_map::required) && base::trimmed(entry.reason).empty()) {
    in.fail(*node.find("reason"), "the reason is empty; say why this finding is expected");
  }
  if (map.read("arguable", entry.arguable) && base::trimmed(entry.arguable).empty()) {
    in.fail(*node.find("arguable"), "it is not said how the RFC can be read otherwise");
  }
  read_verdict(in, map, entry);
  map.read("from_version", entry.from_version);
  map.read("below_version", entry.below_version);
  return entry;
}

bool is_finding(verdict value) {
  return value == verdict::fail || value == verdict::warn;
}

bool is_conclusion(verdict value) {
  return value == verdict::pass || value == verdict::note || is_finding(value);
}

bool expects(const baseline_entry& entry, const judged_case& where, const judgement& what) {
  return entry.requirement == what.requirement &&
         (entry.verdict ? *entry.verdict == what.verdict : is_finding(what.verdict)) &&
         base::glob_match(entry.case_glob, where.id);
}

enum class word { undecided, looked, nothing };

// What a case says about a requirement, when it has no finding that the entry expects.
word word_of(const judged_case& where, const std::string& requirement) {
  bool all_conclusive = true;
  for (const auto& what : where.judgements) {
    if (what.requirement == requirement) {
      return is_conclusion(what.verdict) ? word::looked : word::undecided;
    }
    all_conclusive = all_conclusive && is_conclusion(what.verdict);
  }
  return all_conclusive ? word::looked : word::nothing;
}

bool is_stale(const baseline_entry& entry, const judged_run& run, const std::vector<std::string>& left_out) {
  const auto meant = [&entry](const std::string& id) { return base::glob_match(entry.case_glob, id); };
  if (std::any_of(left_out.begin(), left_out.end(), meant)) {
    return false;
  }
  bool looked = false;
  for (const auto& where : run.cases) {
    if (!meant(where.id)) {
      continue;
    }
    const bool matched = std::any_of(where.judgements.begin(), where.judgements.end(),
                                     [&](const judgement& what) { return expects(entry, where, what); });
    const word said = word_of(where, entry.requirement);
    if (matched || said == word::undecided) {
      return false;
    }
    looked = looked || said == word::looked;
  }
  return looked;
}

}  // namespace

scenario::checked<baseline> read_baseline(std::string_view text, const std::string& source,
                                          const spec::law_book& law) {
  const auto root = scenario::parse_yaml(text, source);
  if (!root) {
    return std::unexpected(scenario::problem_list{root.error()});
  }
  baseline out{source, {}};
  if (root->what == scenario::yaml_node::kind::null) {
    return out;
  }
  scenario::yaml_reader in(source);
  {
    scenario::yaml_map top(in, *root, "baseline");
    const auto* findings = top.get("findings", scenario::yaml_map::required);
    if (findings != nullptr && findings->what != scenario::yaml_node::kind::null) {
      std::set<std::pair<std::string, std::string>> taken;
      for (const auto& node : in.list(*findings)) {
        auto entry = read_entry(in, node, law);
        if (!taken.emplace(entry.requirement, entry.case_glob).second) {
          in.fail(node, "this requirement and case have an entry already");
        }
        out.entries.push_back(std::move(entry));
      }
    }
  }
  if (!in.ok()) {
    return std::unexpected(in.errors());
  }
  return out;
}

baseline for_version(const baseline& all, std::string_view version) {
  const auto holds = [version](const baseline_entry& entry) {
    if (version.empty()) {
      return entry.from_version.empty() && entry.below_version.empty();
    }
    return (entry.from_version.empty() || base::compare_versions(version, entry.from_version) >= 0) &&
           (entry.below_version.empty() || base::compare_versions(version, entry.below_version) < 0);
  };
  baseline out{all.source, {}};
  std::copy_if(all.entries.begin(), all.entries.end(), std::back_inserter(out.entries), holds);
  return out;
}

void mark_known(judged_case& which, const baseline& expected) {
  for (auto& what : which.judgements) {
    const auto entry = std::find_if(expected.entries.begin(), expected.entries.end(),
                                    [&](const baseline_entry& each) { return expects(each, which, what); });
    if (entry != expected.entries.end()) {
      what.known = true;
      what.known_reason = entry->reason;
      what.arguable = entry->arguable;
    }
  }
}

void apply(judged_run& run, const baseline& expected, const std::vector<std::string>& left_out) {
  for (auto& which : run.cases) {
    mark_known(which, expected);
  }
  for (const auto& entry : expected.entries) {
    if (is_stale(entry, run, left_out)) {
      run.stale.push_back({entry.requirement, entry.case_glob, entry.reason});
    }
  }
}

}  // namespace dsnspec::judge
