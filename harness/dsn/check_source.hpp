// Whether a report can be written as the source has it. Private to dsn/generate.cpp.
#pragma once

#include <expected>

#include "base/error.hpp"
#include "dsn/report_source.hpp"

namespace dsnspec::dsn {

// The first thing wrong; the error names the member.
std::expected<void, base::error> check_source(const report_source& source);

}  // namespace dsnspec::dsn
