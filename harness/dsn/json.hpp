// Reports, findings and report sources as JSON. Schemas: reports/schemas/report.schema.json and
// lint.schema.json.
//
// One rule for strings: every string that holds octets of a report is in the form of base/quote.hpp, so that
// any octets survive in valid JSON: a backslash is "\\", everything outside printable ASCII is \r, \n, \t or
// \xNN. Plain text without a backslash stands for itself. Folding stays in such strings only in the `value`
// of a member of `fields`; elsewhere it is undone.
//
// Reading a report back into octets takes the octets: offsets count in them.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "base/error.hpp"
#include "dsn/lint.hpp"
#include "dsn/model.hpp"
#include "dsn/report_source.hpp"

namespace dsnspec::dsn {

nlohmann::ordered_json to_json(const report& read);
nlohmann::ordered_json to_json(const finding& one);

// The members that a source has, with the names and shapes that to_json(report) has for them; what is not set
// is left out.
nlohmann::ordered_json to_json(const report_source& source);

// Reads what to_json(report_source) writes, and also what people write by hand: a typed value may be the text
// "type; value", strings hold plain text in which only backslashes need quoting, and members that only a
// parsed report has (offset, fields, diagnostics, ...) are passed over. Any other unknown member is an error,
// which names the place: "recipients[1].acton: unknown member".
base::result<report_source> source_from_json(std::string_view text);

}  // namespace dsnspec::dsn
