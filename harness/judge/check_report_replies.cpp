// RFC 3461 6.3 (h), (i), 9.2 and RFC 3464 2.3.4 to 2.3.6: the fields of a report that repeat what the next
// hop said.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/dns_mta_name.hpp"
#include "grammar/smtp_diagnostic.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/field_value.hpp"
#include "judge/replies.hpp"

namespace dsnspec::judge {
namespace {

// So much of a line has to be repeated: long ones may be cut.
constexpr std::size_t repeated_text = 100;

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

// A line without the enhanced status code at its start, which some leave out.
std::string_view words_of(std::string_view line) {
  const auto first = line.substr(0, line.find(' '));
  const bool code =
      std::count(first.begin(), first.end(), '.') == 2 &&
      std::all_of(first.begin(), first.end(), [](char c) { return base::is_digit(c) || c == '.'; });
  return (code ? line.substr(first.size()) : line).substr(0, repeated_text);
}

// `shown` is the essence of a Diagnostic-Code. Of a reply of several lines one is enough: section 9.2 wants
// an exact transcription of single lines alone.
bool repeats(const std::string& shown, const smtp::reply& reply) {
  const bool code_alone = shown.find_first_not_of("0123456789") == std::string::npos;
  if (reply.code < 400 && code_alone) {
    return true;
  }
  bool any_words = false;
  for (const std::string& line : reply.lines) {
    const std::string words = essence(words_of(line));
    any_words = any_words || !words.empty();
    if (!printable(line) || (!words.empty() && shown.find(words) != std::string::npos)) {
      return true;
    }
  }
  return !any_words;
}

class replies_check {
 public:
  replies_check(const case_view& of, findings& found) : case_(of), replies_(of), found_(found) {}

  void run() {
    for (const answer& one : case_.reports.all()) {
      if (one.to != nullptr && one.of != nullptr && !one.to->final_targets.empty() && one.has_action() &&
          one.to->route != route::multi_alias && one.to->route != route::list &&
          one.to->route != route::winding) {
        group(one);
      }
    }
  }

 private:
  void group(const answer& one) {
    const fate& came = case_.fates.at(*one.of, *one.to);
    no_remote_mta(one, came);
    if (came.local || one.is(dsn::action::expanded) || one.is(dsn::action::delivered)) {
      return;
    }
    const replies& given = replies_.behind(one);
    if (given.certain) {
      remote_mta(one, given);
      diagnostic_code(one);
    }
    actual_reply(one, given);
    status_class(one, given);
  }

  // 2.3.5: no remote MTA took part where the mailbox is the target's own, or DNS says there is no host.
  void no_remote_mta(const answer& one, const fate& came) {
    const auto& hosts = case_.seen.record().what.hosts;
    const auto at = hosts.find(one.to->final_targets.front().host);
    const bool nowhere =
        at != hosts.end() && (at->second.dns.behaviour == scenario::dns_behaviour::nxdomain ||
                              at->second.dns.behaviour == scenario::dns_behaviour::null_mx);
    if (came.local || (nowhere && !came.contacted())) {
      hold(one, "rfc3464/2.3.5/no-remote-mta-without-one", !one.group->remote_mta,
           "the report has a Remote-MTA, but no remote MTA took part");
    }
  }

  void hold(const answer& one, std::string_view rule, bool kept, std::string_view what) {
    if (kept) {
      found_.kept(rule);
    } else {
      found_.broken(rule, std::string(what), {reported(*one.report, *one.group)});
    }
  }

  // ------------------------------------------------------------- Remote-MTA

  void remote_mta(const answer& one, const replies& given) {
    const auto& field = one.group->remote_mta;
    hold(one, "rfc3461/6.3/remote-mta-after-smtp", field.has_value(),
         "the next hop answered, but the report has no Remote-MTA");
    if (!field) {
      return;
    }
    hold(one, "rfc3461/6.3/remote-mta-dns", base::iequals(field->type, "dns"),
         fmt::format("the type of Remote-MTA is '{}'", base::excerpt(field->type, 40)));
    const std::string value = field_value(field->value);
    hold(one, "rfc3464/2.3.5/remote-mta-is-the-server", names_who_replied(value, diagnostic_of(one), given),
         fmt::format("Remote-MTA shows '{}', which is no server that gave the reply",
                     base::excerpt(value, 100)));
  }

  // The server whose reply Diagnostic-Code shows; where it shows none of those given, any that replied.
  bool names_who_replied(const std::string& value, int code, const replies& given) {
    const bool known = std::any_of(given.all.begin(), given.all.end(),
                                   [code](const reply_given& each) { return each.reply->code == code; });
    return std::any_of(given.all.begin(), given.all.end(), [&](const reply_given& each) {
      return (!known || each.reply->code == code) && names(value, each.host);
    });
  }

  // "mx.example", "mx.example (192.0.2.1)", "mx.example [192.0.2.1]:25", "[192.0.2.1]".
  bool names(const std::string& value, const std::string& host) {
    grammar::deviations forgiven;
    const auto parsed = grammar::parse_dns_mta_name(value, forgiven);
    std::string_view first = parsed ? parsed->name : std::string_view{};
    if (first.ends_with('.')) {
      first.remove_suffix(1);
    }
    const auto& all = replies_.names_of(host);
    return std::any_of(all.begin(), all.end(), [&](const std::string& name) {
      return base::iequals(first, name) || (name.starts_with('[') && value.find(name) != std::string::npos);
    });
  }

  // ------------------------------------------------------------- Diagnostic-Code

  // The code in a Diagnostic-Code of type smtp; 0 when there is none.
  static int diagnostic_of(const answer& one) {
    const auto& field = one.group->diagnostic_code;
    if (!field || !base::iequals(field->type, "smtp")) {
      return 0;
    }
    grammar::deviations forgiven;
    const auto diagnostic = grammar::parse_smtp_diagnostic(field->value, forgiven);
    return diagnostic ? diagnostic->code : 0;
  }

  // A host said something that is no reply by RFC 5321 4.2, too long a one among them. What the target made
  // of it we can't tell.
  [[nodiscard]] bool garbled() const {
    const auto& all = case_.seen.dialogues();
    return std::any_of(all.begin(), all.end(), [](const trace::dialogue& in) {
      return !in.understood && in.of->role == trace::session_role::server;
    });
  }

  // To EHLO or STARTTLS, say: it counts against no recipient in particular, but a report may well show it.
  [[nodiscard]] bool said_before_mail(int code) const {
    const auto& all = case_.seen.dialogues();
    return std::any_of(all.begin(), all.end(), [code](const trace::dialogue& in) {
      return in.of->role == trace::session_role::server &&
             std::any_of(in.before_mail.begin(), in.before_mail.end(),
                         [code](const trace::exchange& said) { return said.code() == code; });
    });
  }

  // The recipient was offered in another letter case, or as somebody nobody wrote to, and got that code: a
  // wrong of its own (RFC 5321 2.4, RFC 6531 3.7).
  [[nodiscard]] bool answered_otherwise(const answer& one, int code) const {
    const auto& all = case_.seen.hops();
    return std::any_of(all.begin(), all.end(), [&](const hop_transaction& hop) {
      return std::any_of(hop.said->recipients.begin(), hop.said->recipients.end(), [&](const auto& to) {
        const std::string& offered = to.path.mailbox;
        const bool nobody = !hop.is_report && case_.seen.recipient_behind(hop.submission, offered) == nullptr;
        return to.code() == code &&
               (nobody || base::iequals(mailbox_key(offered), mailbox_key(one.to->address)));
      });
    });
  }

  void diagnostic_code(const answer& one) {
    const auto& field = one.group->diagnostic_code;
    hold(one, "rfc3461/6.3/diagnostic-code-after-smtp", field.has_value(),
         "the next hop answered, but the report has no Diagnostic-Code");
    if (field) {
      hold(one, "rfc3461/6.3/diagnostic-code-smtp", base::iequals(field->type, "smtp"),
           fmt::format("the next hop answered, but the type of Diagnostic-Code is '{}'",
                       base::excerpt(field->type, 40)));
    }
  }

  void actual_reply(const answer& one, const replies& given) {
    constexpr std::string_view rule = "rfc3464/2.3.6/diagnostic-is-actual-reply";
    const auto& field = one.group->diagnostic_code;
    const int code = diagnostic_of(one);
    if (!field || !base::iequals(field->type, "smtp")) {
      if (given.all.empty()) {
        found_.kept(rule);  // nobody replied, and none is shown
      }
      return;
    }
    if (code == 0) {
      return;  // for the linter
    }
    const auto same_code = [code](const reply_given& each) { return each.reply->code == code; };
    if (std::none_of(given.all.begin(), given.all.end(), same_code)) {
      if (said_before_mail(code)) {
        return;
      }
      // Without Remote-MTA the code is the reporting MTA's own (RFC 3464 2.3.6).
      const bool by_server = one.group->remote_mta.has_value();
      if (given.certain ||
          (by_server && given.all.empty() && code >= 400 && !garbled() && !answered_otherwise(one, code))) {
        hold(one, rule, false,
             fmt::format("Diagnostic-Code shows a reply {}, which no server gave for this recipient", code));
      }
      return;
    }
    found_.kept(rule);
    const std::string shown = essence(field->value);
    hold(one, "rfc3461/6.3/diagnostic-code-is-the-reply",
         std::any_of(given.all.begin(), given.all.end(),
                     [&](const reply_given& each) { return same_code(each) && repeats(shown, *each.reply); }),
         "Diagnostic-Code has the code of a reply, but not its text");
  }

  // ------------------------------------------------------------- Status

  // Where servers refused for ever and never otherwise, the failure is permanent.
  void status_class(const answer& one, const replies& given) {
    const auto& status = one.group->status;
    if (one.is(dsn::action::failed) && given.certain && given.all_permanent && status && status->value) {
      hold(one, "rfc3464/2.3.4/status-class-fits-reply", !status->value->persistent_transient(),
           fmt::format("each server refused permanently, and Status is {}", status->value->text()));
    }
  }

  const case_view& case_;
  reply_finder replies_;
  findings& found_;
};

}  // namespace

void check_report_replies(const case_view& of, findings& found) {
  replies_check(of, found).run();
}

}  // namespace dsnspec::judge
