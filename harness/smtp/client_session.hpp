// The submitter's side of one session, without I/O: octets in, octets out. One command at a time, no
// pipelining.
//
// With a login the plan's AUTH command follows EHLO, and EHLO again: what a server offers may depend on who
// asks. Where the plan wants TLS, STARTTLS comes before all that, and the caller shakes hands when
// starting_tls() is true.
//
// EHLO first, HELO when that is refused or the plan says so. A refused recipient is left out; without any,
// RSET instead of DATA. A refused command is data, not an error. After the last reply QUIT.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "smtp/reply.hpp"

namespace dsnspec::smtp {

// What is to be said, word for word; made by plan_submission (message.hpp) or by hand.
struct submission_plan {
  std::string hello = "submitter.test";  // the client's name for EHLO
  std::string auth;                      // "AUTH PLAIN AHUAcA==", without CRLF; empty: no login
  bool starttls = false;                 // only under TLS
  std::string mail;                      // "MAIL FROM:<sender@origin.c017.test> RET=HDRS", without CRLF
  std::vector<std::string> rcpt;
  std::string data;    // what follows 354, end-of-data line included: see data_of
  bool probe = false;  // RSET instead of DATA
  bool helo = false;   // HELO at once, no EHLO
};

struct exchange {
  std::string command;          // as sent, without CRLF; "" for the greeting, "." for the end of data
  std::optional<reply> answer;  // nothing: none came
};

struct submission_outcome {
  enum class ending {
    accepted,  // the target took the message
    refused,   // it answered, and took nothing
    probed,    // as planned, no message was sent
    failed,    // no complete dialogue: see failure
  };
  ending how = ending::failed;
  std::string failure;  // "timeout", "connection closed", "malformed reply: ..."
  std::vector<exchange> exchanges;
  bool extended = false;              // EHLO was accepted
  std::vector<std::string> keywords;  // the EHLO lines after the first
  std::vector<std::size_t> accepted;  // indices of the recipients answered 2xx
  std::optional<reply> final;         // the last that counted: end of data; else DATA, RCPT or MAIL
};

// The command that logs in with a name and a password (RFC 4616: no authorization identity).
std::string auth_plain(std::string_view user, std::string_view password);

class client_session {
 public:
  explicit client_session(submission_plan plan) : plan_(std::move(plan)) {}

  // Gives what is to be sent now; may be empty.
  std::string receive(std::string_view octets);
  // Hands were shaken; gives what is to be sent now.
  std::string tls_started();
  // The connection ended, or failed with this reason; "" for an orderly end.
  void closed(std::string_view reason);

  // Nothing more will be sent or is awaited: close.
  [[nodiscard]] bool finished() const { return state_ == state::over; }
  // STARTTLS was accepted: nothing is sent or received before the hand-shake.
  [[nodiscard]] bool starting_tls() const { return state_ == state::handshake; }
  // True when what receive() gave last is message data.
  [[nodiscard]] bool sending_data() const { return state_ == state::end_of_data; }
  // Complete when finished().
  [[nodiscard]] const submission_outcome& outcome() const { return outcome_; }

 private:
  enum class state {
    greeting,
    ehlo,
    starttls,
    handshake,
    auth,
    helo,
    mail,
    rcpt,
    data,
    end_of_data,
    rset,
    quit,
    over
  };

  std::string on_reply(const reply& got);
  std::string hello();
  std::string on_ehlo(const reply& got);
  std::string on_starttls(const reply& got);
  std::string on_auth(const reply& got);
  std::string on_recipient(const reply& got);
  std::string on_data(const reply& got);
  std::string send(state next, const std::string& command);
  std::string next_recipient();
  std::string refused_service(const reply& got, std::string_view at);
  std::string quit(submission_outcome::ending how);
  void fail(std::string reason);

  submission_plan plan_;
  submission_outcome outcome_;
  reply_parser replies_;
  state state_ = state::greeting;
  std::size_t recipient_ = 0;
  bool secure_ = false;  // under TLS
  bool known_ = false;   // logged in
};

}  // namespace dsnspec::smtp
