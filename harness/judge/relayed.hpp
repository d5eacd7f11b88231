// The DSN parameters with which a message went on to one address: what 5.2.1 and 5.2.7 hold against those it
// came with.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/notify.hpp"
#include "judge/verdict.hpp"
#include "scenario/model.hpp"
#include "trace/dialogue.hpp"

namespace dsnspec::judge {

struct offer;

struct relayed_parameters {
  scenario::address target;
  const offer* at = nullptr;
  std::optional<std::string> envid, ret, notify,
      orcpt;                            // the raw values, the first of each; "" for none after "="
  std::optional<grammar::notify> wish;  // what NOTIFY means, where that can be told

  [[nodiscard]] bool any() const { return envid || ret || notify || orcpt; }
  [[nodiscard]] std::vector<evidence> seen() const;  // MAIL and RCPT
};

relayed_parameters parameters_at(const scenario::address& target, const offer& at);

// The first value of a parameter in a MAIL or RCPT command: nothing when it isn't there, "" when it has no
// value.
std::optional<std::string> value_of(const trace::exchange& said, std::string_view keyword);

// The server refuses a command that has parameters of DSN with a code that speaks of parameters.
bool refuses_parameters(const trace::exchange& said);
// There is any of the four parameters in the command.
bool has_dsn_parameters(const trace::exchange& said);

// xtext decoded as far as it can be.
std::string decoded(std::string_view xtext);
bool same_value(const std::optional<std::string>& a, const std::optional<std::string>& b);

// "rfc822;x", or of type utf-8: the address it encodes is this mailbox. How it is written is judged
// elsewhere.
bool encodes_mailbox(std::string_view orcpt, std::string_view address);

}  // namespace dsnspec::judge
