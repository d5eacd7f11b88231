#include "runner/recorder.hpp"

namespace dsnspec::runner {

net::session_id recorder::opened(const net::session_start& what) {
  trace::session session;
  session.number = ++last_;
  session.role =
      what.role == net::session_role::client ? trace::session_role::client : trace::session_role::server;
  session.host = what.host;
  session.peer = what.peer;
  open_[session.number] = {what.label, what.host, what.role == net::session_role::server};
  out_.open(now(), what.label, session);
  return session.number;
}

void recorder::octets(net::session_id which, bool from_client, std::string_view octets, std::size_t omitted) {
  out_.octets(now(), which, from_client, octets, omitted);
  const auto at = open_.find(which);
  if (on_octets && at != open_.end() && at->second.ours) {
    on_octets(at->second.label, at->second.host, which, from_client, octets);
  }
}

void recorder::tls_started(net::session_id which) {
  out_.tls(now(), which);
}

void recorder::closed(net::session_id which, std::string_view reason) {
  out_.close(now(), which, std::string(reason));
  open_.erase(which);
}

void recorder::message(net::session_id which, const smtp::received_message& what) {
  const auto at = open_.find(which);
  if (at != open_.end() && on_message) {
    on_message(at->second.label, at->second.host, what);
  }
}

void recorder::dns_query(const net::dns_event& what) {
  if (what.label.empty()) {
    return;  // a name of no case: the trace has no place for it
  }
  out_.dns(what.label, {now(), what.name, what.type, what.answer});
}

}  // namespace dsnspec::runner
