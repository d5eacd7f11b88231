// What the defects make of the delivery status: fields that are right are altered, moved or added, and groups
// are put together wrongly. Without a defect nothing is changed.
#pragma once

#include <string>
#include <vector>

#include "target/reference/conduct.hpp"
#include "target/reference/report.hpp"
#include "target/reference/status_fields.hpp"

namespace dsnspec::reference {

void alter_per_message(field_group& of, const report& what, const conduct& as);
void alter_per_recipient(field_group& of, const report& what, const reported_recipient& one, bool global,
                         const conduct& as);

// The body of the part from the text of its groups, each with its line ends: a blank line stands in front of
// all but the first.
std::string joined(const std::string& per_message, const std::vector<std::string>& per_recipient,
                   const conduct& as);

}  // namespace dsnspec::reference
