// One session in which the reference mail system is the client and hands a message to a next hop: octets in,
// octets out, and what became of each recipient. No I/O and no clock.
//
// EHLO, HELO where that isn't known, STARTTLS where it is offered; then one transaction, or two where the
// recipients with NEVER go apart (RFC 3461 section 5.2.2 d). MAIL and all RCPT go together to a peer with
// PIPELINING (RFC 2920); DATA waits for the replies, because without an accepted recipient there is none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "smtp/reply.hpp"
#include "target/reference/conduct.hpp"
#include "target/reference/forwarding.hpp"
#include "target/reference/message.hpp"
#include "target/reference/peer.hpp"

namespace dsnspec::reference {

class relay_session {
 public:
  // `what` and `as` must outlive it. `to`: places in the message's recipients. `server_name`: by which DNS
  // knows the peer.
  relay_session(const message& what, std::vector<std::size_t> to, std::string own_name,
                std::string server_name, const conduct& as);

  // Gives what is to be sent now; may be empty. `now`: the time of the attempt.
  std::string receive(std::string_view octets, wall_time now);
  // Start the hand-shake of TLS as client; then tls_started(), which gives what is to be sent.
  [[nodiscard]] bool awaits_tls() const { return state_ == state::handshake; }
  std::string tls_started();
  // The connection ended, or could not be made, with this reason.
  void closed(std::string_view reason, wall_time now);

  [[nodiscard]] bool finished() const { return state_ == state::over; }
  // All outcomes are known; what is left is to take leave.
  [[nodiscard]] bool settled() const { return state_ == state::quit || state_ == state::over; }
  // For each place in `to`.
  [[nodiscard]] const std::vector<attempt>& outcomes() const { return outcomes_; }

 private:
  enum class state {
    greeting,
    ehlo,
    helo,
    starttls,
    handshake,
    mail,
    rcpt,
    data,
    end_of_data,
    rset,
    quit,
    over
  };
  struct transaction {
    std::vector<std::size_t> members;  // places in to_
    bool null_sender = false;
    bool requests_withheld = false;
  };

  std::string on_reply(const smtp::reply& got);
  std::string on_greeting(const smtp::reply& got);
  std::string on_ehlo(const smtp::reply& got);
  std::string on_mail(const smtp::reply& got);
  std::string on_rcpt(const smtp::reply& got);
  std::string on_data(const smtp::reply& got);
  std::string on_end_of_data(const smtp::reply& got);
  [[nodiscard]] std::string hello() const;
  std::string begin();
  std::string next_transaction();
  std::string next_recipient();
  [[nodiscard]] std::string rcpt_line(std::size_t which) const;
  std::string say(state next, std::string_view line);
  std::string leave();
  void settle(std::size_t which, const smtp::reply& got, bool elsewhere);
  void settle_waiting(const smtp::reply& got, bool elsewhere);
  [[nodiscard]] attempt attempt_of(const smtp::reply& got) const;

  const message& what_;
  std::vector<std::size_t> to_;
  std::string own_name_;
  std::string server_name_;
  std::string greeting_;  // what the peer said first
  const conduct& as_;
  std::vector<attempt> outcomes_;
  smtp::reply_parser replies_;
  state state_ = state::greeting;
  peer peer_;
  peer offered_;  // as it is treated in this transaction
  bool secure_ = false;
  wall_time now_;
  std::vector<transaction> planned_;
  std::size_t begun_ = 0;  // transactions that were
  std::size_t at_ = 0;     // the one under way
  std::size_t asked_ = 0;  // recipients whose RCPT was sent, or awaits its reply next
  bool mail_refused_ = false;
  std::vector<std::size_t> accepted_;
  std::vector<std::size_t> doubtful_;  // only with a defect
  parcel parcel_;
};

}  // namespace dsnspec::reference
