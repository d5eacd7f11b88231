// The obligations of RFC 3461 section 5.2: which report a conforming MTA owes the sender, or must not send,
// from what was asked for and what became of the message. This table is the only place where that is decided.
//
//   delivered to           NOTIFY          terminal report                            section
//   ---------------------  --------------  -----------------------------------------  --------------------
//   conforming next hop    any             none                                       5.2.1; NOTE of 5.2.1(d)
//   non-conforming hop     has SUCCESS     relayed                                    5.2.2 (b)
//                          NEVER           none                                       5.2.2 (d)
//                          absent          none                                       5.2.2 (e)
//                          others          none                                       RFC 3464 2.3.3, SHOULD
//                          NOT
//   mailbox                has SUCCESS     delivered                                  5.2.3 (a)
//                          others, NEVER   none                                       5.2.3 (b)
//                          absent          none                                       5.2.3 (c)
//   nobody                 has FAILURE     failed                                     5.2.6 (a), 5.2.2 (c)
//                          absent          failed                                     5.2.6 (c), 5.2.2 (f)
//                          others, NEVER   none                                       5.2.6 (b), 5.2.2 (d)
//   null reverse-path      any             none of any kind                           5.2
//
//   delayed: may, when NOTIFY is absent or has DELAY (5.2.5 a, b); must not otherwise (5.2.5 c).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dsn/model.hpp"
#include "grammar/notify.hpp"

namespace dsnspec::judge {

enum class destination { conforming_hop, nonconforming_hop, mailbox, nobody };

struct request {
  bool null_sender = false;
  std::optional<grammar::notify> notify;  // nothing: absent
};

struct outcome_at {
  destination delivered_to = destination::nobody;
  // Delivered to nobody: the last word was a 5xx to RCPT from a server without DSN (5.2.2 c, f).
  bool refused_by_nonconforming_at_rcpt = false;
  // The destination that failed was one without DSN (5.2.2 d).
  bool nonconforming = false;
};

struct obligation {
  std::optional<dsn::action> terminal;           // the report that is owed; nothing: none may come
  std::vector<std::string_view> terminal_rules;  // the requirements that say so, the most specific first
  bool delayed_permitted = false;
  std::string_view delayed_rule;  // ... that says whether
};

obligation obligation_of(const request& asked, const outcome_at& came);

}  // namespace dsnspec::judge
