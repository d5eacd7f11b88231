// RFC 3461 6.2 and 4.3: that a report is a multipart/report, and how much of the message it returns.

#include <algorithm>

#include <fmt/core.h>

#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {
namespace {

// RET=FULL is expected to be honoured up to this size; beyond it 6.2 lets an MTA have a limit of its own.
constexpr std::size_t full_return_expected = std::size_t{64} << 10U;

class content_check {
 public:
  content_check(const observation& seen, const answers& reports, findings& found)
      : seen_(seen), reports_(reports), found_(found) {}

  void run() {
    for (const received_report& report : seen_.reports()) {
      const submission* of = reports_.of(report);
      if (goes_to_a_sender(report)) {
        found_.held("rfc3461/6.2/multipart-report", report.is_dsn(),
                    "the sender got a message of the target's own that is no multipart/report with a "
                    "message/delivery-status part",
                    {reported(report)});
      }
      if (report.is_dsn() && of != nullptr) {
        returned_content(report, *of);
      }
    }
  }

 private:
  [[nodiscard]] bool goes_to_a_sender(const received_report& report) const {
    const trace::transaction& how = *report.how->said;
    return how.from.is_null() && std::any_of(how.recipients.begin(), how.recipients.end(), [this](const auto& to) {
             return std::any_of(seen_.submissions().begin(), seen_.submissions().end(), [&to](const submission& of) {
               return same_address(to.path.mailbox, of.sender);
             });
           });
  }

  void returned_content(const received_report& report, const submission& of) {
    const mime::entity* part = report.parsed->returned_content;
    if (part != nullptr && mime::is_encoded(part->encoding)) {
      return;  // what is in it can't be seen by its marks
    }
    const bool has_body = part != nullptr && part->raw.find(of.token) != std::string_view::npos;
    const auto& groups = report.parsed->recipients;
    const bool failed = std::any_of(groups.begin(), groups.end(), [](const auto& group) {
      return group.action && group.action->value == dsn::action::failed;
    });
    const std::vector<evidence> seen = {said(*of.in, of.said->mail), excerpted(report, part ? part->raw : "")};
    if (!failed) {
      found_.held("rfc3461/6.2/headers-only-without-failure", !has_body,
                  "a report without any failure returns the whole message", seen);
    } else if (of.ret == "HDRS") {
      found_.held("rfc3461/4.3/hdrs-returns-headers-only", !has_body,
                  "RET=HDRS was asked for, and the content was returned", seen);
    } else if (of.ret == "FULL" && of.said->message.size() <= full_return_expected && !report.truncated()) {
      found_.held("rfc3461/6.2/full-message-on-failure-when-full", has_body,
                  "RET=FULL was asked for, and the content was not returned", seen);
    } else if (!of.ret) {
      found_.note("rfc3461/4.3/choice-without-ret",
                  has_body ? "without RET the whole message is returned" : "without RET only the headers are returned");
    }
  }

  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_report_content(const observation& seen, const answers& reports, findings& found) {
  content_check(seen, reports, found).run();
}

}  // namespace dsnspec::judge
