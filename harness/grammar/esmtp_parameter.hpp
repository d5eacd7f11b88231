// Parameters of MAIL and RCPT (RFC 5321 section 4.1.2, widened by RFC 6531 section 3.3).
//
//   esmtp-param   = esmtp-keyword ["=" esmtp-value]
//   esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
//   esmtp-value   = 1*(%d33-60 / %d62-126)          ; with SMTPUTF8 also UTF8-non-ascii
//
// Keywords are case-insensitive. All views point into the text given.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "grammar/syntax_error.hpp"
#include "grammar/utf8.hpp"

namespace dsnspec::grammar {

namespace rules {
inline constexpr rule esmtp_keyword{"esmtp-keyword", "RFC 5321 section 4.1.2"};
inline constexpr rule esmtp_value_empty{"esmtp-value-empty", "RFC 5321 section 4.1.2"};  // "ENVID="
inline constexpr rule esmtp_value_octet{"esmtp-value-octet", "RFC 5321 section 4.1.2"};
// not exactly one SP
inline constexpr rule esmtp_parameter_blank{"esmtp-parameter-blank", "RFC 5321 section 4.1.2"};
}  // namespace rules

struct esmtp_parameter {
  std::string_view raw;
  std::string_view keyword;
  std::optional<std::string_view> value;  // nothing: there is no "="; the "=" of "A=" gives an error instead
};

// `text` is one parameter, without blanks around it.
parsed<esmtp_parameter> parse_esmtp_parameter(std::string_view text, charset repertoire = charset::ascii);

// Walks over "SP esmtp-param" repeated: what stands after the path of a command, without its line end.
//
//   for (esmtp_parameters each(text); auto one = each.next();) { if (!*one) ... }
//
// A parameter that is wrong is given as its error, and the walk goes on after it. Error offsets count from
// the start of the whole text.
class esmtp_parameters {
 public:
  // `forgiven` may be null; then several blanks, HTAB and blanks at the end are errors too, given as items.
  explicit esmtp_parameters(std::string_view text, charset repertoire = charset::ascii,
                            deviations* forgiven = nullptr)
      : text_(text), repertoire_(repertoire), forgiven_(forgiven) {}

  // Nothing at the end.
  std::optional<parsed<esmtp_parameter>> next();

 private:
  std::string_view text_;
  charset repertoire_;
  deviations* forgiven_;
  std::size_t at_ = 0;
};

}  // namespace dsnspec::grammar
