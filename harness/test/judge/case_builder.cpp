#include "judge/case_builder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "judge/judge.hpp"
#include "scenario/law_reader.hpp"
#include "scenario/loader.hpp"
#include "smtp/framing.hpp"
#include "smtp/message.hpp"
#include "trace/writer.hpp"

namespace dsnspec::judge {
namespace {

constexpr const char* date = "Sat, 31 Jan 2026 12:00:00 +0000";

struct scripted_command {
  std::string line;
  std::string reply;
};

scripted_command split(const std::string& text, const std::string& otherwise) {
  const auto arrow = text.find(" => ");
  return arrow == std::string::npos ? scripted_command{text, otherwise}
                                    : scripted_command{text.substr(0, arrow), text.substr(arrow + 4)};
}

std::string field(const std::string& name, const std::string& value) {
  return value.empty() ? "" : name + ": " + value + "\r\n";
}

std::string text_of(const report_text& what, const std::string& id, const std::string& returned) {
  const auto blank = returned.find("\r\n\r\n");
  std::string out =
      "From: MAILER-DAEMON@mta.local.test\r\nTo: " + what.to + "\r\nDate: " + date +
      "\r\nSubject: report\r\nMessage-ID: " + id + "\r\nMIME-Version: 1.0\r\n" +
      "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n"
      "--b1\r\nContent-Type: text/plain\r\n\r\nSomething happened.\r\n"
      "--b1\r\nContent-Type: message/delivery-status\r\n\r\n" +
      field("Original-Envelope-Id", what.envelope_id) + field("Reporting-MTA", what.reporting_mta) + "\r\n" +
      field("Original-Recipient", what.original_recipient) + field("Final-Recipient", what.final_recipient) +
      field("Action", what.action) + field("Status", what.status) + field("Remote-MTA", what.remote_mta) +
      field("Diagnostic-Code", what.diagnostic_code) + what.more;
  if (!what.two_parts) {
    out += what.with_body
               ? "\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\n" + returned
               : "\r\n--b1\r\nContent-Type: text/rfc822-headers\r\n\r\n" + returned.substr(0, blank + 2);
  }
  out += "\r\n--b1--\r\n";
  for (const auto& [from, to] : what.edits) {
    const auto at = out.find(from);
    if (at == std::string::npos) {
      ADD_FAILURE() << "the report has no \"" << from << "\"";
      continue;
    }
    out.replace(at, from.size(), to);
  }
  return out;
}

// The capabilities a scenario like those of the tests makes use of: the loader wants exactly these.
std::string needs_of(const std::string& text) {
  std::string out;
  for (const auto& [sign, capability] : {std::pair{"hosts:", "relay"},
                                         {"notify:", "dsn"},
                                         {"ret:", "dsn"},
                                         {"envid:", "dsn"},
                                         {"orcpt:", "dsn"},
                                         {"from: \"\"", "null-sender"},
                                         {"mailboxes:", "local-mailbox"},
                                         {"aliases:", "alias"},
                                         {"lists:", "list"},
                                         {"parameters: SMTPUTF8", "smtputf8"}}) {
    if (text.find(sign) != std::string::npos && out.find(capability) == std::string::npos) {
      out += (out.empty() ? "" : ", ") + std::string(capability);
    }
  }
  // In the tests an alias called "team" is one with several targets, and next to it "one" has a single one.
  if (const auto alias = out.find("alias");
      alias != std::string::npos && text.find("team:") != std::string::npos) {
    out.replace(alias, 5, text.find("one:") != std::string::npos ? "alias, multi-alias" : "multi-alias");
  }
  return out;
}

}  // namespace

const spec::law_book& shipped_law() {
  static const spec::law_book law = [] {
    auto read = scenario::load_law(std::string(DSNSPEC_SOURCE_DIR) + "/scenarios/law");
    if (!read) {
      ADD_FAILURE() << read.error().front().text();
      return spec::law_book{};
    }
    return std::move(*read);
  }();
  return law;
}

report_text report_on(const std::string& address, const std::string& action, const std::string& status) {
  report_text out;
  out.final_recipient = "rfc822; " + address;
  out.action = action;
  out.status = status;
  return out;
}

std::string group_on(const std::string& address, const std::string& action, const std::string& status,
                     const std::string& diagnostic_code) {
  return "\r\nFinal-Recipient: rfc822; " + address + "\r\nAction: " + action + "\r\nStatus: " + status +
         "\r\n" + (diagnostic_code.empty() ? "" : "Remote-MTA: dns; mx.next.c001.test\r\n") +
         field("Diagnostic-Code", diagnostic_code);
}

case_builder::case_builder(const std::string& text) {
  const std::string whole =
      "title: a case\nshows: [rfc3461/5.2.1/envid-relayed]\n"
      "needs: [" +
      needs_of(text) + "]\n" + text + "\n";
  auto loaded = scenario::load_text("test", whole, "test.yaml", shipped_law());
  if (!loaded) {
    ADD_FAILURE() << loaded.error().front().text();
    record_.what.submissions.emplace_back();
    return;
  }
  source_ = whole;
  record_.what = loaded->front();
  record_.what.shows.clear();
  std::uint32_t next = 0;
  record_.where = scenario::place(record_.what, 0, "local.test", next);
  run_.header.suite = "test";
  run_.header.target.name = "made-by-hand";
  run_.header.target.host_name = "mta.local.test";
  run_.header.target.domain = "local.test";
  run_.header.target.delay_ms = 1000;
  run_.header.target.expiry_ms = 4000;
}

trace::session& case_builder::open(trace::session_role role, const std::string& host) {
  trace::session& fresh = record_.sessions.emplace_back();
  fresh.number = static_cast<std::uint32_t>(record_.sessions.size());
  fresh.role = role;
  fresh.host = host;
  fresh.opened = now_ += 1000;
  return fresh;
}

std::string case_builder::message(std::size_t about) const {
  return smtp::message_content(record_.what.submissions.at(about), record_.where, about, date);
}

namespace {

class talk {
 public:
  talk(trace::session& in, trace::time_us& now) : in_(in), now_(now) {}
  ~talk() {
    in_.closed = now_ += 1000;
    in_.close_reason = "quit";
  }
  talk(const talk&) = delete;
  talk& operator=(const talk&) = delete;

  void client(const std::string& line) { put(true, line + "\r\n"); }
  void server(const std::string& line) { put(false, line + "\r\n"); }
  void octets(const std::string& text) { put(true, text); }

  void hello(const std::string& keywords) {
    server("220 ready");
    if (keywords == "HELO") {
      client("EHLO x");
      server("502 no");
      client("HELO x");
      server("250 hello");
      return;
    }
    client("EHLO x");
    std::string reply = "250-hello\r\n";
    std::string rest = keywords;
    while (!rest.empty()) {
      const auto blank = rest.find(' ');
      const bool last = blank == std::string::npos;
      std::string keyword = rest.substr(0, blank);
      std::replace(keyword.begin(), keyword.end(), '~', ' ');
      reply += (last ? "250 " : "250-") + keyword + (last ? "" : "\r\n");
      rest.erase(0, last ? rest.size() : blank + 1);
    }
    server(keywords.empty() ? "250 hello" : reply);
  }

  // Nothing when the connection was lost, else whether any recipient was taken.
  std::optional<bool> envelope(const std::string& mail, const std::vector<std::string>& rcpt) {
    const scripted_command first = split(mail, "250 ok");
    if (!exchange(first) || first.reply.front() != '2') {
      return first.reply.empty() ? std::nullopt : std::optional(false);
    }
    bool any = false;
    for (const std::string& each : rcpt) {
      const scripted_command one = split(each, "250 ok");
      if (!exchange(one)) {
        return std::nullopt;
      }
      any = any || one.reply.front() == '2';
    }
    return any;
  }

  void data(const std::string& content, const std::string& end) {
    client("DATA");
    server("354 go");
    octets(smtp::data_of(content));
    if (!end.empty()) {
      server(end);
    }
  }

  void start_tls() { in_.chunks.push_back({now_ += 100, false, "", 0, true}); }

 private:
  bool exchange(const scripted_command& one) {
    client(one.line);
    if (!one.reply.empty()) {
      server(one.reply);
    }
    return !one.reply.empty();
  }

  void put(bool from_client, std::string octets) {
    in_.chunks.push_back({now_ += 100, from_client, std::move(octets), 0, false});
  }
  trace::session& in_;
  trace::time_us& now_;
};

}  // namespace

void case_builder::submitted(const std::string& mail, const std::vector<std::string>& rcpt,
                             const std::string& end) {
  const std::size_t index = record_.submissions.size();
  trace::session& in = open(trace::session_role::client, "submitter");
  const std::uint32_t number = in.number;
  talk with(in, now_);
  with.hello(target_keywords_);
  if (with.envelope(mail, rcpt) == true) {
    with.data(message(index), end);
  }
  record_.submissions.push_back({index, number, now_, ""});
}

void case_builder::relayed(const std::string& host, const std::string& keywords, const std::string& mail,
                           const std::vector<std::string>& rcpt, const std::string& end, std::size_t about) {
  talk with(open(trace::session_role::server, host), now_);
  with.hello(keywords);
  if (with.envelope(mail, rcpt) == true) {
    with.data(message(about), end);
  }
}

void case_builder::reported(const report_text& what) {
  const std::string id = what.message_id.empty()
                             ? "<report-" + std::to_string(++reports_) + "@mta.local.test>"
                             : what.message_id;
  talk with(open(trace::session_role::server, what.host), now_);
  with.hello(host_keywords_);
  if (with.envelope("MAIL FROM:<" + what.from + ">" + what.mail_parameters,
                    {"RCPT TO:<" + what.to + ">" + what.rcpt_parameters + " => " + what.rcpt_reply}) ==
      true) {
    with.data(text_of(what, id, message(what.about)), what.end_reply);
  }
}

void case_builder::message_at(const std::string& host, const std::string& mail, const std::string& rcpt,
                              const std::string& content) {
  talk with(open(trace::session_role::server, host), now_);
  with.hello(host_keywords_);
  if (with.envelope(mail, {rcpt}) == true) {
    with.data(content, "250 taken");
  }
}

void case_builder::visited(const std::string& host, const std::string& keywords) {
  talk with(open(trace::session_role::server, host), now_);
  with.hello(keywords);
  with.client("QUIT");
  with.server("221 bye");
}

void case_builder::session(const std::string& host, const std::vector<std::string>& lines,
                           const std::string& close) {
  trace::session& in = open(trace::session_role::server, host);
  {
    talk with(in, now_);
    for (const std::string& line : lines) {
      if (line.starts_with("C: ")) {
        with.client(line.substr(3));
      } else if (line.starts_with("S: ")) {
        with.server(line.substr(3));
      } else if (line == "T:") {
        with.start_tls();
      } else if (line == "M:" || line == "M2:") {
        with.octets(smtp::data_of(message(line == "M:" ? 0 : 1)));
      } else {
        ADD_FAILURE() << "no such line: " << line;
      }
    }
  }
  in.close_reason = close;
}

void case_builder::in_mailbox(const std::string& mailbox, const std::string& octets) {
  record_.mailboxes.push_back({mailbox, octets, 0});
}

void case_builder::delivered(const std::string& mailbox, std::size_t about) {
  const auto& from = record_.what.submissions.at(about).from;
  in_mailbox(mailbox, "From x\r\nReturn-Path: <" + (from ? record_.where.resolve(*from) : std::string()) +
                          ">\r\n" + message(about));
}

void case_builder::empty_mailbox(const std::string& mailbox, std::uint64_t omitted) {
  record_.mailboxes.push_back({mailbox, "", omitted});
}

void case_builder::looked_up(const std::string& domain) {
  record_.queries.push_back({now_ += 100, domain, "MX", "10 mx." + domain});
}

trace::recorded_run case_builder::run() {
  trace::recorded_run out = run_;
  record_.fence =
      trace::fence{now_ + 5000, proved_, proved_ ? "queue empty" : "the queue still held a message", frozen_};
  out.cases.push_back(record_);
  out.complete = true;
  return out;
}

judged_case case_builder::judged() {
  record_.fence =
      trace::fence{now_ + 5000, proved_, proved_ ? "queue empty" : "the queue still held a message", frozen_};
  return judge_case(record_, run_, shipped_law());
}

std::string case_builder::trace() {
  const trace::recorded_run all = run();
  const trace::case_record& one = all.cases.front();
  std::string out;
  trace::writer to([&out](std::string_view line) { out += line; });
  to.run(all.header);
  to.begin_case(one.started, one.what, source_, one.where);
  for (const trace::session& each : one.sessions) {
    to.open(each.opened, one.where.label, each);
    for (const trace::chunk& passed : each.chunks) {
      if (passed.tls_started) {
        to.tls(passed.at, each.number);
      } else {
        to.octets(passed.at, each.number, passed.from_client, passed.octets, passed.omitted);
      }
    }
    to.close(each.closed.value_or(each.opened), each.number, each.close_reason);
  }
  for (const trace::dns_query& each : one.queries) {
    to.dns(one.where.label, each);
  }
  for (const trace::submission_result& each : one.submissions) {
    to.submit(one.where.label, each);
  }
  for (const trace::mailbox_content& each : one.mailboxes) {
    to.mailbox(one.fence->at, one.where.label, each);
  }
  to.fence(one.where.label, *one.fence);
  to.end(one.fence->at);
  return out;
}

std::string case_builder::verdict_of(const std::string& requirement) {
  for (const judgement& one : judged().judgements) {
    if (one.requirement == requirement) {
      return std::string(name(one.verdict));
    }
  }
  return "";
}

std::vector<std::string> case_builder::accusations() {
  std::vector<std::string> out;
  for (const judgement& one : judged().judgements) {
    if (one.verdict > verdict::skip) {
      out.push_back(std::string(name(one.verdict)) + " " + one.requirement);
    }
  }
  return out;
}

}  // namespace dsnspec::judge
