// RFC 6531 3.2: what becomes of internationalized mail whose next hop lacks SMTPUTF8, and of all other mail.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"
#include "judge/internationalized.hpp"

namespace dsnspec::judge {
namespace {

class outcome_check {
 public:
  outcome_check(const case_view& of, findings& found)
      : case_(of), seen_(of.seen), reports_(of.reports), found_(found) {}

  void run() {
    for (const submission& of : seen_.submissions()) {
      if (!of.accepted) {
        continue;
      }
      for (const submitted_recipient& to : of.recipients) {
        if (!to.accepted || to.final_targets.empty() || to.final_targets.front().host == "local") {
          continue;
        }
        if (of.smtputf8 && requires_smtputf8(of, to)) {
          international(of, to);
        } else if (!of.smtputf8 && base::is_ascii(of.said->mail.command) &&
                   base::is_ascii(to.said->command)) {
          plain(to);
        }
      }
    }
  }

 private:
  // Every session at a host that serves the recipient, in order.
  [[nodiscard]] std::vector<const trace::dialogue*> sessions(const submitted_recipient& to) const {
    const std::vector<std::string> servers = seen_.servers_of(to.final_targets.front().host);
    std::vector<const trace::dialogue*> out;
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->role == trace::session_role::server && !keywords_of(in).empty() &&
          std::find(servers.begin(), servers.end(), in.of->host) != servers.end()) {
        out.push_back(&in);
      }
    }
    return out;
  }

  void international(const submission& of, const submitted_recipient& to) {
    const std::vector<const trace::dialogue*> met = sessions(to);
    const auto lacks = [](const trace::dialogue* in) { return !keyword_line(*in, "SMTPUTF8"); };
    const fate& came = case_.fates.at(of, to);
    if (std::any_of(met.begin(), met.end(), lacks)) {
      other_exchanger(to, came);
      if (std::all_of(met.begin(), met.end(), lacks)) {
        met_no_other(of, to, came);
      }
    }
    for (const trace::dialogue* in : met) {
      const auto line = keyword_line(*in, "SMTPUTF8");
      // In capitals, so that nothing but the parameters can be why it isn't recognised.
      if (line && line->starts_with("SMTPUTF8 ")) {
        parameters_ignored(to, *in);
      }
    }
  }

  // ------------------------------------------------------------- the next hop lacks it

  void met_no_other(const submission& of, const submitted_recipient& to, const fate& came) {
    constexpr std::string_view rule = "rfc6531/3.2/rejected-when-hop-lacks-it";
    if (const offer* by = came.by()) {
      if (!base::is_ascii(by->to->path.mailbox) || has_utf8_header(by->hop->said->message)) {
        return;  // it was sent as it is, which other rows forbid
      }
      found_.note("rfc6531/3.2/submission-server-may-transform",
                  "a message that needed SMTPUTF8 is sent to a server without it, in another form",
                  {said(*by->hop->in, *by->to)});
      found_.note(rule, "the message is transformed instead", {said(*by->hop->in, *by->to)});
      return;
    }
    const std::vector<const answer*> got = reports_.to(to);
    const auto failed =
        std::find_if(got.begin(), got.end(), [](const answer* one) { return one->is(dsn::action::failed); });
    if (failed == got.end()) {
      if (to.wants_failure() && seen_.silence_proved() && seen_.receives_mail(of.sender) &&
          !case_.unread.any_for(of) && !any_report_on(of)) {
        found_.broken(rule, "a message whose next hop lacks SMTPUTF8 was neither delivered nor rejected",
                      {exchanged(*of.in, *to.said)});
      }
      return;
    }
    found_.kept(rule);
    found_.note("rfc6531/3.2/submission-server-may-transform", "what needs SMTPUTF8 is not transformed");
    const received_report& report = *(*failed)->report;
    found_.held("rfc6531/3.2/notification-conforms", report.well_typed() && report.how->said->from.is_null(),
                "the report on a message whose next hop lacks SMTPUTF8 is no delivery status notification",
                {reported(report)});
    if ((*failed)->group->status) {
      found_.note("rfc6531/3.5/status-of-the-failure",
                  fmt::format("Status is {}", base::excerpt((*failed)->group->status->text, 20)),
                  {reported(report, *(*failed)->group)});
    }
  }

  // Some report on it came, whomever it names.
  [[nodiscard]] bool any_report_on(const submission& of) const {
    return std::any_of(seen_.reports().begin(), seen_.reports().end(),
                       [&](const received_report& one) { return reports_.of(one) == &of; });
  }

  void other_exchanger(const submitted_recipient& to, const fate& came) {
    const std::vector<std::string> servers = seen_.servers_of(to.final_targets.front().host);
    const bool another = std::any_of(servers.begin(), servers.end(), [this](const std::string& name) {
      const auto host = seen_.record().what.hosts.find(name);
      return host != seen_.record().what.hosts.end() &&
             std::any_of(host->second.ehlo.begin(), host->second.ehlo.end(),
                         [](const std::string& line) { return base::istarts_with(line, "SMTPUTF8"); });
    });
    if (another) {
      found_.note("rfc6531/3.2/other-exchanger-or-later",
                  came.delivered ? "after an exchanger without SMTPUTF8, the next is tried"
                                 : "after an exchanger without SMTPUTF8, the next is not tried");
    }
  }

  void parameters_ignored(const submitted_recipient& to, const trace::dialogue& in) {
    const bool sent = std::any_of(in.transactions.begin(), in.transactions.end(), [&to](const auto& said) {
      return std::any_of(said.recipients.begin(), said.recipients.end(),
                         [&to](const auto& one) { return same_address(one.path.mailbox, to.address); });
    });
    if (sent || seen_.silence_proved()) {
      found_.held("rfc6531/3.1/keyword-parameters-ignored", sent,
                  "a server that announces SMTPUTF8 with a parameter got no internationalized mail",
                  {said(in, in.before_mail.front())});
    }
  }

  // ------------------------------------------------------------- mail that doesn't need it

  void plain(const submitted_recipient& to) {
    for (const answer* one : reports_.to(to)) {
      const std::string status(one->group->status ? one->group->status->text : std::string_view{});
      const bool about_utf8 = status.ends_with(".6.7") || status.ends_with(".6.9");
      if (about_utf8 && one->is(dsn::action::failed) && !said_by_a_host(status)) {
        found_.broken("rfc6531/3.2/plain-mail-unchanged",
                      "a message in ASCII failed because the next hop lacks SMTPUTF8",
                      {reported(*one->report, *one->group)});
      }
    }
  }

  [[nodiscard]] bool said_by_a_host(const std::string& status) const {
    return std::any_of(
        seen_.record().sessions.begin(), seen_.record().sessions.end(), [&](const trace::session& one) {
          return one.role == trace::session_role::server &&
                 std::any_of(one.chunks.begin(), one.chunks.end(), [&](const trace::chunk& part) {
                   return !part.from_client && part.octets.find(status) != std::string::npos;
                 });
        });
  }

  const case_view& case_;
  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_smtputf8_outcome(const case_view& of, findings& found) {
  outcome_check(of, found).run();
}

}  // namespace dsnspec::judge
