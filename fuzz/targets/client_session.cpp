// What the submitter makes of whatever a server answers: the same however it comes in, no word before the
// answer to the one before, and an outcome that fits what was said.
#include "smtp/client_session.hpp"

#include <algorithm>
#include <string>

#include "support/pieces.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using fuzz::require;
using fuzz::require_same;

namespace {

using ending = smtp::submission_outcome::ending;

smtp::submission_plan plan(bool probe, bool helo) {
  smtp::submission_plan out;
  out.mail = "MAIL FROM:<sender@origin.test> RET=HDRS ENVID=x";
  out.rcpt = {"RCPT TO:<a@next.test> NOTIFY=NEVER", "RCPT TO:<b@next.test>",
              "RCPT TO:<c@next.test> NOTIFY=SUCCESS"};
  out.data = "Subject: x\r\n\r\n..body\r\n.\r\n";
  out.probe = probe;
  out.helo = helo;
  return out;
}

void check_outcome(const smtp::submission_outcome& what, const smtp::submission_plan& wanted) {
  require(what.failure.empty() == (what.how != ending::failed),
          "a failure has a reason, and nothing else has", what.failure);
  require(fuzz::is_printable(what.failure), "the reason is printable", what.failure);
  require(what.accepted.size() <= wanted.rcpt.size() &&
              std::is_sorted(what.accepted.begin(), what.accepted.end()),
          "accepted recipients are some of those that were named");
  for (const std::size_t index : what.accepted) {
    require(index < wanted.rcpt.size(), "an accepted recipient was named");
  }
  require(what.how != ending::accepted || (what.final && what.final->accepted() && !what.accepted.empty()),
          "a message that was taken was answered so");
  require(what.how != ending::probed || wanted.probe, "only who probes is done without a message");
  for (std::size_t i = 0; i < what.exchanges.size(); ++i) {
    require(what.exchanges[i].answer.has_value() || i + 1 == what.exchanges.size(),
            "every word but the last was answered before the next", what.exchanges[i].command);
  }
}

// The submitter is not yet ready for a reply to what it hasn't said: octets are given to it reply by reply.
fuzz::pieces replies_in(std::string_view octets) {
  fuzz::pieces out;
  smtp::reply_parser parser;
  while (!octets.empty()) {
    std::string_view rest = octets;
    const auto one = parser.next(rest);
    const bool complete = one && *one;
    out.push_back(complete ? octets.substr(0, octets.size() - rest.size()) : octets);
    octets.remove_prefix(out.back().size());
  }
  return out;
}

std::string play(const smtp::submission_plan& wanted, const fuzz::pieces& parts) {
  smtp::client_session session(wanted);
  std::string out;
  for (const std::string_view part : parts) {
    const bool over = session.finished();
    const std::string said = session.receive(part);
    require(!over || said.empty(), "who is done says nothing more", said);
    require(said.empty() || said.ends_with("\r\n"), "what is said ends with CRLF", said);
    out += said;
  }
  session.closed("");
  require(session.finished(), "a session ends with its connection");
  const smtp::submission_outcome& what = session.outcome();
  check_outcome(what, wanted);
  out += "|" + std::to_string(static_cast<int>(what.how)) + what.failure + (what.extended ? "|e" : "|");
  for (const smtp::exchange& each : what.exchanges) {
    out += each.command + ">" + (each.answer ? each.answer->raw : std::string("-"));
  }
  for (const std::string& keyword : what.keywords) {
    out += "," + keyword;
  }
  return out;
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  const fuzz::pieces replies = replies_in(octets);
  base::random random(fuzz::hash_of(octets));
  for (const bool probe : {false, true}) {
    const smtp::submission_plan wanted = plan(probe, probe);
    const std::string whole = play(wanted, replies);
    for (const std::size_t most : {1U, 7U}) {
      fuzz::pieces parts;
      for (const std::string_view reply : replies) {
        for (const std::string_view part : fuzz::cut(reply, most, random)) {
          parts.push_back(part);
        }
      }
      require_same(play(wanted, parts), whole, "a session goes the same way however replies are cut");
    }
    for (const fuzz::pieces& parts : fuzz::some_cuts(octets)) {
      (void)play(wanted, parts);  // replies too early
    }
  }
}
