#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "report/findings.hpp"
#include "report/html_page.hpp"
#include "report/text.hpp"

namespace dsnspec::report::page {
namespace {

using judge::verdict;
using group = std::vector<finding>;

constexpr std::size_t max_evidence = 20;  // lines shown of one finding; result.json has them all

std::vector<group> findings_of(const source& from, bool known) {
  std::vector<group> out;
  for (auto& each : grouped(judgements(from.run, from.law, {verdict::fail, verdict::warn}))) {
    if (each.front().what->known == known) {
      out.push_back(std::move(each));
    }
  }
  return out;
}

void row(html_writer& to, std::string_view what, std::string_view value, std::string_view kind = "") {
  to.open("div").element("dt", what).open("dd");
  if (kind.empty()) {
    to.text(value);
  } else {
    to.element(kind, value);
  }
  to.close().close();
}

void title(html_writer& to, const source& from, const finding& which) {
  to.open("h3");
  badge(to, which.what->verdict);
  to.text(" ");
  requirement_id(to, from, which.what->requirement);
  to.close();
}

void rule(html_writer& to, const finding& which) {
  to.open("p", {{"class", "standing"}});
  if (which.rule == nullptr) {
    to.text("Not in the law book.").close();
    return;
  }
  citation(to, *which.rule);
  to.text(fmt::format(", {}, {}; impact: ", name(which.rule->level), name(which.rule->role)));
  to.element("strong", impact_word(which)).close();
  to.element("blockquote", rule_text(*which.rule));
}

// Quoted octets; each line of what was said on a line of its own.
void octets(html_writer& to, std::string_view quoted) {
  constexpr std::string_view line_end = "\\r\\n";
  to.open("code");
  while (!quoted.empty()) {
    const auto at = quoted.find(line_end);
    const auto length = at == std::string_view::npos ? quoted.size() : at + line_end.size();
    to.text(quoted.substr(0, length));
    quoted.remove_prefix(length);
    if (!quoted.empty()) {
      to.open("br");
    }
  }
  to.close();
}

void evidence(html_writer& to, const std::vector<judge::evidence>& seen) {
  if (seen.empty()) {
    return;
  }
  to.open("table", {{"class", "evidence"}}).element("caption", "What was said");
  to.open("thead").open("tr");
  for (const auto* each : {"When", "Where", "Octets"}) {
    to.element("th", each, {{"scope", "col"}});
  }
  to.close().close().open("tbody");
  for (std::size_t i = 0; i < std::min(seen.size(), max_evidence); ++i) {
    to.open("tr").element("td", seconds(seen[i].at)).element("td", seen[i].where);
    to.open("td");
    octets(to, seen[i].octets);
    to.close().close();
  }
  to.close().close();
  if (seen.size() > max_evidence) {
    to.element("p", fmt::format("and {} more, all in result.json", seen.size() - max_evidence));
  }
}

// The rest of a group: the ids, each with its own words only where they say something else.
void other_cases(html_writer& to, const group& all) {
  if (all.size() == 1) {
    return;
  }
  to.open("details").element("summary", fmt::format("The same in {}", counted(all.size() - 1, "more case")));
  to.open("ul", {{"class", "ids"}});
  const std::string first = general_summary(all.front());
  for (std::size_t i = 1; i < all.size(); ++i) {
    to.open("li").element("code", all[i].where->id);
    if (general_summary(all[i]) != first) {
      to.text(": " + all[i].what->summary);
    }
    to.close();
  }
  to.close().close();
}

void in_full(html_writer& to, const source& from, const group& all) {
  const finding& first = all.front();
  to.open("article", {{"class", first.what->verdict == verdict::fail ? "finding fail" : "finding warn"}});
  title(to, from, first);
  rule(to, first);
  to.open("dl", {{"class", "rows"}});
  row(to, "Seen", first.what->summary);
  if (first.what->known) {
    row(to, "Known", first.what->known_reason);
  }
  if (!first.what->arguable.empty()) {
    row(to, "Arguable", first.what->arguable);
  }
  row(to, "Case", first.where->id, "code");
  if (!first.where->title.empty()) {
    row(to, "Scenario", first.where->title);
  }
  row(to, "Again", rerun(from.run, *first.where), "code");
  if (first.rule != nullptr && !first.rule->stand.empty()) {
    row(to, "Our stand", first.rule->stand);
  }
  to.close();
  evidence(to, first.what->seen);
  other_cases(to, all);
  to.close();
}

}  // namespace

std::size_t count_findings(const source& from, bool known) {
  return findings_of(from, known).size();
}

void findings(html_writer& to, const source& from) {
  const auto all = findings_of(from, false);
  if (all.empty()) {
    return;
  }
  open_section(to, "findings", fmt::format("Findings: {} broken", counted(all.size(), "requirement")));
  to.element("p", "The gravest first. None of them is in the baseline.");
  for (const auto& each : all) {
    in_full(to, from, each);
  }
  to.close();
}

void known_findings(html_writer& to, const source& from) {
  const auto all = findings_of(from, true);
  if (all.empty()) {
    return;
  }
  open_section(to, "known", "Known findings");
  to.element("p", "The baseline of the target expects them and tells why.");
  for (const auto& each : all) {
    in_full(to, from, each);
  }
  to.close();
}

}  // namespace dsnspec::report::page
