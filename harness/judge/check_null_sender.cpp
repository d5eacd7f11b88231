// RFC 3461 5.2: a message with a null reverse-path is answered with no report, wherever an address might be
// found.

#include <algorithm>

#include "judge/checks.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view rule = "rfc3461/5.2/no-dsn-for-null-sender";

class null_sender_check {
 public:
  null_sender_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    for (const submission& of : case_.seen.submissions()) {
      if (of.sender.empty() && of.accepted) {
        silent(of);
      }
    }
  }

 private:
  void silent(const submission& of) {
    bool any = false;
    for (const hop_transaction& hop : case_.seen.hops()) {
      if (hop.is_report && is_about(hop, of) && !for_list_owner(hop)) {
        any = true;
        found_.broken(rule, "a message with a null reverse-path was answered with a report",
                      {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)});
      }
    }
    if (!any && case_.seen.silence_proved()) {
      found_.kept(rule);
    } else if (!any) {
      found_.inconclusive(rule, "no report came, but the silence is not proved");
    }
  }

  // Without its content only the envelope is left: it is about the only submission there is, unless it is a
  // question whether an address exists, which ends after RCPT.
  [[nodiscard]] bool is_about(const hop_transaction& hop, const submission& of) const {
    if (const received_report* report = case_.reports.brought_by(hop)) {
      return case_.reports.of(*report) == &of;
    }
    return case_.seen.submissions().size() == 1 && hop.said->message.empty() &&
           std::none_of(hop.said->recipients.begin(), hop.said->recipients.end(),
                        [](const auto& to) { return to.accepted(); });
  }

  // Who is the return address of what a list sends on.
  [[nodiscard]] bool for_list_owner(const hop_transaction& hop) const {
    const auto& to = hop.said->recipients;
    return !to.empty() && std::all_of(to.begin(), to.end(), [this](const auto& one) {
      return case_.seen.is_list_owner(one.path.mailbox);
    });
  }

  const case_view& case_;
  findings& found_;
};

}  // namespace

void check_null_sender(const case_view& of, findings& found) {
  null_sender_check(of, found).run();
}

}  // namespace dsnspec::judge
