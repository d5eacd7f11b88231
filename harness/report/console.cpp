#include "report/console.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "report/colour.hpp"
#include "report/findings.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

using judge::verdict;
using group = std::vector<finding>;

constexpr std::size_t max_evidence = 20;  // lines shown of one finding; result.json has them all

class writer {
 public:
  writer(const judge::judged_run& run, const spec::law_book& law, console_options how)
      : run_(run), law_(law), paint_(how.colour) {}

  std::string whole_report() {
    head();
    findings();
    known();
    own_errors();
    notes();
    inconclusive();
    skipped();
    stale();
    counts();
    certificate();
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(fmt::format_string<Args...> form, Args&&... args) {
    // Not format_to(): what it needs of libfmt has another name under clang than in a library that g++ built.
    out_ += fmt::format(form, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void heading(std::string_view text) { line("\n{}", paint_(colour::bold, text)); }

  void head();
  void findings();
  void known();
  void own_errors();
  void notes();
  void inconclusive();
  void skipped();
  void stale();
  void counts();
  void certificate();
  void in_full(const finding& which);
  void other_cases(const group& all);
  void title_line(const finding& which);

  const judge::judged_run& run_;
  const spec::law_book& law_;
  painter paint_;
  std::string out_;
};

void writer::head() {
  const auto& target = run_.header.target;
  line("{}{}{}{}, {}", printable(target.name), target.version.empty() ? "" : " ", printable(target.version),
       target.build.empty() ? "" : fmt::format(" ({})", printable(target.build)),
       printable(run_.header.started));
  if (!target.defects.empty()) {
    line("with {}: {}", target.defects.size() == 1 ? "the defect" : "the defects",
         printable(fmt::format("{}", fmt::join(target.defects, ", "))));
  }
  if (!target.variations.empty()) {
    line("with {}: {}", target.variations.size() == 1 ? "the variation" : "the variations",
         printable(fmt::format("{}", fmt::join(target.variations, ", "))));
  }
  const auto played = cases_played(run_);
  line("{} played, {} skipped, in {}; dsnspec {}, law book {}", counted(played, "case"),
       run_.cases.size() - played, seconds(run_.wall_ms * 1000), printable(run_.header.suite),
       printable(run_.law).substr(0, 12));
  if (run_.target_died) {
    line("{}", paint_(colour::red, "The target died. What follows is what was seen until then."));
  } else if (!run_.complete) {
    line("{}", paint_(colour::red, "The run was cut short. What follows is what was seen until then."));
  }
}

// All findings of one kind seen alike in several cases are told once.
void writer::findings() {
  std::vector<group> fresh;
  for (auto& each : grouped(judgements(run_, law_, {verdict::fail, verdict::warn}))) {
    if (!each.front().what->known) {
      fresh.push_back(std::move(each));
    }
  }
  if (fresh.empty()) {
    return;
  }
  heading(fmt::format("FINDINGS: {} broken, not in the baseline", counted(fresh.size(), "requirement")));
  for (const auto& each : fresh) {
    out_ += '\n';
    in_full(each.front());
    other_cases(each);
  }
}

void writer::title_line(const finding& which) {
  const auto what = which.what->verdict;
  line("{} {} {}", paint_(colour_of(what), fmt::format("{:<4}", name(what))),
       fmt::format("{:<13}", impact_word(which)), paint_(colour::bold, printable(which.what->requirement)));
}

void writer::in_full(const finding& which) {
  title_line(which);
  line("  {}", standing(which));
  if (which.rule != nullptr) {
    line("  rule   {}", printable(rule_text(*which.rule)));
  }
  line("  seen   {}", printable(which.what->summary));
  const auto& seen = which.what->seen;
  for (std::size_t i = 0; i < std::min(seen.size(), max_evidence); ++i) {
    line("         {:>9}  {}: {}", seconds(seen[i].at), printable(seen[i].where), printable(seen[i].octets));
  }
  if (seen.size() > max_evidence) {
    line("         and {} more, all in result.json", seen.size() - max_evidence);
  }
  line("  case   {}", printable(which.where->id));
  line("  rerun  {}", rerun(run_, *which.where));
}

// The rest of a group: the ids, each with its own words only where they say something else.
void writer::other_cases(const group& all) {
  if (all.size() == 1) {
    return;
  }
  line("  the same in {}:", counted(all.size() - 1, "more case"));
  const std::string first = general_summary(all.front());
  for (const auto& each : group(all.begin() + 1, all.end())) {
    if (general_summary(each) == first) {
      line("         {}", printable(each.where->id));
    } else {
      line("         {}: {}", printable(each.where->id), printable(each.what->summary));
    }
  }
}

void writer::known() {
  std::vector<group> expected;
  for (auto& each : grouped(judgements(run_, law_, {verdict::fail, verdict::warn}))) {
    if (each.front().what->known) {
      expected.push_back(std::move(each));
    }
  }
  if (expected.empty()) {
    return;
  }
  heading("KNOWN FINDINGS: the baseline expects them");
  for (const auto& each : expected) {
    title_line(each.front());
    line("  seen   {} ({})", printable(each.front().what->summary), counted(each.size(), "case"));
    line("  known  {}", printable(each.front().what->known_reason));
    if (!each.front().what->arguable.empty()) {
      line("  argue  {}", printable(each.front().what->arguable));
    }
    line("  rerun  {}", rerun(run_, *each.front().where));
  }
}

void writer::own_errors() {
  const auto errors = judgements(run_, law_, {verdict::error});
  if (errors.empty()) {
    return;
  }
  heading("ERRORS: dsnspec itself failed here; please report them");
  for (const auto& each : errors) {
    line("  {}: {}: {}", printable(each.where->id), printable(each.what->requirement),
         printable(each.what->summary));
  }
}

void writer::notes() {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> choices;
  for (const auto& each : judgements(run_, law_, {verdict::note})) {
    choices[{each.what->requirement, general_summary(each)}].insert(each.where->id);
  }
  if (choices.empty()) {
    return;
  }
  heading("NOTES: choices that the RFCs permit");
  for (const auto& [what, cases] : choices) {
    line("  {}: {} ({})", printable(what.first), printable(what.second), counted(cases.size(), "case"));
  }
}

void writer::inconclusive() {
  std::map<std::string, std::map<std::string, std::vector<std::string>>> reasons;
  for (const auto& each : judgements(run_, law_, {verdict::inconclusive})) {
    reasons[general_summary(each)][each.what->requirement].push_back(each.where->id);
  }
  if (reasons.empty()) {
    return;
  }
  heading("INCONCLUSIVE: nothing can be said");
  for (const auto& [reason, requirements] : reasons) {
    line("  {}", printable(reason));
    for (const auto& [id, cases] : requirements) {
      line("    {}: {}, as {}", printable(id), counted(cases.size(), "case"), printable(cases.front()));
    }
  }
}

void writer::skipped() {
  std::map<std::string, std::set<std::string>> reasons;
  for (const auto& each : judgements(run_, law_, {verdict::skip})) {
    reasons[each.what->summary].insert(each.where->id);
  }
  if (reasons.empty()) {
    return;
  }
  heading("SKIPPED");
  for (const auto& [reason, cases] : reasons) {
    line("  {} ({})", printable(reason), counted(cases.size(), "case"));
  }
}

void writer::stale() {
  if (run_.stale.empty()) {
    return;
  }
  heading("STALE BASELINE ENTRIES: the finding no longer occurs; remove them");
  for (const auto& entry : run_.stale) {
    line("  {} in {} ({})", printable(entry.requirement), printable(entry.case_glob),
         printable(entry.reason));
  }
}

void writer::counts() {
  constexpr verdict order[] = {verdict::fail, verdict::warn,         verdict::note, verdict::pass,
                               verdict::skip, verdict::inconclusive, verdict::error};
  heading("COUNTS of what was judged, by requirement and case");
  out_ += " ";
  for (const auto each : order) {
    const auto at = run_.summary.find(each);
    const auto number = at == run_.summary.end() ? 0 : at->second;
    const auto text = fmt::format("{} {}", name(each), number);
    out_ += " " + (number == 0 ? text : paint_(colour_of(each), text));
  }
  out_ += '\n';
}

void writer::certificate() {
  heading("CERTIFICATE");
  line("  {:<24} {:<15} {:<11} {}", "", "grade", "seen", "what stands before the next grade");
  for (const auto& each : run_.certificate) {
    std::string between;
    for (std::size_t i = 0; i < std::min<std::size_t>(each.between.size(), 3); ++i) {
      between += (i == 0 ? "" : ", ") + printable(each.between[i]);
    }
    if (each.between.size() > 3) {
      between += fmt::format(" and {} more", each.between.size() - 3);
    }
    const auto row = fmt::format("  {:<24} {} {:<11} {}",
                                 each.rfc.empty() ? printable(each.role) : "RFC " + printable(each.rfc),
                                 paint_(colour_of(each.grade), fmt::format("{:<15}", name(each.grade))),
                                 fmt::format("{} of {}", each.seen, each.of), between);
    line("{}", row.substr(0, row.find_last_not_of(' ') + 1));
  }
}

}  // namespace

std::string console(const judge::judged_run& run, const spec::law_book& law, console_options how) {
  return writer(run, law, how).whole_report();
}

}  // namespace dsnspec::report
