#include "runner/sentinel.hpp"

#include <fmt/core.h>

#include <ctime>

#include "grammar/date_time.hpp"
#include "judge/observation.hpp"
#include "smtp/message.hpp"

namespace dsnspec::runner {

smtp::submission_plan sentinel_plan(const std::string& domain) {
  smtp::submission_plan plan;
  plan.mail = fmt::format("MAIL FROM:<sender@{}>", domain);
  plan.rcpt = {fmt::format("RCPT TO:<{}@{}>", judge::fence_refused, domain)};
  plan.data = smtp::data_of(
      fmt::format("From: sender@{0}\r\nTo: {1}@{0}\r\nDate: {2}\r\nSubject: sentinel\r\n\r\n"
                  "The report on this message shows that those before it have come.\r\n",
                  domain, judge::fence_refused, grammar::format_date_time(std::time(nullptr), 0)));
  return plan;
}

}  // namespace dsnspec::runner
