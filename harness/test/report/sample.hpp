// A judged run made by hand that has one of everything, and the law book for it.
#pragma once

#include <string>

#include "judge/certificate.hpp"
#include "judge/verdict.hpp"
#include "spec/law_book.hpp"

namespace dsnspec::report::sample {

// Rows of an RFC 3461 that exists only here.
spec::law_book law();

// A run of four cases with every verdict; one finding is seen in two cases, one is known, an entry is stale.
judge::judged_run full();

// A run in which every text that comes from outside is hostile.
judge::judged_run hostile();

}  // namespace dsnspec::report::sample
