// A recorded run: what each scripted host and the submitter sent and received, and what the target said about
// itself. The judge reads nothing else, so a trace judged again on another machine gives the same verdicts.
//
// Owns all its text. Times are microseconds since the start of the run, from a monotonic clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenario/model.hpp"
#include "scenario/placement.hpp"

namespace dsnspec::trace {

using time_us = std::int64_t;

struct target_info {
  std::string name;       // "postfix"
  std::string version;    // "3.7.11"; of a build of the user's what it says of itself when it starts
  std::string build;      // "3.7.11-0+deb12u1 amd64": as exact as is known
  std::string host_name;  // what it calls itself: "mta.local.test"
  std::string domain;     // its own mail domain
  std::vector<std::string> capabilities;
  std::int64_t delay_ms = 0;   // when it warns of a delay; 0: never or unknown
  std::int64_t expiry_ms = 0;  // when it gives up; 0: unknown
  // What was switched on in the reference mail system, by name.
  std::vector<std::string> defects;
  std::vector<std::string> variations;
  // The words after "dsnspec run" that lead to this target, where its name alone doesn't.
  std::vector<std::string> options;
  // Mail is submitted by a command: what the submitter's sessions tell as SMTP are its arguments, what it
  // read and how it ended, and the replies are ours.
  bool by_command = false;
  // It sends all mail of a submission to one host, and its reports there, too.
  bool one_next_hop = false;
  // It keeps no queue and makes no reports: what it can't pass on at once it refuses.
  bool no_queue = false;
};

struct run_header {
  std::string suite;    // version of dsnspec that recorded
  std::string law;      // hash of the law book at that time
  std::string started;  // UTC, "2026-01-31T12:00:00Z"
  // The machine's clock when the run's time was 0, in microseconds since 1970: what ties the run to the dates
  // in mail. Traces of before it was recorded have none.
  std::optional<std::int64_t> clock_us;
  target_info target;
};

// Octets in one direction, in one piece as they passed.
struct chunk {
  time_us at = 0;
  bool from_client = false;  // the SMTP client's (commands, data); else the server's (replies)
  std::string octets;
  std::uint64_t omitted = 0;  // octets that followed but were too many to store
  bool tls_started = false;   // no octets: from here on the session is encrypted (octets stay plain text)
};

enum class session_role { server, client };  // what we are in it

struct session {
  std::uint32_t number = 0;  // unique in the run
  session_role role = session_role::server;
  std::string host;  // key of the scenario's host; for role client: "submitter"
  std::string peer;
  time_us opened = 0;
  std::optional<time_us> closed;
  std::string close_reason;  // "eof", "drop", "reset", "error: ...", "quit"
  std::vector<chunk> chunks;
};

struct dns_query {
  time_us at = 0;
  std::string name;
  std::string type;
  std::string answer;  // for people: "10 mx.next.c001.test", "NXDOMAIN", "no reply"
};

// What became of the n-th submission of a case; the dialogue is in the session.
struct submission_result {
  std::size_t index = 0;
  std::uint32_t session = 0;  // 0: could not even connect
  time_us at = 0;
  std::string failure;  // empty, or why there is no complete dialogue: "timeout", "connection refused"
};

// How the silence after the case was proved: see design, idea 5.
struct fence {
  time_us at = 0;
  bool proved =
      false;         // queue without this case's messages, sentinel's report back, queue without them again
  std::string text;  // what was missing, or how long it took
  // Messages of the case that the queue lists and says it tries no more, as it lists them. Nothing comes of
  // them.
  std::vector<std::string> frozen = {};
};

struct mailbox_content {
  std::string name;  // as in the scenario: "dave"
  std::string octets;
  std::uint64_t omitted = 0;
};

struct case_record {
  scenario::scenario what;
  scenario::placement where;
  std::string skipped;  // a reason: the case was not played
  time_us started = 0;
  std::vector<session> sessions;  // in order of opening
  std::vector<dns_query> queries;
  std::vector<submission_result> submissions;
  std::vector<mailbox_content> mailboxes;
  std::optional<dsnspec::trace::fence> fence;  // nothing: the run ended before
};

// Something the target did or said that belongs to no case.
struct target_event {
  time_us at = 0;
  std::string what;  // "started", "died", "stopped", "log"
  std::string text;
};

struct recorded_run {
  run_header header;
  std::vector<case_record> cases;
  std::vector<target_event> target_events;
  std::vector<session> stray_sessions;  // at hosts of ours, but of no case
  std::vector<dns_query> stray_queries;
  bool complete = false;  // the end line was there
  std::int64_t wall_ms = 0;
  [[nodiscard]] bool target_died() const;
};

}  // namespace dsnspec::trace
