#include "cli/selftest_plan.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "cli/output.hpp"
#include "cli/reference_conduct.hpp"
#include "cli/selection.hpp"

namespace dsnspec::cli {
namespace {

using judge::trial_kind;

// Cases of scenarios that don't claim a defect, played to it to see that they accuse nobody wrongly.
constexpr std::size_t sample_size = 24;

constexpr std::size_t largest_recorded = 64U << 20U;  // octets

constexpr std::string_view head_of_recorded =
    "# Every verdict of each trial of dsnspec selftest, which holds them against these. Written by\n"
    "# 'dsnspec selftest --record'; read the diff before you commit it. Form: recorded_verdicts.hpp.\n";

base::result<judge::recorded_verdicts> load_recorded(const std::filesystem::path& file) {
  const auto text = read_file(file.string(), largest_recorded);
  return text ? judge::recorded_verdicts::read(*text, file.string()) : std::unexpected(text.error());
}

// FNV-1a: the same everywhere.
std::uint64_t mixed(std::string_view first, std::string_view second) {
  std::uint64_t out = 14695981039346656037U;
  for (const std::string_view each : {first, std::string_view("/"), second}) {
    for (const char c : each) {
      out = (out ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
  }
  return out;
}

std::string_view scenario_of(const std::string& case_id) {
  return std::string_view(case_id).substr(0, case_id.find('['));
}

class planner {
 public:
  planner(const selftest_material& of, const selftest_options& options) : of_(of), options_(options) {}

  base::result<std::vector<runner::trial_plan>> plans() {
    if (everything(options_)) {
      add(named_trial(trial_kind::clean, "clean", {}), {}, {}, all_cases());
    }
    for (const auto& each : of_.catalogue.variations) {
      if (everything(options_) || named(options_.variations, each.name)) {
        judge::trial what = named_trial(trial_kind::variation, each.name, each.sentence);
        what.leaves_open = judged_as(each.leaves_open);
        what.leaves_all_open = each.leaves_all_open;
        add(std::move(what), {}, {each.name}, all_cases());
      }
    }
    for (const auto& each : of_.catalogue.defects) {
      if (everything(options_) || named(options_.defects, each.name) || violates_a_section(each)) {
        add(trial_of(each), {each.name}, {}, options_.full ? all_cases() : some_cases(each));
      }
    }
    if (!failure_.message.empty()) {
      return std::unexpected(failure_);
    }
    return std::move(out_);
  }

 private:
  static judge::trial named_trial(trial_kind kind, const std::string& name, const std::string& sentence) {
    judge::trial out;
    out.kind = kind;
    out.name = name;
    out.sentence = sentence;
    return out;
  }

  static bool named(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  }

  [[nodiscard]] bool violates_a_section(const scenario::catalogue_defect& one) const {
    return !options_.which.everything() &&
           std::any_of(one.violates.begin(), one.violates.end(), [this](const std::string& id) {
             const auto* row = of_.law.find(id);
             return row != nullptr && selects(options_.which, *row);
           });
  }

  [[nodiscard]] std::vector<std::string> judged_as(const std::vector<std::string>& ids) const {
    std::vector<std::string> out;
    for (const std::string& id : ids) {
      if (const std::string judged(of_.law.judged_as(id)); !named(out, judged)) {
        out.push_back(judged);
      }
    }
    return out;
  }

  [[nodiscard]] judge::trial trial_of(const scenario::catalogue_defect& one) const {
    judge::trial out = named_trial(trial_kind::defect, one.name, one.sentence);
    out.violates = judged_as(one.violates);
    out.entails = judged_as(one.entails);
    out.caught_by = one.caught_by;
    out.unobserved = one.unobserved;
    return out;
  }

  [[nodiscard]] std::vector<const runner::planned_case*> all_cases() const {
    std::vector<const runner::planned_case*> out;
    for (const auto& each : of_.cases) {
      out.push_back(&each);
    }
    return out;
  }

  [[nodiscard]] std::vector<const runner::planned_case*> some_cases(
      const scenario::catalogue_defect& one) const {
    std::vector<const runner::planned_case*> out;
    for (const std::size_t place : cases_for(one, of_.case_ids, sample_size)) {
      out.push_back(&of_.cases[place]);
    }
    return out;
  }

  void add(judge::trial what, const std::vector<std::string>& defects,
           const std::vector<std::string>& variations, std::vector<const runner::planned_case*> cases) {
    auto as = conduct_of(defects, variations);
    if (!as) {
      failure_ = as.error();
      return;
    }
    out_.push_back({std::move(what), std::move(*as), std::move(cases), {}});
  }

  const selftest_material& of_;
  const selftest_options& options_;
  std::vector<runner::trial_plan> out_;
  base::error failure_;
};

}  // namespace

scenario::checked<selftest_material> load_material(const data_dir& data, const selftest_options& options) {
  selftest_material out;
  auto law = data.law();
  if (!law) {
    return std::unexpected(law.error());
  }
  out.law = std::move(*law);
  auto scenarios = data.scenarios(out.law);
  if (!scenarios) {
    return std::unexpected(scenarios.error());
  }
  out.scenarios = std::move(*scenarios);
  auto catalogue = scenario::load_catalogue(*data.path() / "scenarios" / "selftest", out.law, out.scenarios);
  if (!catalogue) {
    return std::unexpected(catalogue.error());
  }
  out.catalogue = std::move(*catalogue);
  for (const auto& file : out.scenarios) {
    for (const auto& each : file.cases) {
      out.cases.push_back({each, file.text});
      out.case_ids.push_back(each.case_id());
    }
  }
  out.verdicts = *data.path() / "scenarios" / "selftest" / "verdicts.txt";
  if (!options.record || std::filesystem::exists(out.verdicts)) {
    auto recorded = load_recorded(out.verdicts);
    if (!recorded) {
      return std::unexpected(std::vector{recorded.error()});
    }
    out.recorded = std::move(*recorded);
  }
  return out;
}

base::result<void> check_names(const selftest_options& options) {
  const auto as = conduct_of(options.defects, options.variations);
  return as ? base::result<void>() : std::unexpected(as.error());
}

bool everything(const selftest_options& options) {
  return options.defects.empty() && options.variations.empty() && options.which.everything();
}

bool is_as_recorded(const judge::trial& what, const selftest_options& options) {
  return what.kind != trial_kind::defect || !options.full;
}

base::result<void> record(selftest_material& of, const std::vector<runner::trial_plan>& plans,
                          const std::vector<judge::run_verdicts>& seen) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    of.recorded.record({plans[i].what.kind, plans[i].what.name}, seen[i]);
  }
  std::vector<judge::trial_id> known;
  for (const auto& each : of.catalogue.variations) {
    known.emplace_back(trial_kind::variation, each.name);
  }
  for (const auto& each : of.catalogue.defects) {
    known.emplace_back(trial_kind::defect, each.name);
  }
  of.recorded.keep(known);
  return write_file(of.verdicts, std::string(head_of_recorded) + of.recorded.text());
}

base::result<std::vector<runner::trial_plan>> plan_trials(const selftest_material& of,
                                                          const selftest_options& options) {
  return planner(of, options).plans();
}

std::vector<std::size_t> cases_for(const scenario::catalogue_defect& defect,
                                   const std::vector<std::string>& case_ids, std::size_t sample) {
  std::vector<std::size_t> out;
  std::vector<std::pair<std::uint64_t, std::size_t>> others;
  for (std::size_t i = 0; i < case_ids.size(); ++i) {
    const auto scenario = scenario_of(case_ids[i]);
    if (std::find(defect.caught_by.begin(), defect.caught_by.end(), scenario) != defect.caught_by.end()) {
      out.push_back(i);
    } else {
      others.emplace_back(mixed(defect.name, case_ids[i]), i);
    }
  }
  std::sort(others.begin(), others.end());
  for (std::size_t i = 0; i < std::min(sample, others.size()); ++i) {
    out.push_back(others[i].second);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace dsnspec::cli
