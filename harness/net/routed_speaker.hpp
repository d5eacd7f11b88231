// One SMTP session at the port behind which all hosts of a run live, when a mail system reaches them by one
// route instead of DNS.
//
// Which host is meant shows only at RCPT. Until then a host that announces what hosts announce by default
// speaks; then the host of the recipient's domain takes over, as if it had been there from the start. The
// record is told of the session when it is known whose it is. A mail system may send one message after the
// other over a connection: what follows is a session of its own in the record, with the same beginning.
//
// So only hosts that don't differ before RCPT can live here: see can_share_a_route().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/observer.hpp"
#include "net/speaker.hpp"

namespace dsnspec::net {

// What is known of the hosts behind the port, by their domains in lower case.
struct routed_place {
  const scenario::host* what = nullptr;
  std::string label;     // of the case
  std::string key;       // of the host in the scenario
  std::string own_name;  // placed_host::exchanger
  smtp::host_memory memory;
};
using routed_places = std::map<std::string, routed_place, std::less<>>;

inline constexpr const char* route_name = "mx.test";  // what they all call themselves

// It greets, answers EHLO and MAIL and speaks of TLS as all others do.
bool can_share_a_route(const scenario::host& which);

// Passes on what it is told of one session once it is known which host speaks.
class held_back_session final : public observer {
 public:
  explicit held_back_session(observer& seen) : seen_(seen) {}

  session_id opened(const session_start& what) override;
  void octets(session_id, bool from_client, std::string_view octets, std::size_t omitted) override;
  void tls_started(session_id) override {}
  void closed(session_id, std::string_view reason) override;
  void message(session_id, const smtp::received_message& what) override;
  void dns_query(const dns_event&) override {}

  // What was told until now is the beginning of whatever comes over this connection.
  void beginning_over();
  void belongs_to(const routed_place& which);
  // The session of this host is over; another begins as it did.
  void next();

 private:
  struct piece {
    bool from_client;
    std::string octets;
    std::size_t omitted;
  };

  observer& seen_;
  std::string peer_;
  std::vector<piece> held_;
  std::optional<std::size_t> beginning_;  // so many pieces of `held_`
  std::optional<session_id> real_;
};

class routed_speaker final : public speaker {
 public:
  // Both must outlive it.
  routed_speaker(routed_places& places, held_back_session& record);

  std::vector<smtp::server_step> open() override;
  std::vector<smtp::server_step> receive(std::string_view octets) override;
  void tls_started() override {}
  void closed() override;
  std::vector<smtp::recorded_stretch> take_recorded() override;
  std::vector<smtp::received_message> take_messages() override;
  [[nodiscard]] bool unfinished() const override { return waiting_; }

 private:
  [[nodiscard]] smtp::server_session& now() { return own_ ? *own_ : *common_; }
  // False: the line has to wait until the steps so far were carried out.
  bool line(std::string_view octets, std::vector<smtp::server_step>& steps);
  bool recipient(std::string_view octets, std::string_view argument, std::vector<smtp::server_step>& steps);
  void feed(std::string_view octets, std::vector<smtp::server_step>& steps);
  void start_common();
  void take_over(routed_place& by);

  routed_places& places_;
  held_back_session& record_;
  scenario::host any_;  // who speaks until it is known who is meant
  smtp::host_memory any_memory_;
  std::unique_ptr<smtp::server_session> common_;
  std::unique_ptr<smtp::server_session> own_;
  routed_place* place_ = nullptr;
  std::string hello_;    // what came before the first MAIL
  std::string said_;     // and since then, without recipients nobody knows
  bool mail_ = false;    // a MAIL came in this session
  std::string pending_;  // not handled yet
  bool waiting_ = false;
  std::vector<smtp::recorded_stretch> recorded_;
};

}  // namespace dsnspec::net
