// RFC 3461 5.2.8: one report may tell of several recipients, but of none for whom none would have been
// issued, neither in its groups nor in the part for people.

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "judge/account.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/unwanted.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view rule = "rfc3461/5.2.8/no-unwanted-recipients-in-dsn";
// Of so many recipients the part for people is searched for.
constexpr std::size_t looked_for = 200;

bool is_atom(char c) {
  return base::is_alpha(c) || base::is_digit(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

// The address as a word of its own, not as the end of a longer one.
std::string_view mention_of(std::string_view address, std::string_view text) {
  for (auto at = text.find(address); at != std::string_view::npos; at = text.find(address, at + 1)) {
    const auto after = at + address.size();
    const bool longer = (at != 0 && is_atom(text[at - 1])) ||
                        (after < text.size() && (base::is_alpha(text[after]) || base::is_digit(text[after])));
    if (!longer) {
      return text.substr(at, address.size());
    }
  }
  return {};
}

class shared_reports_check {
 public:
  shared_reports_check(const case_view& of, findings& found) : case_(of), unwanted_(of), found_(found) {}

  void run() {
    for (const received_report& report : case_.seen.reports()) {
      groups(report);
      const submission* of = case_.reports.of(report);
      if (of != nullptr && report.parsed->human_readable != nullptr && case_.reports.to_sender(report)) {
        for (std::size_t i = 0; i < std::min(of->recipients.size(), looked_for); ++i) {
          for_people(report, *of, of->recipients[i]);
        }
      }
      if (of != nullptr && report.is_dsn() && !report.truncated() && case_.reports.to_sender(report)) {
        told& by_report = told_[of->index];
        ++by_report.reports;
        by_report.most_groups = std::max(by_report.most_groups, report.parsed->recipients.size());
        by_report.recipients = of->recipients.size();
      }
    }
    together_or_apart();
  }

 private:
  // What the reports on one submission have in common.
  struct told {
    std::size_t reports = 0;
    std::size_t most_groups = 0;  // in one of them
    std::size_t recipients = 0;   // of the submission
  };

  void together_or_apart() {
    constexpr std::string_view choice = "rfc3461/5.2.8/several-recipients-in-one-dsn";
    for (const auto& [index, of] : told_) {
      if (of.most_groups > 1) {
        found_.note(choice, fmt::format("one report tells of {} recipients", of.most_groups));
      } else if (of.reports > 1 && of.recipients > 1) {
        found_.note(choice, "each report tells of one recipient");
      }
    }
  }

  void groups(const received_report& report) {
    std::size_t count = 0;
    bool unwanted = false;
    for (const answer* one : case_.reports.in(report)) {
      count += one->to != nullptr ? 1 : 0;
      if (unwanted_.owed_nothing(*one) && unwanted_.shares_report(*one)) {
        unwanted = true;
        found_.broken(rule,
                      fmt::format("the report also tells of {} ({}), for whom none would have been issued",
                                  name_of(*one->to), asked_for(*one->to)),
                      {reported(report, *one->group)});
      }
    }
    if (count > 1 && !unwanted) {
      found_.kept(rule);
    }
  }

  // Who has no group in the report, is owed none of any kind, and is named all the same.
  void for_people(const received_report& report, const submission& of, const submitted_recipient& to) {
    const auto now = account_of(case_, of, to);
    if (!now || now->owed.terminal || now->owed.delayed_permitted || to.shared) {
      return;
    }
    const auto& groups = case_.reports.in(report);
    if (std::any_of(groups.begin(), groups.end(), [&to](const answer* one) { return one->to == &to; })) {
      return;
    }
    if (const auto where = mention_of(to.address, report.parsed->human_readable->raw); !where.empty()) {
      found_.broken(
          rule,
          fmt::format("the part for people names {} ({}), for whom no report would have been issued",
                      name_of(to), asked_for(to)),
          {excerpted(report, where)});
    }
  }

  const case_view& case_;
  const unwanted_groups unwanted_;
  findings& found_;
  std::map<std::size_t, told> told_;  // by submission
};

}  // namespace

void check_shared_reports(const case_view& of, findings& found) {
  shared_reports_check(of, found).run();
}

}  // namespace dsnspec::judge
