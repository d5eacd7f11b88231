// What a scenario file says, as data: the stimulus, the hosts around the target, and what it is there to
// show. No behaviour: smtp/ plays the hosts, the runner submits, judge/ judges.
//
// Limits (the reader enforces them): 64 hosts, 2000 recipients, 64 submissions, 4096 cases per file.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dsnspec::scenario {

using std::chrono::milliseconds;

// "carol@next": the domain is the key of one of the scenario's hosts, "local" for the target itself, or, with
// a dot in it, a literal domain. placement.hpp makes the real address of it.
struct address {
  std::string local_part;
  std::string host;
  std::string u_label = {};  // how the host's name is written here, where its key is the A-label of it (RFC 5890 2.3.2.1)
  friend bool operator==(const address&, const address&) = default;
};

// ---------------------------------------------------------------- what is submitted

struct submitted_recipient {
  address to;
  std::optional<std::string> notify;  // the esmtp-value, verbatim: it may be invalid on purpose
  std::optional<std::string> orcpt;   // the same
  std::string parameters;  // further text after the parameters, verbatim, without the leading blank
};

struct message {
  std::string body;                                          // added to the default body; LF line ends
  std::vector<std::pair<std::string, std::string>> headers;  // added to the default header fields, in order
  std::size_t size = 0;  // padded to at least this many octets; 0: as it is
};

// One mail transaction offered to the target. A refused command is data, not an error: the submitter leaves
// out refused recipients, and sends no DATA when none is left.
struct submission {
  std::optional<address> from = address{"sender", "origin"};  // nothing: the null reverse-path
  std::optional<std::string> ret;                             // esmtp-values, verbatim
  std::optional<std::string> envid;
  std::string parameters;
  std::vector<submitted_recipient> recipients;
  scenario::message message;
  bool probe = false;  // stop before DATA (RSET): only the replies to MAIL and RCPT are of interest
  bool helo = false;   // say HELO instead of EHLO
};

// ---------------------------------------------------------------- the hosts around the target

enum class stage { greeting, ehlo, helo, starttls, mail, rcpt, data, end_of_data, rset, noop, quit };

// What a host does instead of, or with, its ordinary reply.
struct reaction {
  std::optional<std::string> reply;  // octets to send, with their line ends; nothing: the ordinary reply
  milliseconds delay{0};             // before sending
  std::size_t split = 0;             // write this many octets at a time; 0: at once
  bool drop = false;                 // close after sending
  bool reset = false;                // with drop: by RST
  bool silent = false;               // send nothing and go on
};

struct reply_rule {
  stage at = stage::rcpt;
  std::optional<std::string> rcpt;  // glob over the local part of RCPT TO (at: rcpt), or of the transaction's
                                    // first accepted recipient (data, end_of_data)
  // Counts the times this stage was reached on this host, by forward-path at RCPT; from 1. last 0: for ever.
  std::size_t first_attempt = 1;
  std::size_t last_attempt = 0;
  reaction react;
};

struct mail_exchanger {
  std::uint16_t preference = 10;
  std::string host;  // key of one of the scenario's hosts
};

enum class dns_behaviour { mx, address_only, null_mx, nxdomain, servfail, silent };

struct dns_plan {
  dns_behaviour behaviour = dns_behaviour::mx;
  std::vector<mail_exchanger> exchangers;  // for mx; empty: the host itself, preference 10
};

struct host {
  std::string name;
  // Keywords offered to EHLO, verbatim lines. "DSN" among them makes it a conforming next hop.
  std::vector<std::string> ehlo = {"PIPELINING", "SIZE 52428800", "8BITMIME", "ENHANCEDSTATUSCODES", "DSN"};
  bool helo_only = false;  // EHLO is answered 502
  bool starttls = false;   // STARTTLS is added to the keywords and works, with a self-signed certificate
  std::optional<std::vector<std::string>> ehlo_after_tls;  // keywords after STARTTLS; nothing: the same
  std::vector<reply_rule> replies;                         // the first that matches applies
  dns_plan dns;
  bool refuse = false;  // nobody listens: connections are refused
};

// What the target must hold for this scenario. Names are made unique for each case by the placement.
struct mailing_list {
  std::string name;
  address owner;  // the envelope return address of redistributed messages
  std::vector<address> members;
};

struct local_setup {
  std::vector<std::string> mailboxes;
  std::map<std::string, std::vector<address>> aliases;
  std::vector<mailing_list> lists;
};

// ---------------------------------------------------------------- explicit expectations

// On top of the obligations that follow from RFC 3461. Exactly one of the kinds.
struct expectation {
  enum class kind { report, no_report, reply, reports, absent };
  kind what = kind::report;
  std::string rule;                   // the requirement it is judged under
  std::optional<address> to;          // report, no_report: the recipient; nothing: any
  std::optional<std::string> action;  // report: exact, in lower case
  std::optional<std::string> status;  // report: glob
  std::string command;                // reply: "mail", "rcpt" or "data"
  std::string code;                   // reply: glob over the reply code, "5*"
  std::optional<std::size_t> count;   // reports: so many of them at most, all recipients taken together
  std::optional<std::size_t> octets;  // reports: none is larger
  std::string text;                   // absent: octets that stand in no report
};

struct scenario {
  std::string id;  // path below scenarios/ without ".yaml": "rfc3461/5.2.2/success-relayed"
  std::string title;
  std::vector<std::string> shows;                            // requirement ids; each is in the law book
  std::vector<std::string> needs;                            // capabilities of the target
  std::vector<std::pair<std::string, std::string>> binding;  // matrix variables and this case's values
  std::size_t siblings = 1;  // cases the file makes in all, this one included
  std::vector<submission> submissions;
  std::map<std::string, host> hosts;  // "origin", where the sender lives, is added when it isn't there
  local_setup local;
  std::vector<expectation> expect;

  // The id with the binding: "rfc3461/5.2.2/success-relayed[notify=SUCCESS,ret=FULL]"; unique in a run.
  [[nodiscard]] std::string case_id() const;
};

// The capabilities a scenario may need and a target may have.
inline constexpr const char* capabilities[] = {"relay",    "local-mailbox", "alias",       "multi-alias",
                                               "list",     "delay",         "expiry",      "dsn",
                                               "smtputf8", "starttls",      "large-lines", "null-sender"};

}  // namespace dsnspec::scenario
