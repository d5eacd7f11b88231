// A message in the reference mail system, with what its sender asked for, and what became of each recipient.
//
// Owns all its text. What stands in parameters is kept as it came: it has to go on octet for octet (RFC 3461
// section 5.2.1).
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "grammar/notify.hpp"
#include "grammar/ret.hpp"

namespace dsnspec::reference {

// Since the mail system was started; whoever calls says what time it is.
using moment = std::chrono::milliseconds;
using wall_time = std::chrono::sys_seconds;

struct recipient {
  std::string address;                    // as RCPT named it, without a source route
  std::string destination;                // where it is to go: the same, or what an alias stands for
  std::optional<grammar::notify> notify;  // nothing: no NOTIFY came
  std::optional<std::string> orcpt;       // the esmtp-value
  bool routed = false;                    // RCPT named a source route, too
  bool requests_withheld = false;         // no next hop is told of them (RFC 3461 section 5.2.7.3)
};

// What one attempt brought for one recipient.
struct attempt {
  enum class result {
    waiting,    // none was made
    delivered,  // into a mailbox here, or to a list
    expanded,   // an alias with several targets, which are recipients of their own now
    passed_on,  // to a next hop with DSN, whose duty it is to report from now on
    relayed,    // to a next hop without DSN
    deferred,
    failed,
  };
  result what = result::waiting;
  std::string status;              // "5.1.1"
  std::string remote;              // name of the server that answered; empty: none did
  std::vector<std::string> reply;  // its lines, with the code; empty: there was none
  std::string greeting;            // the first word with which that server presented itself
  std::string reason;              // in our own words, for people
  std::optional<wall_time> when;   // nothing: it was known without asking anybody
  bool elsewhere = false;          // deferred or failed here; another mail exchanger may do better
};

struct report;

struct message {
  std::string id;
  std::string reverse_path;  // without brackets; empty: the null one
  std::optional<grammar::ret> ret;
  std::optional<std::string> envid;  // the esmtp-value
  bool smtputf8 = false;             // MAIL said so
  std::string received_from;         // what the client called itself
  std::string client_address;        // where it came from; empty: nobody can tell
  wall_time arrived;
  std::string sender_of_list_mail;              // who wrote to the list that sends this; not to be told of it
  std::string content;                          // CRLF line ends, Received field included; or
  std::shared_ptr<const reference::report> of;  // a report of ours, which is written when it is known to whom
  std::vector<recipient> recipients;
};

}  // namespace dsnspec::reference
