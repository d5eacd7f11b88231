// An SMTP reply.
//
//   Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF     RFC 5321 4.2
//   status-code ::= class "." subject "." detail      first in the text of a reply             RFC 2034
//   section 4
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "smtp/framing.hpp"

namespace dsnspec::smtp {

// The first digit (RFC 5321 4.2.1).
enum class reply_class { preliminary = 1, completion, intermediate, transient_failure, permanent_failure };

struct reply {
  int code = 0;                    // 100..599; 0: no reply
  std::vector<std::string> lines;  // the text of each line, after the code and its separator
  std::string raw;                 // as it came, line ends included (CRLF, or LF where only that came)

  [[nodiscard]] reply_class kind() const { return static_cast<reply_class>(code / 100); }
  [[nodiscard]] bool positive() const { return code >= 200 && code < 400; }
  [[nodiscard]] bool accepted() const { return code >= 200 && code < 300; }
  // All lines with a blank between.
  [[nodiscard]] std::string text() const;
  // "5.1.1" when the text of the first line starts with an enhanced status code whose class agrees with the
  // code.
  [[nodiscard]] std::optional<std::string_view> enhanced_status() const;
};

// Limits: 1024 lines, 256 KiB.
class reply_parser {
 public:
  // Takes octets from the front of `input` until a reply is complete. Nothing: more is needed. An error: what
  // came is no reply (not three digits, a wrong separator, codes that differ between lines, too long); the
  // stream can't be followed any further then, and the parser must be reset.
  std::optional<base::result<reply>> next(std::string_view& input);
  void reset() { *this = reply_parser(); }
  // Octets of a reply that isn't complete.
  [[nodiscard]] const std::string& pending() const { return current_.raw; }

 private:
  std::optional<base::result<reply>> take(const line& next);

  line_splitter lines_{16384};
  reply current_;
};

// One reply of one or more lines, as octets. `text` is cut at LF; every line gets the enhanced status code,
// if any.
std::string format_reply(int code, std::string_view enhanced, std::string_view text);

}  // namespace dsnspec::smtp
