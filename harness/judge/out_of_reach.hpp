// What can't be seen of a target, whatever is played to it, because of what the target is.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"
#include "trace/run.hpp"

namespace dsnspec::judge {

// What RFC 3461 sections 6.2 and 6.3 want in reports beyond RFC 3464, and RFC 6533 section 4.5 of servers that
// advertise "both SMTPUTF8 and DSN", binds those alone who announce DSN.
// Reports of others are held against RFC 3464 and RFC 5321.
bool binds_with_dsn_alone(std::string_view requirement);

// Why no case of a scenario showed what it is there to show; empty when the target doesn't explain it, so
// that too little was seen. `records` and `judged` are all cases of the scenario, in the same order, at least
// one.
std::string out_of_reach(std::string_view requirement, const spec::law_book& law,
                         const trace::run_header& run, std::span<const trace::case_record* const> records,
                         std::span<const judged_case* const> judged);

}  // namespace dsnspec::judge
