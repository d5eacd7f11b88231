// One DNS query answered from a zone: octets in, octets out, no sockets (RFC 1035 section 4).
//
// Every name is under our authority. Empty answers and NXDOMAIN carry a SOA (RFC 2308 section 3); every TTL
// is 1 s, so that nothing outlives a run.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/observer.hpp"
#include "net/zone.hpp"

namespace dsnspec::net {

struct dns_reply {
  std::optional<std::string> octets;  // nothing: no answer is given
  std::optional<dns_event> event;     // nothing: there was no question to speak of
};

// Any octets may come. A response, or less than a header: no answer. What can't be read: FORMERR. An answer
// larger than 512 octets, or than EDNS allows (at most 4096), is sent over UDP without its records and with
// TC set.
dns_reply answer_query(const zone& names, std::string_view query, bool tcp);

}  // namespace dsnspec::net
