#include "report/findings.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/core.h>

#include "report/text.hpp"

namespace dsnspec::report {
namespace {

// Ascending: what comes first is read first. Requirements that aren't in the law book come last.
auto reading_order(const finding& which) {
  const auto cost = impact_of(which);
  const int impact = cost ? static_cast<int>(*cost) : 1000;
  return std::tuple(-static_cast<int>(which.what->verdict), impact,
                    std::string_view(which.what->requirement));
}

auto identity(const finding& which) {
  return std::tie(which.what->verdict, which.what->requirement, which.what->impact, which.what->known,
                  which.what->known_reason);
}

}  // namespace

std::vector<finding> judgements(const judge::judged_run& run, const spec::law_book& law,
                                std::initializer_list<judge::verdict> verdicts) {
  std::vector<finding> out;
  for (const auto& where : run.cases) {
    for (const auto& what : where.judgements) {
      if (std::find(verdicts.begin(), verdicts.end(), what.verdict) != verdicts.end()) {
        out.push_back({law.find(what.requirement), &where, &what});
      }
    }
  }
  // The addresses within run.cases are the order played; nothing else decides between equals.
  std::sort(out.begin(), out.end(), [](const finding& a, const finding& b) {
    const auto first = reading_order(a);
    const auto second = reading_order(b);
    return first != second ? first < second : std::tie(a.where, a.what) < std::tie(b.where, b.what);
  });
  return out;
}

std::vector<std::vector<finding>> grouped(const std::vector<finding>& all) {
  std::vector<std::vector<finding>> out;
  for (const auto& each : all) {
    // Neighbours share the requirement, so this looks back over a few groups only.
    const auto same = std::find_if(out.rbegin(), out.rend(), [&each](const std::vector<finding>& group) {
      return identity(group.front()) == identity(each);
    });
    if (same != out.rend()) {
      same->push_back(each);
    } else {
      out.push_back({each});
    }
  }
  return out;
}

std::optional<spec::impact> impact_of(const finding& which) {
  if (which.what->impact || which.rule == nullptr) {
    return which.what->impact;
  }
  return which.rule->impact;
}

std::string_view impact_word(const finding& which) {
  const auto impact = impact_of(which);
  return impact ? name(*impact) : "-";
}

std::string general_summary(const finding& which) {
  std::string text = which.what->summary;
  const std::string& label = which.where->label;
  if (label.empty()) {
    return text;
  }
  for (auto at = text.find(label); at != std::string::npos; at = text.find(label, at + 4)) {
    text.replace(at, label.size(), "cNNN");
  }
  return text;
}

std::string rule_text(const spec::requirement& row) {
  switch (row.level) {
    case spec::level::must_not:
      return "this must not happen: " + row.sentence;
    case spec::level::should_not:
      return "this should not happen: " + row.sentence;
    default:
      return row.sentence;
  }
}

std::string standing(const finding& which) {
  if (which.rule == nullptr) {
    return "not in the law book";
  }
  return fmt::format("{}, {}, {}", which.rule->citation(), name(which.rule->level), name(which.rule->role));
}

std::string rerun(const judge::judged_run& run, const judge::judged_case& which) {
  const auto& target = run.header.target;
  std::string out = "dsnspec run";
  if (target.options.empty() && !target.name.empty()) {
    out += " " + shell_word(target.name);
  }
  for (const auto& each : target.options) {
    out += " " + shell_word(each);
  }
  for (const auto& each : target.defects) {
    out += " --defect " + shell_word(each);
  }
  for (const auto& each : target.variations) {
    out += " --variation " + shell_word(each);
  }
  return out + " --only " + shell_word(which.id);
}

bool was_played(const judge::judged_case& which) {
  return which.judgements.empty() ||
         std::any_of(which.judgements.begin(), which.judgements.end(),
                     [](const judge::judgement& what) { return what.verdict != judge::verdict::skip; });
}

std::size_t cases_played(const judge::judged_run& run) {
  return static_cast<std::size_t>(std::count_if(run.cases.begin(), run.cases.end(), was_played));
}

}  // namespace dsnspec::report
