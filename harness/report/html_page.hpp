// The sections of the page that html() writes, and the small pieces that they share.
//
// Each section is a <section> with a heading and an id of its own, and nothing at all when it has nothing to
// say.
#pragma once

#include <cstddef>
#include <string_view>

#include "judge/verdict.hpp"
#include "report/html_writer.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report::page {

extern const std::string_view style_sheet;

struct source {
  const judge::judged_run& run;
  const spec::law_book& law;
};

// html_findings.cpp
std::size_t count_findings(const source& from, bool known);  // those seen alike in several cases once
void findings(html_writer& to, const source& from);
void known_findings(html_writer& to, const source& from);

// html_requirements.cpp
void requirements(html_writer& to, const source& from);

// html_remarks.cpp
void errors(html_writer& to, const source& from);
void stale(html_writer& to, const source& from);
void notes(html_writer& to, const source& from);
void inconclusive(html_writer& to, const source& from);
void skipped(html_writer& to, const source& from);
void cases(html_writer& to, const source& from);

// A word in the colour that it has everywhere on the page.
void badge(html_writer& to, judge::verdict which);
void badge(html_writer& to, judge::grade which);
// The id; a link to where the requirement stands, when the law book has it.
void requirement_id(html_writer& to, const source& from, std::string_view id);
// "RFC 3461 section 5.2.2", a link to that section.
void citation(html_writer& to, const spec::requirement& row);
// <section> and <h2>; close() is up to the caller.
void open_section(html_writer& to, std::string_view id, std::string_view title);

}  // namespace dsnspec::report::page
