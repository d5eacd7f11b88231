// What RFC 3461 leaves to an MTA when it reports (5.2.8, 6.1 to 6.3): which choice was seen.

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"

namespace dsnspec::judge {
namespace {

// Above this RET=FULL needn't bring back the whole message (6.2); see check_report_content.
constexpr std::size_t long_message = std::size_t{64} << 10U;

class report_choices_check {
 public:
  report_choices_check(const case_view& of, findings& found) : case_(of), seen_(of.seen), found_(found) {}

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      if (hop.is_report && hop.submission == hop_transaction::no_submission && hop.conforming()) {
        envelope(hop);
      }
    }
    for (const received_report& report : seen_.reports()) {
      const submission* of = case_.reports.of(report);
      if (!report.is_dsn() || report.truncated() || of == nullptr || !case_.reports.to_sender(report)) {
        continue;
      }
      per_message(report);
      for (const dsn::per_recipient_fields& group : report.parsed->recipients) {
        per_recipient(report, group);
      }
      length(report, *of);
      told& by_report = told_[of->index];
      ++by_report.reports;
      by_report.most_groups = std::max(by_report.most_groups, report.parsed->recipients.size());
      by_report.recipients = of->recipients.size();
    }
    several_recipients();
  }

 private:
  void used(const hop_transaction& hop, std::string_view rule, const char* keyword,
            const trace::exchange& where) {
    found_.note(rule,
                fmt::format("a report is sent {} {}", value_of(where, keyword) ? "with" : "without", keyword),
                {said(*hop.in, where)});
  }

  void envelope(const hop_transaction& hop) {
    used(hop, "rfc3461/6.1/envid-may-be-used", "ENVID", hop.said->mail);
    for (const trace::recipient_exchange& to : hop.said->recipients) {
      used(hop, "rfc3461/6.1/notify-may-be-used", "NOTIFY", to);
      used(hop, "rfc3461/6.1/orcpt-may-be-used", "ORCPT", to);
    }
  }

  // ------------------------------------------------------------- fields

  template <class Group>
  void fields(const received_report& report, std::string_view rule, const Group& group,
              const std::set<std::string>& asked_for) {
    std::string others;
    for (const dsn::field& field : group.fields) {
      if (!asked_for.contains(base::lowered(field.name))) {
        others += (others.empty() ? "" : ", ") + base::excerpt(field.name, 40);
      }
    }
    found_.note(rule, others.empty() ? "no further fields" : "further fields: " + others, {reported(report)});
  }

  void per_message(const received_report& report) {
    fields(report, "rfc3461/6.3/other-per-message-fields", report.parsed->per_message,
           {"original-envelope-id", "reporting-mta"});
    const auto& mta = report.parsed->per_message.reporting_mta;
    if (mta && mta->has_type && !base::iequals(mta->type, "dns")) {
      found_.note("rfc3461/6.3/x-local-hostname",
                  fmt::format("Reporting-MTA has the type {}", base::excerpt(mta->type, 40)),
                  {reported(report, mta->field)});
    }
  }

  void per_recipient(const received_report& report, const dsn::per_recipient_fields& group) {
    fields(report, "rfc3461/6.3/other-per-recipient-fields", group,
           {"original-recipient", "final-recipient", "action", "status", "remote-mta", "diagnostic-code",
            "smtp-remote-recipient"});
    if (group.remote_mta) {
      const bool there = std::any_of(group.fields.begin(), group.fields.end(), [](const dsn::field& field) {
        return base::iequals(field.name, "SMTP-Remote-Recipient");
      });
      found_.note("rfc3461/6.3/smtp-remote-recipient-may",
                  there ? "reports have SMTP-Remote-Recipient" : "reports have no SMTP-Remote-Recipient",
                  {reported(report, group)});
    }
  }

  // ------------------------------------------------------------- how much, and how many

  void length(const received_report& report, const submission& of) {
    const auto& groups = report.parsed->recipients;
    const bool failed = std::any_of(groups.begin(), groups.end(), [](const auto& group) {
      return group.action && group.action->value == dsn::action::failed;
    });
    const std::size_t submitted = of.said->message.size() + of.said->omitted;
    if (failed && of.ret == "FULL" && submitted > long_message) {
      const bool whole = report.how->said->message.size() >= submitted;
      found_.note("rfc3461/6.2/long-messages-shortened",
                  fmt::format("of a message of {} octets {} is returned after RET=FULL", submitted,
                              whole ? "all" : "a part"),
                  {said(*of.in, of.said->mail)});
    }
  }

  void several_recipients() {
    constexpr std::string_view rule = "rfc3461/5.2.8/several-recipients-in-one-dsn";
    for (const auto& [index, of] : told_) {
      if (of.most_groups > 1) {
        found_.note(rule, fmt::format("one report tells of {} recipients", of.most_groups));
      } else if (of.reports > 1 && of.recipients > 1) {
        found_.note(rule, "each report tells of one recipient");
      }
    }
  }

  // What the reports on one submission have in common.
  struct told {
    std::size_t reports = 0;
    std::size_t most_groups = 0;  // in one of them
    std::size_t recipients = 0;   // of the submission
  };

  const case_view& case_;
  const observation& seen_;
  findings& found_;
  std::map<std::size_t, told> told_;  // by submission
};

}  // namespace

void check_report_choices(const case_view& of, findings& found) {
  report_choices_check(of, found).run();
}

}  // namespace dsnspec::judge
