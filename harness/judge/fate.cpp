#include "judge/fate.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace dsnspec::judge {
namespace {

bool negative(const trace::exchange& said) { return said.answer && said.answer->code >= 400; }

void add_refusal(fate& out, const std::string& host, const trace::exchange& said, const char* stage) {
  if (negative(said)) {
    out.refusals.push_back({host, &said, stage});
  }
}

void read_transaction(fate& out, const hop_transaction& hop, const std::string& address) {
  const trace::transaction& said = *hop.said;
  add_refusal(out, hop.host, said.mail, "MAIL");
  for (const trace::recipient_exchange& to : said.recipients) {
    if (!same_address(to.path.mailbox, address)) {
      continue;
    }
    out.offers.push_back(&hop);
    add_refusal(out, hop.host, to, "RCPT");
    if (!to.accepted()) {
      continue;
    }
    if (said.data) {
      add_refusal(out, hop.host, *said.data, "DATA");
    }
    if (said.end) {
      add_refusal(out, hop.host, *said.end, "end of data");
    }
    if (said.delivered()) {
      out.delivered = true;
      out.conforming = hop.conforming();
      out.by = &hop;
      out.at = &to;
    }
  }
}

void read_remote(fate& out, const observation& seen, const submission& of, const scenario::address& target) {
  const std::string address = seen.resolve(target);
  const std::vector<std::string> servers = servers_of(seen, target.host);
  const auto serves = [&servers](const std::string& host) {
    return std::find(servers.begin(), servers.end(), host) != servers.end();
  };
  for (const trace::dialogue& in : seen.dialogues()) {
    if (in.of->role != trace::session_role::server || !serves(in.of->host)) {
      continue;
    }
    out.contacted = true;
    add_refusal(out, in.of->host, in.greeting, "greeting");
    for (const trace::exchange& said : in.before_mail) {
      if (base::istarts_with(said.command, "EHLO") || base::istarts_with(said.command, "HELO")) {
        add_refusal(out, in.of->host, said, "EHLO");
      }
    }
  }
  for (const hop_transaction& hop : seen.hops()) {
    if (!hop.is_report && serves(hop.host) &&
        (hop.submission == of.index || hop.submission == hop_transaction::no_submission)) {
      read_transaction(out, hop, address);
    }
  }
  std::stable_sort(out.refusals.begin(), out.refusals.end(),
                   [](const refusal& a, const refusal& b) { return a.said->answered < b.said->answered; });
}

void read_mailbox(fate& out, const observation& seen, const submission& of, const scenario::address& target) {
  out.local = true;
  for (const trace::mailbox_content& box : seen.record().mailboxes) {
    if (box.name == target.local_part && box.octets.find(of.token) != std::string::npos) {
      out.delivered = true;
    }
  }
}

}  // namespace

bool fate::refused_by_nonconforming_at_rcpt() const {
  if (delivered || refusals.empty()) {
    return false;
  }
  const refusal& last = refusals.back();
  if (std::string_view(last.stage) != "RCPT" || last.said->code() < 500) {
    return false;
  }
  return std::any_of(offers.begin(), offers.end(), [&last](const hop_transaction* hop) {
    return !hop->conforming() &&
           std::any_of(hop->said->recipients.begin(), hop->said->recipients.end(),
                       [&last](const auto& to) { return static_cast<const trace::exchange*>(&to) == last.said; });
  });
}

std::vector<std::string> servers_of(const observation& seen, const std::string& host) {
  std::vector<std::string> out;
  const auto at = seen.record().what.hosts.find(host);
  if (at != seen.record().what.hosts.end()) {
    for (const scenario::mail_exchanger& mx : at->second.dns.exchangers) {
      out.push_back(mx.host);
    }
  }
  if (out.empty()) {
    out.push_back(host);
  }
  return out;
}

fate fate_at(const observation& seen, const submission& of, const scenario::address& target) {
  fate out;
  if (target.host == "local") {
    read_mailbox(out, seen, of, target);
  } else {
    read_remote(out, seen, of, target);
  }
  return out;
}

}  // namespace dsnspec::judge
