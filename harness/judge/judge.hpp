// The judge: a pure function of the recorded run and the law book.
#pragma once

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"
#include "trace/run.hpp"

namespace dsnspec::judge {

// One case by itself: what a run prints while it goes on.
judged_case judge_case(const trace::case_record& record, const trace::recorded_run& run,
                       const spec::law_book& law);

// All of them, summed up; without baseline and certificate, which see.
judged_run judge(const trace::recorded_run& run, const spec::law_book& law);

}  // namespace dsnspec::judge
