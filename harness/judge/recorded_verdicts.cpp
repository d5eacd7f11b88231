#include "judge/recorded_verdicts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

namespace dsnspec::judge {
namespace {

constexpr std::array all_verdicts = {verdict::pass, verdict::note, verdict::skip, verdict::inconclusive,
                                     verdict::warn, verdict::fail, verdict::error};

constexpr std::string_view unsaid = "-";

using verdicts_or_not = std::map<std::string, std::optional<verdict>>;  // by requirement

std::string lines(const verdicts_or_not& of, std::string_view indent) {
  std::map<std::optional<verdict>, std::string> by_verdict;  // nothing comes first
  for (const auto& [requirement, value] : of) {
    by_verdict[value] += " " + requirement;
  }
  std::string out;
  for (const auto& [value, requirements] : by_verdict) {
    out += fmt::format("{}{}{}\n", indent, value ? name(*value) : unsaid, requirements);
  }
  return out;
}

std::string lines(const case_verdicts& of, std::string_view indent) {
  return lines(verdicts_or_not(of.begin(), of.end()), indent);
}

// From the verdicts of a case to others.
verdicts_or_not between(const case_verdicts& from, const case_verdicts& to) {
  verdicts_or_not out(to.begin(), to.end());
  for (const auto& [requirement, value] : from) {
    const auto [at, gone] = out.try_emplace(requirement, std::nullopt);
    if (!gone && at->second == value) {
      out.erase(at);
    }
  }
  return out;
}

}  // namespace

case_verdicts verdicts_of(const judged_case& which) {
  case_verdicts out;
  for (const judgement& one : which.judgements) {
    out.emplace(one.requirement, one.verdict);
  }
  return out;
}

run_verdicts verdicts_of(const judged_run& run) {
  run_verdicts out;
  for (const judged_case& which : run.cases) {
    out.emplace(which.id, verdicts_of(which));
  }
  return out;
}

std::string verdict_lines(const case_verdicts& of) {
  return lines(of, "  ");
}

std::vector<verdict_change> recorded_verdicts::changes(const trial_id& trial, const run_verdicts& now) const {
  std::vector<verdict_change> out;
  const auto differences = others_.find(trial);
  for (const auto& [case_id, said] : now) {
    const auto clean = clean_.find(case_id);
    if (clean == clean_.end()) {
      out.push_back({case_id, "", std::nullopt, std::nullopt});
      continue;
    }
    case_verdicts expected = clean->second;
    if (differences != others_.end() && differences->second.contains(case_id)) {
      for (const auto& [requirement, value] : differences->second.at(case_id)) {
        value ? void(expected[requirement] = *value) : void(expected.erase(requirement));
      }
    }
    for (const auto& [requirement, value] : between(expected, said)) {
      const auto before = expected.find(requirement);
      out.push_back({case_id, requirement,
                     before == expected.end() ? std::nullopt : std::optional(before->second), value});
    }
  }
  return out;
}

void recorded_verdicts::record(const trial_id& trial, const run_verdicts& seen) {
  if (trial.first == trial_kind::clean) {
    clean_ = seen;
    return;
  }
  auto& differences = others_[trial];
  differences.clear();
  for (const auto& [case_id, said] : seen) {
    const auto clean = clean_.find(case_id);
    auto changed = between(clean == clean_.end() ? case_verdicts() : clean->second, said);
    if (!changed.empty()) {
      differences.emplace(case_id, std::move(changed));
    }
  }
}

void recorded_verdicts::keep(const std::vector<trial_id>& known) {
  std::erase_if(others_, [&known](const auto& each) {
    return std::find(known.begin(), known.end(), each.first) == known.end();
  });
}

std::string recorded_verdicts::text() const {
  std::string out = "clean\n";
  for (const auto& [case_id, said] : clean_) {
    out += fmt::format("  {}\n{}", case_id, lines(said, "    "));
  }
  for (const auto& [trial, differences] : others_) {
    out += fmt::format("{} {}\n", name(trial.first), trial.second);
    for (const auto& [case_id, changed] : differences) {
      out += fmt::format("  {}\n{}", case_id, lines(changed, "    "));
    }
  }
  return out;
}

// ---------------------------------------------------------------- reading

class recorded_verdicts_reader {
 public:
  explicit recorded_verdicts_reader(const std::string& source) : source_(source) {}

  base::result<recorded_verdicts> read(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      ++line_;
      if (const std::string wrong = take(text.substr(0, end)); !wrong.empty()) {
        return std::unexpected(base::error{wrong, source_, line_, 0});
      }
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return finished();
  }

 private:
  // These give what is wrong, or nothing.

  std::string take(std::string_view line) {
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    const std::string_view words = line.substr(indent);
    if (words.empty() || words.front() == '#') {
      return "";
    }
    switch (indent) {
      case 0:
        return begin_trial(words);
      case 2:
        return begin_case(words);
      case 4:
        return add_verdicts(words);
      default:
        return "a line begins with no blanks, with two or with four";
    }
  }

  std::string begin_trial(std::string_view words) {
    const auto blank = std::min(words.find(' '), words.size());
    const std::string_view called = words.substr(std::min(blank + 1, words.size()));
    case_ = nullptr;
    for (const trial_kind kind : {trial_kind::clean, trial_kind::defect, trial_kind::variation}) {
      if (name(kind) == words.substr(0, blank) && called.empty() == (kind == trial_kind::clean)) {
        in_clean_ = kind == trial_kind::clean;
        const auto [at, fresh] = all_.try_emplace({kind, std::string(in_clean_ ? words : called)});
        trial_ = &at->second;
        return fresh ? "" : "this trial comes twice";
      }
    }
    return "a trial is 'clean', 'defect NAME' or 'variation NAME'";
  }

  std::string begin_case(std::string_view words) {
    if (trial_ == nullptr) {
      return "a case stands below a trial";
    }
    const auto [at, fresh] = trial_->try_emplace(std::string(words));
    case_ = &at->second;
    return fresh ? "" : "this case comes twice in its trial";
  }

  std::string add_verdicts(std::string_view words) {
    if (case_ == nullptr) {
      return "verdicts stand below a case";
    }
    const std::string_view first = words.substr(0, words.find(' '));
    const auto at = std::find_if(all_verdicts.begin(), all_verdicts.end(),
                                 [first](verdict each) { return name(each) == first; });
    if (at == all_verdicts.end() && (first != unsaid || in_clean_)) {
      return "below a case a line begins with a verdict";
    }
    const auto value = at == all_verdicts.end() ? std::nullopt : std::optional(*at);
    words.remove_prefix(first.size());
    while (!words.empty()) {
      words.remove_prefix(1);
      const std::string requirement(words.substr(0, words.find(' ')));
      words.remove_prefix(requirement.size());
      if (requirement.empty() || !case_->emplace(requirement, value).second) {
        return requirement.empty() ? "between requirements stands one blank"
                                   : "this requirement comes twice in its case: " + requirement;
      }
    }
    return "";
  }

  recorded_verdicts finished() {
    recorded_verdicts out;
    if (auto clean = all_.extract({trial_kind::clean, "clean"})) {
      for (const auto& [case_id, said] : clean.mapped()) {
        auto& to = out.clean_[case_id];
        for (const auto& [requirement, value] : said) {
          to.emplace(requirement, *value);
        }
      }
    }
    out.others_ = std::move(all_);
    return out;
  }

  const std::string& source_;
  std::size_t line_ = 0;
  recorded_verdicts::trials all_;
  bool in_clean_ = false;
  std::map<std::string, recorded_verdicts::difference>* trial_ = nullptr;
  recorded_verdicts::difference* case_ = nullptr;
};

base::result<recorded_verdicts> recorded_verdicts::read(std::string_view text, const std::string& source) {
  return recorded_verdicts_reader(source).read(text);
}

}  // namespace dsnspec::judge
