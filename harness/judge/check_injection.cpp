// RFC 3461 8: nothing that a submitter or a next hop smuggled in becomes a line of its own, neither in a
// report nor in what the next hop is told.
//
// What counts as smuggled is read from the trace: what stands after an encoded line end in ENVID or ORCPT,
// and every line, or piece of a line after a bare CR or LF, of a next hop's reply, that looks like a field or
// a command.

#include <algorithm>
#include <map>
#include <set>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/xtext.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view rule = "rfc3461/8/no-injected-lines";
constexpr std::size_t max_smuggled = 1000;
constexpr std::size_t longest_name = 60;

// What stands before the colon of "Name: value" or "RCPT TO:<...>", in lower case; empty for other text.
std::string name_of_line(std::string_view text) {
  const auto colon = text.substr(0, longest_name + 1).find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return {};
  }
  const std::string_view name = text.substr(0, colon);
  const bool plain =
      std::all_of(name.begin(), name.end(), [](char c) { return base::is_alpha(c) || c == '-' || c == ' '; });
  return plain ? base::lowered(name) : std::string();
}

// The lines that somebody would like to see in a place of their own, by name.
class smuggled_lines {
 public:
  // Every piece after a line end, and with `first` the one before it.
  void add(std::string_view text, bool first) {
    while (!text.empty()) {
      const auto end = text.find_first_of("\r\n");
      const std::string_view piece = base::trimmed(text.substr(0, end));
      if (const std::string name = first ? name_of_line(piece) : std::string();
          !name.empty() && count_ < max_smuggled) {
        count_ += by_name_[name].insert(std::string(piece)).second ? 1 : 0;
      }
      first = true;
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  // The line starts with one of them.
  [[nodiscard]] bool has(std::string_view line) const {
    const auto at = by_name_.find(name_of_line(line));
    return at != by_name_.end() &&
           std::any_of(at->second.begin(), at->second.end(),
                       [line](const std::string& one) { return base::istarts_with(line, one); });
  }

  [[nodiscard]] bool empty() const { return count_ == 0; }

 private:
  std::map<std::string, std::set<std::string>> by_name_;
  std::size_t count_ = 0;
};

class injection_check {
 public:
  injection_check(const case_view& of, findings& found) : seen_(of.seen), found_(found) {}

  void run() {
    for (const submission& of : seen_.submissions()) {
      from_parameters(of.said->mail, "FROM");
      for (const trace::recipient_exchange& to : of.said->recipients) {
        from_parameters(to, "TO");
      }
    }
    for (const trace::session& which : seen_.record().sessions) {
      from_replies(which);
    }
    if (smuggled_.empty()) {
      return;
    }
    if (seen_.silence_proved()) {
      found_.kept(rule);
    }
    for (const received_report& report : seen_.reports()) {
      in_report(report);
    }
    in_commands();
  }

 private:
  void from_parameters(const trace::exchange& said, std::string_view keyword) {
    const auto path = smtp::parse_path_argument(smtp::parse_command(said.command).argument, keyword);
    if (!path || !said.accepted()) {
      return;
    }
    for (const smtp::parameter& one : path->parameters) {
      if (one.value && (one.is("ENVID") || one.is("ORCPT"))) {
        grammar::deviations forgiven;
        smuggled_.add(grammar::decode_xtext(*one.value, forgiven), false);
      }
    }
  }

  // The text of each reply line is a piece of its own: "550-", "550 " are left out. However the octets were
  // written.
  void from_replies(const trace::session& which) {
    if (which.role != trace::session_role::server || which.host == fence_host) {
      return;
    }
    std::string replies;
    for (const trace::chunk& passed : which.chunks) {
      if (!passed.from_client) {
        replies += passed.octets;
      }
    }
    std::string_view text = replies;
    while (!text.empty()) {
      const auto end = text.find("\r\n");
      const std::string_view line = text.substr(0, end);
      smuggled_.add(line.substr(std::min<std::size_t>(4, line.size())), true);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    }
  }

  void in_report(const received_report& report) {
    for (const grammar::field& field : report.parsed->message.fields) {
      if (smuggled_.has(field.raw)) {
        found_.broken(rule, "a smuggled line stands in the header of the report",
                      {excerpted(report, field.raw)});
      }
    }
    in_group(report, report.parsed->per_message.fields);
    for (const dsn::per_recipient_fields& group : report.parsed->recipients) {
      in_group(report, group.fields);
    }
  }

  // A field may say by right what the smuggled line says; then there is one of the name. A second one, or one
  // that no RFC knows, is the smuggler's.
  void in_group(const received_report& report, const std::vector<dsn::field>& fields) {
    std::map<std::string, std::size_t> count;
    for (const dsn::field& field : fields) {
      ++count[base::lowered(field.name)];
    }
    for (const dsn::field& field : fields) {
      if (smuggled_.has(field.raw) &&
          (count[base::lowered(field.name)] > 1 || base::istarts_with(field.name, "X-"))) {
        found_.broken(rule, "a smuggled line stands in the report as a field", {reported(report, &field)});
      }
    }
  }

  void in_commands() {
    collect_paths();
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->role != trace::session_role::server) {
        continue;
      }
      for (const trace::exchange& one : in.before_mail) {
        command(in, one);
      }
      for (const trace::transaction& one : in.transactions) {
        command(in, one.mail);
        for (const trace::recipient_exchange& to : one.recipients) {
          command(in, to);
        }
      }
    }
  }

  // The paths that MAIL and RCPT name by right.
  void collect_paths() {
    paths_.insert("");
    for (const submission& of : seen_.submissions()) {
      paths_.insert(mailbox_key(of.sender));
      for (const submitted_recipient& to : of.recipients) {
        for (const scenario::address& target : to.final_targets) {
          paths_.insert(mailbox_key(seen_.resolve(target)));
        }
      }
    }
    for (const scenario::mailing_list& list : seen_.record().what.local.lists) {
      paths_.insert(mailbox_key(seen_.resolve(list.owner)));
      for (const scenario::address& member : list.members) {
        paths_.insert(mailbox_key(seen_.resolve(member)));
      }
    }
  }

  void command(const trace::dialogue& in, const trace::exchange& one) {
    if (!smuggled_.has(one.command)) {
      return;
    }
    const smtp::command parsed = smtp::parse_command(one.command);
    const auto path = smtp::parse_path_argument(parsed.argument, parsed.is("MAIL") ? "FROM" : "TO");
    if (!path || !paths_.contains(mailbox_key(path->path))) {
      found_.broken(rule, "a smuggled line was sent to the next hop as a command", {said(in, one)});
    }
  }

  const observation& seen_;
  findings& found_;
  smuggled_lines smuggled_;
  std::set<std::string> paths_;
};

}  // namespace

void check_injection(const case_view& of, findings& found) {
  injection_check(of, found).run();
}

}  // namespace dsnspec::judge
