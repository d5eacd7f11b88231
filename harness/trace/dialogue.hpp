// One SMTP session understood: the octets of a recorded session as commands with their replies, and as mail
// transactions. The same for both directions: our hosts' sessions and the submitter's.
//
// Pipelined commands are matched with replies in order (RFC 2920 3.1). What can't be understood (a peer that
// talks no SMTP) ends the dialogue early; the octets stay in the session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/envelope.hpp"
#include "smtp/reply.hpp"
#include "trace/run.hpp"

namespace dsnspec::trace {

struct exchange {
  std::string command;  // the line without its end; "" for the greeting, "." for the end of data
  time_us sent = 0;
  std::optional<smtp::reply> answer;  // nothing: none came before the session ended
  time_us answered = 0;

  [[nodiscard]] bool accepted() const { return answer && answer->accepted(); }
  [[nodiscard]] int code() const { return answer ? answer->code : 0; }
};

struct recipient_exchange : exchange {
  smtp::forward_path path;
};

// From MAIL to the reply after the dot, as far as it came.
struct transaction {
  bool extended = false;  // after EHLO, not HELO
  bool tls = false;
  std::vector<std::string> keywords;  // the EHLO lines in force; none after HELO
  exchange mail;
  smtp::reverse_path from;
  std::vector<recipient_exchange> recipients;
  std::optional<exchange> data;  // DATA and its reply
  std::string message;           // content, dots unstuffed; as far as stored
  std::uint64_t omitted = 0;     // octets of the message that are not in it
  bool complete = false;        // the end of data came; false: the session ended in the middle of the message
  std::optional<exchange> end;  // the end of data and its reply
  bool reply_lost = false;      // a reset may have destroyed the reply before the client read it

  [[nodiscard]] bool announced(std::string_view keyword) const;  // any letter case
  // The server took responsibility for the message: a 2xx after the dot.
  [[nodiscard]] bool delivered() const { return end && end->accepted(); }
  // ... for this recipient.
  [[nodiscard]] bool delivered_to(const recipient_exchange& to) const { return delivered() && to.accepted(); }
};

struct dialogue {
  const session* of = nullptr;  // must outlive the dialogue
  exchange greeting;
  std::vector<exchange> before_mail;  // EHLO, HELO, STARTTLS and whatever else stands outside transactions
  std::vector<transaction> transactions;
  bool understood = true;
};

dialogue understand(const session& which);

}  // namespace dsnspec::trace
