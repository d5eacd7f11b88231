// A small law book and helpers that make judged runs by hand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::judge::sample {

inline spec::requirement row(std::string id, spec::level level, spec::impact impact, spec::role role) {
  spec::requirement out;
  const auto first = id.find('/') + 1;
  out.section = id.substr(first, id.find('/', first) - first);
  out.level = level;
  out.impact = impact;
  out.role = role;
  out.sentence = "the sentence of " + id;
  out.id = std::move(id);
  return out;
}

inline constexpr const char* lost = "rfc3461/5.2/lost";
inline constexpr const char* form = "rfc3461/5.3/form";
inline constexpr const char* wish = "rfc3461/5.4/wish";
inline constexpr const char* choice = "rfc3461/5.5/choice";
inline constexpr const char* field = "rfc3464/2.1/field";

inline spec::law_book law() {
  using spec::impact;
  using spec::level;
  using spec::role;
  spec::law_book out;
  out.add(row(lost, level::must, impact::lost_report, role::relay_conforming));
  out.add(row(form, level::must_not, impact::form, role::relay_conforming));
  out.add(row(wish, level::should, impact::wrong_content, role::relay_conforming));
  out.add(row(choice, level::may, impact::form, role::relay_conforming));
  out.add(row(field, level::grammar, impact::unreadable, role::report_format));
  return out;
}

inline judgement said(std::string requirement, verdict what) {
  return judgement{std::move(requirement), what, what == verdict::pass ? "" : "what was seen", {}, false, {}};
}

// A run of cases "a/1", "a/2", ... with these judgements each.
inline judged_run run(std::vector<std::vector<judgement>> cases) {
  judged_run out;
  out.complete = true;
  out.header.target.capabilities = {"dsn"};
  std::size_t number = 0;
  for (auto& judgements : cases) {
    auto& which = out.cases.emplace_back();
    which.id = "a/" + std::to_string(++number);
    which.judgements = std::move(judgements);
  }
  return out;
}

}  // namespace dsnspec::judge::sample
