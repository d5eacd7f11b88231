// A server that the reference mail system sends to, as it presented itself.
#pragma once

#include "smtp/reply.hpp"
#include "target/reference/conduct.hpp"

namespace dsnspec::reference {

struct peer {
  bool extended = false;  // it knows EHLO
  bool dsn = false;
  bool size = false;
  bool eight_bit = false;
  bool smtputf8 = false;
  bool starttls = false;
  bool pipelining = false;
};

// From the reply to EHLO. A keyword is the first word of a line after the first, in any letter case
// (RFC 5321 section 4.1.1.1); what follows it is ignored.
peer read_peer(const smtp::reply& ehlo, const conduct& as);

}  // namespace dsnspec::reference
