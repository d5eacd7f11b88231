// RFC 3464 2.2.5, 2.3.7: the dates of a report against the clock of the run. The target's clock is the
// machine's; traces that don't say what it showed are passed over.

#include <algorithm>
#include <cstdint>

#include <fmt/core.h>

#include "grammar/date_time.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {
namespace {

// Dates have whole seconds, and what is written down first may be handled a little later.
constexpr std::int64_t tolerance = 5;

class times_check {
 public:
  times_check(const case_view& of, findings& found) : case_(of), found_(found) {}

  void run() {
    if (!case_.seen.run().header.clock_us) {
      return;
    }
    for (const received_report& report : case_.seen.reports()) {
      const submission* of = case_.reports.of(report);
      if (report.is_dsn() && of != nullptr && of->said != nullptr && case_.reports.to_sender(report)) {
        arrival(report, *of);
      }
    }
    for (const answer& one : case_.reports.all()) {
      if (one.of != nullptr && one.to != nullptr && case_.reports.to_sender(*one.report)) {
        last_attempt(one);
      }
    }
  }

 private:
  [[nodiscard]] std::int64_t on_the_wall(trace::time_us at) const {
    return (*case_.seen.run().header.clock_us + at) / 1'000'000;
  }

  // From the connection to the reply after the end of data; what an alias or a list sends on may have arrived
  // anew.
  void arrival(const received_report& report, const submission& of) {
    const auto& field = report.parsed->per_message.arrival_date;
    if (field && field->value && field->value->zone_known && of.said->end && of.said->end->answer) {
      hold("rfc3464/2.2.5/arrival-date-is-arrival", report, *field,
           {of.in->of->opened, sent_on(report) ? report.how->said->mail.sent : of.said->end->answered,
            "the message arrived"});
    }
  }

  [[nodiscard]] bool sent_on(const received_report& report) const {
    const auto& groups = case_.reports.in(report);
    return std::any_of(groups.begin(), groups.end(), [](const answer* one) {
      return one->to == nullptr || (one->to->route != route::remote && one->to->route != route::mailbox);
    });
  }

  // Not before the last attempt that we saw began, nor after the report: attempts that no host of ours sees
  // lie between.
  void last_attempt(const answer& one) {
    const auto& field = one.group->last_attempt_date;
    if (!field || !field->value || !field->value->zone_known || one.of->in == nullptr) {
      return;
    }
    trace::time_us begun = one.of->in->of->opened;
    if (one.to->final_targets.size() == 1) {
      for (const offer& each : case_.fates.at(*one.of, *one.to).offers) {
        if (each.hop->said->mail.sent <= one.sent()) {
          begun = std::max(begun, each.hop->in->of->opened);
        }
      }
    }
    hold("rfc3464/2.3.7/last-attempt-date-is-last-attempt", *one.report, *field,
         {begun, one.sent(), "the last attempt was made"});
  }

  struct interval {
    trace::time_us from;
    trace::time_us to;
    const char* what;
  };

  void hold(std::string_view rule, const received_report& report, const dsn::date_field& field,
            const interval& when) {
    const std::int64_t shown = field.value->unix_seconds();
    const std::int64_t from = on_the_wall(when.from);
    const std::int64_t to = on_the_wall(when.to);
    found_.held(rule, shown >= from - tolerance && shown <= to + tolerance,
                fmt::format("{} between {} and {}, by the clock of the machine", when.what,
                            grammar::format_date_time(from), grammar::format_date_time(to)),
                {reported(report, field.field)});
  }

  const case_view& case_;
  findings& found_;
};

}  // namespace

void check_report_times(const case_view& of, findings& found) {
  times_check(of, found).run();
}

}  // namespace dsnspec::judge
