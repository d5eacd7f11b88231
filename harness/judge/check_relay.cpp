// RFC 3461 5.2.1 and 4.5: the parameters that a next hop with DSN is given, on every attempt.

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
#include "judge/relayed.hpp"

namespace dsnspec::judge {
namespace {

// From here on a value is long enough to show whether it is cut (5.4 promises 94 and 494 octets).
constexpr std::size_t long_envid = 84;
constexpr std::size_t long_orcpt = 394;
// Longer ones need not be accepted.
constexpr std::size_t longest_envid = smtp::longest_envid - 6;
constexpr std::size_t longest_orcpt = smtp::longest_orcpt - 6;

class relay_check {
 public:
  relay_check(const case_view& of, findings& found) : seen_(of.seen), found_(found) {
    for (const submission& each : seen_.submissions()) {
      remember(each);
    }
  }

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      const auto of = accepted_.find(hop.submission);
      if (hop.conforming() && of != accepted_.end() && !stripped(hop)) {
        to_conforming(hop, *of->second);
      }
      if (parameters_refused(hop)) {
        refused_.insert({hop.submission, hop.host});
      }
    }
  }

 private:
  // Recipients whose own parameters must come with them. Who is reached in another way, too, through an alias
  // or a list, may have got the message in that way (5.2.7).
  void remember(const submission& of) {
    std::set<std::string> members;
    for (const submitted_recipient& to : of.recipients) {
      if (const auto* list = to.route == route::list ? seen_.list_named(to.where_to.local_part) : nullptr) {
        for (const scenario::address& member : list->members) {
          members.insert(mailbox_key(seen_.resolve(member)));
        }
      }
    }
    for (const submitted_recipient& to : of.recipients) {
      const std::string key = mailbox_key(to.address);
      if (to.route == route::remote && to.accepted && !to.shared && !members.contains(key)) {
        direct_[{of.index, key}] = &to;
      }
    }
    if (of.accepted) {
      accepted_[of.index] = &of;
    }
  }

  // A server that announces DSN and refuses its parameters may be told none when it is tried again.
  [[nodiscard]] bool stripped(const hop_transaction& hop) const {
    const auto& all = hop.said->recipients;
    return refused_.contains({hop.submission, hop.host}) && !has_dsn_parameters(hop.said->mail) &&
           std::none_of(all.begin(), all.end(), has_dsn_parameters);
  }

  static bool parameters_refused(const hop_transaction& hop) {
    const auto& all = hop.said->recipients;
    return refuses_parameters(hop.said->mail) || std::any_of(all.begin(), all.end(), refuses_parameters);
  }

  void to_conforming(const hop_transaction& hop, const submission& of) {
    bool any = false;
    for (const trace::recipient_exchange& to : hop.said->recipients) {
      const auto asked = direct_.find({of.index, mailbox_key(to.path.mailbox)});
      if (asked != direct_.end()) {
        any = true;
        if (!asked->second->unclear) {
          relayed_notify(of, *asked->second, hop, to);
          relayed_orcpt(of, *asked->second, hop, to);
        }
      }
    }
    if (any && !of.unclear) {
      relayed_envid(hop, of);
      relayed_ret(hop, of);
    }
  }

  void relayed_envid(const hop_transaction& hop, const submission& of) {
    const auto sent = value_of(hop.said->mail, "ENVID");
    const std::vector<evidence> both = {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)};
    if (!of.envid) {
      found_.held("rfc3461/5.2.1/envid-not-invented", !sent, "no ENVID was submitted, but one was relayed",
                  both);
      return;
    }
    found_.held("rfc3461/5.2.1/envid-relayed", same_value(sent, of.envid),
                sent ? "ENVID was relayed with another value" : "ENVID was not relayed", both);
    if (same_value(sent, of.envid)) {
      found_.held("rfc3461/5.2.1/envid-octet-exact", sent == of.envid,
                  "ENVID was relayed in another encoding of the same value", both);
    }
    if (of.envid->size() > long_envid && of.envid->size() <= longest_envid && sent) {
      found_.held("rfc3461/5.4/long-parameters-intact", same_value(sent, of.envid),
                  "a long ENVID was not relayed whole", both);
    }
  }

  void relayed_ret(const hop_transaction& hop, const submission& of) {
    const auto sent = value_of(hop.said->mail, "RET");
    const std::vector<evidence> both = {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)};
    if (!of.ret) {
      found_.held("rfc3461/5.2.1/ret-not-invented", !sent, "no RET was submitted, but one was relayed", both);
    } else {
      found_.held("rfc3461/5.2.1/ret-relayed", sent && base::iequals(*sent, *of.ret),
                  sent ? "RET was relayed with another value" : "RET was not relayed", both);
    }
  }

  void relayed_notify(const submission& of, const submitted_recipient& asked, const hop_transaction& hop,
                      const trace::recipient_exchange& to) {
    const auto sent = value_of(to, "NOTIFY");
    const std::vector<evidence> both = {said(*of.in, *asked.said), said(*hop.in, to)};
    if (!asked.notify) {
      found_.held("rfc3461/5.2.1/notify-not-invented", !sent, "no NOTIFY was submitted, but one was relayed",
                  both);
      return;
    }
    grammar::deviations forgiven;
    const auto value = grammar::parse_notify(sent.value_or(""), forgiven);
    found_.held("rfc3461/5.2.1/notify-relayed", sent && value && *value == *asked.notify,
                sent ? fmt::format("NOTIFY={} was submitted, NOTIFY={} relayed", asked.notify->text(),
                                   base::excerpt(*sent, 60))
                     : "NOTIFY was not relayed",
                both);
  }

  void relayed_orcpt(const submission& of, const submitted_recipient& asked, const hop_transaction& hop,
                     const trace::recipient_exchange& to) {
    const auto sent = value_of(to, "ORCPT");
    const std::vector<evidence> both = {said(*of.in, *asked.said), said(*hop.in, to)};
    if (!asked.orcpt) {
      added_orcpt(asked, sent, both);
      return;
    }
    if (is_utf8_typed(*asked.orcpt)) {
      return;  // RFC 6533 gives it several forms: see check_smtputf8_orcpt
    }
    const bool same = same_value(sent, asked.orcpt);
    found_.held("rfc3461/5.2.1/orcpt-relayed", same,
                sent ? "ORCPT was relayed with another value" : "ORCPT was not relayed", both);
    if (same) {
      found_.held("rfc3461/5.2.1/orcpt-octet-exact", sent == asked.orcpt,
                  "ORCPT was relayed in another encoding of the same address", both);
    }
    if (asked.orcpt->size() > long_orcpt && asked.orcpt->size() <= longest_orcpt && sent) {
      found_.held("rfc3461/5.4/long-parameters-intact", same, "a long ORCPT was not relayed whole", both);
    }
  }

  // 5.2.1 (d): one may be added, and then holds the address of the RCPT command received.
  void added_orcpt(const submitted_recipient& asked, const std::optional<std::string>& sent,
                   const std::vector<evidence>& both) {
    if (sent) {
      found_.held("rfc3461/5.2.1/orcpt-added-is-received-address", encodes_mailbox(*sent, asked.address),
                  fmt::format("the target added ORCPT={}, which is not the address it received",
                              base::excerpt(*sent, 100)),
                  both);
    } else {
      found_.note("rfc3461/5.2.1/orcpt-added-is-received-address", "no ORCPT is added where none came", both);
    }
  }

  const observation& seen_;
  findings& found_;
  std::map<std::size_t, const submission*> accepted_;  // by index
  std::map<std::pair<std::size_t, std::string>, const submitted_recipient*> direct_;
  std::set<std::pair<std::size_t, std::string>> refused_;  // servers that refused parameters of a submission
};

}  // namespace

void check_relay(const case_view& of, findings& found) {
  relay_check(of, found).run();
}

}  // namespace dsnspec::judge
