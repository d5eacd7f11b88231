#include "judge/attribution.hpp"

#include <algorithm>

#include "judge/address.hpp"
#include "smtp/command.hpp"
#include "smtp/message.hpp"

namespace dsnspec::judge {
namespace {

std::string_view header_of(std::string_view message) {
  const auto end = message.find("\r\n\r\n");
  return message.substr(0, end == std::string_view::npos ? message.size() : end + 2);
}

std::optional<std::string> envid_of(const trace::transaction& said) {
  const auto mail = smtp::parse_path_argument(smtp::parse_command(said.mail.command).argument, "FROM");
  if (mail) {
    for (const smtp::parameter& one : mail->parameters) {
      if (one.is("ENVID") && one.value) {
        return std::string(*one.value);
      }
    }
  }
  return std::nullopt;
}

}  // namespace

attribution::attribution(const observation& seen) : seen_(seen) {
  for (const submission& of : seen.submissions()) {
    by_message_id_[smtp::message_id(seen.record().where, of.index)] = of.index;
    if (!of.sender.empty()) {
      senders_.insert(mailbox_key(of.sender));
      for (const std::string& server : seen.servers_of(seen.host_of(of.sender))) {
        sender_hosts_.insert(server);
      }
    }
    for (const submitted_recipient& to : of.recipients) {
      for (const scenario::address& target : to.final_targets) {
        add_destination(of, target, of.sender.empty() || to.never());
      }
      if (const scenario::mailing_list* list = seen.list_named(to.where_to.local_part);
          list != nullptr && to.route == route::list) {
        for (const scenario::address& member : list->members) {
          add_destination(of, member, false);
        }
      }
    }
  }
}

void attribution::add_destination(const submission& of, const scenario::address& target, bool may_be_null) {
  const auto add = [&](destination& to) {
    to.submissions.insert(of.index);
    to.may_be_null = to.may_be_null || may_be_null;
  };
  add(destinations_[mailbox_key(seen_.resolve(target))]);
  for (const std::string& server : seen_.servers_of(target.host)) {
    add(servers_[server]);
  }
}

void attribution::attribute(hop_transaction& hop) const {
  const trace::transaction& said = *hop.said;
  const mime::entity message = mime::parse(header_of(said.message));
  if (const auto marked = by_marks(message)) {
    hop.submission = *marked;
  } else if (said.complete && !said.message.empty()) {
    hop.is_report = said.from.is_null() || message.content_type.is("multipart", "report");
  } else if (!said.from.is_null()) {
    hop.submission = by_envelope(said);
  } else {
    // With a null reverse-path a report travels, and a message that came with one, or whose recipient wants
    // no report. Who is a recipient and never a sender is sent no report.
    hop.is_report = !leads_to(hop);
    if (!hop.is_report && !goes_to_sender(hop)) {
      hop.submission = by_envelope(said);
    }
  }
}

std::optional<std::size_t> attribution::by_marks(const mime::entity& message) const {
  const std::string mark = mime::field_value(message, smtp::case_field);
  for (const submission& of : seen_.submissions()) {
    if (!mark.empty() && mark == seen_.record().where.label + "." + std::to_string(of.index + 1)) {
      return of.index;
    }
  }
  const auto at = by_message_id_.find(mime::field_value(message, "Message-ID"));
  return at == by_message_id_.end() ? std::nullopt : std::optional(at->second);
}

bool attribution::leads_to(const hop_transaction& hop) const {
  if (hop.said->recipients.empty()) {
    const auto at = servers_.find(hop.host);
    return at != servers_.end() && at->second.may_be_null;
  }
  return std::any_of(hop.said->recipients.begin(), hop.said->recipients.end(), [this](const auto& to) {
    const auto at = destinations_.find(mailbox_key(to.path.mailbox));
    return at != destinations_.end() &&
           (at->second.may_be_null || !senders_.contains(mailbox_key(to.path.mailbox)));
  });
}

bool attribution::goes_to_sender(const hop_transaction& hop) const {
  if (hop.said->recipients.empty()) {
    return sender_hosts_.contains(hop.host);
  }
  return std::any_of(hop.said->recipients.begin(), hop.said->recipients.end(),
                     [this](const auto& to) { return senders_.contains(mailbox_key(to.path.mailbox)); });
}

// The one submission that has the sender and leads to the recipients, or at least most of that.
std::size_t attribution::by_envelope(const trace::transaction& said) const {
  std::map<std::size_t, std::size_t> recipients;
  for (const auto& to : said.recipients) {
    if (const auto at = destinations_.find(mailbox_key(to.path.mailbox)); at != destinations_.end()) {
      for (const std::size_t index : at->second.submissions) {
        ++recipients[index];
      }
    }
  }
  const std::optional<std::string> envid = envid_of(said);
  std::size_t best = 0;
  std::size_t found = hop_transaction::no_submission;
  for (const submission& of : seen_.submissions()) {
    // Recipients before sender before envelope id, which a wrong relay may have lost.
    const std::size_t fit = recipients[of.index] * 4 + (same_address(said.from.mailbox, of.sender) ? 2 : 0);
    const std::size_t grade = fit == 0 ? 0 : fit + (envid == of.envid ? 1 : 0);
    if (grade == best) {
      found = hop_transaction::no_submission;
    } else if (grade > best) {
      best = grade;
      found = of.index;
    }
  }
  return found;
}

}  // namespace dsnspec::judge
