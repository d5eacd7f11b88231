#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "report/findings.hpp"
#include "report/html_page.hpp"
#include "report/text.hpp"

namespace dsnspec::report::page {
namespace {

using judge::verdict;
using rows = std::vector<const spec::requirement*>;

// "5.10" after "5.2": numbers as numbers; appendices last.
struct section_order {
  bool operator()(std::string_view a, std::string_view b) const {
    while (!a.empty() && !b.empty()) {
      const auto first = number(a);
      const auto second = number(b);
      if (first != second) {
        return rank(first) < rank(second);
      }
      a.remove_prefix(std::min(a.size(), first.size() + 1));
      b.remove_prefix(std::min(b.size(), second.size() + 1));
    }
    return a.size() < b.size();
  }

 private:
  static std::tuple<bool, std::size_t, std::string_view> rank(std::string_view one) {
    return {!one.empty() && base::is_alpha(one.front()), one.size(), one};
  }
  static std::string_view number(std::string_view text) { return text.substr(0, text.find('.')); }
};

using sections = std::map<std::string_view, rows, section_order>;

// By RFC, in the order of their numbers; within it by section.
std::map<std::string_view, sections, section_order> by_rfc(const spec::law_book& law) {
  std::map<std::string_view, sections, section_order> out;
  for (const auto& [id, row] : law.rows()) {
    out[std::string_view(id).substr(0, id.find('/'))][row.section].push_back(&row);
  }
  return out;
}

const judge::requirement_result* result_of(const source& from, const spec::requirement& row) {
  const auto at = from.run.requirements.find(std::string(from.law.judged_as(row.id)));
  return at == from.run.requirements.end() ? nullptr : &at->second;
}

// "1 FAIL, 12 PASS, 3 not seen", the gravest first.
std::string tally(const source& from, const rows& all) {
  std::map<verdict, std::size_t, std::greater<>> seen;
  std::size_t unseen = 0;
  for (const auto* row : all) {
    const auto* result = result_of(from, *row);
    ++(result == nullptr ? unseen : seen[result->verdict]);
  }
  std::string out;
  for (const auto& [what, count] : seen) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, name(what));
  }
  return unseen == 0 ? out : fmt::format("{}{}{} not seen", out, out.empty() ? "" : ", ", unseen);
}

bool broken(const source& from, const rows& all) {
  return std::any_of(all.begin(), all.end(), [&from](const spec::requirement* row) {
    const auto* result = result_of(from, *row);
    return result != nullptr && result->verdict >= verdict::warn;
  });
}

void judged(html_writer& to, const source& from, const spec::requirement& row) {
  const auto* result = result_of(from, row);
  to.open("td");
  if (result == nullptr) {
    to.element("span", row.not_watchable.empty() ? "not seen" : "not watchable", {{"class", "badge unseen"}});
  } else {
    badge(to, result->verdict);
    to.element("div", counted(result->cases.size(), "case"), {{"class", "aside"}});
  }
  to.close();
}

void one_row(html_writer& to, const source& from, const spec::requirement& row) {
  to.open("tr", {{"id", row.id}});
  judged(to, from, row);
  to.open("td").text(rule_text(row)).open("div", {{"class", "aside"}});
  to.element("code", row.id);
  if (!row.restates.empty()) {
    to.text(row.part_of_it ? ", judged as part of " : ", judged as ");
    requirement_id(to, from, row.restates);
  }
  to.close();
  if (!row.not_watchable.empty()) {
    to.element("div", "Not watchable: " + row.not_watchable, {{"class", "aside"}});
  }
  to.close();
  to.element("td", name(row.level)).element("td", name(row.role)).element("td", name(row.impact)).close();
}

void one_section(html_writer& to, const source& from, const rows& all) {
  if (broken(from, all)) {
    to.open("details", {{"open", "open"}});
  } else {
    to.open("details");
  }
  to.open("summary").open("strong").text("Section " + all.front()->section).close();
  to.text(": " + tally(from, all)).close();
  to.open("p");
  citation(to, *all.front());
  to.close();
  to.open("table", {{"class", "requirements"}}).open("thead").open("tr");
  for (const auto* each : {"Verdict", "Requirement", "Level", "Role", "Impact"}) {
    to.element("th", each, {{"scope", "col"}});
  }
  to.close().close().open("tbody");
  for (const auto* row : all) {
    one_row(to, from, *row);
  }
  to.close().close().close();
}

void legend(html_writer& to) {
  to.open("details").element("summary", "What the verdicts say");
  to.open("dl", {{"class", "legend"}});
  constexpr std::array<std::pair<verdict, std::string_view>, 7> all{
      {{verdict::pass, "The occasion arose, and it was kept."},
       {verdict::fail, "A MUST, a MUST NOT or the grammar was broken."},
       {verdict::warn, "A SHOULD or SHOULD NOT was broken."},
       {verdict::note, "A choice that the RFC permits, and which one was taken."},
       {verdict::skip, "Not played; the reason stands with it."},
       {verdict::inconclusive, "What was seen doesn't decide it."},
       {verdict::error, "dsnspec itself failed."}}};
  for (const auto& [which, meaning] : all) {
    to.open("div").open("dt");
    badge(to, which);
    to.close().element("dd", meaning).close();
  }
  to.close().close();
}

}  // namespace

void requirements(html_writer& to, const source& from) {
  open_section(to, "requirements", "Every requirement");
  to.element(
      "p",
      "Each sentence of the RFCs that the law book has, with the worst that was seen of it. Sections in "
      "which something was broken are open.");
  legend(to);
  for (const auto& [rfc, parts] : by_rfc(from.law)) {
    rows all;
    for (const auto& [section, some] : parts) {
      all.insert(all.end(), some.begin(), some.end());
    }
    to.element("h3", "RFC " + std::string(rfc.substr(std::min<std::size_t>(3, rfc.size()))));
    to.element("p", tally(from, all));
    for (const auto& [section, some] : parts) {
      one_section(to, from, some);
    }
  }
  to.close();
}

}  // namespace dsnspec::report::page
