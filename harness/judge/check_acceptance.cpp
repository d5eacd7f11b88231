// RFC 3461 2, 5.1 and 5.4: how the extension is announced, and what the target must not refuse: commands that
// leave its parameters out, and commands that have the parameters of other extensions as well.
//
// A refusal counts only against another command of the case that differs in nothing but the parameters and
// was taken.

#include <algorithm>
#include <vector>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
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

  [[nodiscard]] bool lacks_any() const { return !first || !second; }
  // Has all that the other one has, and more.
  [[nodiscard]] bool has_more_than(const given_command& other) const {
    return to == other.to && others == other.others && of != other.of && (first || !other.first) &&
           (second || !other.second) && (first != other.first || second != other.second);
  }
};

// A refusal for good that isn't about the session, the load or the size of the message.
bool is_refusal(int code) {
  return code >= 500 && code != 521 && code != 530 && code != 535 && code != 538 && code != 552;
}

bool speaks_of_parameters(int code) {
  return code == 500 || code == 501 || code == 504 || code == 555;
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
    std::size_t place = 0;  // in the transaction: how many recipients are taken may have a limit
    for (const trace::recipient_exchange& to : of.said->recipients) {
      if (const auto rcpt = argument_of(to, "TO")) {
        const auto asked = smtp::dsn_of_rcpt(rcpt->parameters,
                                             of.smtputf8 ? grammar::charset::utf8 : grammar::charset::ascii);
        rcpts_.push_back({&of, &to,
                          fmt::format("{}{} {}<{}>", session, of.said->mail.command, place, rcpt->path),
                          text_of(*rcpt, true), text_of(*rcpt, false), asked.notify.has_value(),
                          asked.orcpt.has_value(), good(asked.notify) && good(asked.orcpt)});
      }
      ++place;
    }
  }

  // ------------------------------------------------------------- 5.1: without parameters

  void left_out(const std::vector<given_command>& all, std::string_view rule) {
    for (const given_command& less : all) {
      if (!less.lacks_any() || !less.valid || !less.said->answer) {
        continue;
      }
      const auto more = std::find_if(all.begin(), all.end(), [&less](const given_command& other) {
        return other.has_more_than(less) && other.said->accepted();
      });
      if (more == all.end()) {
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
    for (const given_command& one : all) {
      const auto path = argument_of(*one.said, keyword);
      if (!path || !one.valid || !is_long_with_others(path->parameters) || !all_announced(one, *path)) {
        continue;
      }
      if (one.said->accepted()) {
        found_.kept(rule);
      } else if (const given_command* alone = ours_alone(all, one);
                 speaks_of_parameters(one.said->code()) && alone != nullptr && others_alone(all, one)) {
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

  // The same command with the parameters of DSN alone was taken.
  static const given_command* ours_alone(const std::vector<given_command>& all, const given_command& one) {
    const auto at = std::find_if(all.begin(), all.end(), [&one](const given_command& other) {
      return other.to == one.to && other.ours == one.ours && other.others.empty() && other.said->accepted();
    });
    return at == all.end() ? nullptr : &*at;
  }

  // ... and with those of the other extensions alone.
  static bool others_alone(const std::vector<given_command>& all, const given_command& one) {
    return std::any_of(all.begin(), all.end(), [&one](const given_command& other) {
      return other.to == one.to && other.others == one.others && other.ours.empty() && other.said->accepted();
    });
  }

  const observation& seen_;
  findings& found_;
  std::vector<given_command> mails_;
  std::vector<given_command> rcpts_;
};

}  // namespace

void check_acceptance(const case_view& of, findings& found) {
  acceptance_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
