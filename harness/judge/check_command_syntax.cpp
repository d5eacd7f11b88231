// RFC 3461 2, 4 to 4.4: how the parameters of the extension are written in the MAIL and RCPT commands that
// the target issues, those of its reports included.
//
// A value that goes on exactly as it was submitted is not held against the relay here: 5.2.1 wants it
// unchanged, and to have taken it was the fault (5.1). A target that changes a value, adds one or sends a
// report of its own answers for what it writes.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <vector>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "grammar/characters.hpp"
#include "grammar/ret.hpp"
#include "grammar/xtext.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/relayed.hpp"
#include "smtp/command.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::array<std::string_view, 2> of_mail{"RET", "ENVID"};
constexpr std::array<std::string_view, 2> of_rcpt{"NOTIFY", "ORCPT"};

bool is_one_of(const std::array<std::string_view, 2>& keywords, const smtp::parameter& which) {
  return std::any_of(keywords.begin(), keywords.end(),
                     [&which](std::string_view keyword) { return which.is(keyword); });
}

bool is_dsn(const smtp::parameter& which) {
  return is_one_of(of_mail, which) || is_one_of(of_rcpt, which);
}

// Registered with IANA for DSNs, and "unknown", which RFC 3464 2.3.1 knows besides.
bool is_registered(std::string_view type) {
  constexpr std::array<std::string_view, 4> types{"rfc822", "utf-8", "x400", "unknown"};
  return std::any_of(types.begin(), types.end(),
                     [type](std::string_view one) { return base::iequals(one, type); });
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// In front of the address, as in "RCPT NOTIFY=NEVER TO:<carol@x.example>".
bool has_parameter_before_path(std::string_view command) {
  const std::string_view before = command.substr(0, command.find(':'));
  const std::vector<smtp::parameter> words = smtp::parse_parameters(before);
  return before.size() != command.size() &&
         std::any_of(words.begin(), words.end(),
                     [](const smtp::parameter& word) { return word.value && is_dsn(word); });
}

struct issued {
  const hop_transaction* hop;
  const trace::exchange* said;
  bool of_mail;
};

class command_syntax_check {
 public:
  command_syntax_check(const observation& seen, findings& found) : seen_(seen), found_(found) {
    for (const submission& of : seen_.submissions()) {
      remember(of.said->mail, "FROM");
      for (const trace::recipient_exchange& to : of.said->recipients) {
        remember(to, "TO");
      }
    }
  }

  void run() {
    for (const hop_transaction& hop : seen_.hops()) {
      command({&hop, &hop.said->mail, true});
      for (const trace::recipient_exchange& to : hop.said->recipients) {
        command({&hop, &to, false});
      }
    }
  }

 private:
  void remember(const trace::exchange& said, std::string_view keyword) {
    const auto path = smtp::parse_path_argument(smtp::parse_command(said.command).argument, keyword);
    if (!path) {
      return;
    }
    for (const smtp::parameter& one : path->parameters) {
      const std::string value(one.value.value_or(""));
      came_[base::lowered(one.keyword)].insert(value);
      came_decoded_[base::lowered(one.keyword)].insert(decoded(value));
      if (one.is("ORCPT")) {
        came_types_.insert(base::lowered(value.substr(0, value.find(';'))));
      }
    }
  }

  void command(const issued& one) {
    const auto path = smtp::parse_path_argument(smtp::parse_command(one.said->command).argument,
                                                one.of_mail ? "FROM" : "TO");
    const bool misplaced = has_parameter_before_path(one.said->command);
    if (misplaced) {
      found_.broken("rfc3461/4/parameters-after-the-address",
                    "a parameter of DSN stands in front of the address", evidence_of(one));
    }
    if (!path) {
      return;
    }
    bool any = false;
    for (const smtp::parameter& each : path->parameters) {
      if (is_dsn(each)) {
        any = true;
        on_its_command(one, each);
        one_blank_before(one, path->text, each);
        value(one, each);
      }
    }
    if (any && !misplaced) {
      found_.kept("rfc3461/4/parameters-after-the-address");
    }
  }

  void on_its_command(const issued& one, const smtp::parameter& each) {
    found_.held(
        "rfc3461/2/parameters-on-their-command", is_one_of(one.of_mail ? of_mail : of_rcpt, each),
        fmt::format("{} stands on {}", base::excerpt(each.keyword, 20), one.of_mail ? "MAIL" : "RCPT"),
        evidence_of(one));
  }

  // Also: a value that stands apart from its keyword, as in "NOTIFY =NEVER".
  void one_blank_before(const issued& one, std::string_view text, const smtp::parameter& each) {
    const auto at = static_cast<std::size_t>(each.raw.data() - text.data());
    const bool right = at >= 1 && text[at - 1] == ' ' && (at == 1 || !is_blank(text[at - 2]));
    const std::string_view rest = text.substr(at + each.raw.size());
    const auto next = rest.find_first_not_of(" \t");
    const bool apart = !each.value && next != std::string_view::npos && rest[next] == '=';
    if (!right || apart) {
      found_.broken(
          "rfc3461/4/parameters-after-the-address",
          right ? fmt::format("the value of {} stands apart from it", base::excerpt(each.keyword, 20))
                : fmt::format("before {} there is not exactly one blank", base::excerpt(each.keyword, 20)),
          evidence_of(one));
    }
  }

  // ------------------------------------------------------------- values

  void value(const issued& one, const smtp::parameter& each) {
    const std::string_view text = each.value.value_or(std::string_view{});
    if (each.is("NOTIFY")) {
      hold(one, each, "rfc3461/4.1/notify-has-value", !text.empty(), "NOTIFY has no value");
    } else if (each.is("RET")) {
      hold(one, each, "rfc3461/4.3/ret-syntax", grammar::parse_ret(text).has_value(),
           "the value of RET is neither FULL nor HDRS");
    } else if (each.is("ENVID")) {
      hold(one, each, "rfc3461/4.4/envid-syntax", !text.empty(), "ENVID has no value");
      encoded(one, each, text, "rfc3461/4.4/envid-printable");
    } else {
      original_recipient(one, each, text);
    }
  }

  void original_recipient(const issued& one, const smtp::parameter& each, std::string_view text) {
    const auto semicolon = text.find(';');
    const std::string_view type = text.substr(0, semicolon);
    const bool has_type = semicolon != std::string_view::npos && !type.empty() &&
                          grammar::chars::addr_type_char.run_end(type) == type.size();
    hold(one, each, "rfc3461/4.2/orcpt-syntax", has_type, "ORCPT is not a type, a semicolon and an address");
    if (!has_type) {
      return;
    }
    if (is_own(one) || !came_types_.contains(base::lowered(type))) {
      found_.held("rfc3461/4.2/added-type-registered", is_registered(type),
                  fmt::format("the target makes an ORCPT of type {}, which is not registered",
                              base::excerpt(type, 40)),
                  evidence_of(one));
    }
    if (!base::iequals(type, "utf-8")) {  // which has forms of its own (RFC 6533 3)
      encoded(one, each, text.substr(semicolon + 1), "rfc3461/4.2/orcpt-printable");
    }
  }

  void encoded(const issued& one, const smtp::parameter& each, std::string_view xtext,
               std::string_view printable_rule) {
    if (xtext.empty()) {
      return;
    }
    const bool right = grammar::check_xtext(xtext).has_value();
    hold(one, each, "rfc3461/4/values-in-xtext", right,
         fmt::format("the value of {} is not xtext", base::excerpt(each.keyword, 20)));
    // Octets that aren't encoded at all are no xtext, and that is said.
    if (right) {
      hold(one, each, printable_rule, grammar::check_printable_xtext(xtext).has_value(),
           fmt::format("{} encodes characters that are not printable", base::excerpt(each.keyword, 20)));
    }
  }

  void hold(const issued& one, const smtp::parameter& each, std::string_view rule, bool right,
            const std::string& summary) {
    if (right) {
      found_.kept(rule);
    } else if (came_so(one, each)) {
      found_.note(rule, summary + ", as it was submitted and accepted", evidence_of(one));
    } else {
      found_.broken(rule, fmt::format("{}: {}", summary, base::excerpt(each.raw, 100)), evidence_of(one));
    }
  }

  // Nobody submitted what this transaction brings.
  static bool is_own(const issued& one) {
    return one.hop->is_report && one.hop->submission == hop_transaction::no_submission;
  }

  // The value was submitted so, or in another encoding of the same octets where both are xtext.
  [[nodiscard]] bool came_so(const issued& one, const smtp::parameter& each) const {
    const auto values = came_.find(base::lowered(each.keyword));
    if (is_own(one) || values == came_.end()) {
      return false;
    }
    const std::string text(each.value.value_or(""));
    const bool encoded = (each.is("ENVID") || each.is("ORCPT")) && grammar::check_xtext(text).has_value();
    return values->second.contains(text) ||
           (encoded && came_decoded_.at(values->first).contains(decoded(text)));
  }

  static std::vector<evidence> evidence_of(const issued& one) { return {said(*one.hop->in, *one.said)}; }

  const observation& seen_;
  findings& found_;
  std::map<std::string, std::set<std::string>> came_;  // values submitted, by keyword in lower case
  std::map<std::string, std::set<std::string>> came_decoded_;
  std::set<std::string> came_types_;  // of ORCPT, in lower case
};

}  // namespace

void check_command_syntax(const case_view& of, findings& found) {
  command_syntax_check(of.seen, found).run();
}

}  // namespace dsnspec::judge
