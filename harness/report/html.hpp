// The report as one HTML page: what a user shows to others.
//
// The page stands by itself: no script, no picture, nothing that a browser would fetch; only links into the
// RFCs lead out. It reads from the gravest to the detail: certificate, findings with the octets that prove
// them, then every requirement by RFC and section, the choices taken, what was skipped or stayed open, and
// all cases. Each requirement has its id as the anchor, "report.html#rfc3461/5.2.2/relayed-dsn-for-success".
// Verdicts are words first and colours second.
//
// Well-formed as HTML and as XML whatever the run holds: see html_writer.hpp.
#pragma once

#include <string>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

std::string html(const judge::judged_run& run, const spec::law_book& law);

}  // namespace dsnspec::report
