// RFC 5321, the base under RFC 3461: what the target answers to commands.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/address_parts.hpp"
#include "grammar/characters.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"
#include "judge/refusal_codes.hpp"
#include "judge/smtp_extensions.hpp"
#include "judge/taken_parameters.hpp"
#include "smtp/dsn_parameters.hpp"

namespace dsnspec::judge {
namespace {

bool has_lower(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), grammar::chars::ctl);
}

bool within(std::size_t length, std::size_t least, std::size_t most) {
  return length >= least && length <= most;
}

// RFC 5321 4.5.3.1; from a little below the limit on, a length counts as trying it.
constexpr std::size_t longest_local_part = 64;
constexpr std::size_t longest_path = 256;
constexpr std::size_t longest_command = 512;
constexpr std::size_t content_promised = std::size_t{64} << 10U;
constexpr std::size_t recipients_promised = 100;

class commands_check {
 public:
  commands_check(const observation& seen, findings& found) : seen_(seen), found_(found) {}

  void run() {
    for (const submission& of : seen_.submissions()) {
      const auto mail = argument_of(of.said->mail, "FROM");
      if (mail) {
        command(of, of.said->mail, *mail);
      }
      if (!of.said->mail.accepted()) {
        continue;
      }
      for (const trace::recipient_exchange& to : of.said->recipients) {
        if (const auto rcpt = argument_of(to, "TO")) {
          command(of, to, *rcpt);
          source_route(of, to, *rcpt);
        }
      }
      recipients(of);
      content(of);
    }
  }

 private:
  void command(const submission& of, const trace::exchange& said, const smtp::path_argument& path) {
    if (!said.answer || said.code() == 421) {
      return;
    }
    unknown_parameter(of, said, path);
    if (has_control(path.path)) {
      invalid_characters(of, said);
      return;
    }
    if (takes_parameters(of, path) && base::is_ascii(said.command)) {
      letter_case(of, said, path);
      sizes(of, said, path);
    }
  }

  void unknown_parameter(const submission& of, const trace::exchange& said, const smtp::path_argument& path) {
    const auto unknown =
        std::find_if(path.parameters.begin(), path.parameters.end(), [](const smtp::parameter& one) {
          return extension_of(one.keyword).empty() && grammar::chars::let_dig(one.raw.front());
        });
    if (unknown != path.parameters.end() && !has_another_reason(said.code())) {
      found_.held("rfc5321/4.1.1.11/unknown-parameter-555", said.code() == 555,
                  fmt::format("the parameter {} is answered {} instead of 555",
                              base::excerpt(unknown->raw, 60), said.code()),
                  {exchanged(*of.in, said)});
    }
  }

  void invalid_characters(const submission& of, const trace::exchange& said) {
    constexpr std::string_view rule = "rfc5321/4.1.2/invalid-characters-501";
    if (said.accepted() || said.code() == 501) {
      found_.held(rule, !said.accepted(), "an address with a control character was accepted",
                  {exchanged(*of.in, said)});
    } else {
      found_.note(rule, fmt::format("an address with a control character is refused with {}", said.code()),
                  {exchanged(*of.in, said)});
    }
  }

  void letter_case(const submission& of, const trace::exchange& said, const smtp::path_argument& path) {
    const bool other_verb = has_lower(said.command.substr(0, 4));
    const bool other_keyword =
        std::any_of(path.parameters.begin(), path.parameters.end(), [](const auto& one) {
          return has_lower(one.keyword) ||
                 ((one.is("RET") || one.is("NOTIFY") || one.is("BODY")) && has_lower(one.value.value_or("")));
        });
    if ((other_verb || other_keyword) && (said.accepted() || refuses_form(said.code()))) {
      found_.held("rfc5321/2.4/keywords-in-any-case", said.accepted(),
                  fmt::format("a command in another letter case is answered {}", said.code()),
                  {exchanged(*of.in, said)});
    }
  }

  void sizes(const submission& of, const trace::exchange& said, const smtp::path_argument& path) {
    const auto size = [&](std::string_view rule, std::size_t length, std::size_t least, std::size_t most) {
      if (within(length, least, most)) {
        found_.held(rule, !refuses_form(said.code()),
                    fmt::format("a command with {} octets there is answered {}", length, said.code()),
                    {exchanged(*of.in, said)});
      }
    };
    size("rfc5321/4.5.3.1.1/local-part-64", grammar::local_part_of(path.path).size(), longest_local_part - 4,
         longest_local_part);
    size("rfc5321/4.5.3.1.3/path-256", path.path.size() + 2, longest_path - 6, longest_path);
    size("rfc5321/4.5.3.1.4/command-line-512", said.command.size() + 2, longest_command - 32,
         longest_command);
  }

  void source_route(const submission& of, const trace::exchange& said, const smtp::path_argument& path) {
    if (path.path.starts_with('@') && path.path.find(':') != std::string_view::npos && said.answer) {
      found_.held("rfc5321/4.1.1.3/source-route-recognised", !refuses_form(said.code()) && said.code() != 553,
                  fmt::format("a source route is answered {}", said.code()), {exchanged(*of.in, said)});
    }
  }

  void recipients(const submission& of) {
    const auto& all = of.said->recipients;
    if (all.size() < recipients_promised) {
      return;
    }
    const auto end = all.begin() + recipients_promised;
    const auto too_many =
        std::find_if(all.begin(), end, [](const auto& to) { return to.code() == 452 || to.code() == 552; });
    found_.held("rfc5321/4.5.3.1.8/recipients-100", too_many == end, "less than 100 recipients are taken",
                too_many == end ? std::vector<evidence>{} : std::vector{exchanged(*of.in, *too_many)});
  }

  void content(const submission& of) {
    const std::size_t length = of.said->message.size() + of.said->omitted;
    if (of.said->end && of.said->end->answer && within(length, content_promised - 4096, content_promised)) {
      found_.held("rfc5321/4.5.3.1.7/content-64k", of.accepted || of.said->end->code() / 100 == 4,
                  fmt::format("a message of {} octets is answered {}", length, of.said->end->code()),
                  {answered(*of.in, *of.said->end)});
    }
  }

  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_smtp_commands(const case_view& of, findings& found) {
  commands_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
