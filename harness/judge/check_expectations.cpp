// What a scenario expects besides the obligations.

#include <algorithm>

#include <fmt/core.h>

#include "base/glob.hpp"
#include "base/quote.hpp"
#include "judge/address.hpp"
#include "judge/checks.hpp"
#include "judge/evidence.hpp"

namespace dsnspec::judge {
namespace {

class expectations_check {
 public:
  expectations_check(const case_view& of, findings& found)
      : seen_(of.seen), reports_(of.reports), found_(found) {}

  void run() {
    for (const scenario::expectation& one : seen_.record().what.expect) {
      switch (one.what) {
        case scenario::expectation::kind::report:
          report(one);
          break;
        case scenario::expectation::kind::no_report:
          no_report(one);
          break;
        case scenario::expectation::kind::reply:
          reply(one);
          break;
        case scenario::expectation::kind::reports:
          reports(one);
          break;
        case scenario::expectation::kind::absent:
          absent(one);
          break;
      }
    }
  }

 private:
  [[nodiscard]] bool fits(const answer& got, const scenario::expectation& want) const {
    if (want.to) {
      const auto& final = got.group->final_recipient;
      const std::string address = seen_.resolve(*want.to);
      if (!(final && same_address(address_in(*final), address)) &&
          !(got.to != nullptr && same_address(got.to->address, address))) {
        return false;
      }
    }
    if (want.action && !(got.group->action && got.group->action->value &&
                         dsn::name(*got.group->action->value) == *want.action)) {
      return false;
    }
    return !want.status ||
           (got.group->status && base::glob_match(*want.status, std::string(got.group->status->text)));
  }

  [[nodiscard]] std::vector<const answer*> fitting(const scenario::expectation& want) const {
    std::vector<const answer*> out;
    for (const answer& one : reports_.all()) {
      if (fits(one, want)) {
        out.push_back(&one);
      }
    }
    return out;
  }

  static std::string described(const scenario::expectation& want, const std::string& to) {
    return fmt::format("a report{}{}{}", want.action ? " '" + *want.action + "'" : "",
                       want.to ? " for " + base::excerpt(to, 100) : "",
                       want.status ? " with status " + *want.status : "");
  }

  void report(const scenario::expectation& want) {
    const std::string what = described(want, want.to ? seen_.resolve(*want.to) : "");
    if (!fitting(want).empty()) {
      found_.kept(want.rule);
    } else if (seen_.silence_proved()) {
      std::vector<evidence> seen;
      for (const answer& one : reports_.all()) {
        if (seen.size() < max_shown) {
          seen.push_back(reported(*one.report, *one.group));
        }
      }
      found_.broken(want.rule, what + " is expected here, and none came", std::move(seen));
    } else {
      found_.inconclusive(want.rule, what + " is expected here; none came, but the silence is not proved");
    }
  }

  void no_report(const scenario::expectation& want) {
    const auto got = fitting(want);
    const std::string what = described(want, want.to ? seen_.resolve(*want.to) : "");
    if (!got.empty()) {
      found_.broken(want.rule, what + " must not come here, and one came",
                    {reported(*got.front()->report, *got.front()->group)});
    } else if (seen_.silence_proved()) {
      found_.kept(want.rule);
    } else {
      found_.inconclusive(want.rule, "no report came, but the silence is not proved");
    }
  }

  void reply(const scenario::expectation& want) {
    for (const submission& of : seen_.submissions()) {
      if (want.command == "mail") {
        reply(want, of, of.said->mail);
      } else if (want.command == "data" && of.said->end) {
        reply(want, of, *of.said->end);
      } else if (want.command == "rcpt") {
        for (const auto& to : of.said->recipients) {
          reply(want, of, to);
        }
      }
    }
  }

  void reply(const scenario::expectation& want, const submission& of, const trace::exchange& got) {
    if (got.answer && !seen_.run().header.target.by_command) {
      found_.held(want.rule, base::glob_match(want.code, fmt::format("{}", got.code())),
                  fmt::format("the reply is {}, {} is expected here", got.code(), want.code),
                  {exchanged(*of.in, got)});
    }
  }

  // However many there are, none may come later.
  void held_by_all(const scenario::expectation& want, std::size_t unread) {
    if (!seen_.silence_proved()) {
      found_.inconclusive(want.rule, "no report speaks against it, but the silence is not proved");
    } else if (unread > 0) {
      found_.inconclusive(want.rule, "no report speaks against it, but one was too long to be kept whole");
    } else {
      found_.kept(want.rule);
    }
  }

  void reports(const scenario::expectation& want) {
    const auto& got = seen_.reports();
    if (want.count && got.size() > *want.count) {
      std::vector<evidence> seen;
      for (const received_report& one : got) {
        if (seen.size() < max_shown) {
          seen.push_back(said(*one.how->in, one.how->said->mail));
        }
      }
      found_.broken(want.rule,
                    fmt::format("{} reports came, {} at most are expected", got.size(), *want.count),
                    std::move(seen));
      return;
    }
    for (const received_report& one : got) {
      const std::uint64_t octets = one.how->said->message.size() + one.how->said->omitted;
      if (want.octets && octets > *want.octets) {
        // No RFC bounds a report: one that repeats a megabyte of a reply is unkind, not wrong.
        found_.note(want.rule, fmt::format("a report has {} octets, more than {}", octets, *want.octets));
        return;
      }
    }
    held_by_all(want, 0);
  }

  void absent(const scenario::expectation& want) {
    std::size_t unread = 0;
    for (const received_report& one : seen_.reports()) {
      const std::string_view all = one.how->said->message;
      unread += one.truncated() ? 1 : 0;
      if (const auto at = all.find(want.text); at != std::string_view::npos) {
        const auto line = at == 0 ? 0 : all.rfind('\n', at - 1) + 1;  // npos + 1 is the beginning
        found_.broken(want.rule, "a report holds " + base::excerpt(want.text, 100),
                      {excerpted(one, all.substr(line, all.find('\n', at) - line))});
        return;
      }
    }
    held_by_all(want, unread);
  }

  static constexpr std::size_t max_shown = 8;
  const observation& seen_;
  const answers& reports_;
  findings& found_;
};

}  // namespace

void check_expectations(const case_view& of, findings& found) {
  expectations_check(of, found).run();
}

}  // namespace dsnspec::judge
