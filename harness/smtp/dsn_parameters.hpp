// The parameters of RFC 3461 among those of a MAIL or RCPT command (sections 4.1 to 4.4), each with its value
// and with what is wrong with it. Views point into the command line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grammar/notify.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/ret.hpp"
#include "grammar/syntax_error.hpp"
#include "grammar/utf8.hpp"
#include "smtp/command.hpp"

namespace dsnspec::smtp {

// How long these parameters may be, keyword and "=" included (RFC 3461 4.2, 4.4). Nobody has to take longer
// ones (5.4); who does has to keep them whole (5.2.1).
inline constexpr std::size_t longest_envid = 100;
inline constexpr std::size_t longest_orcpt = 500;

template <class Value>
struct dsn_parameter {
  std::string_view raw;        // the esmtp-value; empty when there is none
  std::optional<Value> value;  // what it means, where that can be told, in spite of what is wrong
  std::optional<grammar::syntax_error> wrong;  // the first rule the raw value breaks; offsets count within it
  std::size_t count = 1;  // how often the parameter was given; all else is about the first

  [[nodiscard]] bool valid() const { return !wrong; }
};

struct mail_dsn_parameters {
  std::optional<dsn_parameter<grammar::ret>> ret;
  std::optional<dsn_parameter<std::string>> envid;  // the value is decoded
  [[nodiscard]] bool any() const { return ret || envid; }
};

struct rcpt_dsn_parameters {
  std::optional<dsn_parameter<grammar::notify>> notify;
  std::optional<dsn_parameter<grammar::original_recipient>> orcpt;
  [[nodiscard]] bool any() const { return notify || orcpt; }
};

mail_dsn_parameters dsn_of_mail(const std::vector<parameter>& parameters);
// charset::utf8 in a transaction whose MAIL said SMTPUTF8 (RFC 6533 section 3).
rcpt_dsn_parameters dsn_of_rcpt(const std::vector<parameter>& parameters,
                                grammar::charset repertoire = grammar::charset::ascii);

}  // namespace dsnspec::smtp
