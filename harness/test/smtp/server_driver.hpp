// A server session driven through a dialogue, with all that comes of it as text.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/quote.hpp"
#include "smtp/server_session.hpp"
#include "test/smtp/splits.hpp"

namespace dsnspec::smtp::test {

// Everything a dialogue leads to. A step of plain octets is shown as those; what is special stands in
// brackets.
struct result {
  std::vector<std::string> said;
  std::vector<std::string> recorded;
  std::vector<std::string> messages;
  friend bool operator==(const result&, const result&) = default;
};

inline std::ostream& operator<<(std::ostream& out, const result& what) {
  for (const auto* part : {&what.said, &what.recorded, &what.messages}) {
    for (const std::string& each : *part) {
      out << "  " << each << "\n";
    }
    out << "  --\n";
  }
  return out;
}

inline std::string shown(const server_step& step) {
  const char* const endings[] = {"", "[quit]", "[drop]", "[reset]", "[too much]", "[tls]"};
  std::string out = base::quote(step.octets);
  out += step.delay.count() > 0 ? "[" + std::to_string(step.delay.count()) + " ms]" : "";
  out += step.split > 0 ? "[by " + std::to_string(step.split) + "]" : "";
  return out + endings[static_cast<std::size_t>(step.then)];
}

inline std::string shown(const received_message& message) {
  std::string out = "<" + message.envelope.from.mailbox + ">" + message.envelope.parameters;
  for (const envelope_recipient& each : message.envelope.recipients) {
    out += " <" + each.path.mailbox + ">" + each.parameters;
  }
  out += " " + base::quote(message.content);
  out += message.omitted > 0 ? " +" + std::to_string(message.omitted) : "";
  return out + (message.accepted ? " accepted" : " refused") + (message.tls ? " tls" : "");
}

class driver {
 public:
  driver(const scenario::host& host, host_memory& memory, server_limits limits = {})
      : session_(host, memory, "mx.next", limits) {
    take(session_.open());
  }

  void feed(const pieces& parts) {
    for (const std::string_view piece : parts) {
      take(session_.receive(piece));
    }
  }

  void start_tls() { session_.tls_started(); }

  result finish() {
    session_.closed();
    for (const recorded_stretch& each : session_.take_recorded()) {
      result_.recorded.push_back(base::quote(each.octets) + " +" + std::to_string(each.omitted));
    }
    for (const received_message& each : session_.take_messages()) {
      result_.messages.push_back(shown(each));
    }
    return result_;
  }

 private:
  void take(const std::vector<server_step>& steps) {
    for (const server_step& each : steps) {
      result_.said.push_back(shown(each));
    }
  }

  server_session session_;
  result result_;
};

inline result play(const scenario::host& host, const pieces& parts, server_limits limits = {}) {
  host_memory memory;
  driver all(host, memory, limits);
  all.feed(parts);
  return all.finish();
}

// What is said after the greeting.
inline std::vector<std::string> replies(const scenario::host& host, std::string_view octets) {
  auto said = play(host, {octets}).said;
  said.erase(said.begin());
  return said;
}

inline scenario::host plain_host() {
  scenario::host out;
  out.name = "next";
  out.ehlo = {"PIPELINING", "DSN"};
  return out;
}

inline scenario::reply_rule rule(scenario::stage at, std::string reply) {
  scenario::reply_rule out;
  out.at = at;
  out.react.reply = std::move(reply);
  return out;
}

using lines = std::vector<std::string>;

}  // namespace dsnspec::smtp::test
