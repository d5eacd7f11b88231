// What a scripted host makes of whatever a client says: the same however it comes in, each reply well-formed,
// and every octet accounted for in the record.
#include "smtp/server_session.hpp"

#include <string>

#include "smtp/reply.hpp"
#include "support/pieces.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using fuzz::require;
using fuzz::require_same;

namespace {

using ending = smtp::server_step::ending;

scenario::reply_rule rule(scenario::stage at, std::size_t attempt, std::string reply) {
  scenario::reply_rule out;
  out.at = at;
  out.first_attempt = out.last_attempt = attempt;
  out.react.reply = std::move(reply);
  return out;
}

scenario::host host(std::vector<std::string> keywords) {
  scenario::host out;
  out.name = "next";
  out.ehlo = std::move(keywords);
  return out;
}

std::vector<scenario::host> make_hosts() {
  scenario::host plain = host({});
  scenario::host secure = host({"PIPELINING", "ENHANCEDSTATUSCODES", "DSN", "SMTPUTF8"});
  secure.starttls = true;
  scenario::host old = host({});
  old.helo_only = true;
  scenario::host moody = host({"DSN"});
  moody.replies = {rule(scenario::stage::rcpt, 1, "550-5.1.1 no\r\n550 5.1.1 never\r\n"),
                   rule(scenario::stage::data, 1, "451 4.3.0 later\r\n"),
                   rule(scenario::stage::end_of_data, 1, "554 5.6.0 no\r\n"),
                   rule(scenario::stage::quit, 1, "221 bye\r\n")};
  return {plain, secure, old, moody};
}

smtp::server_limits limits() {
  smtp::server_limits out;
  out.max_kept = 200;
  out.max_recorded = 4000;
  out.max_commands = 200;
  out.max_recipients = 5;
  return out;
}

class session {
 public:
  explicit session(const scenario::host& which) : session_(which, memory_, "mx.next.test", limits()) {
    take(session_.open());
  }

  void feed(std::string_view octets) {
    const bool over = session_.finished();
    take(session_.receive(octets));
    require(!over || steps_after_end_ == 0, "who has hung up says nothing more");
    steps_after_end_ = 0;
  }

  void tls_started() { session_.tls_started(); }
  [[nodiscard]] bool wants_tls() const { return wants_tls_; }

  // All that came of it, as text.
  std::string finish() {
    session_.closed();
    for (const smtp::recorded_stretch& each : session_.take_recorded()) {
      out_ += "record " + each.octets + "+" + std::to_string(each.omitted) + "\n";
      recorded_ += each.octets.size() + each.omitted;
    }
    for (const smtp::received_message& each : session_.take_messages()) {
      out_ += "message <" + each.envelope.from.mailbox + ">" + each.envelope.parameters + each.content + "+" +
              std::to_string(each.omitted) + (each.accepted ? "yes" : "no");
      require(!each.envelope.recipients.empty() && each.envelope.recipients.size() <= limits().max_recipients,
              "a message has recipients, and not too many");
      require(each.content.size() <= limits().max_kept, "a message keeps to its limit");
      for (const smtp::envelope_recipient& one : each.envelope.recipients) {
        out_ += " <" + one.path.mailbox + ">" + one.parameters;
      }
    }
    return out_;
  }
  [[nodiscard]] std::size_t recorded() const { return recorded_; }

 private:
  void take(const std::vector<smtp::server_step>& steps) {
    steps_after_end_ = steps.size();
    for (const smtp::server_step& each : steps) {
      out_ += each.octets + "[" + std::to_string(static_cast<int>(each.then)) + "]";
      wants_tls_ = wants_tls_ || each.then == ending::start_tls;
      std::string_view rest = each.octets;
      smtp::reply_parser parser;
      const auto answer = parser.next(rest);
      require(each.octets.empty() || (answer && *answer && rest.empty()),
              "every step is one well-formed reply", each.octets);
    }
  }

  smtp::host_memory memory_;
  smtp::server_session session_;
  std::string out_;
  std::size_t recorded_ = 0;
  std::size_t steps_after_end_ = 0;
  bool wants_tls_ = false;
};

std::string play(const scenario::host& which, const fuzz::pieces& parts, std::size_t& recorded) {
  session one(which);
  for (const std::string_view part : parts) {
    one.feed(part);
  }
  std::string out = one.finish();
  recorded = one.recorded();
  return out;
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  static const std::vector<scenario::host> hosts = make_hosts();
  const auto cuts = fuzz::some_cuts(octets);
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    std::size_t recorded = 0;
    const std::string whole = play(hosts[i], {octets}, recorded);
    require(recorded <= octets.size(), "nothing is recorded that didn't come");
    std::size_t again = 0;
    require_same(play(hosts[i], cuts[i % cuts.size()], again), whole,
                 "a session goes the same way however the stream is cut");
    require(again == recorded, "as much is recorded however the stream is cut");
  }
  session secured(hosts[1]);
  secured.feed(octets);
  if (secured.wants_tls()) {
    secured.tls_started();
    secured.feed(octets);
  }
  (void)secured.finish();
}
