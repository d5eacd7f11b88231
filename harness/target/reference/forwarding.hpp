// How a message is offered to a next hop: RFC 3461 sections 5.2.1 and 5.2.2, RFC 6531 section 3.2, RFC 6533
// section 3. Pure.
#pragma once

#include <optional>
#include <string>

#include "target/reference/conduct.hpp"
#include "target/reference/content.hpp"
#include "target/reference/message.hpp"
#include "target/reference/peer.hpp"

namespace dsnspec::reference {

// The content as it goes to this peer, and what it needs there.
struct parcel {
  std::string content;
  bool smtputf8 = false;   // the transaction has to be one of SMTPUTF8
  bool eight_bit = false;  // BODY=8BITMIME
};

// Why this recipient can't be offered to the peer; nothing when it can. Another mail exchanger may do.
std::optional<attempt> obstacle(const message& what, const recipient& who, const peer& to, const conduct& as);

// For a recipient without an obstacle.
parcel pack(const message& what, const std::vector<const recipient*>& who, const peer& to, const conduct& as);

// Without line ends. `null_sender`: the reverse-path is left out (RFC 3461 section 5.2.2 d).
std::string mail_command(const message& what, const parcel& how, const peer& to, bool null_sender,
                         const conduct& as);
std::string rcpt_command(const message& what, const recipient& who, const parcel& how, const peer& to,
                         const conduct& as);

}  // namespace dsnspec::reference
