// RFC 3461 6.3 (h), (i) and RFC 3464 2.3.6: the fields that repeat what the next hop said.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/smtp_diagnostic.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"

namespace dsnspec::judge {
namespace {

// The letters and digits of a text: what is left of a reply however it is folded, quoted or cleaned.
std::string essence(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (base::is_alpha(c) || base::is_digit(c)) {
      out += base::to_lower(c);
    }
  }
  return out;
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= ' ' && c <= '~') || c == '\t'; });
}

class replies_check {
 public:
  replies_check(const observation& seen, const answers& reports, findings& found)
      : seen_(seen), reports_(reports), found_(found) {}

  void run() {
    for (const answer& one : reports_.all()) {
      if (one.to != nullptr && one.of != nullptr && !one.to->final_targets.empty() &&
          one.to->route != route::multi_alias && one.to->route != route::list) {
        group(one);
      }
    }
  }

 private:
  // Everything the servers of this recipient said before the report that could stand behind it.
  struct replies {
    std::vector<const smtp::reply*> all;
    bool certain = false;  // the last attempt ended with a reply: the report has to repeat it
  };

  void group(const answer& one) {
    const scenario::address& target = one.to->final_targets.front();
    const fate came = fate_at(seen_, *one.of, target);
    no_remote_mta(one, came, target);
    if (came.local || one.is(dsn::action::expanded) || one.is(dsn::action::delivered)) {
      return;
    }
    const replies given = one.is(dsn::action::relayed) ? acceptance(came) : refusals(came, one, target);
    if (given.certain) {
      remote_mta(one, target);
      diagnostic_code(one);
    }
    actual_reply(one, given);
  }

  // 2.3.5: no remote MTA took part where the mailbox is the target's own, or DNS says there is no host.
  void no_remote_mta(const answer& one, const fate& came, const scenario::address& target) {
    const auto at = seen_.record().what.hosts.find(target.host);
    const bool nowhere = at != seen_.record().what.hosts.end() &&
                         (at->second.dns.behaviour == scenario::dns_behaviour::nxdomain ||
                          at->second.dns.behaviour == scenario::dns_behaviour::null_mx);
    if (came.local || (nowhere && !came.contacted)) {
      found_.held("rfc3464/2.3.5/no-remote-mta-without-one", !one.group->remote_mta,
                  "the report has a Remote-MTA, but no remote MTA took part",
                  {reported(*one.report, *one.group)});
    }
  }

  static replies acceptance(const fate& came) {
    replies out;
    if (came.by != nullptr) {
      out.all.push_back(&*came.at->answer);
      out.all.push_back(&*came.by->said->end->answer);
      out.certain = true;
    }
    return out;
  }

  [[nodiscard]] replies refusals(const fate& came, const answer& one, const scenario::address& target) const {
    const trace::time_us when = one.report->how->said->mail.sent;
    replies out;
    trace::time_us last = -1;
    for (const refusal& each : came.refusals) {
      if (each.said->answered <= when) {
        out.all.push_back(&*each.said->answer);
        last = each.said->answered;
      }
    }
    // A permanent refusal decides; after a transient one the last attempt may have ended in another way.
    const bool permanent = !out.all.empty() && out.all.back()->code >= 500;
    out.certain = permanent || (last >= 0 && every_attempt_shows(target) && !lost_in_dns(target, when) &&
                                !newer_session(target, last, when));
    return out;
  }

  // False where an attempt may leave no session at our hosts: nobody listens, or the name has no address.
  [[nodiscard]] bool every_attempt_shows(const scenario::address& target) const {
    const auto at = seen_.record().what.hosts.find(target.host);
    if (at == seen_.record().what.hosts.end()) {
      return false;
    }
    const scenario::host& host = at->second;
    const bool plain = host.dns.behaviour == scenario::dns_behaviour::mx ||
                       host.dns.behaviour == scenario::dns_behaviour::address_only;
    return plain && host.dns.exchangers.empty() && !host.refuse;
  }

  // More look-ups than sessions: an attempt may have ended with DNS, for which the load of the machine is
  // enough.
  [[nodiscard]] bool lost_in_dns(const scenario::address& target, trace::time_us when) const {
    const auto placed = seen_.record().where.hosts.find(target.host);
    if (placed == seen_.record().where.hosts.end()) {
      return true;
    }
    const auto& queries = seen_.record().queries;
    const auto asked = std::count_if(queries.begin(), queries.end(), [&](const trace::dns_query& one) {
      return one.at <= when && one.type == "MX" && base::iequals(one.name, placed->second.domain);
    });
    const auto& all = seen_.dialogues();
    const auto sessions = std::count_if(all.begin(), all.end(), [&](const trace::dialogue& in) {
      return in.of->role == trace::session_role::server && in.of->host == target.host &&
             in.of->opened <= when;
    });
    return asked > sessions;
  }

  // A session after the last refusal, which ended without one: lost, or dropped.
  [[nodiscard]] bool newer_session(const scenario::address& target, trace::time_us last,
                                   trace::time_us when) const {
    const std::vector<std::string> servers = servers_of(seen_, target.host);
    return std::any_of(seen_.dialogues().begin(), seen_.dialogues().end(), [&](const trace::dialogue& in) {
      return in.of->role == trace::session_role::server &&
             std::find(servers.begin(), servers.end(), in.of->host) != servers.end() &&
             in.of->opened > last && in.of->opened <= when;
    });
  }

  void remote_mta(const answer& one, const scenario::address& target) {
    const auto& field = one.group->remote_mta;
    const std::vector<evidence> seen = {reported(*one.report, *one.group)};
    found_.held("rfc3461/6.3/remote-mta-after-smtp", field.has_value(),
                "the next hop answered, but the report has no Remote-MTA", seen);
    if (!field) {
      return;
    }
    found_.held("rfc3461/6.3/remote-mta-dns", base::iequals(field->type, "dns"),
                fmt::format("the type of Remote-MTA is '{}'", base::excerpt(field->type, 40)), seen);
    const std::string name = dsn::unfolded(field->value);
    found_.held("rfc3464/2.3.5/remote-mta-is-the-server", names_server(name, target),
                fmt::format("Remote-MTA shows '{}', which is no mail exchanger of {}",
                            base::excerpt(name, 100), base::excerpt(seen_.resolve(target), 100)),
                seen);
  }

  [[nodiscard]] bool names_server(const std::string& name, const scenario::address& target) const {
    for (const std::string& server : servers_of(seen_, target.host)) {
      const auto placed = seen_.record().where.hosts.find(server);
      if (placed == seen_.record().where.hosts.end()) {
        continue;
      }
      // Without an MX record the domain itself is the server's name (RFC 5321 5.1).
      const auto host = seen_.record().what.hosts.find(server);
      const bool has_mx = host == seen_.record().what.hosts.end() ||
                          host->second.dns.behaviour != scenario::dns_behaviour::address_only;
      if (base::istarts_with(base::trimmed(name),
                             has_mx ? placed->second.exchanger : placed->second.domain) ||
          name.find("[" + placed->second.address + "]") != std::string::npos) {
        return true;
      }
    }
    return false;
  }

  void diagnostic_code(const answer& one) {
    const auto& field = one.group->diagnostic_code;
    const std::vector<evidence> seen = {reported(*one.report, *one.group)};
    found_.held("rfc3461/6.3/diagnostic-code-after-smtp", field.has_value(),
                "the next hop answered, but the report has no Diagnostic-Code", seen);
    if (field) {
      found_.held("rfc3461/6.3/diagnostic-code-smtp", base::iequals(field->type, "smtp"),
                  fmt::format("the next hop answered, but the type of Diagnostic-Code is '{}'",
                              base::excerpt(field->type, 40)),
                  seen);
    }
  }

  void actual_reply(const answer& one, const replies& given) {
    const auto& field = one.group->diagnostic_code;
    if (!field || !base::iequals(field->type, "smtp")) {
      if (given.all.empty()) {
        found_.kept("rfc3464/2.3.6/diagnostic-is-actual-reply");  // nobody replied, and none is shown
      }
      return;
    }
    grammar::deviations forgiven;
    const auto diagnostic = grammar::parse_smtp_diagnostic(field->value, forgiven);
    if (!diagnostic) {
      return;  // for the linter
    }
    const std::vector<evidence> seen = {reported(*one.report, *one.group)};
    const auto same_code = [&](const smtp::reply* reply) { return reply->code == diagnostic->code; };
    if (std::none_of(given.all.begin(), given.all.end(), same_code)) {
      if (given.certain || (given.all.empty() && diagnostic->code >= 400)) {
        found_.broken("rfc3464/2.3.6/diagnostic-is-actual-reply",
                      fmt::format("Diagnostic-Code shows a reply {}, which no server gave", diagnostic->code),
                      seen);
      }
      return;
    }
    found_.kept("rfc3464/2.3.6/diagnostic-is-actual-reply");
    const std::string shown = essence(field->value);
    const bool repeats = std::any_of(given.all.begin(), given.all.end(), [&](const smtp::reply* reply) {
      return same_code(reply) &&
             (!printable(reply->lines.front()) || shown.find(essence(head(*reply))) != std::string::npos);
    });
    found_.held("rfc3461/6.3/diagnostic-code-is-the-reply", repeats,
                "Diagnostic-Code has the code of a reply, but not its text", seen);
  }

  // The beginning of a reply's text, without the enhanced status code, which some leave out: long replies may
  // be cut.
  static std::string_view head(const smtp::reply& reply) {
    std::string_view text = reply.lines.front();
    if (const auto code = reply.enhanced_status()) {
      text.remove_prefix(code->size());
    }
    return text.substr(0, 100);
  }

  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_report_replies(const observation& seen, const answers& reports, findings& found) {
  replies_check(seen, reports, found).run();
}

}  // namespace dsnspec::judge
