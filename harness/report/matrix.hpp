// Several runs side by side, one of each mail system: reports/published/.
//
// What stands there is what the runs said, no more: a finding has the baseline's reason with it, and one that
// the baseline doesn't know is marked as not yet held against the text. The same runs and law book give the
// same octets.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

// What a mail system was seen to do about a requirement in all cases of its run: broken (FAIL, WARN) in one
// is broken, and kept in one is kept, though other cases skipped it or stayed open, as in the certificate.
// Nothing: no case had a word to say of it.
enum class conduct { broken_must, broken_should, kept, open, choice, skipped, nothing };

// Of every row, by its id; one that restates another has that one's. What is a part of a row
// that was broken is never broken itself: it is kept where that one was kept, or else open.
std::map<std::string, conduct, std::less<>> conducts(const judge::judged_run& run, const spec::law_book& law);

// All pages need runs whose targets have different names.

// README.md: who was tested, the certificates, the gravest findings, requirement by mail system.
std::string matrix_page(const std::vector<judge::judged_run>& runs, const spec::law_book& law);

// NAME.md: one mail system; each finding with its evidence, the choices it made, and what was skipped or
// open.
std::string matrix_target_page(const judge::judged_run& run, const spec::law_book& law);

// matrix.json, as reports/schemas/matrix.schema.json says.
std::string matrix_json(const std::vector<judge::judged_run>& runs, const spec::law_book& law);

// The name of a target's page: its name, when that can be a file name, with ".md".
std::string matrix_target_file(const judge::judged_run& run);

}  // namespace dsnspec::report
