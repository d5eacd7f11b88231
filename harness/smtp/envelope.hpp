// The envelope of a message as a server received it (RFC 5321 2.3.1): owned text, as it came.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsnspec::smtp {

// "" is a value of its own: the null reverse-path, to which no report may be sent (RFC 5321 4.5.5).
struct reverse_path {
  std::string mailbox;  // what stood between "<" and ">"
  [[nodiscard]] bool is_null() const { return mailbox.empty(); }
  friend bool operator==(const reverse_path&, const reverse_path&) = default;
};

struct forward_path {
  std::string mailbox;

  // Around the "@" that ends the local part, quoted or not; no source route. No "@": all is local part.
  [[nodiscard]] std::string_view local_part() const;
  [[nodiscard]] std::string_view domain() const;
  // Equal as mailboxes: the domain in any letter case, the local part exactly (RFC 5321 2.4).
  [[nodiscard]] bool same_mailbox(const forward_path& other) const;
  friend bool operator==(const forward_path&, const forward_path&) = default;
};

struct envelope_recipient {
  forward_path path;
  std::string parameters;  // text after the path: see parse_parameters
};

struct envelope {
  reverse_path from;
  std::string parameters;                      // of MAIL
  std::vector<envelope_recipient> recipients;  // those that were accepted
};

}  // namespace dsnspec::smtp
