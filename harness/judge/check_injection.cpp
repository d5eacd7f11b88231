// RFC 3461 8: nothing that a submitter or a next hop smuggled in becomes a line of its own, neither in a report nor
// in what the next hop is told.
//
// What counts as smuggled is read from the trace: what stands after an encoded line end in ENVID or ORCPT, and every
// line, or piece of a line after a bare CR or LF, of a next hop's reply, that looks like a field or a command.

#include <algorithm>
#include <set>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/xtext.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view rule = "rfc3461/8/no-injected-lines";
constexpr std::size_t max_smuggled = 1000;

// "Name: value" or "RCPT TO:<...>".
bool looks_like_a_line(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 60) {
    return false;
  }
  const std::string_view name = text.substr(0, colon);
  return std::all_of(name.begin(), name.end(), [](char c) { return base::is_alpha(c) || c == '-' || c == ' '; });
}

class injection_check {
 public:
  injection_check(const observation& seen, findings& found) : seen_(seen), found_(found) {}

  void run() {
    for (const submission& of : seen_.submissions()) {
      from_parameters(of.said->mail, "FROM");
      for (const auto& to : of.said->recipients) {
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
  // Every piece after a line end, and with `first` the one before it.
  void add_lines(std::string_view text, bool first) {
    while (!text.empty()) {
      const auto end = text.find_first_of("\r\n");
      const std::string_view piece = base::trimmed(text.substr(0, end));
      if (first && looks_like_a_line(piece) && smuggled_.size() < max_smuggled) {
        smuggled_.insert(std::string(piece));
      }
      first = true;
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  void from_parameters(const trace::exchange& said, std::string_view keyword) {
    const auto path = smtp::parse_path_argument(smtp::parse_command(said.command).argument, keyword);
    if (!path || !said.accepted()) {
      return;
    }
    for (const smtp::parameter& one : path->parameters) {
      if (one.value && (one.is("ENVID") || one.is("ORCPT"))) {
        grammar::deviations forgiven;
        add_lines(grammar::decode_xtext(*one.value, forgiven), false);
      }
    }
  }

  // The text of each reply line is a piece of its own: "550-", "550 " are left out.
  void from_replies(const trace::session& which) {
    if (which.role != trace::session_role::server) {
      return;
    }
    for (const trace::chunk& passed : which.chunks) {
      std::string_view text = passed.octets;
      while (!passed.from_client && !text.empty()) {
        const auto end = text.find("\r\n");
        const std::string_view line = text.substr(0, end);
        add_lines(line.substr(std::min<std::size_t>(4, line.size())), line.find_first_of("\r\n") == std::string_view::npos);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
      }
    }
  }

  [[nodiscard]] bool is_smuggled(std::string_view line) const {
    return std::any_of(smuggled_.begin(), smuggled_.end(),
                       [line](const std::string& one) { return base::istarts_with(line, one); });
  }

  void in_report(const received_report& report) {
    for (const auto& field : report.parsed->message.fields) {
      if (is_smuggled(field.raw)) {
        found_.broken(rule, "a smuggled line stands in the header of the report", {excerpted(report, field.raw)});
      }
    }
    in_group(report, report.parsed->per_message.fields);
    for (const auto& group : report.parsed->recipients) {
      in_group(report, group.fields);
    }
  }

  // A field may say by right what the smuggled line says; then there is one of the name. A second one, or one that no
  // RFC knows, is the smuggler's.
  void in_group(const received_report& report, const std::vector<dsn::field>& fields) {
    for (const dsn::field& field : fields) {
      const auto named = std::count_if(fields.begin(), fields.end(), [&field](const dsn::field& other) {
        return base::iequals(other.name, field.name);
      });
      if (is_smuggled(field.raw) && (named > 1 || base::istarts_with(field.name, "X-"))) {
        found_.broken(rule, "a smuggled line stands in the report as a field", {reported(report, &field)});
      }
    }
  }

  void in_commands() {
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->role != trace::session_role::server) {
        continue;
      }
      for (const trace::exchange& one : in.before_mail) {
        report_command(in, one);
      }
      for (const trace::transaction& one : in.transactions) {
        for (const auto& to : one.recipients) {
          report_command(in, to);
        }
      }
    }
  }

  void report_command(const trace::dialogue& in, const trace::exchange& one) {
    if (is_smuggled(one.command)) {
      found_.broken(rule, "a smuggled line was sent to the next hop as a command", {said(in, one)});
    }
  }

  const observation& seen_;
  findings& found_;
  std::set<std::string> smuggled_;
};

}  // namespace

void check_injection(const observation& seen, findings& found) { injection_check(seen, found).run(); }

}  // namespace dsnspec::judge
