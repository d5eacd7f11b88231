// A recorded case made by hand, for tests of the judge: a scenario, what was submitted, what next hops saw,
// which reports came. The law book is the shipped one.
//
//   case_builder one("submit:\n  mail: {envid: q1}\n  rcpt: [{to: carol@next, notify: SUCCESS}]\n"
//                    "hosts: {next: {ehlo: [PIPELINING]}}");
//   one.submitted("MAIL FROM:<sender@origin.c001.test> ENVID=q1", {"RCPT TO:<carol@next.c001.test>
//   NOTIFY=SUCCESS"}); one.relayed("next", "PIPELINING", "MAIL FROM:<sender@origin.c001.test>", {"RCPT
//   TO:<carol@next.c001.test>"}); one.reported(report_on("carol@next.c001.test", "relayed", "2.0.0"));
//   EXPECT_EQ(one.verdict_of("rfc3461/5.2.2/relayed-dsn-for-success"), "PASS");
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "judge/verdict.hpp"
#include "spec/law_book.hpp"
#include "trace/run.hpp"

namespace dsnspec::judge {

const spec::law_book& shipped_law();

// What a test says of one report; text for each field without its name, "" for none.
struct report_text {
  std::string envelope_id;
  std::string reporting_mta = "dns; mta.local.test";
  std::string original_recipient;
  std::string final_recipient;  // "rfc822; carol@next.c001.test"
  std::string action;
  std::string status;
  std::string remote_mta = "dns; mx.next.c001.test";
  std::string diagnostic_code;
  std::string more;        // further groups or fields, whole lines with CRLF
  bool with_body = false;  // returns the content, not only the header
  bool two_parts = false;  // returns nothing
  std::size_t about = 0;   // index of the submission whose message is returned
  std::string message_id;  // "" for a fresh one
  std::string from;        // its envelope: reverse-path
  std::string to = "sender@origin.c001.test";
  std::string mail_parameters;  // with a blank before
  std::string rcpt_parameters;
  std::string rcpt_reply = "250 ok";
  std::string end_reply = "250 taken";
  std::string host = "origin";  // where it comes to
  std::vector<std::pair<std::string, std::string>>
      edits;  // replacements in the whole message, each must be found
};

report_text report_on(const std::string& address, const std::string& action, const std::string& status);

// The fields of one more recipient, with the blank line before them.
std::string group_on(const std::string& address, const std::string& action, const std::string& status,
                     const std::string& diagnostic_code = "");

class case_builder {
 public:
  // The scenario without title, shows and needs. Fails the test when it can't be loaded.
  explicit case_builder(const std::string& scenario);

  // What the target announces to the submitter, and the sender's host to the target: lists with blanks. Here
  // as in relayed(), "~" is a blank within a keyword's line.
  void target_offers(const std::string& keywords) { target_keywords_ = keywords; }
  void hosts_offer(const std::string& keywords) { host_keywords_ = keywords; }

  // The next submission; replies are 250 but for commands that have another after " => ": "RCPT TO:<x@y> =>
  // 550 no".
  void submitted(const std::string& mail, const std::vector<std::string>& rcpt,
                 const std::string& end = "250 queued");

  // One transaction at a next hop that carries the message `about`. `keywords` is a list with blanks, "HELO"
  // for no EHLO. Commands as above; where the reply is "", none comes and the connection is lost.
  void relayed(const std::string& host, const std::string& keywords, const std::string& mail,
               const std::vector<std::string>& rcpt, const std::string& end = "250 taken",
               std::size_t about = 0);

  void reported(const report_text& what);
  // Any message at any host from any sender.
  void message_at(const std::string& host, const std::string& mail, const std::string& rcpt,
                  const std::string& content);

  // A session at a host, line by line: "C: EHLO x", "S: 250 ok", "T:" where TLS starts, "M:" for the data of
  // the message, its end included, "M2:" for that of the second one.
  void session(const std::string& host, const std::vector<std::string>& lines,
               const std::string& close = "quit");

  // A session in which the target says EHLO and nothing more.
  void visited(const std::string& host, const std::string& keywords);

  void delivered(const std::string& mailbox, std::size_t about = 0);  // the message lies there
  // Any content of a mailbox.
  void in_mailbox(const std::string& mailbox, const std::string& octets);
  [[nodiscard]] std::string message(std::size_t about = 0) const;  // the submitted message, with its marks
  void empty_mailbox(const std::string& mailbox, std::uint64_t omitted = 0);
  void looked_up(const std::string& domain);  // its MX
  void after(trace::time_us pause) { now_ += pause; }
  // What the clock on the wall showed when the run began; without it the judge doesn't look at dates.
  void began_at(std::int64_t unix_seconds) { run_.header.clock_us = unix_seconds * 1'000'000; }
  // Mail is submitted by a command.
  void by_command() { run_.header.target.by_command = true; }
  // Whatever it sends goes to the next hop.
  void one_next_hop() { run_.header.target.one_next_hop = true; }
  // The queue says of a message that it is tried no more.
  void frozen(const std::string& listed) { frozen_.push_back(listed); }
  void silence_not_proved() { proved_ = false; }
  void made_late() { record_.what.needs.emplace_back("delay"); }  // the scenario is one of delays
  void last_session_was(const std::string& close_reason) {
    record_.sessions.back().close_reason = close_reason;
  }

  // PASS, FAIL, ...; "" when the judge says nothing of the requirement.
  std::string verdict_of(const std::string& requirement);
  // All that is not PASS or NOTE, "FAIL rfc3461/..." in order; for whole-case expectations.
  std::vector<std::string> accusations();
  judged_case judged();
  // The record as judged() would judge it, and as a trace on disk.
  trace::recorded_run run();
  std::string trace();

 private:
  trace::session& open(trace::session_role role, const std::string& host);
  std::string source_;  // of the scenario
  trace::case_record record_;
  trace::recorded_run run_;
  trace::time_us now_ = 0;
  int reports_ = 0;
  bool proved_ = true;
  std::vector<std::string> frozen_;
  std::string target_keywords_ = "PIPELINING DSN";
  std::string host_keywords_ = "PIPELINING 8BITMIME SIZE DSN";
};

}  // namespace dsnspec::judge
