// RFC 3461 4.1, 4.5 and 5.2.2 (a), (d): what the target writes into MAIL and RCPT, whatever message it is
// about, and what a next hop without DSN is told.

#include <algorithm>
#include <initializer_list>
#include <set>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

std::vector<smtp::parameter> parameters_of(const trace::exchange& said, std::string_view keyword) {
  auto path = smtp::parse_path_argument(smtp::parse_command(said.command).argument, keyword);
  return path ? std::move(path->parameters) : std::vector<smtp::parameter>{};
}

std::size_t count_of(const std::vector<smtp::parameter>& all, std::string_view keyword) {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [keyword](const smtp::parameter& one) { return one.is(keyword); }));
}

class commands_check {
 public:
  commands_check(const case_view& of, findings& found) : seen_(of.seen), found_(found) {
    for (const submission& each : seen_.submissions()) {
      for (const auto& to : each.said->recipients) {
        if (const auto notify = value_of(to, "NOTIFY")) {
          submitted_.insert(base::lowered(*notify));
        }
      }
      for (const submitted_recipient& to : each.recipients) {
        if (to.route == route::remote && to.accepted && !to.unclear && !each.sender.empty()) {
          asked_[{each.index, mailbox_key(to.address)}] = &to;
        }
      }
    }
  }

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      const auto mail = parameters_of(hop.said->mail, "FROM");
      each_once(hop, hop.said->mail, mail, {"RET", "ENVID"}, "rfc3461/4.5/parameters-once-per-mail");
      if (!hop.conforming()) {
        no_parameters(hop, hop.said->mail, mail);
      }
      for (const trace::recipient_exchange& to : hop.said->recipients) {
        const auto rcpt = parameters_of(to, "TO");
        each_once(hop, to, rcpt, {"NOTIFY", "ORCPT"}, "rfc3461/4.5/parameters-once-per-rcpt");
        never_alone(hop, to);
        if (!hop.conforming()) {
          no_parameters(hop, to, rcpt);
          null_sender(hop, to);
        }
      }
    }
  }

 private:
  void each_once(const hop_transaction& hop, const trace::exchange& said,
                 const std::vector<smtp::parameter>& all, std::initializer_list<std::string_view> keywords,
                 std::string_view rule) {
    for (const std::string_view keyword : keywords) {
      const std::size_t count = count_of(all, keyword);
      if (count == 1) {
        found_.kept(rule);
      } else if (count > 1) {
        found_.broken(rule, fmt::format("{} stands {} times in one command", keyword, count),
                      {judge::said(*hop.in, said)});
      }
    }
  }

  // Null elements and repeated keywords are not to be written; one that came so may go on so (5.2.1 c).
  void never_alone(const hop_transaction& hop, const trace::exchange& said) {
    const auto notify = value_of(said, "NOTIFY");
    if (!notify || notify->empty()) {
      return;  // without a value: see check_command_syntax
    }
    grammar::deviations forgiven;
    const bool right = grammar::parse_notify(*notify) || (grammar::parse_notify(*notify, forgiven) &&
                                                          submitted_.contains(base::lowered(*notify)));
    if (right) {
      found_.kept("rfc3461/4.1/never-alone");
    } else {
      found_.broken("rfc3461/4.1/never-alone",
                    fmt::format("the target sends NOTIFY={}", base::excerpt(*notify, 60)),
                    {judge::said(*hop.in, said)});
    }
  }

  void no_parameters(const hop_transaction& hop, const trace::exchange& said,
                     const std::vector<smtp::parameter>& all) {
    constexpr std::string_view rule = "rfc3461/5.2.2/no-parameters-to-nonconforming";
    found_.kept(rule);
    for (const std::string_view keyword : {"RET", "ENVID", "NOTIFY", "ORCPT"}) {
      if (count_of(all, keyword) != 0) {
        found_.broken(rule, fmt::format("{} was sent to a server that had not announced DSN", keyword),
                      {judge::said(*hop.in, said)});
      }
    }
  }

  // 5.2.2 (d): a null reverse-path is for NEVER recipients alone.
  void null_sender(const hop_transaction& hop, const trace::recipient_exchange& to) {
    const auto asked = asked_.find({hop.submission, mailbox_key(to.path.mailbox)});
    if (asked == asked_.end()) {
      return;
    }
    found_.held("rfc3461/5.2.2/null-sender-only-for-never",
                !hop.said->from.is_null() || asked->second->never(),
                fmt::format("a null reverse-path was used for {}, whose NOTIFY is not NEVER",
                            base::excerpt(asked->second->address, 100)),
                {said(*hop.in, hop.said->mail), said(*hop.in, to)});
  }

  const observation& seen_;
  findings& found_;
  std::set<std::string> submitted_;  // NOTIFY values, lower case
  std::map<std::pair<std::size_t, std::string>, const submitted_recipient*> asked_;
};

}  // namespace

void check_commands(const case_view& of, findings& found) {
  commands_check(of, found).run();
}

}  // namespace dsnspec::judge
