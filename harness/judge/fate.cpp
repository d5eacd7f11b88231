#include "judge/fate.hpp"

#include <algorithm>
#include <limits>

#include "base/ascii.hpp"
#include "grammar/a_label.hpp"
#include "grammar/address_parts.hpp"
#include "judge/address.hpp"
#include "judge/relayed.hpp"
#include "smtp/message.hpp"

namespace dsnspec::judge {
namespace {

bool negative(const trace::exchange& said) {
  return said.answer && said.answer->code >= 400;
}

template <class Value>
const std::vector<Value>& all_of(const std::map<std::string, std::vector<Value>>& by_name,
                                 const std::string& name) {
  static const std::vector<Value> none;
  const auto at = by_name.find(name);
  return at == by_name.end() ? none : at->second;
}

void sort_by_time(std::vector<refusal>& all) {
  std::stable_sort(all.begin(), all.end(),
                   [](const refusal& a, const refusal& b) { return a.at() < b.at(); });
}

const refusal* last_of(const std::vector<refusal>& all, trace::time_us until) {
  const auto after = std::upper_bound(
      all.begin(), all.end(), until, [](trace::time_us when, const refusal& one) { return when < one.at(); });
  return after == all.begin() ? nullptr : &*std::prev(after);
}

// The address as a relay writes it that takes its local part for labels of a domain: not what was submitted
// (RFC 6531 section 3.2 has no such way), and yet it is that recipient whom the next hop then answers for.
std::string labelled_key(const std::string& address) {
  const std::string_view local = grammar::local_part_of(address);
  const std::string_view domain = grammar::domain_of(address);
  return domain.empty() ? mailbox_key(address)
                        : mailbox_key(grammar::with_a_labels(local).append("@").append(domain));
}

// A refused EHLO is a refusal only where the session got no further: HELO may follow (RFC 5321 3.2).
void read_greetings(approach& out, const trace::dialogue& in) {
  const auto add = [&](const trace::exchange& said, const char* stage) {
    if (negative(said)) {
      out.refusals.push_back({in.of->host, &in, &said, stage});
    }
  };
  add(in.greeting, "greeting");
  const bool went_on =
      !in.transactions.empty() ||
      std::any_of(in.before_mail.begin(), in.before_mail.end(), [](const trace::exchange& said) {
        return base::istarts_with(said.command, "HELO") && said.accepted();
      });
  for (const trace::exchange& said : in.before_mail) {
    if (!went_on && (base::istarts_with(said.command, "EHLO") || base::istarts_with(said.command, "HELO"))) {
      add(said, "EHLO");
    }
  }
}

// The message is in the mbox: by its token or, where its body was rewritten, by its mark in the header of a
// message there. Reports on it have the mark as well, but further down.
bool lies_in(std::string_view mbox, const submission& of) {
  if (mbox.find(of.token) != std::string_view::npos) {
    return true;
  }
  const std::string_view sent = of.said->message;
  const auto mark_at = sent.find(std::string(smtp::case_field) + ": ");
  if (mark_at == std::string_view::npos) {
    return false;
  }
  const auto mark = sent.substr(mark_at, sent.find('\r', mark_at) - mark_at);
  bool in_header = false;
  bool after_blank = true;
  while (!mbox.empty()) {
    const auto end = std::min(mbox.find('\n'), mbox.size());
    auto line = mbox.substr(0, end);
    mbox.remove_prefix(std::min(end + 1, mbox.size()));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    in_header = (in_header && !line.empty()) || (after_blank && line.starts_with("From "));
    if (in_header && line == mark) {
      return true;
    }
    after_blank = line.empty();
  }
  return false;
}

}  // namespace

const offer* fate::by() const {
  const auto last =
      std::find_if(offers.rbegin(), offers.rend(), [](const offer& one) { return one.taken(); });
  return !delivered || last == offers.rend() ? nullptr : &*last;
}

const refusal* fate::last_refusal(trace::time_us until) const {
  const refusal* own = last_of(refusals, until);
  const refusal* general = around == nullptr ? nullptr : last_of(around->refusals, until);
  return own == nullptr || (general != nullptr && general->at() > own->at()) ? general : own;
}

const refusal* fate::last_refusal() const {
  return last_refusal(std::numeric_limits<trace::time_us>::max());
}

bool fate::refused_by_nonconforming_at_rcpt() const {
  const refusal* last = last_refusal();
  return !delivered && last != nullptr && std::string_view(last->stage) == "RCPT" &&
         last->said->code() >= 500 && std::any_of(offers.begin(), offers.end(), [last](const offer& one) {
           return !one.hop->conforming() && static_cast<const trace::exchange*>(one.to) == last->said;
         });
}

fates::fates(const observation& seen) : seen_(seen) {
  for (const trace::dialogue& in : seen.dialogues()) {
    if (in.of->role == trace::session_role::server) {
      sessions_[in.of->host].push_back(&in);
    }
  }
  for (const hop_transaction& hop : seen.hops()) {
    for (const trace::recipient_exchange& to : hop.said->recipients) {
      if (!hop.is_report) {
        offers_[mailbox_key(to.path.mailbox)].push_back({&hop, &to});
      }
    }
  }
}

const fate& fates::at(const submission& of, const scenario::address& target) const {
  const std::pair<std::size_t, std::string> key{of.index, seen_.resolve(target)};
  const auto known = read_.find(key);
  return known != read_.end() ? known->second : read_.emplace(key, read(of, target)).first->second;
}

fate fates::read(const submission& of, const scenario::address& target) const {
  fate out;
  if (target.host == "local") {
    read_mailbox(out, of, target);
  } else {
    out.around = &approach_to(of, target.host);
    read_remote(out, of, seen_.resolve(target));
  }
  return out;
}

const approach& fates::approach_to(const submission& of, const std::string& host) const {
  const auto [at, fresh] = approaches_.try_emplace({of.index, host});
  approach& out = at->second;
  if (!fresh) {
    return out;
  }
  out.servers = seen_.servers_of(host);
  for (const std::string& server : out.servers) {
    for (const trace::dialogue* in : all_of(sessions_, server)) {
      out.sessions.push_back(in->of->opened);
      read_greetings(out, *in);
    }
  }
  for (const hop_transaction& hop : seen_.hops()) {
    if (!hop.is_report && hop.said->recipients.empty() && negative(hop.said->mail) &&
        (hop.submission == of.index || hop.submission == hop_transaction::no_submission) &&
        std::find(out.servers.begin(), out.servers.end(), hop.host) != out.servers.end()) {
      out.refusals.push_back({hop.host, hop.in, &hop.said->mail, "MAIL"});
    }
  }
  if (const auto placed = seen_.record().where.hosts.find(host); placed != seen_.record().where.hosts.end()) {
    for (const trace::dns_query& one : seen_.record().queries) {
      if (one.type == "MX" && base::iequals(one.name, placed->second.domain)) {
        out.look_ups.push_back(one.at);
      }
    }
  }
  sort_by_time(out.refusals);
  std::sort(out.sessions.begin(), out.sessions.end());
  std::sort(out.look_ups.begin(), out.look_ups.end());
  return out;
}

void fates::read_remote(fate& out, const submission& of, const std::string& address) const {
  bool parameters_refused = false;
  const std::vector<offer>& named = all_of(offers_, mailbox_key(address));
  for (const offer& one : named.empty() ? all_of(offers_, labelled_key(address)) : named) {
    const hop_transaction& hop = *one.hop;
    if ((hop.submission != of.index && hop.submission != hop_transaction::no_submission) ||
        std::find(out.around->servers.begin(), out.around->servers.end(), hop.host) ==
            out.around->servers.end()) {
      continue;
    }
    const trace::transaction& said = *hop.said;
    const auto add = [&](const trace::exchange& what, const char* stage) {
      if (negative(what)) {
        out.refusals.push_back({hop.host, hop.in, &what, stage});
      }
    };
    out.offers.push_back(one);
    add(said.mail, "MAIL");
    if (negative(said.mail)) {
      // What pipelined commands are answered then says nothing of the recipient.
    } else if (!one.to->accepted()) {
      add(*one.to, "RCPT");
    } else {
      if (said.data) {
        add(*said.data, "DATA");
      }
      if (said.end) {
        add(*said.end, "end of data");
      }
    }
    if (one.taken() && hop.submission == of.index) {
      out.doubtful = out.doubtful || said.reply_lost ||
                     (out.delivered && out.conforming != hop.conforming()) ||
                     (parameters_refused && !has_dsn_parameters(said.mail) && !has_dsn_parameters(*one.to));
      out.delivered = true;
      out.conforming = hop.conforming();
    }
    parameters_refused = parameters_refused || refuses_parameters(said.mail) || refuses_parameters(*one.to);
  }
  sort_by_time(out.refusals);
}

void fates::read_mailbox(fate& out, const submission& of, const scenario::address& target) const {
  const std::vector<std::string>& boxes = seen_.record().what.local.mailboxes;
  out.local = true;
  out.known = std::find(boxes.begin(), boxes.end(), target.local_part) == boxes.end();
  for (const trace::mailbox_content& box : seen_.record().mailboxes) {
    if (box.name == target.local_part) {
      out.delivered = out.delivered || lies_in(box.octets, of);
      // What isn't there may yet have come, as long as the queue may hold it.
      out.known = out.delivered || (box.omitted == 0 && seen_.silence_proved());
    }
  }
}

}  // namespace dsnspec::judge
