// RFC 6531 and RFC 6533 3, the server's part: what the target announces and answers.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/mailbox.hpp"
#include "grammar/path.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
#include "judge/refusal_codes.hpp"
#include "judge/taken_parameters.hpp"
#include "smtp/dsn_parameters.hpp"

namespace dsnspec::judge {
namespace {

class server_check {
 public:
  server_check(const observation& seen, findings& found) : seen_(seen), found_(found) {}

  void run() {
    for (const trace::dialogue& in : seen_.dialogues()) {
      if (in.of->role == trace::session_role::client && keyword_line(in, "SMTPUTF8")) {
        announcement(in);
        replies(in);
      }
    }
    for (const submission& of : seen_.submissions()) {
      if (of.said->announced("SMTPUTF8")) {
        mail(of);
        for (const trace::recipient_exchange& to : of.said->recipients) {
          rcpt(of, to);
        }
      }
    }
  }

 private:
  void announcement(const trace::dialogue& in) {
    const auto said_hello = [](const trace::exchange& one) {
      return base::istarts_with(one.command, "EHLO");
    };
    const auto hello = std::find_if(in.before_mail.begin(), in.before_mail.end(), said_hello);
    const std::vector<evidence> seen = {answered(in, *hello)};
    found_.held("rfc6531/3.1/eight-bit-mime-announced", keyword_line(in, "8BITMIME").has_value(),
                "SMTPUTF8 is announced without 8BITMIME", seen);
    found_.held("rfc6531/3.1/keyword-without-parameters",
                base::iequals(*keyword_line(in, "SMTPUTF8"), "SMTPUTF8"),
                "SMTPUTF8 is announced with a parameter", seen);
    found_.held("rfc6531/3.7.1/ehlo-reply-in-ascii", base::is_ascii(hello->answer->raw),
                "the reply to EHLO has octets above 127", seen);
  }

  // ------------------------------------------------------------- 3.7.4: UTF-8 in replies

  void replies(const trace::dialogue& in) {
    bool tempted = false;
    for (const trace::transaction& said : in.transactions) {
      const auto path = argument_of(said.mail, "FROM");
      const bool smtputf8 = path && parameter_of(*path, "SMTPUTF8");
      reply(in, said.mail, smtputf8);
      tempted = tempted || !base::is_ascii(said.mail.command);
      for (const trace::recipient_exchange& to : said.recipients) {
        reply(in, to, smtputf8);
        tempted = tempted || !base::is_ascii(to.command);
      }
      for (const auto* one : {&said.data, &said.end}) {
        if (*one) {
          reply(in, **one, smtputf8);
        }
      }
    }
    for (const trace::exchange& one : in.before_mail) {
      reply(in, one, false);
    }
    // Where nothing outside ASCII was said, ASCII in the replies shows nothing.
    if (tempted) {
      found_.kept("rfc6531/3.7.4.2/no-utf8-in-other-replies");
    }
  }

  void reply(const trace::dialogue& in, const trace::exchange& one, bool smtputf8) {
    if (!one.answer) {
      return;
    }
    const bool ascii = base::is_ascii(one.answer->raw);
    if (one.code() == 251 || one.code() == 551) {
      found_.held("rfc6531/3.7.4.1/no-utf8-in-251-551", ascii || smtputf8,
                  fmt::format("a reply {} names a mailbox outside ASCII, without SMTPUTF8", one.code()),
                  {exchanged(in, one)});
    } else if (!ascii) {
      found_.broken("rfc6531/3.7.4.2/no-utf8-in-other-replies",
                    fmt::format("a reply {} has octets above 127", one.code()), {exchanged(in, one)});
    }
    if (!smtputf8 && one.accepted() && !base::is_ascii(one.command) && is_address_command(one)) {
      found_.note("rfc6531/3.5/ascii-address-reply-codes",
                  "an address outside ASCII is taken without SMTPUTF8, too");
    }
    reply_code(in, one);
  }

  static bool is_address_command(const trace::exchange& one) {
    return base::istarts_with(one.command, "MAIL") || base::istarts_with(one.command, "RCPT");
  }

  // 3.5: the codes that go with the enhanced ones.
  void reply_code(const trace::dialogue& in, const trace::exchange& one) {
    const std::string enhanced(one.answer->enhanced_status().value_or(std::string_view{}));
    if (enhanced == "5.6.7" && is_address_command(one)) {
      const int right = base::istarts_with(one.command, "MAIL") ? 550 : 553;
      found_.held("rfc6531/3.5/ascii-address-reply-codes", one.code() == right,
                  fmt::format("an address outside ASCII is refused with {} instead of {}", one.code(), right),
                  {exchanged(in, one)});
    } else if (enhanced == "5.6.9" && one.command == ".") {
      found_.held("rfc6531/3.5/header-refused-reply-codes", one.code() == 554 || one.code() == 550,
                  fmt::format("a header in UTF-8 is refused with {}", one.code()), {exchanged(in, one)});
    }
  }

  // ------------------------------------------------------------- MAIL and RCPT

  void mail(const submission& of) {
    const trace::exchange& said = of.said->mail;
    const auto path = argument_of(said, "FROM");
    if (!path || !said.answer) {
      return;
    }
    const auto parameter = parameter_of(*path, "SMTPUTF8");
    if (parameter && parameter->value) {
      found_.held("rfc6531/3.4/parameter-without-value", !said.accepted(),
                  "MAIL with a value for SMTPUTF8 was accepted", {exchanged(*of.in, said)});
    }
    mailbox(of, said, *path);
  }

  void rcpt(const submission& of, const trace::recipient_exchange& said) {
    const auto path = argument_of(said, "TO");
    if (!path || !said.answer || !of.said->mail.accepted()) {
      return;
    }
    original_recipient(of, said, *path);
    mailbox(of, said, *path);
  }

  void mailbox(const submission& of, const trace::exchange& said, const smtp::path_argument& path) {
    const bool international = of.smtputf8 && !base::is_ascii(path.path);
    if (!international || !grammar::parse_mailbox(path.path, grammar::charset::utf8) ||
        !takes_parameters(of, path)) {
      return;  // the parameters may be the reason of a refusal
    }
    if (said.accepted() || refuses_form(said.code())) {
      found_.held("rfc6531/3.2/utf8-mailbox-accepted", said.accepted(),
                  fmt::format("a mailbox in UTF-8 is answered {}", said.code()), {exchanged(*of.in, said)});
    }
  }

  void original_recipient(const submission& of, const trace::exchange& said,
                          const smtp::path_argument& path) {
    const auto charset = of.smtputf8 ? grammar::charset::utf8 : grammar::charset::ascii;
    const smtp::rcpt_dsn_parameters given = smtp::dsn_of_rcpt(path.parameters, charset);
    const bool asked = given.orcpt && given.orcpt->valid() && given.orcpt->count == 1 &&
                       given.orcpt->value->is_utf8() &&
                       (!given.notify || (given.notify->valid() && given.notify->count == 1));
    if (asked && of.said->announced("DSN") && (said.accepted() || refuses_form(said.code()))) {
      found_.held("rfc6533/3/utf8-orcpt-accepted", said.accepted(),
                  fmt::format("ORCPT={} is answered {}", base::excerpt(given.orcpt->raw, 80), said.code()),
                  {exchanged(*of.in, said)});
    }
    const bool malformed =
        given.orcpt && !given.orcpt->valid() && given.orcpt->value && given.orcpt->value->is_utf8();
    if (malformed && !said.accepted()) {
      found_.note("rfc6533/3/malformed-utf8-copied-unchanged",
                  fmt::format("a malformed ORCPT of type utf-8 is refused with {}, so it is copied nowhere",
                              said.code()),
                  {exchanged(*of.in, said)});
    }
  }

  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_smtputf8_server(const case_view& of, findings& found) {
  server_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
