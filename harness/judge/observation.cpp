#include "judge/observation.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "dsn/parse.hpp"
#include "grammar/a_label.hpp"
#include "mime/entity.hpp"
#include "smtp/command.hpp"
#include "smtp/message.hpp"

namespace dsnspec::judge {
namespace {

// Aliases that point at each other end here.
constexpr int max_alias_depth = 8;

std::string_view header_of(std::string_view message) {
  const auto end = message.find("\r\n\r\n");
  return message.substr(0, end == std::string_view::npos ? message.size() : end + 2);
}

// The number after "X-Dsnspec-Case: c017." in the text; 0 when it isn't there.
std::size_t marked_submission(std::string_view text, const std::string& label) {
  const std::string mark = std::string(smtp::case_field) + ": " + label + ".";
  const auto at = text.find(mark);
  std::size_t number = 0;
  if (at != std::string_view::npos) {
    for (std::size_t i = at + mark.size(); i < text.size() && base::is_digit(text[i]) && number < 10'000; ++i) {
      number = number * 10 + static_cast<std::size_t>(text[i] - '0');
    }
  }
  return number;
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

template <class Parameter>
std::optional<std::string> valid_value(const std::optional<Parameter>& given) {
  if (!given || !given->valid() || given->count != 1) {
    return std::nullopt;
  }
  return std::string(given->raw);
}

// A host behind other exchangers isn't looked into.
bool offers_smtputf8(const scenario::host& host) {
  return std::any_of(host.ehlo.begin(), host.ehlo.end(),
                     [](const std::string& line) { return base::iequals(line.substr(0, line.find(' ')), "SMTPUTF8"); });
}

bool addressed_to(const trace::transaction& said, std::string_view address) {
  return std::any_of(said.recipients.begin(), said.recipients.end(),
                     [address](const auto& to) { return same_address(to.path.mailbox, address); });
}

}  // namespace

bool same_address(std::string_view a, std::string_view b) {
  const smtp::forward_path one{std::string(a)};
  const smtp::forward_path other{std::string(b)};
  return one.same_mailbox(other) ||
         (one.local_part() == other.local_part() &&
          base::iequals(grammar::with_a_labels(one.domain()), grammar::with_a_labels(other.domain())));
}

bool submitted_recipient::wants_success() const { return notify && notify->success(); }
bool submitted_recipient::wants_failure() const { return !notify || notify->failure(); }
bool submitted_recipient::never() const { return notify && notify->is_never(); }

observation::observation(const trace::case_record& record, const trace::recorded_run& run)
    : record_(record), run_(run) {
  for (const trace::session& which : record.sessions) {
    dialogues_.push_back(trace::understand(which));
  }
  read_submissions();
  read_hops();
  read_reports();
}

void observation::read_submissions() {
  for (const trace::submission_result& result : record_.submissions) {
    if (result.index >= record_.what.submissions.size()) {
      continue;
    }
    for (const trace::dialogue& in : dialogues_) {
      if (in.of->number == result.session && in.of->role == trace::session_role::client &&
          !in.transactions.empty()) {
        submissions_.push_back(submission_of(result.index, in));
      }
    }
  }
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
  follow(asked, to.final_targets, 0);
  if (asked.host != "local") {
    to.route = route::remote;
    return;
  }
  const scenario::local_setup& local = record_.what.local;
  const auto is_list = [&asked](const scenario::mailing_list& list) { return list.name == asked.local_part; };
  if (const auto alias = local.aliases.find(asked.local_part); alias != local.aliases.end()) {
    to.route = alias->second.size() == 1 ? route::alias : route::multi_alias;
  } else if (std::any_of(local.lists.begin(), local.lists.end(), is_list)) {
    to.route = route::list;
  } else if (std::find(local.mailboxes.begin(), local.mailboxes.end(), asked.local_part) != local.mailboxes.end()) {
    to.route = route::mailbox;
  } else {
    to.route = route::unknown_local;
  }
}

void observation::follow(const scenario::address& which, std::vector<scenario::address>& into, int depth) const {
  if (which.host == "local" && depth < max_alias_depth) {
    const auto alias = record_.what.local.aliases.find(which.local_part);
    if (alias != record_.what.local.aliases.end()) {
      for (const scenario::address& target : alias->second) {
        follow(target, into, depth + 1);
      }
      return;
    }
  }
  into.push_back(which);
}

// The one whose sender and recipients the transaction names, both or at least one of them.
std::size_t observation::submission_by_envelope(const trace::transaction& said) const {
  std::size_t found = hop_transaction::no_submission;
  int best = 0;
  for (const submission& of : submissions_) {
    const bool addressed = std::any_of(of.recipients.begin(), of.recipients.end(), [&](const auto& to) {
      return std::any_of(to.final_targets.begin(), to.final_targets.end(),
                         [&](const auto& target) { return addressed_to(said, resolve(target)); });
    });
    const int fit = (addressed ? 1 : 0) + (said.from.mailbox == of.sender ? 1 : 0);
    if (fit > best) {
      best = fit;
      found = of.index;
    }
  }
  return found;
}

void observation::read_hops() {
  for (const trace::dialogue& in : dialogues_) {
    if (in.of->role != trace::session_role::server || in.of->host == fence_host) {
      continue;
    }
    for (const trace::transaction& said : in.transactions) {
      hop_transaction hop;
      hop.host = in.of->host;
      hop.in = &in;
      hop.said = &said;
      const std::size_t mark = marked_submission(header_of(said.message), record_.where.label);
      if (mark != 0) {
        hop.submission = mark - 1;
      } else if (!said.message.empty()) {
        hop.is_report = true;
      } else {
        // Nothing but an envelope: a report goes to a sender, with a null reverse-path.
        const bool to_sender =
            std::any_of(submissions_.begin(), submissions_.end(), [&said](const submission& of) {
              return !of.sender.empty() && addressed_to(said, of.sender);
            });
        hop.is_report = said.from.is_null() && (to_sender || said.recipients.empty());
        if (!hop.is_report) {
          hop.submission = submission_by_envelope(said);
        }
      }
      hops_.push_back(std::move(hop));
    }
  }
}

bool observation::receives_mail(std::string_view address) const {
  const smtp::forward_path path{std::string(address)};
  const std::string domain = grammar::with_a_labels(path.domain());
  for (const auto& [name, placed] : record_.where.hosts) {
    const auto host = record_.what.hosts.find(name);
    if (host != record_.what.hosts.end() && base::iequals(domain, placed.domain)) {
      const auto behaviour = host->second.dns.behaviour;
      return !host->second.refuse && (base::is_ascii(path.local_part()) || offers_smtputf8(host->second)) &&
             (behaviour == scenario::dns_behaviour::mx || behaviour == scenario::dns_behaviour::address_only);
    }
  }
  return false;
}

// A report that was refused and offered again is one report: the copy that was taken stands for it, else the first.
void observation::read_reports() {
  std::map<std::string, const hop_transaction*> copies;
  std::vector<const hop_transaction*> kept;
  for (const hop_transaction& hop : hops_) {
    if (!hop.is_report || hop.said->message.empty()) {
      continue;
    }
    const std::string id = report_id(*hop.said);
    const auto [at, fresh] = copies.try_emplace(id, &hop);
    if (id.empty() || fresh || hop.said->delivered()) {
      if (!id.empty() && !fresh && !at->second->said->delivered()) {
        std::erase(kept, at->second);
        at->second = &hop;
      }
      kept.push_back(&hop);
    }
  }
  for (const hop_transaction* hop : kept) {
    reports_.push_back({hop, dsn::parse(hop->said->message)});
  }
}

}  // namespace dsnspec::judge
