#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/core.h>

#include "report/colour.hpp"
#include "report/selftest.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

using judge::trial_kind;
using judge::trial_outcome;

constexpr std::size_t most_accusations = 12;  // of one trial
constexpr std::size_t most_changes = 12;      // likewise

std::string heading(const judge::trial_result& one) {
  switch (one.what.kind) {
    case trial_kind::clean:
      return "the reference mail system as it is";
    case trial_kind::defect:
      return fmt::format("defect {} ({})", printable(one.what.name), printable(one.what.sentence));
    case trial_kind::variation:
      return fmt::format("variation {} ({})", printable(one.what.name), printable(one.what.sentence));
  }
  return "";
}

std::string accusation_text(const judge::trial_result& of, const judge::accusation& each,
                            const spec::law_book& law) {
  const auto* row = law.find(each.requirement);
  std::string out = fmt::format("    {} {}{} in {}\n", name(each.verdict), printable(each.requirement),
                                row == nullptr ? "" : fmt::format(" ({})", name(row->level)),
                                counted(each.cases.size(), "case"));
  out += each.summary.empty() ? "" : fmt::format("      seen   {}\n", printable(each.summary));
  return out + fmt::format("      rerun  {}\n", rerun(of.what, each.cases.front()));
}

std::string all_of(const judge::trial_result& of, const std::vector<judge::accusation>& all,
                   std::string_view words, const spec::law_book& law) {
  std::string out = all.empty() ? "" : fmt::format("  {}:\n", words);
  for (std::size_t i = 0; i < all.size() && i < most_accusations; ++i) {
    out += accusation_text(of, all[i], law);
  }
  if (all.size() > most_accusations) {
    out += fmt::format("    and {} more\n", all.size() - most_accusations);
  }
  return out;
}

std::string list(std::string_view words, const std::vector<std::string>& ids) {
  std::string out = ids.empty() ? "" : fmt::format("  {}:\n", words);
  for (const auto& id : ids) {
    out += fmt::format("    {}\n", printable(id));
  }
  return out;
}

std::string_view word(const std::optional<judge::verdict>& of) {
  return of ? name(*of) : "not judged";
}

std::string changes(const judge::trial_result& one) {
  std::string out =
      one.changed.empty() ? "" : "  judged otherwise than scenarios/selftest/verdicts.txt says:\n";
  for (std::size_t i = 0; i < one.changed.size() && i < most_changes; ++i) {
    const auto& each = one.changed[i];
    out += each.requirement.empty()
               ? fmt::format("    {}: the case is not recorded\n", printable(each.case_id))
               : fmt::format("    {}: was {}, is {}\n      rerun  {}\n", printable(each.requirement),
                             word(each.before), word(each.now), rerun(one.what, each.case_id));
  }
  return one.changes <= most_changes ? out
                                     : out + fmt::format("    and {} more\n", one.changes - most_changes);
}

// "12 of 12": of those that can be noticed.
std::string caught(const judge::kill_count& of) {
  return fmt::format("{:>3} of {:<3}{}", of.caught, of.defects - of.unobserved,
                     of.unobserved == 0 ? "" : fmt::format(" {} unobserved", of.unobserved));
}

std::string unblanked(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string sections(const judge::kill_score& score) {
  std::string out = score.sections.empty() ? "" : "\nDefects caught, by section:\n";
  for (const auto& [where, count] : score.sections) {
    const auto title = fmt::format("RFC {} section {}", where.first.substr(3), where.second);
    out += unblanked(fmt::format("  {:<28} {}", printable(title), caught(count)));
  }
  return out;
}

std::string requirements(const judge::kill_score& score) {
  std::size_t width = 0;
  for (const auto& [id, count] : score.requirements) {
    width = std::max(width, id.size());
  }
  std::string out = score.requirements.empty() ? "" : "\nDefects caught, by requirement:\n";
  for (const auto& [id, count] : score.requirements) {
    out += unblanked(fmt::format("  {:<{}}  {}", printable(id), width, caught(count)));
  }
  return out;
}

std::string unobserved(const selftest& all) {
  std::string out;
  for (const auto& each : all.trials) {
    if (!each.what.unobserved.empty()) {
      out += fmt::format("  {}: {}\n", printable(each.what.name), printable(each.what.unobserved));
    }
  }
  return out.empty() ? out : "\nDefects that nobody can notice, says the catalogue:\n" + out;
}

std::string untried(std::string_view words, const std::vector<std::string>& ids) {
  std::string out =
      ids.empty()
          ? ""
          : fmt::format("\n{}, watched, and violated by no defect that is caught ({}):\n", words, ids.size());
  for (const auto& id : ids) {
    out += fmt::format("  {}\n", printable(id));
  }
  return out;
}

std::size_t number_of(const selftest& all, trial_kind kind) {
  return static_cast<std::size_t>(std::count_if(all.trials.begin(), all.trials.end(),
                                                [kind](const auto& each) { return each.what.kind == kind; }));
}

std::size_t number_of(const selftest& all, trial_outcome what) {
  const auto at = all.score.outcomes.find(what);
  return at == all.score.outcomes.end() ? 0 : at->second;
}

std::string sum(const selftest& all, const painter& paint) {
  const auto& of = all.score.all;
  const auto wrongly = number_of(all, trial_outcome::accused_wrongly);
  std::string out =
      fmt::format("\n{} caught of {} that can be noticed, {} unobserved; {}; wrong accusations in {}\n",
                  of.caught, counted(of.defects - of.unobserved, "defect"), of.unobserved,
                  counted(number_of(all, trial_kind::variation), "variation"), counted(wrongly, "trial"));
  for (const auto each : {trial_outcome::failed, trial_outcome::accused_wrongly, trial_outcome::slipped,
                          trial_outcome::inconclusive, trial_outcome::outdated, trial_outcome::otherwise}) {
    if (const auto number = number_of(all, each); number != 0) {
      out += paint(colour::red, fmt::format("{}: {}", name(each), counted(number, "trial"))) + "\n";
    }
  }
  if (number_of(all, trial_outcome::otherwise) != 0) {
    out += "What is judged otherwise on purpose is recorded by: dsnspec selftest --record\n";
  }
  return out;
}

}  // namespace

std::string rerun(const judge::trial& what, const std::string& case_id) {
  std::string out = "dsnspec run";
  if (what.kind != trial_kind::clean) {
    out += fmt::format(" --{} {}", name(what.kind), shell_word(what.name));
  }
  return out + " --only " + shell_word(case_id);
}

std::string trial_text(const judge::trial_result& one, const spec::law_book& law, bool coloured) {
  const painter paint(coloured);
  std::string out =
      fmt::format("{} {}\n", paint(colour::red, std::string(name(one.outcome)) + ":"), heading(one));
  if (!one.failure.empty()) {
    return out + fmt::format("  {}\n", printable(one.failure));
  }
  out += all_of(one, one.wrongly, "accused, though it keeps this", law);
  out += list("not accused by a scenario that claims to catch it", one.missing);
  out += list("these scenarios claim to catch it and accuse nothing it violates", one.silent);
  if (one.outcome == trial_outcome::outdated) {
    out += all_of(one, one.accused, "the catalogue says that nobody can notice it, but", law);
  }
  out += list("the catalogue says that these are left open, and they are not", one.shown);
  if (one.outcome > trial_outcome::outdated) {
    out += all_of(one, one.open, "left open", law);
  }
  return out + changes(one);
}

std::string selftest_text(const selftest& all, const spec::law_book& law, selftest_options how) {
  const painter paint(how.colour);
  std::string out =
      fmt::format("dsnspec {} tried on its reference mail system, {}: {} in {}; law book {}\n",
                  printable(all.suite), printable(all.started), counted(all.trials.size(), "trial"),
                  seconds(all.wall_ms * 1000), law.hash().substr(0, 12));
  out += all.full ? fmt::format("every trial with all {}\n", counted(all.cases, "case"))
                  : fmt::format("defects with the scenarios that claim them and a sample of the {}\n",
                                counted(all.cases, "case"));
  for (const auto each : {trial_outcome::failed, trial_outcome::accused_wrongly, trial_outcome::slipped,
                          trial_outcome::inconclusive, trial_outcome::outdated, trial_outcome::otherwise}) {
    for (const auto& one : all.trials) {
      out += one.outcome == each ? "\n" + trial_text(one, law, how.colour) : "";
    }
  }
  out += sections(all.score);
  out += how.requirements ? requirements(all.score) : "";
  out += unobserved(all);
  if (all.whole) {
    out += untried("MUST and MUST NOT", all.score.unexercised);
    out += untried("GRAMMAR", all.score.unexercised_grammar);
  }
  return out + sum(all, paint);
}

}  // namespace dsnspec::report
