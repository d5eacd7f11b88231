// RFC 2034: enhanced status codes in the target's replies. Those in reports are the linter's.

#include <algorithm>

#include <fmt/core.h>

#include "base/ascii.hpp"
#include "base/quote.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"
#include "judge/fate.hpp"
#include "judge/internationalized.hpp"

namespace dsnspec::judge {
namespace {

constexpr std::string_view keyword = "ENHANCEDSTATUSCODES";

// The first word of a reply line, when it begins as codes do: a digit and a dot.
std::string_view code_of(std::string_view line) {
  const std::string_view word = line.substr(0, line.find(' '));
  return word.size() > 1 && base::is_digit(word[0]) && word[1] == '.' ? word : std::string_view{};
}

// class "." subject "." detail, as RFC 2034 4 has it: zeros in front are let through.
bool is_code(std::string_view word) {
  std::size_t numbers = 1;
  std::size_t digits = 0;
  for (const char c : word) {
    if (c == '.' && digits != 0) {
      ++numbers;
      digits = 0;
    } else if (!base::is_digit(c) || ++digits > 3) {
      return false;
    }
  }
  return numbers == 3 && digits != 0 && word[1] == '.' &&
         (word[0] == '2' || word[0] == '4' || word[0] == '5');
}

class codes_check {
 public:
  codes_check(const case_view& of, findings& found)
      : case_(of), seen_(of.seen), reports_(of.reports), found_(found) {}

  void run() {
    const auto& all = seen_.dialogues();
    const bool announced = std::any_of(all.begin(), all.end(), [](const trace::dialogue& in) {
      return in.of->role == trace::session_role::client && keyword_line(in, keyword);
    });
    for (const trace::dialogue& in : all) {
      if (in.of->role == trace::session_role::client && announced) {
        session(in);
      }
    }
    for (const answer& one : reports_.all()) {
      status(one);
    }
  }

 private:
  void session(const trace::dialogue& in) {
    const auto line = keyword_line(in, keyword);
    if (line) {
      found_.held("rfc2034/3/keyword-without-parameter", base::iequals(*line, keyword),
                  "ENHANCEDSTATUSCODES is announced with a parameter",
                  {{in.of->opened, "submitter", base::excerpt(*line)}});
    }
    const bool helo = !line;
    for (const trace::exchange& one : in.before_mail) {
      if (!base::istarts_with(one.command, "EHLO") && !base::istarts_with(one.command, "HELO")) {
        reply(in, one, helo);
      }
    }
    for (const trace::transaction& said : in.transactions) {
      reply(in, said.mail, helo);
      for (const trace::recipient_exchange& to : said.recipients) {
        reply(in, to, helo);
      }
      if (said.data) {
        reply(in, *said.data, helo);
      }
      if (said.end) {
        reply(in, *said.end, helo);
      }
    }
  }

  void reply(const trace::dialogue& in, const trace::exchange& one, bool helo) {
    const int kind = one.code() / 100;
    if (!one.answer || (kind != 2 && kind != 4 && kind != 5)) {
      return;
    }
    const std::vector<evidence> seen = {exchanged(in, one)};
    const auto& lines = one.answer->lines;
    const bool everywhere =
        std::none_of(lines.begin(), lines.end(), [](const auto& line) { return code_of(line).empty(); });
    found_.held(helo ? "rfc2034/4/code-without-ehlo" : "rfc2034/4/code-in-every-reply", everywhere,
                fmt::format("a reply {} has no enhanced status code", one.code()), seen);
    if (!everywhere) {
      return;
    }
    const std::string_view first = code_of(lines.front());
    found_.held("rfc2034/4/code-syntax", is_code(first), "an enhanced status code is malformed", seen);
    found_.held("rfc2034/4/class-agrees-with-reply", first[0] == '0' + kind,
                fmt::format("a reply {} has the code {}", one.code(), base::excerpt(first, 20)), seen);
    if (lines.size() > 1) {
      found_.held("rfc2034/4/same-code-on-each-line",
                  std::all_of(lines.begin(), lines.end(),
                              [first](const auto& line) { return code_of(line) == first; }),
                  "the lines of a reply have different codes", seen);
    }
  }

  // ------------------------------------------------------------- Status

  void status(const answer& one) {
    if (!one.group->status || !one.is(dsn::action::failed) || one.of == nullptr || one.to == nullptr ||
        one.to->final_targets.empty()) {
      return;
    }
    const refusal* refused = case_.fates.at(*one.of, *one.to).last_refusal();
    const auto code = refused == nullptr ? std::nullopt : refused->said->answer->enhanced_status();
    if (code) {
      found_.note("rfc2034/2/codes-suited-for-status",
                  one.group->status->text == *code ? "Status is the next hop's enhanced status code"
                                                   : "Status is not the next hop's enhanced status code",
                  {reported(*one.report, *one.group)});
    }
  }

  const case_view& case_;
  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_enhanced_codes(const case_view& of, findings& found) {
  codes_check(of, found).run();
}

}  // namespace dsnspec::judge
