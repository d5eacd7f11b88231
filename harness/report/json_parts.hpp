// What the JSON documents about runs have in common. Texts pass through printable(), so that dump() never
// meets octets that are not UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "judge/verdict.hpp"

namespace dsnspec::report::json_parts {

using value = nlohmann::ordered_json;

value text(std::string_view raw);
value texts(const std::vector<std::string>& raw);

// The members of the same names in reports/schemas/result.schema.json.
value target_of(const judge::judged_run& run);
value summary_of(const judge::judged_run& run);
value certificate_of(const judge::judged_run& run);
value evidence_of(const judge::judgement& what);

}  // namespace dsnspec::report::json_parts
