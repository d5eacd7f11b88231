// The result for programs: result.json, as reports/schemas/result.schema.json says.
//
// The same judged run and law book give the same octets, on any machine: keys in a fixed order, LF line ends,
// two blanks of indentation, printable ASCII only. Texts that came from outside are quoted (base/quote.hpp).
#pragma once

#include <string>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

std::string json(const judge::judged_run& run, const spec::law_book& law);

}  // namespace dsnspec::report
