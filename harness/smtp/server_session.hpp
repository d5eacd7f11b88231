// What a scripted host says in one SMTP session: octets in, steps to carry out, no I/O. It observes and
// doesn't judge: whatever commands and parameters come, it accepts them, unless the scenario's rules say
// otherwise or the order of RFC 5321 4.1.4 is broken (503).
//
// The same octets give the same steps however they are split, pipelining (RFC 2920) included. Limits:
// server_limits; a command line of 16 KiB (500 beyond). Where a limit of the whole session is passed it ends
// with 421.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/model.hpp"
#include "smtp/command.hpp"
#include "smtp/envelope.hpp"
#include "smtp/framing.hpp"
#include "smtp/recording.hpp"
#include "smtp/script.hpp"

namespace dsnspec::smtp {

// A message whose end of data came.
struct received_message {
  smtp::envelope envelope;
  std::string content;      // dots unstuffed
  std::size_t omitted = 0;  // octets of the content beyond the limit
  bool accepted = false;    // answered 2xx
  bool tls = false;
};

struct server_limits {
  std::size_t max_kept = 1U << 20U;  // octets of a message, as content and for the record
  std::size_t max_recorded =
      64U << 20U;                      // octets of the session for the record; a line or message may pass it
  std::size_t max_commands = 100'000;  // in the session
  std::size_t max_recipients = 5'000;  // in a transaction; 452 beyond
};

class server_session {
 public:
  // `host` and `memory` must outlive the session. `own_name` is what greeting and EHLO say.
  server_session(const scenario::host& host, host_memory& memory, std::string own_name,
                 server_limits limits = {});

  // The greeting. Call once, first.
  std::vector<server_step> open();

  // After a step with an ending other than go_on further octets are ignored (start_tls: until tls_started).
  // What follows STARTTLS in clear is never carried out (RFC 3207 section 4.2).
  std::vector<server_step> receive(std::string_view octets);

  // The hand-shake is done: the session forgets what it knew (RFC 3207 section 4.2).
  void tls_started();

  // No more octets will come: what the record still holds back is let go.
  void closed() { record_.flush(); }

  // What of the octets received since the last call is to be recorded.
  std::vector<recorded_stretch> take_recorded() { return record_.take(); }
  // The messages completed since the last call.
  std::vector<received_message> take_messages() { return std::exchange(messages_, {}); }

  [[nodiscard]] bool expects_data() const { return phase_ == phase::data; }
  [[nodiscard]] bool finished() const { return phase_ == phase::over; }
  [[nodiscard]] bool tls() const { return tls_; }

 private:
  enum class phase { commands, data, tls_pending, over };

  // What was sent in answer to a command.
  struct said {
    int code = 0;  // 0: nothing, or nothing that starts with a reply code
    std::string octets;
    [[nodiscard]] bool accepted() const { return code >= 200 && code < 300; }
  };

  void receive_line(std::string_view& octets);
  void receive_data(std::string_view& octets);
  void on_line(const line& next);
  void on_command(const command& next);
  void on_hello(scenario::stage at);
  void on_starttls();
  void on_mail(std::string_view argument);
  void on_rcpt(std::string_view argument);
  void on_data();
  void on_end_of_data();
  void on_other(const command& next);

  // Says the reply of the first rule that matches, or the ordinary one. `who`: the forward-path that RCPT
  // names, or the transaction's first recipient.
  said answer(scenario::stage at, std::string ordinary, const forward_path* who = nullptr);
  // The ordinary reply with the enhanced code only if those are in use.
  [[nodiscard]] std::string ordinary(int code, std::string_view enhanced, std::string_view text) const;
  void say(int code, std::string_view enhanced, std::string_view text);
  [[nodiscard]] std::string keywords_reply() const;
  [[nodiscard]] const forward_path* first_recipient() const;
  void check_limits();

  const scenario::host& host_;
  host_memory& memory_;
  std::string own_name_;
  server_limits limits_;

  phase phase_ = phase::commands;
  bool tls_ = false;
  bool refusing_ = false;  // the greeting was a refusal: only QUIT is served (RFC 5321 3.1)
  bool helloed_ = false;   // EHLO or HELO was accepted
  bool enhanced_ = false;  // enhanced status codes are in use (RFC 2034)
  std::optional<smtp::envelope> transaction_;
  std::size_t commands_ = 0;
  line_splitter lines_;
  data_reader data_;
  recorder record_;
  std::vector<server_step> steps_;
  std::vector<received_message> messages_;
};

}  // namespace dsnspec::smtp
