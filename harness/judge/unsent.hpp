// Reports that the target made, and could not send: they were issued, and the sender hears nothing all the
// same.
#pragma once

#include <optional>
#include <string>

#include "judge/case_view.hpp"

namespace dsnspec::judge {

// The target came to the server of a sender who had said SMTPUTF8, found that it lacks SMTPUTF8, and left
// without a transaction: the report it has for him can't go there (RFC 6533 4.5). Null: nothing like that.
const trace::dialogue* left_plain_server(const observation& seen, const submission& of);

// What shows that a report for this sender was made and could not be sent: left_plain_server(), or a message
// from the null reverse-path to him that the target's queue says is tried no more. Nothing: no sign of one.
std::optional<std::string> unsent_report(const case_view& of_case, const submission& of);

}  // namespace dsnspec::judge
