// What a scripted host says in one SMTP session: octets in, steps to carry out, no I/O. It observes and
// doesn't judge: whatever commands and parameters come, it accepts them, unless the scenario's rules say
// otherwise or the order of RFC 5321 4.1.4 is broken (503).
//
// The same octets give the same steps however they are split, pipelining (RFC 2920) included. Limits: a line
// of 16 KiB, 100 000 commands, 5000 recipients a transaction (452 beyond), 1 MiB kept of a message; beyond
// the commands 421.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/model.hpp"
#include "smtp/command.hpp"
#include "smtp/envelope.hpp"
#include "smtp/framing.hpp"

namespace dsnspec::smtp {

// How often each stage was reached on one host, over all its sessions. Shared by them; not thread-safe.
class host_memory {
 public:
  // Counts one more and gives the number of this one, from 1. `key` tells forward-paths apart at RCPT. Beyond
  // 10 000 different keys of a stage the rest share one count.
  std::size_t reached(scenario::stage at, const std::string& key);

 private:
  std::map<std::pair<scenario::stage, std::string>, std::size_t> counts_;
};

// One thing to do, in order; the next one begins when it is done.
struct server_step {
  enum class ending { go_on, close, reset, start_tls };

  std::string octets;                  // to send; may be empty
  std::chrono::milliseconds delay{0};  // wait before sending
  std::size_t split = 0;               // write this many octets at a time; 0: at once
  ending then = ending::go_on;         // after sending. start_tls: hand-shake, then tls_started()
  friend bool operator==(const server_step&, const server_step&) = default;
};

// A stretch of what the client sent as it is to be recorded: octets, then a count of octets left out. The
// end-of-data sequence of a message that was too long is always among the octets, so a reader can follow.
struct recorded_stretch {
  std::string octets;
  std::size_t omitted = 0;
};

// A message whose end of data came.
struct received_message {
  smtp::envelope envelope;
  std::string content;      // dots unstuffed
  std::size_t omitted = 0;  // octets of the content beyond the limit
  bool accepted = false;    // answered 2xx
  bool tls = false;
};

struct server_limits {
  std::size_t max_kept = 1U << 20U;       // of a message
  std::size_t max_recorded = 32U << 20U;  // octets of the whole session for recording
  std::size_t max_commands = 100'000;
  std::size_t max_recipients = 5'000;
};

class server_session {
 public:
  // `host` and `memory` must outlive the session. `own_name` is what greeting and EHLO say.
  server_session(const scenario::host& host, host_memory& memory, std::string own_name,
                 server_limits limits = {});

  // The greeting. Call once, first.
  std::vector<server_step> open();

  // After a step with an ending other than go_on further octets are ignored (start_tls: until tls_started).
  // What follows STARTTLS in clear is dropped (RFC 3207 section 4.2).
  std::vector<server_step> receive(std::string_view octets);

  // The hand-shake is done: the session forgets what it knew (RFC 3207 section 4.2).
  void tls_started();

  // What of the octets received since the last call is to be recorded.
  std::vector<recorded_stretch> take_recorded();
  // The messages completed since the last call.
  std::vector<received_message> take_messages();

  [[nodiscard]] bool expects_data() const { return phase_ == phase::data; }
  [[nodiscard]] bool finished() const { return phase_ == phase::over; }
  [[nodiscard]] bool tls() const { return tls_; }

 private:
  enum class phase { commands, data, tls_pending, over };

  void command_line(const line& next);
  void end_of_data();

  void on_hello(bool extended);
  void on_starttls();
  void on_mail(std::string_view argument);
  void on_rcpt(std::string_view argument);
  void on_data();
  void on_quit();

  // Sends the reply of the first rule that matches, or the ordinary one. Gives the code that was sent; 0:
  // none.
  int answer(scenario::stage at, std::string ordinary, std::string_view local_part = {},
             const std::string& key = {});
  void say(std::string octets);
  std::string reply(int code, std::string_view enhanced, std::string_view text) const;
  std::string hello_reply() const;
  [[nodiscard]] std::string first_local_part() const;
  void forget_transaction();
  void record(std::string_view octets);
  void omit(std::size_t count);

  const scenario::host& host_;
  host_memory& memory_;
  std::string own_name_;
  server_limits limits_;

  phase phase_ = phase::commands;
  bool tls_ = false;
  bool greeted_ = false;   // EHLO or HELO was accepted
  bool enhanced_ = false;  // enhanced status codes are in use (RFC 2034)
  bool in_transaction_ = false;
  std::size_t commands_ = 0;
  std::size_t message_recorded_ = 0;
  std::size_t recorded_total_ = 0;
  line_splitter lines_;
  std::optional<data_reader> data_;
  smtp::envelope envelope_;

  std::vector<server_step> steps_;
  std::vector<recorded_stretch> recorded_;
  std::vector<received_message> messages_;
};

}  // namespace dsnspec::smtp
