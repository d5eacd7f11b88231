// RFC 6533 3: ORCPT of type utf-8 in what the target sends, relayed or of its own.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/characters.hpp"
#include "grammar/mailbox.hpp"
#include "grammar/original_recipient.hpp"
#include "grammar/unitext.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/internationalized.hpp"

namespace dsnspec::judge {
namespace {

// ASCII that stands in an address of type utf-8 only as \x{...}; blanks and controls can't be in a parameter
// anyway.
bool has_special(std::string_view decoded) {
  return std::any_of(decoded.begin(), decoded.end(), [](char c) {
    return c == '+' || c == '=' || c == '\\' || c == ' ' || grammar::chars::ctl(c);
  });
}

// A "+" or "=", or a backslash that starts no \x{...}.
bool has_bare_special(std::string_view encoded) {
  for (std::size_t at = 0; at < encoded.size(); ++at) {
    if (encoded[at] == '+' || encoded[at] == '=') {
      return true;
    }
    if (encoded[at] == '\\') {
      const std::size_t length = grammar::embedded_char_at(encoded, at).length;
      if (length == 0) {
        return true;
      }
      at += length - 1;
    }
  }
  return false;
}

// \x{...} for a character outside ASCII.
bool has_embedded_wide(std::string_view encoded) {
  for (std::size_t at = encoded.find('\\'); at != std::string_view::npos; at = encoded.find('\\', at + 1)) {
    if (grammar::embedded_char_at(encoded, at).code >= 0x80) {
      return true;
    }
  }
  return false;
}

// "+" and two hexadecimal digits.
bool has_hexchar(std::string_view encoded) {
  for (std::size_t at = encoded.find('+'); at != std::string_view::npos; at = encoded.find('+', at + 1)) {
    if (grammar::chars::hex.run_end(encoded.substr(at + 1, 2)) == 2) {
      return true;
    }
  }
  return false;
}

// One ORCPT as the target sends it.
struct sent_orcpt {
  const hop_transaction* hop;
  const trace::exchange* said;
  std::string value;
  std::optional<std::string> submitted;  // the value it came from, valid or not; nothing: the target's own

  [[nodiscard]] bool unchanged() const { return submitted && *submitted == value; }
  [[nodiscard]] bool typed_utf8() const { return is_utf8_typed(value); }
  [[nodiscard]] std::string encoded() const {
    return value.substr(std::min(value.find(';') + 1, value.size()));
  }
  [[nodiscard]] bool capable() const { return hop->said->announced("SMTPUTF8"); }
};

std::string meant(const std::string& value) {
  const auto parsed = grammar::parse_original_recipient(value, grammar::charset::utf8);
  return parsed ? parsed->decoded() : std::string();
}

class orcpt_check {
 public:
  orcpt_check(const observation& seen, findings& found) : seen_(seen), found_(found) {}

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      for (const trace::recipient_exchange& to : hop.said->recipients) {
        if (hop.conforming()) {
          recipient(hop, to);
        }
      }
    }
  }

 private:
  void recipient(const hop_transaction& hop, const trace::recipient_exchange& to) {
    const auto rcpt = argument_of(to, "TO");
    if (!rcpt) {
      return;
    }
    const submitted_recipient* asked = submitted_to(hop, to);
    const auto parameter = parameter_of(*rcpt, "ORCPT");
    const std::string value(parameter ? parameter->value.value_or("") : "");
    const sent_orcpt sent{&hop, &to, value, submitted_value(asked)};
    // What aliases do with ORCPT is judged elsewhere (RFC 3461 5.2.7).
    if (asked != nullptr && asked->route == route::remote && asked->orcpt && is_utf8_typed(*asked->orcpt)) {
      relayed(sent, *asked, parameter.has_value());
    }
    if (parameter && sent.typed_utf8()) {
      form(sent);
    }
  }

  // Of a message that was submitted, not of a report; through an alias as well.
  [[nodiscard]] const submitted_recipient* submitted_to(const hop_transaction& hop,
                                                        const trace::recipient_exchange& to) const {
    const submitted_recipient* asked =
        hop.is_report ? nullptr : seen_.recipient_behind(hop.submission, to.path.mailbox);
    return asked != nullptr && asked->accepted ? asked : nullptr;
  }

  // As it stood in the command: the observation has none where it is malformed.
  static std::optional<std::string> submitted_value(const submitted_recipient* asked) {
    const auto rcpt = asked == nullptr ? std::nullopt : argument_of(*asked->said, "TO");
    const auto parameter = rcpt ? parameter_of(*rcpt, "ORCPT") : std::nullopt;
    return parameter ? std::optional(std::string(parameter->value.value_or(""))) : std::nullopt;
  }

  [[nodiscard]] std::vector<evidence> seen(const sent_orcpt& sent,
                                           const submitted_recipient* asked = nullptr) const {
    std::vector<evidence> out;
    for (const submission& of : seen_.submissions()) {
      if (asked != nullptr && of.index == sent.hop->submission) {
        out.push_back(said(*of.in, *asked->said));
      }
    }
    out.push_back(said(*sent.hop->in, *sent.said));
    return out;
  }

  // ------------------------------------------------------------- what was submitted, and is valid

  void relayed(const sent_orcpt& sent, const submitted_recipient& asked, bool there) {
    const std::string address = meant(*asked.orcpt);
    const bool same = there && sent.typed_utf8() && meant(sent.value) == address;
    found_.held("rfc3461/5.2.1/orcpt-relayed", same,
                there ? "ORCPT was relayed with another value" : "ORCPT was not relayed", seen(sent, &asked));
    if (!there) {
      return;
    }
    if (!sent.capable()) {
      found_.held(
          "rfc6533/3/embedded-characters-to-plain-server",
          same && grammar::check_utf8_addr_xtext(sent.encoded()).has_value(),
          fmt::format("towards a server without SMTPUTF8, ORCPT became {}", base::excerpt(sent.value, 100)),
          seen(sent, &asked));
    }
    if (!sent.typed_utf8()) {
      return;  // a type was made up, and what follows is written as that type has it
    }
    if (has_special(address) && (same || has_bare_special(sent.encoded()))) {
      found_.held("rfc6533/3/forbidden-ascii-embedded", !has_bare_special(sent.encoded()),
                  "ASCII that ORCPT doesn't permit is not written \\x{...}", seen(sent, &asked));
    }
    found_.held("rfc6533/3/no-xtext-in-utf8-orcpt", !has_hexchar(sent.encoded()),
                "xtext was applied to an address of type utf-8", seen(sent, &asked));
  }

  // ------------------------------------------------------------- whatever it is

  void form(const sent_orcpt& sent) {
    const std::string encoded = sent.encoded();
    if (!sent.capable()) {
      found_.held("rfc6533/3/no-utf8-address-to-plain-server", base::is_ascii(encoded),
                  "ORCPT with octets above 127 was sent to a server without SMTPUTF8", seen(sent));
    } else {
      native(sent, encoded);
    }
    const bool well_formed = grammar::check_utf8_addr_unitext(encoded).has_value();
    if (well_formed || !sent.unchanged()) {
      found_.held("rfc6533/3/no-forbidden-ascii-in-orcpt", !has_bare_special(encoded),
                  "an ORCPT of type utf-8 has a bare \"+\", \"=\" or backslash", seen(sent));
    }
    // What came valid and goes on otherwise is the target's own writing.
    const bool rewritten =
        sent.submitted && !sent.unchanged() &&
        grammar::parse_original_recipient(*sent.submitted, grammar::charset::utf8).has_value();
    if (well_formed || !sent.submitted || rewritten) {
      found_.held("rfc6533/3/utf8-type-addr-syntax", well_formed,
                  "an ORCPT of type utf-8 has none of the forms of that type", seen(sent));
    }
    if (!sent.submitted || rewritten) {
      own(sent, encoded, well_formed);
    }
  }

  void native(const sent_orcpt& sent, const std::string& encoded) {
    constexpr std::string_view rule = "rfc6533/3/native-utf8-to-capable-server";
    if (sent.submitted && !grammar::parse_original_recipient(*sent.submitted, grammar::charset::utf8)) {
      return;  // what became of a malformed one is anybody's choice
    }
    if (!base::is_ascii(encoded)) {
      found_.kept(rule);
      found_.note("rfc6533/3/utf8-address-in-orcpt",
                  "towards a server with SMTPUTF8, ORCPT is in bare UTF-8");
    } else if (has_embedded_wide(encoded)) {
      if (sent.unchanged()) {
        found_.note(rule, "an ORCPT that came with \\x{...} is passed on as it came", seen(sent));
      } else {
        found_.broken(rule,
                      sent.submitted
                          ? "an ORCPT that came in bare UTF-8 is sent with \\x{...} to a server with SMTPUTF8"
                          : "the target adds an ORCPT with \\x{...} towards a server with SMTPUTF8",
                      seen(sent));
      }
      found_.note("rfc6533/3/utf8-address-in-orcpt",
                  "towards a server with SMTPUTF8, ORCPT is in seven bits");
    }
  }

  void own(const sent_orcpt& sent, const std::string& encoded, bool well_formed) {
    const auto checked = grammar::check_utf8_addr_unitext(encoded);
    if (encoded.find('\\') != std::string::npos) {
      found_.held("rfc6533/3/hexpoint-syntax",
                  well_formed || checked.error().rule != grammar::rules::hexpoint_malformed,
                  "an ORCPT of the target's own has a malformed \\x{...}", seen(sent));
    }
    if (well_formed && !sent.submitted) {
      found_.held("rfc6533/3/dequotes-to-mailbox",
                  grammar::parse_mailbox(meant(sent.value), grammar::charset::utf8).has_value(),
                  "an ORCPT of the target's own, of type utf-8, is no mailbox", seen(sent));
    }
  }

  const observation& seen_;
  findings& found_;
};

}  // namespace

void check_smtputf8_orcpt(const case_view& of, findings& found) {
  orcpt_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
