// The report for a person: what is wrong, gravest first, each finding with what proves it and the command
// that shows it again; then choices, gaps and counts; the certificate last, where a terminal ends up.
//
// Printable ASCII and LF only, whatever the target sent; colour sequences when asked for. Lines are not
// wrapped to any width. Depends on nothing but its arguments.
#pragma once

#include <string>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

struct console_options {
  bool colour = false;
};

std::string console(const judge::judged_run& run, const spec::law_book& law, console_options how = {});

}  // namespace dsnspec::report
