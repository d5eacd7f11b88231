// The parameters of RFC 3461 among those of a MAIL or RCPT command (sections 4.1 to 4.4), each with what is
// wrong with it. Nothing is decoded here: grammar/ does that from `raw`, whose views point into the command
// line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/command.hpp"

namespace dsnspec::smtp {

struct dsn_parameter {
  std::string_view raw;   // the esmtp-value; empty when there is none
  std::string problem;    // empty: it is valid; else why not, for people
  std::size_t count = 1;  // how often the parameter was given; `raw` is the first one's

  [[nodiscard]] bool valid() const { return problem.empty(); }
};

struct mail_dsn_parameters {
  std::optional<dsn_parameter> ret;
  std::optional<dsn_parameter> envid;
  [[nodiscard]] bool any() const { return ret || envid; }
};

struct rcpt_dsn_parameters {
  std::optional<dsn_parameter> notify;
  std::optional<dsn_parameter> orcpt;
  [[nodiscard]] bool any() const { return notify || orcpt; }
};

mail_dsn_parameters dsn_of_mail(const std::vector<parameter>& parameters);
rcpt_dsn_parameters dsn_of_rcpt(const std::vector<parameter>& parameters);

}  // namespace dsnspec::smtp
