#include "judge/unread.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace dsnspec::judge {
namespace {

bool greeted(const trace::dialogue& in) {
  return in.greeting.accepted() &&
         std::any_of(in.before_mail.begin(), in.before_mail.end(), [](const trace::exchange& said) {
           return said.accepted() &&
                  (base::istarts_with(said.command, "EHLO") || base::istarts_with(said.command, "HELO"));
         });
}

bool permanent(const trace::exchange& said) {
  return said.code() >= 500;
}

// Neither read nor only a question whether the sender exists, which ends after an accepted RCPT.
bool failed(const trace::transaction& how) {
  const bool read = how.complete && !how.message.empty();
  const bool asked = !how.data && std::any_of(how.recipients.begin(), how.recipients.end(),
                                              [](const auto& to) { return to.accepted(); });
  return !read && !asked;
}

bool failed_for_ever(const trace::transaction& how) {
  return permanent(how.mail) || (how.data && permanent(*how.data)) ||
         std::any_of(how.recipients.begin(), how.recipients.end(), permanent);
}

}  // namespace

unread_reports::unread_reports(const observation& seen, const answers& reports) : seen_(seen) {
  for (const received_report& report : seen_.reports()) {
    const trace::transaction& how = *report.how->said;
    const auto& parts = report.parsed->message.children;
    if (how.delivered()) {
      trace::time_us& last = last_delivered_[report.how->host];
      last = std::max(last, how.mail.sent);
    }
    if (!report.is_dsn() && std::any_of(parts.begin(), parts.end(), [](const mime::entity& one) {
          return dsn::is_delivery_status(one);
        })) {
      misshapen_.insert(reports.of(report));
    }
  }
  for (const trace::dialogue& in : seen_.dialogues()) {
    if (in.of->role == trace::session_role::server && in.transactions.empty() && !greeted(in)) {
      note_failure(in.of->host, in.of->opened, permanent(in.greeting));
    }
  }
  for (const hop_transaction& hop : seen_.hops()) {
    // Refused before any recipient was named: with a null reverse-path that may have been one.
    const bool nameless =
        hop.said->from.is_null() && hop.said->recipients.empty() && !hop.said->mail.accepted();
    const bool cut = hop.said->omitted != 0;  // by us: what it told of may be in the part that wasn't kept
    if ((hop.is_report || nameless) && (cut || failed(*hop.said))) {
      note_failure(hop.host, hop.said->mail.sent, cut || failed_for_ever(*hop.said));
    }
  }
}

// A failure that is not for ever is tried again; what comes later explains it.
void unread_reports::note_failure(const std::string& host, trace::time_us when, bool for_ever) {
  const auto later = last_delivered_.find(host);
  if (for_ever || later == last_delivered_.end() || later->second < when) {
    lost_.insert(host);
  }
}

bool unread_reports::any_for(const submission& of) const {
  if (seen_.run().header.target.one_next_hop && !lost_.empty()) {
    return true;  // reports go where the mail went
  }
  const std::vector<std::string> servers = seen_.servers_of(seen_.host_of(of.sender));
  return !seen_.receives_mail(of.sender) || misshapen_.contains(&of) ||
         std::any_of(servers.begin(), servers.end(),
                     [this](const std::string& server) { return lost_.contains(server); });
}

}  // namespace dsnspec::judge
