// What is no finding but has something to say.
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "report/findings.hpp"
#include "report/html_page.hpp"
#include "report/text.hpp"

namespace dsnspec::report::page {
namespace {

using judge::verdict;

void case_list(html_writer& to, const std::set<std::string>& ids) {
  to.open("details").element("summary", counted(ids.size(), "case")).open("ul", {{"class", "ids"}});
  for (const auto& id : ids) {
    to.open("li").element("code", id).close();
  }
  to.close().close();
}

}  // namespace

void errors(html_writer& to, const source& from) {
  const auto all = judgements(from.run, from.law, {verdict::error});
  if (all.empty()) {
    return;
  }
  open_section(to, "errors", "Errors: dsnspec itself failed here");
  to.open("ul");
  for (const auto& each : all) {
    to.open("li").element("code", each.where->id).text(": ");
    requirement_id(to, from, each.what->requirement);
    to.text(": " + each.what->summary).close();
  }
  to.close().close();
}

void stale(html_writer& to, const source& from) {
  if (from.run.stale.empty()) {
    return;
  }
  open_section(to, "stale", "Stale baseline entries: the finding no longer occurs");
  to.open("ul");
  for (const auto& each : from.run.stale) {
    to.open("li");
    requirement_id(to, from, each.requirement);
    to.text(" in ").element("code", each.case_glob).text(": " + each.reason).close();
  }
  to.close().close();
}

void notes(html_writer& to, const source& from) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> choices;
  for (const auto& each : judgements(from.run, from.law, {verdict::note})) {
    choices[{each.what->requirement, general_summary(each)}].insert(each.where->id);
  }
  if (choices.empty()) {
    return;
  }
  open_section(to, "notes", "Choices that the RFCs permit");
  to.open("ul");
  for (const auto& [what, ids] : choices) {
    to.open("li").text(what.second).open("div", {{"class", "aside"}});
    requirement_id(to, from, what.first);
    to.close();
    case_list(to, ids);
    to.close();
  }
  to.close().close();
}

void inconclusive(html_writer& to, const source& from) {
  std::map<std::string, std::map<std::string, std::set<std::string>>> reasons;
  for (const auto& each : judgements(from.run, from.law, {verdict::inconclusive})) {
    reasons[general_summary(each)][each.what->requirement].insert(each.where->id);
  }
  if (reasons.empty()) {
    return;
  }
  open_section(to, "inconclusive", "What stayed open");
  to.open("ul");
  for (const auto& [reason, some] : reasons) {
    to.open("li").text(reason).open("ul");
    for (const auto& [id, ids] : some) {
      to.open("li");
      requirement_id(to, from, id);
      case_list(to, ids);
      to.close();
    }
    to.close().close();
  }
  to.close().close();
}

void skipped(html_writer& to, const source& from) {
  std::map<std::string, std::set<std::string>> reasons;
  for (const auto& each : judgements(from.run, from.law, {verdict::skip})) {
    reasons[each.what->summary].insert(each.where->id);
  }
  if (reasons.empty()) {
    return;
  }
  open_section(to, "skipped", "What was skipped, and why");
  to.open("ul");
  for (const auto& [reason, ids] : reasons) {
    to.open("li").text(reason);
    case_list(to, ids);
    to.close();
  }
  to.close().close();
}

void cases(html_writer& to, const source& from) {
  open_section(to, "cases", "Every case");
  to.open("details").element("summary", counted(from.run.cases.size(), "case") + ", in the order played");
  to.open("table", {{"class", "cases"}}).open("thead").open("tr");
  for (const auto* each : {"Worst", "Case", "Label"}) {
    to.element("th", each, {{"scope", "col"}});
  }
  to.close().close().open("tbody");
  for (const auto& each : from.run.cases) {
    to.open("tr").open("td");
    badge(to, each.verdict);
    to.close().open("td").element("code", each.id).element("div", each.title, {{"class", "aside"}}).close();
    to.element("td", each.label).close();
  }
  to.close().close().close().close();
}

}  // namespace dsnspec::report::page
