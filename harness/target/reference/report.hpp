// A report before it is written: what happened to whom. In which form it is written shows when it is sent,
// because that hangs on what the sender's host can take (RFC 6533 section 4.5).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "target/reference/message.hpp"
#include "target/reference/notification.hpp"

namespace dsnspec::reference {

struct reported_recipient {
  recipient who;
  attempt how;
  action what = action::failed;
  std::optional<wall_time> will_retry_until;  // only with `delayed`
};

struct report {
  std::string id;             // of the message it is sent in
  std::string reporting_mta;  // our name
  std::string domain;         // our mail domain
  wall_time issued;
  message about;  // without its recipients
  std::vector<reported_recipient> recipients;
  std::vector<std::string> named_besides;  // in the part for people, with a defect alone
};

}  // namespace dsnspec::reference
