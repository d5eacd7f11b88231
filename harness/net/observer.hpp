// Through this interface everything the world around the target sees and says is told, as it happens, from
// the one thread that runs the io_context. Who receives the calls stamps the time.
//
// Octets are told in plain text, under TLS too. Stored octets are bounded: of a message or line that is too
// long, `omitted` counts those left out after `octets`; the end-of-data sequence is always told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "smtp/server_session.hpp"

namespace dsnspec::net {

using session_id = std::uint32_t;

enum class session_role { server, client };  // what we are in it

struct session_start {
  std::string label;  // of the case: placement::label
  std::string host;   // key of the scenario's host; for role client "submitter"
  session_role role = session_role::server;
  std::string peer;  // "127.0.0.1:40312"
};

struct dns_event {
  std::string label;   // of the case the name belongs to; empty: none
  std::string name;    // as asked, without the last dot
  std::string type;    // "MX"
  std::string answer;  // for people: "10 mx.next.c001.test", "NXDOMAIN", "no data", "no reply"
};

class observer {
 public:
  observer() = default;
  observer(const observer&) = delete;
  observer& operator=(const observer&) = delete;
  virtual ~observer() = default;

  // Gives the session the number it has in all other calls; unique in the run.
  virtual session_id opened(const session_start& what) = 0;
  // `from_client`: the SMTP client sent them (commands, data); else the server (replies).
  virtual void octets(session_id which, bool from_client, std::string_view octets, std::size_t omitted) = 0;
  virtual void tls_started(session_id which) = 0;
  // "eof": the peer closed; "quit": closed after QUIT; "drop", "reset": as the scenario wanted; "timeout";
  // "stopped": the run ended; "error: ...": for people, already printable.
  virtual void closed(session_id which, std::string_view reason) = 0;
  // A host received a message: told after the octets that completed it and before those of the answer.
  virtual void message(session_id which, const smtp::received_message& what) = 0;
  virtual void dns_query(const dns_event& what) = 0;
};

}  // namespace dsnspec::net
