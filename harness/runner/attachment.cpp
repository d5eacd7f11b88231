#include "runner/attachment.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <set>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "net/submitter.hpp"

namespace dsnspec::runner {
namespace {

using scenario::dns_behaviour;

// What the server says is all that is of interest.
class ear final : public net::observer {
 public:
  net::session_id opened(const net::session_start&) override { return 1; }
  void octets(net::session_id, bool from_client, std::string_view octets, std::size_t) override {
    if (!from_client && heard.size() < 4096) {
      heard += octets;
    }
  }
  void tls_started(net::session_id) override {}
  void closed(net::session_id, std::string_view) override {}
  void message(net::session_id, const smtp::received_message&) override {}
  void dns_query(const net::dns_event&) override {}

  std::string heard;
};

bool announces(const introduction& said, std::string_view keyword) {
  return std::any_of(said.keywords.begin(), said.keywords.end(), [&](const std::string& line) {
    return base::iequals(std::string_view(line).substr(0, line.find(' ')), keyword);
  });
}

bool tries_again(const scenario::reaction& after) {
  if (after.drop || after.silent) {
    return true;
  }
  return after.reply && (after.reply->empty() || after.reply->front() == '4');
}

// After which a mail system may leave the whole route alone for a while, and the other cases with it.
bool disgraces_route(const scenario::reaction& after) {
  return after.drop || after.silent || after.delay.count() > 0 ||
         (after.reply && after.reply->starts_with("421"));
}

// The keys of the hosts, and other domains, that a submission's recipients have.
std::set<std::string> destinations(const scenario::submission& of) {
  std::set<std::string> out;
  for (const scenario::submitted_recipient& each : of.recipients) {
    if (each.to.host != "local") {
      out.insert(each.to.host);
    }
  }
  return out;
}

bool speaks_of_local(const scenario::scenario& what) {
  return std::any_of(what.submissions.begin(), what.submissions.end(), [](const scenario::submission& of) {
    return (of.from && of.from->host == "local") ||
           std::any_of(of.recipients.begin(), of.recipients.end(),
                       [](const auto& each) { return each.to.host == "local"; });
  });
}

std::string why_not_by_route(const scenario::scenario& what) {
  for (const auto& [key, host] : what.hosts) {
    if (host.dns.behaviour != dns_behaviour::mx || !host.dns.exchangers.empty()) {
      return fmt::format("host '{}' is one of DNS, and the server comes to our hosts by a route", key);
    }
    if (!net::can_share_a_route(host)) {
      return fmt::format(
          "host '{}' can't be told from others behind one route: it greets or announces what "
          "they don't",
          key);
    }
    if (std::any_of(host.replies.begin(), host.replies.end(),
                    [](const auto& each) { return disgraces_route(each.react); })) {
      return fmt::format(
          "host '{}' hangs or breaks off, after which a server may leave the route alone, and "
          "with it all other cases",
          key);
    }
  }
  for (const scenario::submission& of : what.submissions) {
    if (destinations(of).size() > 1) {
      return "recipients in several domains would come over the route in one transaction";
    }
  }
  return {};
}

}  // namespace

base::result<introduction> ask_for_introduction(const attachment& at) {
  boost::asio::io_context io{1};
  ear hears;
  smtp::submission_plan plan;
  plan.mail = "NOOP";  // nothing is sent: it ends here
  plan.probe = true;
  net::submit_options how;
  how.address = at.address;
  how.port = at.port;
  how.reply_timeout = std::chrono::seconds(15);
  std::optional<net::submission_report> report;
  boost::asio::co_spawn(
      io, net::submit(std::move(plan), how, hears),
      [&report](const std::exception_ptr&, net::submission_report got) { report = std::move(got); });
  io.run();
  const std::string where = fmt::format("{}:{}", at.address, at.port);
  if (!report || report->outcome.exchanges.empty() || !hears.heard.starts_with("220")) {
    return base::fail(fmt::format("no mail server at {}: {}", where,
                                  !hears.heard.empty() ? base::excerpt(hears.heard)
                                  : report             ? report->outcome.failure
                                                       : "no answer"));
  }
  if (!report->outcome.extended) {
    return base::fail(fmt::format("the server at {} refuses EHLO", where));
  }
  introduction out;
  out.greeting = std::string(base::trimmed(hears.heard.substr(4, hears.heard.find('\n') - 4)));
  out.keywords = report->outcome.keywords;
  return out;
}

target::target_spec spec_of(const attachment& at, const introduction& said) {
  target::target_spec out;
  out.name = "attached";
  out.title = fmt::format("the server at {}:{}", at.address, at.port);
  const std::string first = said.greeting.substr(0, said.greeting.find(' '));
  out.host_name = !at.host_name.empty() || first.find('.') == std::string::npos ? at.host_name : first;
  out.domain = at.domain;
  out.port = at.port;
  out.delay = at.delay;
  out.expiry = at.expiry;
  std::set<std::string> able = {"relay", "null-sender"};
  for (const auto& [keyword, capability] : {std::pair{"DSN", "dsn"}, std::pair{"SMTPUTF8", "smtputf8"}}) {
    if (announces(said, keyword)) {
      able.insert(capability);
    }
  }
  if (at.delay.count() != 0) {
    able.insert("delay");
  }
  if (at.expiry.count() != 0) {
    able.insert("expiry");
  }
  able.insert(at.claims.begin(), at.claims.end());
  out.capabilities.assign(able.begin(), able.end());
  return out;
}

bool fails_temporarily(const scenario::scenario& what) {
  return std::any_of(what.hosts.begin(), what.hosts.end(), [](const auto& each) {
    const scenario::host& host = each.second;
    return host.refuse || host.dns.behaviour == dns_behaviour::servfail ||
           host.dns.behaviour == dns_behaviour::silent ||
           std::any_of(host.replies.begin(), host.replies.end(),
                       [](const auto& rule) { return tries_again(rule.react); });
  });
}

std::string why_not(const scenario::scenario& what, const attachment& at) {
  const scenario::local_setup& local = what.local;
  if (!local.mailboxes.empty() || !local.aliases.empty() || !local.lists.empty()) {
    return "mailboxes, aliases and lists can't be set up on a server that is only attached to";
  }
  if (at.domain.empty() && speaks_of_local(what)) {
    return "which domain is the server's own isn't known (--domain)";
  }
  if (at.expiry.count() == 0 && fails_temporarily(what)) {
    return "a host fails temporarily, and when the server gives up isn't known (--expiry): the message would "
           "stay "
           "in its queue";
  }
  return at.route ? why_not_by_route(what) : std::string();
}

}  // namespace dsnspec::runner
