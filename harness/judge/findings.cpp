#include "judge/findings.hpp"

#include <iterator>
#include <utility>

namespace dsnspec::judge {
namespace {

constexpr std::size_t max_evidence = 8;

}  // namespace

void findings::add(std::string_view requirement, verdict value, std::string summary,
                   std::vector<evidence> seen, std::optional<spec::impact> impact) {
  const auto [at, fresh] = found_.try_emplace(std::string(requirement));
  judgement& now = at->second;
  if (fresh) {
    now.requirement = requirement;
  } else if (value < now.verdict) {
    return;
  }
  if (value > now.verdict || fresh) {
    now.verdict = value;
    now.summary.clear();
    now.seen.clear();
    now.impact = impact;
  } else if (!impact) {
    now.impact.reset();  // the gravest of several
  }
  if (now.summary.empty()) {
    now.summary = std::move(summary);
  } else if (!summary.empty() && now.summary.find(summary) == std::string::npos &&
             now.summary.size() < 2000) {
    now.summary += "; " + summary;
  }
  for (evidence& one : seen) {
    if (now.seen.size() < max_evidence) {
      now.seen.push_back(std::move(one));
    }
  }
}

void findings::kept(std::string_view requirement) {
  add(requirement, verdict::pass, {}, {});
}

void findings::broken(std::string_view requirement, std::string summary, std::vector<evidence> seen,
                      std::optional<spec::impact> impact) {
  const spec::requirement* row = law_.find(requirement);
  verdict value = verdict::warn;
  if (row == nullptr || row->binding()) {
    value = verdict::fail;
  } else if (row->level == spec::level::may) {
    value = verdict::note;
  }
  add(requirement, value, std::move(summary), std::move(seen), impact);
}

void findings::held(std::string_view requirement, bool is_kept, std::string summary,
                    std::vector<evidence> seen) {
  if (is_kept) {
    kept(requirement);
  } else {
    broken(requirement, std::move(summary), std::move(seen));
  }
}

void findings::note(std::string_view requirement, std::string summary, std::vector<evidence> seen) {
  add(requirement, verdict::note, std::move(summary), std::move(seen));
}

void findings::inconclusive(std::string_view requirement, std::string reason, std::vector<evidence> seen) {
  add(requirement, verdict::inconclusive, std::move(reason), std::move(seen));
}

void findings::error(std::string_view requirement, std::string reason) {
  add(requirement, verdict::error, std::move(reason), {});
}

std::vector<judgement> findings::result() const {
  std::vector<judgement> out;
  for (const auto& [id, found] : found_) {
    out.push_back(found);
    if (law_.find(id) == nullptr) {
      out.back().verdict = verdict::error;
      out.back().summary = "a check of dsnspec names this requirement, but the law book has no such row";
    }
  }
  return out;
}

}  // namespace dsnspec::judge
