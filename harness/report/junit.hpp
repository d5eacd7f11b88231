// JUnit XML, the form that CI systems show as a list of tests.
//
// A suite for each scenario; in it a test for each case and requirement that was judged: its class is the
// scenario, its name the requirement followed by the values of the case. So a trend over runs follows one
// sentence of an RFC in one situation, and a failed test names both.
//
//   a finding at or above the level, not known    <failure>
//   the same, known                               <skipped> with the baseline's reason
//   ERROR                                         <error>
//   SKIP                                          <skipped>
//   INCONCLUSIVE, or a case without a judgement   <skipped>, or <error> when asked for
//   everything else                               passed; what it says is in <system-out>
//   a stale baseline entry                        <failure> in a suite "baseline"
#pragma once

#include <string>

#include "judge/outcome.hpp"
#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report {

struct junit_options {
  judge::threshold level = judge::threshold::must;
  bool inconclusive_is_error = false;
};

std::string junit(const judge::judged_run& run, const spec::law_book& law, junit_options how = {});

}  // namespace dsnspec::report
