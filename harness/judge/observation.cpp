#include "judge/observation.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/ascii.hpp"
#include "dsn/parse.hpp"
#include "grammar/a_label.hpp"
#include "judge/attribution.hpp"
#include "mime/entity.hpp"
#include "smtp/command.hpp"
#include "smtp/message.hpp"

namespace dsnspec::judge {
namespace {

template <class Parameter>
std::optional<std::string> valid_value(const std::optional<Parameter>& given) {
  if (!given || !given->valid() || given->count != 1) {
    return std::nullopt;
  }
  return std::string(given->raw);
}

bool offers_smtputf8(const scenario::host& host) {
  return std::any_of(host.ehlo.begin(), host.ehlo.end(), [](const std::string& line) {
    return base::iequals(line.substr(0, line.find(' ')), "SMTPUTF8");
  });
}

// What tells two reports apart: the Message-ID and to whom they go. Empty without a Message-ID.
std::string report_id(const trace::transaction& said) {
  const mime::entity message = mime::parse(said.message);
  std::string id = mime::field_value(message, "Message-ID");
  if (!id.empty()) {
    for (const auto& to : said.recipients) {
      id += " " + to.path.mailbox;
    }
  }
  return id;
}

// Where mail for an address goes in the end, through the aliases of a scenario.
class alias_walk {
 public:
  explicit alias_walk(const scenario::local_setup& local) : local_(local) {}

  std::vector<scenario::address> targets_of(const scenario::address& start) {
    follow(start);
    return std::move(targets_);
  }

 private:
  void follow(const scenario::address& which) {
    const auto alias = which.host == "local" ? local_.aliases.find(which.local_part) : local_.aliases.end();
    // An alias that comes up again in its own expansion is the mailbox of that name.
    if (alias != local_.aliases.end() && passed_.insert(which.local_part).second) {
      for (const scenario::address& target : alias->second) {
        follow(target);
      }
    } else if (met_.insert({which.local_part, which.host}).second) {
      targets_.push_back(which);
    }
  }

  const scenario::local_setup& local_;
  std::set<std::string> passed_;
  std::set<std::pair<std::string, std::string>> met_;
  std::vector<scenario::address> targets_;
};

}  // namespace

bool submitted_recipient::wants_success() const {
  return notify && notify->success();
}
bool submitted_recipient::wants_failure() const {
  return !notify || notify->failure();
}
bool submitted_recipient::never() const {
  return notify && notify->is_never();
}

observation::observation(const trace::case_record& record, const trace::recorded_run& run)
    : record_(record), run_(run) {
  for (const trace::session& which : record.sessions) {
    dialogues_.push_back(trace::understand(which));
  }
  read_submissions();
  read_recipients();
  read_hops();
  read_reports();
}

// ---------------------------------------------------------------- what was submitted

void observation::read_submissions() {
  std::map<std::uint32_t, const trace::dialogue*> by_number;
  for (const trace::dialogue& in : dialogues_) {
    if (in.of->role == trace::session_role::client && !in.transactions.empty()) {
      by_number[in.of->number] = &in;
    }
  }
  for (const trace::submission_result& result : record_.submissions) {
    const auto in = by_number.find(result.session);
    if (result.index < record_.what.submissions.size() && in != by_number.end()) {
      submissions_.push_back(submission_of(result.index, *in->second));
    }
  }
}

void observation::read_recipients() {
  for (const bool accepted : {true, false}) {
    for (const submission& of : submissions_) {
      for (const submitted_recipient& to : of.recipients) {
        if (to.accepted != accepted) {
          continue;
        }
        behind_.try_emplace({of.index, mailbox_key(to.address)}, &to);
        for (const scenario::address& target : to.final_targets) {
          behind_.try_emplace({of.index, mailbox_key(resolve(target))}, &to);
        }
      }
    }
  }
}

const submitted_recipient* observation::recipient_behind(std::size_t submission,
                                                         std::string_view path) const {
  const auto at = behind_.find({submission, mailbox_key(path)});
  return at == behind_.end() ? nullptr : at->second;
}

submission observation::submission_of(std::size_t index, const trace::dialogue& in) const {
  const scenario::submission& asked = record_.what.submissions[index];
  const trace::transaction& said = in.transactions.front();
  submission out;
  out.index = index;
  out.in = &in;
  out.said = &said;
  out.accepted = said.delivered();
  out.sender = said.from.mailbox;
  out.token = smtp::body_token(record_.where, index);
  const auto mail = smtp::parse_path_argument(smtp::parse_command(said.mail.command).argument, "FROM");
  if (mail) {
    const smtp::mail_dsn_parameters given = smtp::dsn_of_mail(mail->parameters);
    out.smtputf8 = std::any_of(mail->parameters.begin(), mail->parameters.end(),
                               [](const auto& one) { return one.is("SMTPUTF8") && !one.value; });
    out.envid = valid_value(given.envid);
    out.ret = valid_value(given.ret);
    out.unclear = (given.envid && !out.envid) || (given.ret && !out.ret);
    if (out.ret) {
      std::transform(out.ret->begin(), out.ret->end(), out.ret->begin(), base::to_upper);
    }
  }
  for (std::size_t i = 0; i < said.recipients.size() && i < asked.recipients.size(); ++i) {
    submitted_recipient to;
    to.said = &said.recipients[i];
    to.address = to.said->path.mailbox;
    to.accepted = said.delivered_to(*to.said);
    describe(to, asked.recipients[i].to, out.smtputf8);
    out.recipients.push_back(std::move(to));
  }
  find_shared(out);
  return out;
}

void observation::describe(submitted_recipient& to, const scenario::address& asked, bool smtputf8) const {
  to.where_to = asked;
  const auto path = smtp::parse_path_argument(smtp::parse_command(to.said->command).argument, "TO");
  if (path) {
    const smtp::rcpt_dsn_parameters given =
        smtp::dsn_of_rcpt(path->parameters, smtputf8 ? grammar::charset::utf8 : grammar::charset::ascii);
    to.orcpt = valid_value(given.orcpt);
    if (const auto value = valid_value(given.notify)) {
      if (const auto notify = grammar::parse_notify(*value)) {
        to.notify = *notify;
      }
    }
    to.unclear = (given.notify && !to.notify) || (given.orcpt && !to.orcpt);
  }
  to.final_targets = alias_walk(record_.what.local).targets_of(asked);
  to.route = route_of(to);
}

route observation::route_of(const submitted_recipient& to) const {
  const std::string& name = to.where_to.local_part;
  if (to.where_to.host != "local") {
    return route::remote;
  }
  if (record_.what.local.aliases.contains(name)) {
    const bool winds =
        std::any_of(to.final_targets.begin(), to.final_targets.end(), [this](const auto& target) {
          return target.host == "local" && list_named(target.local_part) != nullptr;
        });
    return winds ? route::winding : to.final_targets.size() == 1 ? route::alias : route::multi_alias;
  }
  if (list_named(name) != nullptr) {
    return route::list;
  }
  const std::vector<std::string>& boxes = record_.what.local.mailboxes;
  return std::find(boxes.begin(), boxes.end(), name) != boxes.end() ? route::mailbox : route::unknown_local;
}

// Two recipients that come to one mailbox: what was asked for the one may be done for the other. Only where
// all asked for the same is it clear what is owed, and then once.
void observation::find_shared(submission& of) const {
  std::map<std::string, std::vector<submitted_recipient*>> by_mailbox;
  for (submitted_recipient& to : of.recipients) {
    for (const scenario::address& target : to.final_targets) {
      if (to.accepted) {
        by_mailbox[mailbox_key(resolve(target))].push_back(&to);
      }
    }
  }
  for (const auto& [key, all] : by_mailbox) {
    const bool differ = std::any_of(
        all.begin(), all.end(),
        [first = all.front()](const submitted_recipient* to) { return to->notify != first->notify; });
    for (submitted_recipient* to : all) {
      to->shared = to->shared || all.size() > 1;
      to->unclear = to->unclear || differ;
      to->repeated = to->repeated || (to != all.front() && same_address(to->address, all.front()->address));
    }
  }
}

const scenario::mailing_list* observation::list_named(const std::string& local_part) const {
  const auto& lists = record_.what.local.lists;
  const auto at = std::find_if(lists.begin(), lists.end(), [&local_part](const scenario::mailing_list& one) {
    return one.name == local_part;
  });
  return at == lists.end() ? nullptr : &*at;
}

bool observation::is_list_owner(std::string_view address) const {
  const auto& lists = record_.what.local.lists;
  return std::any_of(lists.begin(), lists.end(),
                     [&](const auto& list) { return same_address(address, resolve(list.owner)); });
}

bool observation::leads_to(const scenario::address& from, std::string_view address) const {
  const std::vector<scenario::address> ends = alias_walk(record_.what.local).targets_of(from);
  return std::any_of(ends.begin(), ends.end(),
                     [&](const scenario::address& each) { return same_address(address, resolve(each)); });
}

// ---------------------------------------------------------------- hosts

std::vector<std::string> observation::servers_of(const std::string& host) const {
  std::vector<std::string> out;
  if (const auto at = record_.what.hosts.find(host); at != record_.what.hosts.end()) {
    for (const scenario::mail_exchanger& mx : at->second.dns.exchangers) {
      out.push_back(mx.host);
    }
  }
  if (out.empty()) {
    out.push_back(host);
  }
  return out;
}

bool observation::announces_dsn() const {
  const auto& known = run_.header.target.capabilities;
  return std::find(known.begin(), known.end(), "dsn") != known.end() ||
         std::any_of(submissions_.begin(), submissions_.end(),
                     [](const submission& of) { return of.said->announced("DSN"); });
}

std::string observation::host_of(std::string_view address) const {
  const smtp::forward_path path{std::string(address)};
  const std::string domain = grammar::with_a_labels(path.domain());
  for (const auto& [name, placed] : record_.where.hosts) {
    if (base::iequals(domain, placed.domain)) {
      return name;
    }
  }
  return {};
}

bool observation::receives_mail(std::string_view address) const {
  const auto host = record_.what.hosts.find(host_of(address));
  if (host == record_.what.hosts.end()) {
    return false;
  }
  const auto behaviour = host->second.dns.behaviour;
  const bool found =
      behaviour == scenario::dns_behaviour::mx || behaviour == scenario::dns_behaviour::address_only;
  const std::vector<std::string> servers = servers_of(host->first);
  const bool ascii = base::is_ascii(smtp::forward_path{std::string(address)}.local_part());
  return found && std::any_of(servers.begin(), servers.end(), [&](const std::string& server) {
           const auto at = record_.what.hosts.find(server);
           return at != record_.what.hosts.end() && !at->second.refuse &&
                  (ascii || offers_smtputf8(at->second));
         });
}

// ---------------------------------------------------------------- what came to our hosts

void observation::read_hops() {
  const attribution attributed(*this);
  for (const trace::dialogue& in : dialogues_) {
    if (in.of->role != trace::session_role::server || in.of->host == fence_host) {
      continue;
    }
    for (const trace::transaction& said : in.transactions) {
      hop_transaction& hop = hops_.emplace_back();
      hop.host = in.of->host;
      hop.in = &in;
      hop.said = &said;
      attributed.attribute(hop);
    }
  }
}

// A report that was refused and offered again is one report: the copy that was taken stands for it, else the
// first.
void observation::read_reports() {
  std::map<std::string, std::size_t> copies;
  std::vector<const hop_transaction*> kept;
  for (const hop_transaction& hop : hops_) {
    if (!hop.is_report || hop.said->message.empty() || !hop.said->complete) {
      continue;
    }
    const std::string id = report_id(*hop.said);
    const auto [at, fresh] = copies.try_emplace(id, kept.size());
    if (id.empty() || fresh) {
      kept.push_back(&hop);
    } else if (const trace::transaction& before = *kept[at->second]->said;
               hop.said->delivered() && (!before.delivered() || before.reply_lost)) {
      kept[at->second] = &hop;
    } else if (hop.said->delivered()) {
      kept.push_back(&hop);
    }
  }
  for (const hop_transaction* hop : kept) {
    reports_.push_back({hop, dsn::parse(hop->said->message)});
  }
}

}  // namespace dsnspec::judge
