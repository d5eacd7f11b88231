// RFC 3461 2, 5.1 and 5.4: how the extension is announced, and what the target must not refuse: commands that
// leave its parameters out, and commands that have the parameters of other extensions as well.
//
// A refusal counts only against another command of the case that differs in nothing but the parameters and
// was taken.

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
#include "judge/refusal_codes.hpp"
#include "judge/smtp_extensions.hpp"
#include "smtp/dsn_parameters.hpp"

namespace dsnspec::judge {
namespace {

// A MAIL or RCPT command, its parameters of DSN apart from all else.
struct given_command {
  const submission* of;
  const trace::exchange* said;
  std::string to;       // the path, and what came before
  std::string ours;     // the parameters of DSN
  std::string others;   // all others
  bool first = false;   // the first parameter of DSN is there: RET, or NOTIFY
  bool second = false;  // ENVID, or ORCPT
  bool valid = true;    // each once, with a valid value

  // Two bits: what of the two there is.
  [[nodiscard]] unsigned mask() const { return (first ? 1U : 0U) | (second ? 2U : 0U); }
  [[nodiscard]] std::string without_ours() const { return to + others; }
};

// Of all commands that were taken, the first of each kind. Commands of one transaction never share a key.
class taken_commands {
 public:
  explicit taken_commands(const std::vector<given_command>& all) {
    for (const given_command& one : all) {
      if (one.said->accepted()) {
        by_mask_.try_emplace({one.without_ours(), one.mask()}, &one);
        exactly_.try_emplace({one.to, one.ours, one.others}, &one);
      }
    }
  }

  // The same but for more parameters of DSN; null: none.
  [[nodiscard]] const given_command* with_more(const given_command& less) const {
    for (unsigned more = 1; more <= 3; ++more) {
      if (more == less.mask() || (more & less.mask()) != less.mask()) {
        continue;
      }
      if (const auto at = by_mask_.find({less.without_ours(), more}); at != by_mask_.end()) {
        return at->second;
      }
    }
    return nullptr;
  }

  [[nodiscard]] const given_command* find(const std::string& to, const std::string& ours,
                                          const std::string& others) const {
    const auto at = exactly_.find({to, ours, others});
    return at == exactly_.end() ? nullptr : at->second;
  }

 private:
  std::map<std::pair<std::string, unsigned>, const given_command*> by_mask_;
  std::map<std::tuple<std::string, std::string, std::string>, const given_command*> exactly_;
};

// A refusal for good that isn't about the session, the load or the size of the message.
bool is_refusal(int code) {
  return code >= 500 && code != 521 && code != 530 && code != 535 && code != 538 && code != 552;
}

bool is_dsn(const smtp::parameter& one) {
  return base::iequals(extension_of(one.keyword), "DSN");
}

// The parameters, each with a blank before it.
std::string text_of(const smtp::path_argument& path, bool ours) {
  std::string out;
  for (const smtp::parameter& one : path.parameters) {
    if (is_dsn(one) == ours) {
      out += " " + std::string(one.raw);
    }
  }
  return out;
}

template <class Parameter>
bool good(const Parameter& one) {
  return !one || (one->valid() && one->count == 1);
}

class acceptance_check {
 public:
  acceptance_check(const observation& seen, findings& found) : seen_(seen), found_(found) {}

  void run() {
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->role == trace::session_role::client) {
        announcement(in);
      }
    }
    for (const submission& of : seen_.submissions()) {
      if (of.said->announced("DSN")) {
        read(of);
      }
    }
    left_out(mails_, "rfc3461/5.1/no-refusal-without-mail-parameters");
    left_out(rcpts_, "rfc3461/5.1/no-refusal-without-rcpt-parameters");
    with_others(mails_, "FROM");
    with_others(rcpts_, "TO");
  }

 private:
  void announcement(const trace::dialogue& in) {
    const auto line = keyword_line(in, "DSN");
    const auto hello = std::find_if(in.before_mail.rbegin(), in.before_mail.rend(), [](const auto& said) {
      return base::istarts_with(said.command, "EHLO") && said.accepted();
    });
    if (line && hello != in.before_mail.rend()) {
      found_.held("rfc3461/2/keyword-without-parameters", base::trimmed(line->substr(3)).empty(),
                  fmt::format("the target announces {}", base::excerpt(*line, 100)), {answered(in, *hello)});
    }
  }

  void read(const submission& of) {
    const auto mail = argument_of(of.said->mail, "FROM");
    if (!mail) {
      return;
    }
    const std::string session = of.said->tls ? "TLS" : "";
    const auto given = smtp::dsn_of_mail(mail->parameters);
    mails_.push_back({&of, &of.said->mail, fmt::format("{}<{}>", session, mail->path), text_of(*mail, true),
                      text_of(*mail, false), given.ret.has_value(), given.envid.has_value(),
                      good(given.ret) && good(given.envid)});
    if (!of.said->mail.accepted()) {
      return;
    }
    const std::size_t same_mail =
        mail_commands_.try_emplace(of.said->mail.command, mail_commands_.size()).first->second;
    std::size_t place = 0;  // in the transaction: how many recipients are taken may have a limit
    for (const trace::recipient_exchange& to : of.said->recipients) {
      if (const auto rcpt = argument_of(to, "TO")) {
        const auto asked = smtp::dsn_of_rcpt(rcpt->parameters,
                                             of.smtputf8 ? grammar::charset::utf8 : grammar::charset::ascii);
        rcpts_.push_back({&of, &to, fmt::format("{}{} {}<{}>", session, same_mail, place, rcpt->path),
                          text_of(*rcpt, true), text_of(*rcpt, false), asked.notify.has_value(),
                          asked.orcpt.has_value(), good(asked.notify) && good(asked.orcpt)});
      }
      ++place;
    }
  }

  // ------------------------------------------------------------- 5.1: without parameters

  void left_out(const std::vector<given_command>& all, std::string_view rule) {
    const taken_commands taken(all);
    for (const given_command& less : all) {
      if (!less.valid || !less.said->answer) {
        continue;
      }
      const given_command* more = taken.with_more(less);
      if (more == nullptr) {
        continue;
      }
      if (less.said->accepted()) {
        found_.kept(rule);
      } else if (is_refusal(less.said->code())) {
        found_.broken(
            rule,
            fmt::format("a command was answered {}, which with more parameters is taken", less.said->code()),
            {exchanged(*less.of->in, *less.said), exchanged(*more->of->in, *more->said)});
      }
    }
  }

  // ------------------------------------------------------------- 5.4: with those of other extensions

  void with_others(const std::vector<given_command>& all, std::string_view keyword) {
    constexpr std::string_view rule = "rfc3461/5.4/other-extensions-lengths-accepted";
    const taken_commands taken(all);
    for (const given_command& one : all) {
      const auto path = argument_of(*one.said, keyword);
      if (!path || !one.valid || !is_long_with_others(path->parameters) || !all_announced(one, *path)) {
        continue;
      }
      if (one.said->accepted()) {
        found_.kept(rule);
      } else if (const given_command* alone = taken.find(one.to, one.ours, "");
                 refuses_parameters(one.said->code()) && alone != nullptr &&
                 taken.find(one.to, "", one.others) != nullptr) {
        found_.broken(rule,
                      fmt::format("a command of {} octets was answered {}, whose parameters are taken apart",
                                  one.said->command.size() + 2, one.said->code()),
                      {exchanged(*one.of->in, *one.said), exchanged(*alone->of->in, *alone->said)});
      }
    }
  }

  static bool all_announced(const given_command& one, const smtp::path_argument& path) {
    return std::all_of(path.parameters.begin(), path.parameters.end(), [&one](const smtp::parameter& each) {
      return one.of->said->announced(extension_of(each.keyword));
    });
  }

  const observation& seen_;
  findings& found_;
  std::vector<given_command> mails_;
  std::vector<given_command> rcpts_;
  std::map<std::string, std::size_t> mail_commands_;  // a number for each
};

}  // namespace

void check_acceptance(const case_view& of, findings& found) {
  acceptance_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
