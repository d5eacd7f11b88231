// RFC 3461 5.2.1, 5.2.2 (a) and 4.5: the parameters that a next hop is given, on every attempt.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/xtext.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

using path_argument = smtp::path_argument;

// From here on a value is long enough to show whether it is cut (5.4 promises 94 and 494 octets).
constexpr std::size_t long_envid = 84;
constexpr std::size_t long_orcpt = 394;

// The first value of the parameter; nothing when it isn't there.
std::optional<std::string> value_of(const path_argument& said, std::string_view keyword) {
  for (const smtp::parameter& one : said.parameters) {
    if (one.is(keyword)) {
      return std::string(one.value.value_or(std::string_view{}));
    }
  }
  return std::nullopt;
}

std::size_t count_of(const path_argument& said, std::string_view keyword) {
  return static_cast<std::size_t>(std::count_if(said.parameters.begin(), said.parameters.end(),
                                                [keyword](const auto& one) { return one.is(keyword); }));
}

std::string decoded(std::string_view xtext) {
  grammar::deviations forgiven;
  return grammar::decode_xtext(xtext, forgiven);
}

class relay_check {
 public:
  relay_check(const observation& seen, findings& found) : seen_(seen), found_(found) {}

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      const auto mail = argument_of(hop.said->mail, "FROM");
      if (!mail) {
        continue;
      }
      each_once(hop, hop.said->mail, *mail, {"RET", "ENVID"}, "rfc3461/4.5/parameters-once-per-mail");
      for (const auto& to : hop.said->recipients) {
        if (const auto rcpt = argument_of(to, "TO")) {
          each_once(hop, to, *rcpt, {"NOTIFY", "ORCPT"}, "rfc3461/4.5/parameters-once-per-rcpt");
          never_alone(hop, to, *rcpt);
        }
      }
      if (!hop.conforming()) {
        to_nonconforming(hop, *mail);
      } else if (const submission* of = submission_of(hop)) {
        to_conforming(hop, *of, *mail);
      }
    }
  }

 private:
  [[nodiscard]] const submission* submission_of(const hop_transaction& hop) const {
    for (const submission& of : seen_.submissions()) {
      if (of.index == hop.submission && of.accepted) {
        return &of;
      }
    }
    return nullptr;
  }

  void each_once(const hop_transaction& hop, const trace::exchange& said, const path_argument& path,
                 std::initializer_list<std::string_view> keywords, std::string_view rule) {
    for (const std::string_view keyword : keywords) {
      if (const std::size_t count = count_of(path, keyword); count != 0) {
        found_.held(rule, count == 1, fmt::format("{} stands {} times in one command", keyword, count),
                    {judge::said(*hop.in, said)});
      }
    }
  }

  void never_alone(const hop_transaction& hop, const trace::exchange& said, const path_argument& path) {
    if (const auto notify = value_of(path, "NOTIFY")) {
      grammar::deviations forgiven;
      found_.held("rfc3461/4.1/never-alone", grammar::parse_notify(*notify, forgiven).has_value(),
                  fmt::format("the target sends NOTIFY={}", base::excerpt(*notify, 60)), {judge::said(*hop.in, said)});
    }
  }

  void to_nonconforming(const hop_transaction& hop, const path_argument& mail) {
    constexpr std::string_view rule = "rfc3461/5.2.2/no-parameters-to-nonconforming";
    for (const std::string_view keyword : {"RET", "ENVID", "NOTIFY", "ORCPT"}) {
      found_.held(rule, count_of(mail, keyword) == 0,
                  fmt::format("{} was sent to a server that had not announced DSN", keyword),
                  {said(*hop.in, hop.said->mail)});
      for (const auto& to : hop.said->recipients) {
        const auto rcpt = argument_of(to, "TO");
        found_.held(rule, !rcpt || count_of(*rcpt, keyword) == 0,
                    fmt::format("{} was sent to a server that had not announced DSN", keyword), {said(*hop.in, to)});
      }
    }
    null_sender(hop, mail);
  }

  // 5.2.2 (d): a null reverse-path is for NEVER recipients alone.
  void null_sender(const hop_transaction& hop, const path_argument& mail) {
    const submission* of = submission_of(hop);
    if (of == nullptr || of->sender.empty() || of->unclear) {
      return;
    }
    for (const auto& to : hop.said->recipients) {
      for (const submitted_recipient& asked : of->recipients) {
        if (asked.route == route::remote && same_address(asked.address, to.path.mailbox) && !asked.unclear) {
          found_.held("rfc3461/5.2.2/null-sender-only-for-never", !mail.path.empty() || asked.never(),
                      fmt::format("a null reverse-path was used for {}, whose NOTIFY is not NEVER",
                                  base::excerpt(asked.address, 100)),
                      {said(*hop.in, hop.said->mail), said(*hop.in, to)});
        }
      }
    }
  }

  void to_conforming(const hop_transaction& hop, const submission& of, const path_argument& mail) {
    // What is redistributed to members of a list or sent on by an alias is judged elsewhere (5.2.7).
    if (!of.unclear && has_direct_recipient(hop, of)) {
      relayed_envid(hop, of, mail);
      relayed_ret(hop, of, mail);
    }
    for (const auto& to : hop.said->recipients) {
      const auto rcpt = argument_of(to, "TO");
      const submitted_recipient* asked = direct_recipient(of, to);
      if (rcpt && asked != nullptr && !asked->unclear) {
        relayed_notify(hop, *asked, to, *rcpt);
        relayed_orcpt(hop, *asked, to, *rcpt);
      }
    }
  }

  static const submitted_recipient* direct_recipient(const submission& of, const trace::recipient_exchange& to) {
    for (const submitted_recipient& asked : of.recipients) {
      if (asked.route == route::remote && asked.accepted && same_address(asked.address, to.path.mailbox)) {
        return &asked;
      }
    }
    return nullptr;
  }

  static bool has_direct_recipient(const hop_transaction& hop, const submission& of) {
    return std::any_of(hop.said->recipients.begin(), hop.said->recipients.end(),
                       [&of](const auto& to) { return direct_recipient(of, to) != nullptr; });
  }

  void relayed_envid(const hop_transaction& hop, const submission& of, const path_argument& mail) {
    const auto sent = value_of(mail, "ENVID");
    const std::vector<evidence> both = {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)};
    if (!of.envid) {
      found_.held("rfc3461/5.2.1/envid-not-invented", !sent, "no ENVID was submitted, but one was relayed", both);
      return;
    }
    found_.held("rfc3461/5.2.1/envid-relayed", sent && decoded(*sent) == decoded(*of.envid),
                sent ? "ENVID was relayed with another value" : "ENVID was not relayed", both);
    if (sent && decoded(*sent) == decoded(*of.envid)) {
      found_.held("rfc3461/5.2.1/envid-octet-exact", *sent == *of.envid,
                  "ENVID was relayed in another encoding of the same value", both);
    }
    if (of.envid->size() > long_envid) {
      found_.held("rfc3461/5.4/long-parameters-intact", sent == of.envid, "a long ENVID was not relayed whole", both);
    }
  }

  void relayed_ret(const hop_transaction& hop, const submission& of, const path_argument& mail) {
    const auto sent = value_of(mail, "RET");
    const std::vector<evidence> both = {said(*of.in, of.said->mail), said(*hop.in, hop.said->mail)};
    if (!of.ret) {
      found_.held("rfc3461/5.2.1/ret-not-invented", !sent, "no RET was submitted, but one was relayed", both);
    } else {
      found_.held("rfc3461/5.2.1/ret-relayed", sent && base::iequals(*sent, *of.ret),
                  sent ? "RET was relayed with another value" : "RET was not relayed", both);
    }
  }

  void relayed_notify(const hop_transaction& hop, const submitted_recipient& asked,
                      const trace::recipient_exchange& to, const path_argument& rcpt) {
    const auto sent = value_of(rcpt, "NOTIFY");
    if (!asked.notify) {
      found_.held("rfc3461/5.2.1/notify-not-invented", !sent, "no NOTIFY was submitted, but one was relayed",
                  submitted_and(hop, asked, to));
      return;
    }
    grammar::deviations forgiven;
    const auto value = sent ? grammar::parse_notify(*sent, forgiven) : grammar::parse_notify("");
    found_.held("rfc3461/5.2.1/notify-relayed", sent && value && *value == *asked.notify,
                sent ? fmt::format("NOTIFY={} was submitted, NOTIFY={} relayed", asked.notify->text(),
                                   base::excerpt(*sent, 60))
                     : "NOTIFY was not relayed",
                submitted_and(hop, asked, to));
  }

  void relayed_orcpt(const hop_transaction& hop, const submitted_recipient& asked, const trace::recipient_exchange& to,
                     const path_argument& rcpt) {
    const auto sent = value_of(rcpt, "ORCPT");
    const std::vector<evidence> both = submitted_and(hop, asked, to);
    if (!asked.orcpt) {
      added_orcpt(asked, sent, both);
      return;
    }
    if (is_utf8_typed(*asked.orcpt)) {
      return;  // RFC 6533 gives it several forms: see check_smtputf8
    }
    const bool same_value = sent && decoded(*sent) == decoded(*asked.orcpt);
    found_.held("rfc3461/5.2.1/orcpt-relayed", same_value,
                sent ? "ORCPT was relayed with another value" : "ORCPT was not relayed", both);
    if (same_value) {
      found_.held("rfc3461/5.2.1/orcpt-octet-exact", *sent == *asked.orcpt,
                  "ORCPT was relayed in another encoding of the same address", both);
    }
    if (asked.orcpt->size() > long_orcpt) {
      found_.held("rfc3461/5.4/long-parameters-intact", sent == asked.orcpt, "a long ORCPT was not relayed whole",
                  both);
    }
  }

  // 5.2.1 (d): one may be added, and then holds the address of the RCPT command received.
  void added_orcpt(const submitted_recipient& asked, const std::optional<std::string>& sent,
                   const std::vector<evidence>& both) {
    constexpr std::string_view rule = "rfc3461/5.2.1/orcpt-added-is-received-address";
    if (!sent) {
      return;
    }
    // How it is written is judged elsewhere.
    grammar::deviations forgiven;
    const auto parsed = grammar::parse_original_recipient(*sent, grammar::charset::utf8, forgiven);
    const bool right_type = parsed && (base::iequals(parsed->type, "rfc822") || parsed->is_utf8());
    found_.held(rule, right_type && parsed->decoded() == asked.address,
                fmt::format("the target added ORCPT={}, which is not the address it received",
                            base::excerpt(*sent, 100)),
                both);
  }

  [[nodiscard]] std::vector<evidence> submitted_and(const hop_transaction& hop, const submitted_recipient& asked,
                                                    const trace::exchange& relayed) const {
    std::vector<evidence> out;
    for (const submission& of : seen_.submissions()) {
      const auto& all = of.said->recipients;
      if (std::any_of(all.begin(), all.end(), [&asked](const auto& one) { return &one == asked.said; })) {
        out.push_back(said(*of.in, *asked.said));
      }
    }
    out.push_back(said(*hop.in, relayed));
    return out;
  }

  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_relay(const observation& seen, findings& found) { relay_check(seen, found).run(); }

}  // namespace dsnspec::judge
