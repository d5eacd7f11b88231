// The mailboxes of the reference mail system, in memory, in mbox format (RFC 4155).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "target/reference/conduct.hpp"
#include "target/reference/message.hpp"

namespace dsnspec::reference {

class mailboxes {
 public:
  // `content`: with CRLF. Return-Path goes in front (RFC 5321 section 4.4), and the original recipient, if
  // one was named (RFC 8098 section 2.3, RFC 6533 section 5).
  void deliver(const std::string& name, const message& what, const recipient& who, std::string_view content,
               const conduct& as);
  // Empty when nothing came.
  [[nodiscard]] std::string content(const std::string& name) const;

 private:
  std::map<std::string, std::string> boxes_;
};

}  // namespace dsnspec::reference
