// One session in which the reference mail system is the server: octets in, octets out, and the messages it
// took. No I/O and no clock.
//
// RFC 5321 with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES, DSN and STARTTLS. It relays for
// everybody, because whoever can reach it is the test.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/command.hpp"
#include "smtp/framing.hpp"
#include "target/reference/conduct.hpp"
#include "target/reference/directory.hpp"
#include "target/reference/message.hpp"
#include "target/reference/parameters.hpp"

namespace dsnspec::reference {

class server_session {
 public:
  // All references must outlive it. `new_id` gives each message its own name; `client` is where the client's
  // address is known.
  server_session(const directory& home, const conduct& as, std::function<std::string()> new_id,
                 std::string client = "")
      : home_(home), as_(as), new_id_(std::move(new_id)), client_(std::move(client)) {}

  [[nodiscard]] std::string greeting() const;
  // Gives what is to be sent. `now` is what a Received field says.
  std::string receive(std::string_view octets, wall_time now);

  // The hand-shake of TLS is to follow what was sent last; tls_started() when it is done.
  [[nodiscard]] bool awaits_tls() const { return awaits_tls_; }
  void tls_started();
  [[nodiscard]] bool finished() const { return finished_; }
  std::vector<message> take_messages() { return std::exchange(taken_, {}); }

 private:
  std::string on_line(const smtp::line& line);
  std::string on_hello(const smtp::command& said, bool extended);
  std::string on_starttls();
  std::string refuse_in_turn(std::string_view argument);
  [[nodiscard]] std::string refuse(const refusal& why, std::string_view argument) const;
  std::string on_mail(std::string_view argument);
  std::string on_rcpt(std::string_view argument);
  std::string on_data();
  std::string on_end_of_data(wall_time now);
  std::string received_field(const message& about, wall_time now) const;
  std::string reply(int code, std::string_view enhanced, std::string_view text) const;
  void reset();

  const directory& home_;
  const conduct& as_;
  std::function<std::string()> new_id_;
  std::string client_;
  smtp::line_splitter lines_{8192};
  smtp::data_reader data_{message_size_limit};
  bool in_data_ = false;
  bool greeted_ = false;
  bool extended_ = false;
  bool in_transaction_ = false;
  bool awaits_tls_ = false;
  bool secure_ = false;
  bool finished_ = false;
  bool told_of_too_many_ = false;  // only with a defect
  message current_;
  std::vector<message> taken_;
};

}  // namespace dsnspec::reference
