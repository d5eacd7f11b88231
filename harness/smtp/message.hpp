// The submission of a scenario made concrete: commands with real addresses, and the octets of its message.
//
// A message carries marks by which it is found again in whatever comes back: Message-ID, X-Dsnspec-Case, and
// a token in the body that stands nowhere else, so that a report which returns headers only can be told from
// one that returns the content.
#pragma once

#include <cstddef>
#include <string>

#include "scenario/model.hpp"
#include "scenario/placement.hpp"
#include "smtp/client_session.hpp"

namespace dsnspec::smtp {

// The index-th submission of a case counts from 0; in the names it is index + 1.
std::string body_token(const scenario::placement& where, std::size_t index);  // "body-token-c017-1"
std::string message_id(const scenario::placement& where, std::size_t index);  // "<c017.1@dsnspec.test>"
inline constexpr const char* case_field = "X-Dsnspec-Case";                   // its value: "c017.1"

// `date` is the value of the Date field ("Sat, 31 Jan 2026 12:00:00 +0000"): a parameter, because nothing
// here reads the clock. Content with CRLF line ends, not dot-stuffed. A header field of the scenario replaces
// the default one of the same name. Lines of padding and of the default body have at most 76 octets; scenario
// text stays as it is.
std::string message_content(const scenario::submission& what, const scenario::placement& where,
                            std::size_t index, const std::string& date);

submission_plan plan_submission(const scenario::submission& what, const scenario::placement& where,
                                std::size_t index, const std::string& date);

}  // namespace dsnspec::smtp
