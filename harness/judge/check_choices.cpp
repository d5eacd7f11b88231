// What RFC 3461 leaves to an MTA when it relays (3, 5.2.1, 5.2.2, 5.2.7.1): which choice was seen.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"

namespace dsnspec::judge {
namespace {

class choices_check {
 public:
  choices_check(const case_view& of, findings& found) : case_(of), seen_(of.seen), found_(found) {}

  void run() {
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->role == trace::session_role::server && in.of->host != fence_host) {
        opening(in);
      }
    }
    for (const hop_transaction& hop : seen_.hops()) {
      if (hop.is_report || hop.submission == hop_transaction::no_submission) {
        continue;
      }
      for (const trace::recipient_exchange& to : hop.said->recipients) {
        if (const submitted_recipient* asked = seen_.recipient_behind(hop.submission, to.path.mailbox);
            asked != nullptr && asked->accepted && !asked->unclear && !asked->shared &&
            asked->route == route::remote) {
          recipient(hop, to, *asked);
        }
      }
    }
    for (const submission& of : seen_.submissions()) {
      for (const submitted_recipient& to : of.recipients) {
        if (to.accepted && to.route == route::list) {
          members(of, to);
        }
      }
    }
  }

 private:
  void opening(const trace::dialogue& in) {
    const auto hello = std::find_if(in.before_mail.begin(), in.before_mail.end(), [](const auto& said) {
      return base::istarts_with(said.command, "EHLO") || base::istarts_with(said.command, "HELO");
    });
    if (hello != in.before_mail.end()) {
      found_.note("rfc3461/3/client-opens-with-ehlo",
                  base::istarts_with(hello->command, "EHLO") ? "sessions are opened with EHLO"
                                                             : "sessions are opened with HELO",
                  {said(in, *hello)});
    }
  }

  void recipient(const hop_transaction& hop, const trace::recipient_exchange& to,
                 const submitted_recipient& asked) {
    const bool sent_plainly = !has_dsn_parameters(hop.said->mail) && !has_dsn_parameters(to);
    if (hop.conforming() && !value_of(*asked.said, "ORCPT")) {
      const auto added = value_of(to, "ORCPT");
      found_.note("rfc3461/5.2.1/orcpt-may-be-added",
                  added ? "an ORCPT is added where none came" : "no ORCPT is added where none came",
                  {said(*hop.in, to)});
    } else if (!hop.conforming() && sent_plainly && asked.never() && had_sender(hop)) {
      found_.note("rfc3461/5.2.2/never-in-a-transaction-of-its-own",
                  hop.said->from.is_null()
                      ? "a recipient with NOTIFY=NEVER is relayed with a null reverse-path"
                      : "a recipient with NOTIFY=NEVER is relayed with the sender's reverse-path",
                  {said(*hop.in, hop.said->mail), said(*hop.in, to)});
    }
  }

  // The message came with a reverse-path.
  [[nodiscard]] bool had_sender(const hop_transaction& hop) const {
    const auto& all = seen_.submissions();
    return std::any_of(all.begin(), all.end(), [&hop](const submission& of) {
      return of.index == hop.submission && !of.sender.empty();
    });
  }

  void members(const submission& of, const submitted_recipient& to) {
    const scenario::mailing_list* list = seen_.list_named(to.where_to.local_part);
    for (std::size_t i = 0; list != nullptr && i < list->members.size(); ++i) {
      const auto& offers = case_.fates.at(of, list->members[i]).offers;
      if (list->members[i].host == "local" || offers.empty() || !offers.back().hop->conforming()) {
        continue;
      }
      const relayed_parameters given = parameters_at(list->members[i], offers.back());
      const auto shown = [](const std::optional<std::string>& value) {
        return value ? base::excerpt(*value, 40) : std::string("none");
      };
      found_.note("rfc3461/5.2.7.1/notify-set-by-the-list",
                  fmt::format("members of a list are sent with NOTIFY: {}, RET: {}", shown(given.notify),
                              shown(given.ret)),
                  given.seen());
    }
  }

  const case_view& case_;
  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_choices(const case_view& of, findings& found) {
  choices_check(of, found).run();
}

}  // namespace dsnspec::judge
