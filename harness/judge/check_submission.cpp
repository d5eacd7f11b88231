// RFC 3461 5.1 and 5.4: what the target answers to MAIL and RCPT with valid, invalid and doubled parameters.
//
// Valid and invalid are the grammar's word, not the scenario's: the commands are read from the trace.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/refusal_codes.hpp"
#include "judge/smtp_extensions.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

// RFC 3461 5.4, each with its keyword: as long as it must be accepted, or nearly so.
constexpr std::size_t longest_notify = 28;
constexpr std::size_t longest_ret = 8;
// The longest RCPT command that RFC 5321's path and the two DSN parameters make together, CRLF included.
constexpr std::size_t longest_rcpt = 796;
constexpr std::size_t plain_line = 512;

// The enhanced code X.1.X says that the refusal is about an address (RFC 3463 3.2).
bool blames_the_address(const trace::exchange& said) {
  const auto status = said.answer ? said.answer->enhanced_status() : std::nullopt;
  return status && status->substr(1).starts_with(".1.");
}

class submission_check {
 public:
  submission_check(const case_view& of, findings& found) : seen_(of.seen), found_(found) {
    remember_plain_commands();
  }

  void run() {
    for (const submission& of : seen_.submissions()) {
      if (!announced(of)) {
        continue;
      }
      mail(of);
      for (const trace::recipient_exchange& to : of.said->recipients) {
        rcpt(of, to);
      }
    }
  }

 private:
  bool announced(const submission& of) {
    const bool offered = of.said->announced("DSN");
    if (offered) {
      found_.kept("rfc3461/3/dsn-keyword-offered");
    } else {
      found_.note("rfc3461/3/dsn-keyword-offered",
                  "the target does not announce DSN, so RFC 3461 does not bind it",
                  {said(*of.in, of.said->mail)});
    }
    return offered;
  }

  void mail(const submission& of) {
    const trace::exchange& said = of.said->mail;
    const auto path = smtp::parse_path_argument(smtp::parse_command(said.command).argument, "FROM");
    if (!path || !said.answer) {
      return;
    }
    const smtp::mail_dsn_parameters given = smtp::dsn_of_mail(path->parameters);
    if (!given.any()) {
      return;
    }
    const bool doubled = (given.ret && given.ret->count > 1) || (given.envid && given.envid->count > 1);
    const bool invalid = (given.ret && !given.ret->valid()) || (given.envid && !given.envid->valid());
    if (doubled) {
      must_be_501(of, said, "rfc3461/5.1/duplicate-mail-parameters-501", "a parameter that is given twice");
    } else if (invalid) {
      must_be_501(of, said, "rfc3461/5.1/invalid-mail-parameters-501", why(given.ret, given.envid),
                  lacks_value(path->parameters));
    } else if (!said.accepted() && given.envid && given.envid->raw.size() + 6 > smtp::longest_envid) {
      return;  // 5.4 lets it be refused
    } else if (said.accepted() || !has_others(of, path->parameters)) {
      must_be_accepted(of, said, "rfc3461/5.1/valid-mail-parameters-accepted");
      if (given.envid) {
        limit(of, said, given.envid->raw.size() + 6, smtp::longest_envid, "rfc3461/5.4/envid-100-accepted");
      }
      // Next to a long ENVID, or an address outside ASCII, a refusal need not be about RET.
      const bool other_reason = !base::is_ascii(path->path) ||
                                (given.envid && given.envid->raw.size() + 6 + 2 >= smtp::longest_envid);
      if (given.ret && (said.accepted() || !other_reason)) {
        limit(of, said, given.ret->raw.size() + 4, longest_ret, "rfc3461/5.4/ret-8-accepted");
      }
    }
  }

  void rcpt(const submission& of, const trace::recipient_exchange& said) {
    const auto path = smtp::parse_path_argument(smtp::parse_command(said.command).argument, "TO");
    if (!path || !said.answer || !of.said->mail.accepted()) {
      return;
    }
    const smtp::rcpt_dsn_parameters given =
        smtp::dsn_of_rcpt(path->parameters, of.smtputf8 ? grammar::charset::utf8 : grammar::charset::ascii);
    if (!given.any()) {
      return;
    }
    const bool doubled = (given.notify && given.notify->count > 1) || (given.orcpt && given.orcpt->count > 1);
    const bool invalid = (given.notify && !given.notify->valid()) || (given.orcpt && !given.orcpt->valid());
    if (doubled) {
      must_be_501(of, said, "rfc3461/5.1/duplicate-rcpt-parameters-501", "a parameter that is given twice");
    } else if (invalid && only_lax_notify(given)) {
      // The list rule of RFC 822 lets null elements through: either answer is right.
      found_.note("rfc3461/5.1/invalid-rcpt-parameters-501",
                  fmt::format("a NOTIFY value with null or repeated elements is answered {}", said.code()),
                  {exchanged(*of.in, said)});
    } else if (only_malformed_utf8(given)) {
      // RFC 6533 3 says how such an address is to be copied into a report, so it may be taken as well.
      found_.note("rfc3461/5.1/invalid-rcpt-parameters-501",
                  fmt::format("a malformed ORCPT of type utf-8 is answered {}", said.code()),
                  {exchanged(*of.in, said)});
    } else if (invalid) {
      must_be_501(of, said, "rfc3461/5.1/invalid-rcpt-parameters-501", why(given.notify, given.orcpt),
                  lacks_value(path->parameters));
    } else if (!said.accepted() && given.orcpt && given.orcpt->raw.size() + 6 > smtp::longest_orcpt) {
      return;  // 5.4 lets it be refused
    } else if (said.accepted() || !has_others(of, path->parameters)) {
      must_be_accepted(of, said, "rfc3461/5.1/valid-rcpt-parameters-accepted");
      rcpt_limits(of, said, given);
    }
  }

  void rcpt_limits(const submission& of, const trace::exchange& said,
                   const smtp::rcpt_dsn_parameters& given) {
    if (given.notify) {
      limit(of, said, given.notify->raw.size() + 7, longest_notify, "rfc3461/5.4/notify-28-accepted");
    }
    if (given.orcpt) {
      limit(of, said, given.orcpt->raw.size() + 6, smtp::longest_orcpt, "rfc3461/5.4/orcpt-500-accepted");
    }
    const std::size_t line = said.command.size() + 2;
    if (line > plain_line && line <= longest_rcpt) {
      found_.held("rfc3461/5.4/long-command-line-accepted", !refuses_parameters(said.code()),
                  fmt::format("a RCPT command of {} octets was refused", line), {exchanged(*of.in, said)});
    }
  }

  // Parameters that the target may refuse, because it doesn't announce their extension or their values may be
  // wrong; or those of others next to ours at full length: see check_acceptance.
  static bool has_others(const submission& of, const std::vector<smtp::parameter>& all) {
    return is_long_with_others(all) || std::any_of(all.begin(), all.end(), [&of](const smtp::parameter& one) {
             const std::string_view extension = extension_of(one.keyword);
             return !of.said->announced(extension) || (extension != "DSN" && !is_valid_other(one));
           });
  }

  static bool only_malformed_utf8(const smtp::rcpt_dsn_parameters& given) {
    return given.orcpt && !given.orcpt->valid() && given.orcpt->value && given.orcpt->value->is_utf8() &&
           (!given.notify || given.notify->valid());
  }

  static bool only_lax_notify(const smtp::rcpt_dsn_parameters& given) {
    return given.notify && !given.notify->valid() && given.notify->value &&
           (!given.orcpt || given.orcpt->valid());
  }

  static bool lacks_value(const std::vector<smtp::parameter>& parameters) {
    return std::any_of(parameters.begin(), parameters.end(), [](const smtp::parameter& one) {
      return !one.value && (one.is("RET") || one.is("ENVID") || one.is("NOTIFY") || one.is("ORCPT"));
    });
  }

  template <class A, class B>
  static std::string why(const std::optional<A>& first, const std::optional<B>& second) {
    const auto reason = [](const auto& parameter) {
      return fmt::format("'{}', which is invalid ({}, {})", base::excerpt(parameter.raw, 80),
                         parameter.wrong->rule.name, parameter.wrong->rule.section);
    };
    return first && !first->valid() ? reason(*first) : reason(*second);
  }

  void must_be_501(const submission& of, const trace::exchange& said, std::string_view rule,
                   const std::string& what, bool lacks_value = false) {
    const exchanged_plainly* plain = plain_twin(said.command);
    const bool plain_accepted = plain != nullptr && plain->said->accepted();
    if (has_another_reason(said.code()) && (said.code() < 500 || !plain_accepted)) {
      found_.inconclusive(
          rule, fmt::format("the target refused with {}, which may have another reason", said.code()),
          {exchanged(*of.in, said)});
      return;
    }
    if (said.code() >= 500 && said.code() != 501 && (lacks_value || !base::is_ascii(said.command))) {
      // 5.1 asks for 501 where "the associated esmtp-value" is invalid. Of none at all it does not speak, and
      // a line that is not ASCII is no command to begin with (RFC 5321 2.4).
      found_.note(rule,
                  fmt::format("{} is refused with {}",
                              lacks_value ? "a parameter without a value" : "a command that is not ASCII",
                              said.code()),
                  {exchanged(*of.in, said)});
      return;
    }
    found_.held(rule, said.code() == 501, fmt::format("{} was answered {} instead of 501", what, said.code()),
                {exchanged(*of.in, said)});
  }

  void must_be_accepted(const submission& of, const trace::exchange& said, std::string_view rule) {
    const exchanged_plainly* plain = plain_twin(said.command);
    const auto transient = [](const trace::exchange& one) { return one.code() >= 400 && one.code() < 500; };
    if (transient(said) || (plain != nullptr && transient(*plain->said))) {
      return;  // what is refused for the moment may be taken in the next one
    }
    const bool both = plain != nullptr && plain->said->accepted() && said.accepted();
    if (plain != nullptr && said.accepted() && !plain->said->accepted()) {
      return;  // the plain command was wronged, not this one: see check_acceptance
    }
    const bool differ = plain != nullptr && !both && plain->said->code() != said.code();
    if (differ && !plain->said->accepted() && has_another_reason(said.code())) {
      return;  // neither is taken, and no parameter is to blame
    }
    if (differ) {
      found_.broken(
          rule,
          fmt::format("a command with valid parameters was answered {}, the same one without them {}",
                      said.code(), plain->said->code()),
          {exchanged(*of.in, said), exchanged(*plain->in, *plain->said)});
    } else if (said.accepted() || plain != nullptr) {
      found_.kept(rule);
    } else if (refuses_parameters(said.code()) && !blames_the_address(said)) {
      found_.broken(rule, fmt::format("a command with valid parameters was answered {}", said.code()),
                    {exchanged(*of.in, said)});
    }
    // Else the refusal may well be about the address: nothing is shown.
  }

  // A command of the case with a path alone.
  struct exchanged_plainly {
    const trace::dialogue* in;
    const trace::exchange* said;
  };

  void remember_plain_commands() {
    for (const submission& of : seen_.submissions()) {
      const auto remember = [&](const trace::exchange& said) {
        if (said.answer && !said.command.empty() && said.command.back() == '>') {
          plain_.push_back({of.in, &said});
        }
      };
      remember(of.said->mail);
      for (const auto& to : of.said->recipients) {
        remember(to);
      }
    }
  }

  // The same command without parameters, if the case has it.
  [[nodiscard]] const exchanged_plainly* plain_twin(std::string_view command) const {
    const std::string_view bare = command.substr(0, command.find('>') + 1);
    for (const exchanged_plainly& one : plain_) {
      if (one.said->command == bare) {
        return &one;
      }
    }
    return nullptr;
  }

  void limit(const submission& of, const trace::exchange& said, std::size_t length, std::size_t longest,
             std::string_view rule) {
    // Close to the limit counts as trying it; beyond it nothing is promised.
    if (length > longest || length + 2 < longest) {
      return;
    }
    found_.held(rule, !refuses_parameters(said.code()),
                fmt::format("a parameter of {} characters was answered {}", length, said.code()),
                {exchanged(*of.in, said)});
  }

  const observation& seen_;
  findings& found_;
  std::vector<exchanged_plainly> plain_;
};

}  // namespace

void check_submission(const case_view& of, findings& found) {
  submission_check(of, found).run();
}

}  // namespace dsnspec::judge
