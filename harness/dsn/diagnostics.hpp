// Deviations from grammars as diagnostics for people: how grave, and in words.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dsn/model.hpp"
#include "grammar/syntax_error.hpp"

namespace dsnspec::dsn {

// How grave breaking a rule is for somebody who reads a report: an error where content is lost or in doubt, a
// note where nearly everybody is used to it.
severity severity_of(const grammar::rule& rule);

// A sentence without a full stop. For a rule that has none here, made of its name.
std::string sentence_for(const grammar::rule& rule);

// Appends what was met but for the rules in `left_out`, with excerpts of `text` (what the offsets count in),
// and a last diagnostic that says how many more there were, if any. `in_status` is copied into each.
void append_diagnostics(std::vector<diagnostic>& to, const grammar::deviations& met,
                        std::span<const grammar::rule> left_out, std::string_view text, bool in_status);

}  // namespace dsnspec::dsn
