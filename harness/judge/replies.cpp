#include "judge/replies.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::size_t most_replies = 1000;
constexpr std::size_t most_names = 100;

// Takes replies, each text of each host once.
class collector {
 public:
  explicit collector(std::vector<reply_given>& into) : into_(into) {}

  void add(const std::string& host, const smtp::reply& reply) {
    if (into_.size() < most_replies && met_.insert({host, reply.raw}).second) {
      into_.push_back({host, &reply});
    }
  }

 private:
  std::vector<reply_given>& into_;
  std::set<std::pair<std::string, std::string_view>> met_;
};

// At a greeting or EHLO a client may well try again (RFC 5321 4.2.1 speaks of the exact request).
bool permanent(const refusal& one) {
  const std::string_view stage = one.stage;
  return one.said->code() >= 500 && stage != "greeting" && stage != "EHLO";
}

// How many are not later than `when`, of times in order.
std::ptrdiff_t until(const std::vector<trace::time_us>& all, trace::time_us when) {
  return std::upper_bound(all.begin(), all.end(), when) - all.begin();
}

}  // namespace

const replies& reply_finder::behind(const answer& one) {
  const bool relayed = one.is(dsn::action::relayed);
  const auto [at, fresh] = known_.try_emplace({one.to, relayed, one.sent()});
  if (fresh) {
    const fate& came = case_.fates.at(*one.of, *one.to);
    at->second = relayed ? acceptance(came) : refusals(came, one.to->final_targets.front(), one.sent());
  }
  return at->second;
}

replies reply_finder::acceptance(const fate& came) const {
  replies out;
  collector into(out.all);
  for (const offer& one : came.offers) {
    if (one.taken()) {
      into.add(one.hop->host, *one.to->answer);
      into.add(one.hop->host, *one.hop->said->end->answer);
    }
  }
  out.certain = came.delivered && !came.doubtful;
  return out;
}

replies reply_finder::refusals(const fate& came, const scenario::address& target, trace::time_us when) const {
  replies out;
  collector into(out.all);
  const refusal* last = came.last_refusal(when);
  if (last == nullptr || came.around == nullptr) {
    return out;
  }
  out.all_permanent = true;
  const std::vector<refusal>& general = came.around->refusals;
  for (const std::vector<refusal>* some : {&came.refusals, &general}) {
    for (auto each = some->rbegin(); each != some->rend(); ++each) {
      if (each->at() <= when) {
        into.add(each->host, *each->said->answer);
        out.all_permanent = out.all_permanent && permanent(*each);
      }
    }
  }
  // A permanent refusal decides, whatever other sessions there are. After a transient one the last attempt
  // may have ended in another way: with DNS, for which the load of the machine is enough, or with a
  // connection that was lost.
  const auto sessions = until(came.around->sessions, when);
  const bool lost_in_dns = until(came.around->look_ups, when) > sessions;
  const bool newer_session = sessions > until(came.around->sessions, last->at());
  out.certain = permanent(*last) || (every_attempt_shows(target) && !lost_in_dns && !newer_session);
  return out;
}

// False where an attempt may leave no session at our hosts: nobody listens, or the name has no address.
bool reply_finder::every_attempt_shows(const scenario::address& target) const {
  const auto at = case_.seen.record().what.hosts.find(target.host);
  if (at == case_.seen.record().what.hosts.end()) {
    return false;
  }
  const scenario::host& host = at->second;
  const bool plain = host.dns.behaviour == scenario::dns_behaviour::mx ||
                     host.dns.behaviour == scenario::dns_behaviour::address_only;
  return plain && host.dns.exchangers.empty() && !host.refuse;
}

const std::vector<std::string>& reply_finder::names_of(const std::string& host) {
  const auto [at, fresh] = names_.try_emplace(host);
  std::vector<std::string>& out = at->second;
  const auto placed = case_.seen.record().where.hosts.find(host);
  if (!fresh || placed == case_.seen.record().where.hosts.end()) {
    return out;
  }
  // Without an MX record the domain itself is the server's name (RFC 5321 5.1).
  const auto what = case_.seen.record().what.hosts.find(host);
  const bool has_mx = what == case_.seen.record().what.hosts.end() ||
                      what->second.dns.behaviour != scenario::dns_behaviour::address_only;
  out = {has_mx ? placed->second.exchanger : placed->second.domain, "[" + placed->second.address + "]",
         placed->second.address};
  const auto add_first_word = [&](const trace::exchange& said) {
    if (said.answer && !said.answer->lines.empty() && out.size() < most_names) {
      const std::string& line = said.answer->lines.front();
      const std::string name = base::lowered(line.substr(0, line.find(' ')));
      if (name.find('.') != std::string::npos && std::find(out.begin(), out.end(), name) == out.end()) {
        out.push_back(name);
      }
    }
  };
  for (const trace::dialogue& in : case_.seen.dialogues()) {
    if (in.of->role == trace::session_role::server && in.of->host == host) {
      add_first_word(in.greeting);
      for (const trace::exchange& said : in.before_mail) {
        if (said.accepted() &&
            (base::istarts_with(said.command, "EHLO") || base::istarts_with(said.command, "HELO"))) {
          add_first_word(said);
        }
      }
    }
  }
  return out;
}

}  // namespace dsnspec::judge
