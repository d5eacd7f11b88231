// Which message a transaction with one of our hosts carries: a submitted one, a report, or something else.
//
// The marks in the message decide. Without a message (the envelope was refused, the connection lost) the
// envelope does, and where it fits two submissions alike, neither has it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "judge/observation.hpp"

namespace dsnspec::judge {

class attribution {
 public:
  // The submissions of the observation must have been read.
  explicit attribution(const observation& seen);

  // Sets `submission` and `is_report`.
  void attribute(hop_transaction& hop) const;

 private:
  struct destination {
    std::set<std::size_t> submissions;  // indexes of those that lead there
    bool may_be_null = false;  // some come with a null reverse-path, or may go on with one (RFC 3461 5.2.2 d)
  };

  void add_destination(const submission& of, const scenario::address& target, bool may_be_null);
  [[nodiscard]] std::optional<std::size_t> by_marks(const mime::entity& message) const;
  [[nodiscard]] bool leads_to(const hop_transaction& hop) const;
  [[nodiscard]] bool goes_to_sender(const hop_transaction& hop) const;
  [[nodiscard]] std::size_t by_envelope(const trace::transaction& said) const;

  const observation& seen_;
  std::map<std::string, std::size_t> by_message_id_;
  std::map<std::string, destination> destinations_;  // by mailbox_key
  std::map<std::string, destination> servers_;       // by host
  std::set<std::string> senders_;                    // mailbox_key of each reverse-path
  std::set<std::string> sender_hosts_;               // the servers of their domains
};

}  // namespace dsnspec::judge
