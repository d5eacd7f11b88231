// A command line of SMTP taken apart, tolerantly: what is odd is recorded, not refused.
//
//   Mail-parameters  = esmtp-param *(SP esmtp-param)          RFC 5321 4.1.2
//   esmtp-param      = esmtp-keyword ["=" esmtp-value]
//   "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF       RFC 5321 4.1.1.2
//   "RCPT TO:" Forward-path [SP Rcpt-parameters] CRLF         RFC 5321 4.1.1.3
//
// Zero-copy: every view points into the line that was given. Linear time.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace dsnspec::smtp {

struct command {
  std::string_view verb;      // up to the first blank; as written
  std::string_view argument;  // after the blanks that follow the verb, without trailing blanks

  // Verbs know no letter case (RFC 5321 2.4).
  [[nodiscard]] bool is(std::string_view name) const;
};

// `line` is without its line end. Never fails: an empty line has an empty verb.
command parse_command(std::string_view line);

struct parameter {
  std::string_view raw;                   // "NOTIFY=SUCCESS"
  std::string_view keyword;               // "NOTIFY", as written
  std::optional<std::string_view> value;  // "SUCCESS"; nothing without "="; empty in "ENVID="

  [[nodiscard]] bool is(std::string_view name) const;
};

// Split at blanks; any number of them.
std::vector<parameter> parse_parameters(std::string_view text);

// The argument of MAIL or RCPT.
struct path_argument {
  std::string_view path;  // between "<" and ">", a source route included; empty: the null reverse-path
  std::string_view text;  // everything after the path
  std::vector<parameter> parameters;
  bool space_before_path = false;  // "FROM: <": common, and wrong (RFC 5321 3.3)
  bool no_brackets = false;        // "FROM:a@b.example"
};

// `keyword` is "FROM" or "TO". A ">" within a quoted-string doesn't end the path. Errors: the keyword or its
// colon is missing, a "<" isn't closed, no path at all.
base::result<path_argument> parse_path_argument(std::string_view argument, std::string_view keyword);

}  // namespace dsnspec::smtp
