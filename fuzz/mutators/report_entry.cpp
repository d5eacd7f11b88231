#include "base/random.hpp"
#include "mutators/report_mutator.hpp"

#define DSNSPEC_MUTATED dsnspec::fuzz::mutated_report
#define DSNSPEC_CROSSED dsnspec::fuzz::crossed_reports
#include "mutators/entry.hpp"
