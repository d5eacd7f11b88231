// What MAIL and RCPT say, held against the grammars of RFC 5321, 1870, 6152, 6531 and 3461 section 5.1.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "target/reference/conduct.hpp"
#include "target/reference/message.hpp"

namespace dsnspec::reference {

// A reply that refuses.
struct refusal {
  int code = 501;
  std::string_view enhanced;  // static
  std::string text;
};

inline constexpr std::size_t message_size_limit = std::size_t{32} << 20U;

struct mail_request {
  std::string reverse_path;
  std::optional<grammar::ret> ret;
  std::optional<std::string> envid;
  bool smtputf8 = false;
};

// `argument` is what follows the verb.
std::expected<mail_request, refusal> read_mail(std::string_view argument, const conduct& as);
std::expected<recipient, refusal> read_rcpt(std::string_view argument, bool smtputf8, const conduct& as);

}  // namespace dsnspec::reference
