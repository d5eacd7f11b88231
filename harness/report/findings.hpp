// The judgements of a run in the order in which a person should read them.
//
// All views point into the judged run and the law book, which must outlive them.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

struct finding {
  const spec::requirement* rule = nullptr;  // null only when the law book doesn't have it
  const judge::judged_case* where = nullptr;
  const judge::judgement* what = nullptr;
};

// Those with one of these verdicts: the gravest verdict first, within it the gravest impact, then by
// requirement id, then in the order played.
std::vector<finding> judgements(const judge::judged_run& run, const spec::law_book& law,
                                std::initializer_list<judge::verdict> verdicts);

// Runs of neighbours that are one finding seen again: the same requirement, verdict and, when known, reason.
// In the order of the first of each.
std::vector<std::vector<finding>> grouped(const std::vector<finding>& all);

// What it costs users here; nothing: it isn't in the law book.
std::optional<spec::impact> impact_of(const finding& which);
std::string_view impact_word(const finding& which);  // "-" for nothing

// The summary without what differs between cases for no other reason than that they are different cases: the
// label in the names of their hosts becomes "cNNN".
std::string general_summary(const finding& which);

// The sentence of the requirement as it may stand by itself: where the RFC forbids, the law book's sentence
// tells what is not to happen, and this says so.
std::string rule_text(const spec::requirement& row);

// "RFC 3461 section 5.2.2, MUST, relay to conforming".
std::string standing(const finding& which);

// The command that plays just this case again.
std::string rerun(const judge::judged_run& run, const judge::judged_case& which);

// Not SKIP in all that was said of it.
bool was_played(const judge::judged_case& which);
std::size_t cases_played(const judge::judged_run& run);

}  // namespace dsnspec::report
