#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "report/findings.hpp"
#include "report/markdown.hpp"
#include "report/matrix.hpp"
#include "report/text.hpp"

namespace dsnspec::report {
namespace {

using judge::verdict;
using group = std::vector<finding>;

constexpr std::size_t max_evidence = 8;          // lines shown of one finding; result.json has them all
constexpr std::size_t max_octets = 400;          // of one line
constexpr std::size_t max_between = 5;           // ids in a cell; matrix.json has them all
constexpr std::string_view line_end = "\\r\\n";  // as evidence is quoted

std::string head(const judge::judged_run& run) {
  const auto& target = run.header.target;
  const auto played = cases_played(run);
  std::string out = fmt::format("# {}\n\n[All mail systems](README.md)\n\n", markdown::text(target.name));
  out += fmt::format(
      "Version {}, package {}, tested {}: {} played, {} skipped, in {}; dsnspec {}, law book {}.\n",
      markdown::text(target.version), markdown::text(target.build),
      markdown::text(std::string_view(run.header.started).substr(0, 10)), counted(played, "case"),
      run.cases.size() - played, seconds(run.wall_ms * 1000), markdown::text(run.header.suite),
      markdown::text(run.law.substr(0, 12)));
  if (run.target_died || !run.complete) {
    out += run.target_died ? "\n**It died; this is what was seen until then.**\n"
                           : "\n**The run was cut short; this is what was seen until then.**\n";
  }
  return out;
}

std::string certificate(const judge::judged_run& run) {
  std::string out =
      "\n## Certificate\n\nThe gravest of what stands before the next grade, or of what remained open; "
      "matrix.json "
      "has all.\n\n| role or RFC | grade | seen | what stands before the next grade "
      "|\n|---|---|---|---|\n";
  for (const auto& line : run.certificate) {
    std::string between;
    for (std::size_t i = 0; i < std::min(line.between.size(), max_between); ++i) {
      between += fmt::format("{}{}", between.empty() ? "" : ", ", markdown::text(line.between[i]));
    }
    if (line.between.size() > max_between) {
      between += fmt::format(", and {} more", line.between.size() - max_between);
    }
    out += fmt::format("| {} | {} | {} of {} | {} |\n",
                       line.rfc.empty() ? markdown::text(line.role) : "RFC " + markdown::text(line.rfc),
                       name(line.grade), line.seen, line.of, between);
  }
  return out;
}

// Quoted octets, each line of what was said on a line of its own. No line of the block starts with what came
// from outside, so that none ends it.
std::string octets(std::string_view quoted) {
  std::string out;
  if (quoted.size() > max_octets) {
    return octets(quoted.substr(0, max_octets)) + "    ...\n";
  }
  while (!quoted.empty()) {
    const auto at = quoted.find(line_end);
    const auto length = at == std::string_view::npos ? quoted.size() : at + line_end.size();
    out += fmt::format("    {}\n", printable(quoted.substr(0, length)));
    quoted.remove_prefix(length);
  }
  return out;
}

std::string evidence(const finding& which) {
  const auto& seen = which.what->seen;
  if (seen.empty()) {
    return "";
  }
  std::string out = "\n~~~\n";
  for (std::size_t i = 0; i < std::min(seen.size(), max_evidence); ++i) {
    out += fmt::format("at {}:\n{}", printable(seen[i].where), octets(seen[i].octets));
  }
  if (seen.size() > max_evidence) {
    out += fmt::format("and {} more\n", seen.size() - max_evidence);
  }
  return out + "~~~\n";
}

std::string reason(const finding& which) {
  return which.what->known ? markdown::text(which.what->known_reason)
                           : "*Not yet held against the text of the RFC.*";
}

std::string arguable(const finding& which, std::string_view before) {
  return which.what->arguable.empty()
             ? ""
             : fmt::format("{}*Arguable*: {}", before, markdown::text(which.what->arguable));
}

// A sentence that may begin with "this must not happen".
std::string sentence(const spec::requirement& rule) {
  std::string out = markdown::text(rule_text(rule));
  if (!out.empty() && out.front() == 't') {
    out.front() = 'T';
  }
  return rule.stand.empty() ? out
                            : fmt::format("{} Where dsnspec stands: {}", out, markdown::text(rule.stand));
}

// As it is typed: in a table or a paragraph some of it would have to be written otherwise.
std::string as_block(std::string_view command) {
  return fmt::format("\n~~~\n    {}\n~~~\n", printable(command));
}

std::string in_full(const judge::judged_run& run, const group& all, bool first_of_requirement) {
  const finding& first = all.front();
  std::string out;
  if (first_of_requirement) {
    out += fmt::format("\n### <a id=\"{}\"></a>{}\n\n{}{}.", markdown::anchor(first.what->requirement),
                       markdown::text(first.what->requirement), markdown::text(standing(first)),
                       first.rule == nullptr ? "" : fmt::format("; impact: **{}**", impact_word(first)));
    out += first.rule == nullptr ? "\n" : fmt::format(" {}\n", sentence(*first.rule));
  }
  out += fmt::format("\n{}{}\n\nSeen in {}, as {}: {}\n", reason(first), arguable(first, "\n\n"),
                     counted(all.size(), "case"), markdown::code(first.where->id),
                     markdown::text(first.what->summary));
  out += evidence(first);
  return out + "\nAgain:\n" + as_block(rerun(run, *first.where));
}

std::string must_findings(const judge::judged_run& run, const spec::law_book& law) {
  std::string out = "\n## Against MUST, MUST NOT or the grammar\n";
  std::set<std::string_view> told;
  for (const auto& each : grouped(judgements(run, law, {verdict::fail}))) {
    out += in_full(run, each, told.insert(each.front().what->requirement).second);
  }
  return told.empty() ? out + "\nNone.\n" : out;
}

std::string should_findings(const judge::judged_run& run, const spec::law_book& law) {
  std::string out =
      "\n## Against SHOULD\n\n| requirement | impact | cases | why | for example |\n|---|---|--:|---|---|\n";
  bool none = true;
  for (const auto& each : grouped(judgements(run, law, {verdict::warn}))) {
    const finding& first = each.front();
    none = false;
    out += fmt::format("| {} | {} | {} | {} | {} |\n", markdown::text(first.what->requirement),
                       impact_word(first), each.size(), reason(first) + arguable(first, " "),
                       markdown::code(first.where->id));
  }
  return none ? "\n## Against SHOULD\n\nNone.\n" : out;
}

// What differs between cases only by their hosts' names is one choice.
std::string choices(const judge::judged_run& run, const spec::law_book& law) {
  std::map<std::string_view, std::map<std::string, std::size_t>> made;
  for (const auto& each : judgements(run, law, {verdict::note})) {
    ++made[each.what->requirement][general_summary(each)];
  }
  std::string out =
      "\n## What the RFCs leave open\n\nChoices, none of them a finding; the most frequent of each.\n\n"
      "| requirement | what it did | cases | other choices |\n|---|---|--:|--:|\n";
  for (const auto& [id, ways] : made) {
    const auto most = std::max_element(ways.begin(), ways.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    out += fmt::format("| {} | {} | {} | {} |\n", markdown::text(id), markdown::text(most->first),
                       most->second, ways.size() - 1);
  }
  return made.empty() ? "" : out;
}

std::string not_shown(const judge::judged_run& run, const spec::law_book& law) {
  std::map<std::pair<std::string, std::string>, std::set<std::string_view>> reasons;
  for (const auto& each : judgements(run, law, {verdict::skip, verdict::inconclusive, verdict::error})) {
    reasons[{std::string(name(each.what->verdict)), general_summary(each)}].insert(each.where->id);
  }
  std::string out = "\n## What was skipped or remained open\n\n| verdict | why | cases |\n|---|---|--:|\n";
  for (const auto& [which, cases] : reasons) {
    out += fmt::format("| {} | {} | {} |\n", which.first, markdown::text(which.second), cases.size());
  }
  return reasons.empty() ? "" : out;
}

}  // namespace

std::string matrix_target_page(const judge::judged_run& run, const spec::law_book& law) {
  return head(run) + certificate(run) + must_findings(run, law) + should_findings(run, law) +
         choices(run, law) + not_shown(run, law);
}

}  // namespace dsnspec::report
