#include "scenario/loader.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/example_law.hpp"

namespace dsnspec::scenario {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::Pair;

constexpr const char* smallest =
    "title: t\n"
    "shows: [rfc3461/5.2.1/notify-relayed]\n"
    "needs: [relay]\n"
    "hosts: {next: {}}\n"
    "submit: {rcpt: [{to: carol@next}]}\n";

checked<std::vector<scenario>> load(const std::string& text) {
  return load_text("a/b", text, "b.yaml", example_law());
}

std::vector<scenario> loaded(const std::string& text) {
  auto cases = load(text);
  EXPECT_TRUE(cases.has_value()) << (cases ? "" : cases.error().front().text());
  return cases ? *cases : std::vector<scenario>{};
}

std::vector<std::string> complaints(const std::string& text) {
  const auto cases = load(text);
  std::vector<std::string> out;
  if (!cases) {
    for (const base::error& one : cases.error()) {
      out.push_back(one.text());
    }
  }
  return out;
}

// The smallest scenario with one more part, from line 6 on.
std::vector<std::string> complaints_with(const std::string& more) {
  return complaints(smallest + more);
}
// The smallest scenario with this instead of its submission, on line 5.
std::vector<std::string> complaints_on(const std::string& submit) {
  const std::string text = smallest;
  return complaints(text.substr(0, text.find("submit:")) + "submit: " + submit + "\n");
}

TEST(loader, fills_in_what_a_small_scenario_leaves_out) {
  const auto cases = loaded(smallest);
  ASSERT_EQ(cases.size(), 1U);
  const scenario& one = cases.front();
  EXPECT_EQ(one.id, "a/b");
  EXPECT_EQ(one.case_id(), "a/b");
  EXPECT_EQ(one.title, "t");
  EXPECT_THAT(one.shows, ElementsAre("rfc3461/5.2.1/notify-relayed"));
  ASSERT_EQ(one.submissions.size(), 1U);
  EXPECT_EQ(one.submissions[0].from, (address{"sender", "origin"}));
  ASSERT_EQ(one.submissions[0].recipients.size(), 1U);
  EXPECT_EQ(one.submissions[0].recipients[0].to, (address{"carol", "next"}));
  EXPECT_EQ(one.submissions[0].recipients[0].notify, std::nullopt);
  ASSERT_EQ(one.hosts.size(), 2U) << "origin is added";
  EXPECT_EQ(one.hosts.at("origin").name, "origin");
  EXPECT_THAT(one.hosts.at("origin").ehlo, testing::Contains("DSN"));
}

TEST(loader, reads_everything_a_submission_can_say) {
  const auto cases = loaded(R"(title: t
shows: [rfc3461/5.2.1/notify-relayed]
needs: [relay, dsn, null-sender]
hosts: {next: {}}
submit:
  - mail: {from: "", ret: FULL, envid: "a+2Bb", parameters: BODY=8BITMIME}
    rcpt:
      - {to: carol@next, notify: NEVER, orcpt: "rfc822;carol@x", parameters: X=1}
      - {to: "r${n}@next", repeat: 3, orcpt: "rfc822;r${n}"}
    message:
      body: |
        one
        two
      headers: {Reply-To: elsewhere@origin, X-Odd: {octets: 'caf\xE9'}}
      size: 2000
  - mail: {from: '"a b"@origin'}
    rcpt: [{to: dave@mail.example}]
    probe: true
)");
  ASSERT_EQ(cases.size(), 1U);
  ASSERT_EQ(cases[0].submissions.size(), 2U);
  const submission& first = cases[0].submissions[0];
  EXPECT_EQ(first.from, std::nullopt);
  EXPECT_EQ(first.ret, "FULL");
  EXPECT_EQ(first.envid, "a+2Bb");
  EXPECT_EQ(first.parameters, "BODY=8BITMIME");
  ASSERT_EQ(first.recipients.size(), 4U);
  EXPECT_EQ(first.recipients[0].notify, "NEVER");
  EXPECT_EQ(first.recipients[0].parameters, "X=1");
  EXPECT_EQ(first.recipients[3].to, (address{"r3", "next"}));
  EXPECT_EQ(first.recipients[3].orcpt, "rfc822;r3");
  EXPECT_EQ(first.message.body, "one\ntwo\n");
  EXPECT_THAT(first.message.headers,
              ElementsAre(Pair("Reply-To", "elsewhere@origin"), Pair("X-Odd", "caf\xE9")));
  EXPECT_EQ(first.message.size, 2000U);
  EXPECT_FALSE(first.probe);
  EXPECT_EQ(cases[0].submissions[1].from, (address{"\"a b\"", "origin"}));
  EXPECT_EQ(cases[0].submissions[1].recipients[0].to, (address{"dave", "mail.example"}));
  EXPECT_TRUE(cases[0].submissions[1].probe);
}

TEST(loader, reads_everything_a_host_can_say) {
  const auto cases = loaded(R"(title: t
shows: [rfc3461/5.2.1/notify-relayed]
needs: [relay, starttls]
submit: {rcpt: [{to: a@next}, {to: b@old}, {to: c@gone}, {to: d@far}]}
hosts:
  next:
    ehlo: [PIPELINING, dsn, {octets: 'X-\xE9'}]
    starttls: true
    ehlo_after_tls: []
    replies:
      - {at: rcpt, rcpt: "a*", attempts: "1-2", reply: "450 4.2.1 later", delay: 50ms}
      - {at: end_of_data, attempts: "3-", reply: ["550-5.6.0 two", "550 5.6.0 lines"], split: 3}
      - {at: mail, attempts: 2, reply: {octets: '250 a\r\x1B[2J\n'}}
      - {at: greeting, reset: true}
      - {at: quit, silent: true, drop: true}
      - {at: noop, reply: ["250-a", {octets: '250-b\n', repeat: 3}, "250 c"]}
  old: {helo_only: true, dns: address-only}
  gone: {dns: null-mx}
  far:
    dns: {mx: [{preference: 5, host: dead}, {preference: 20, host: mx.far.example}]}
  dead: {refuse: true}
)");
  ASSERT_EQ(cases.size(), 1U);
  const host& next = cases[0].hosts.at("next");
  EXPECT_EQ(next.name, "next");
  EXPECT_THAT(next.ehlo, ElementsAre("PIPELINING", "dsn", "X-\xE9"));
  EXPECT_TRUE(next.starttls);
  EXPECT_EQ(next.ehlo_after_tls, std::vector<std::string>{});
  ASSERT_EQ(next.replies.size(), 6U);
  EXPECT_EQ(next.replies[0].rcpt, "a*");
  EXPECT_EQ(next.replies[0].first_attempt, 1U);
  EXPECT_EQ(next.replies[0].last_attempt, 2U);
  EXPECT_EQ(next.replies[0].react.reply, "450 4.2.1 later\r\n");
  EXPECT_EQ(next.replies[0].react.delay, milliseconds(50));
  EXPECT_EQ(next.replies[1].at, stage::end_of_data);
  EXPECT_EQ(next.replies[1].first_attempt, 3U);
  EXPECT_EQ(next.replies[1].last_attempt, 0U);
  EXPECT_EQ(next.replies[1].react.reply, "550-5.6.0 two\r\n550 5.6.0 lines\r\n");
  EXPECT_EQ(next.replies[1].react.split, 3U);
  EXPECT_EQ(next.replies[2].first_attempt, 2U);
  EXPECT_EQ(next.replies[2].last_attempt, 2U);
  EXPECT_EQ(next.replies[2].react.reply, "250 a\r\x1B[2J\n") << "octets stay as they are";
  EXPECT_TRUE(next.replies[3].react.reset && next.replies[3].react.drop) << "a reset is a drop";
  EXPECT_FALSE(next.replies[3].react.reply);
  EXPECT_TRUE(next.replies[4].react.silent);
  EXPECT_EQ(next.replies[5].react.reply, "250-a\r\n250-b\n250-b\n250-b\n250 c\r\n");
  EXPECT_TRUE(cases[0].hosts.at("old").helo_only);
  EXPECT_EQ(cases[0].hosts.at("old").dns.behaviour, dns_behaviour::address_only);
  EXPECT_EQ(cases[0].hosts.at("gone").dns.behaviour, dns_behaviour::null_mx);
  const dns_plan& far = cases[0].hosts.at("far").dns;
  ASSERT_EQ(far.exchangers.size(), 2U);
  EXPECT_EQ(far.exchangers[0].preference, 5U);
  EXPECT_EQ(far.exchangers[1].host, "mx.far.example");
  EXPECT_TRUE(cases[0].hosts.at("dead").refuse);
}

TEST(loader, reads_local_names_and_expectations) {
  const auto cases = loaded(R"(title: t
shows: [rfc3461/5.2.1/notify-relayed]
needs: [local-mailbox, alias, multi-alias, list, relay]
submit: {rcpt: [{to: dave@local}, {to: nobody@local}, {to: team@local}, {to: news@local}, {to: one@local}]}
hosts: {next: {}}
local:
  mailboxes: [dave]
  unknown: [nobody]
  aliases: {team: [dave@local, erin@next], one: [erin@next]}
  lists: {news: {owner: owner@origin, members: [m1@next, m2@next]}}
expect:
  - {rule: rfc3461/5.2.2/relayed-dsn-for-success, report: {to: dave@local, action: relayed, status: "2.*.*"}}
  - {rule: rfc3461/5.2.2/relayed-dsn-for-success, no_report: {to: nobody@local}}
  - {rule: rfc3461/5.1/invalid-mail-parameters-501, reply: {command: mail, code: "5*"}}
  - {rule: rfc3461/5.1/invalid-mail-parameters-501, reports: {count: 0, octets: 5000}}
  - {rule: rfc3461/5.1/invalid-mail-parameters-501, absent: {octets: '\x1B['}}
)");
  ASSERT_EQ(cases.size(), 1U);
  const local_setup& local = cases[0].local;
  EXPECT_THAT(local.mailboxes, ElementsAre("dave"));
  EXPECT_THAT(local.aliases.at("team"), ElementsAre(address{"dave", "local"}, address{"erin", "next"}));
  ASSERT_EQ(local.lists.size(), 1U);
  EXPECT_EQ(local.lists[0].name, "news");
  EXPECT_EQ(local.lists[0].owner, (address{"owner", "origin"}));
  EXPECT_EQ(local.lists[0].members.size(), 2U);
  ASSERT_EQ(cases[0].expect.size(), 5U);
  EXPECT_EQ(cases[0].expect[0].what, expectation::kind::report);
  EXPECT_EQ(cases[0].expect[0].action, "relayed");
  EXPECT_EQ(cases[0].expect[0].status, "2.*.*");
  EXPECT_EQ(cases[0].expect[1].what, expectation::kind::no_report);
  EXPECT_EQ(cases[0].expect[1].to, (address{"nobody", "local"}));
  EXPECT_EQ(cases[0].expect[2].command, "mail");
  EXPECT_EQ(cases[0].expect[2].code, "5*");
  EXPECT_EQ(cases[0].expect[3].what, expectation::kind::reports);
  EXPECT_EQ(cases[0].expect[3].count, 0U);
  EXPECT_EQ(cases[0].expect[3].octets, 5000U);
  EXPECT_EQ(cases[0].expect[4].what, expectation::kind::absent);
  EXPECT_EQ(cases[0].expect[4].text, "\x1B[");
}

TEST(loader, collects_all_problems_of_a_file) {
  EXPECT_THAT(
      complaints("titel: t\nshows: [rfc3461/5.2.1/notify-relyed, x]\nneeds: [relay, dns]\n"
                 "submit: {rcpt: [{to: a@nxt}, {to: b}], prob: true}\nhosts: {next: {}}\n"),
      ElementsAre("b.yaml:1:1: scenario lacks the key \"title\"",
                  "b.yaml:1:1: unknown key \"titel\"; did you mean \"title\"?",
                  "b.yaml:2:9: the law book has no requirement \"rfc3461/5.2.1/notify-relyed\"; did you mean "
                  "\"rfc3461/5.2.1/notify-relayed\"?",
                  "b.yaml:2:38: the law book has no requirement \"x\"",
                  "b.yaml:3:16: \"dns\" isn't known here; did you mean \"dsn\"?",
                  "b.yaml:4:22: unknown host \"nxt\"; did you mean \"next\"?",
                  "b.yaml:4:35: \"b\" is no address; it looks like carol@next",
                  "b.yaml:4:40: unknown key \"prob\"; did you mean \"probe\"?"));
  EXPECT_THAT(complaints("[a]"), ElementsAre("b.yaml:1:1: scenario is a map; here is a list"));
  EXPECT_THAT(complaints(""), ElementsAre("b.yaml:1:1: scenario is a map; here is nothing"));
  EXPECT_THAT(complaints("a: [\n").size(), 1U);
}

TEST(loader, tells_of_unused_hosts_when_all_else_is_well) {
  EXPECT_THAT(complaints("title: t\nshows: [rfc3461/5.2.1/notify-relayed]\nneeds: [relay]\n"
                         "submit: {rcpt: [{to: a@next}]}\nhosts: {next: {}, spare: {}, origin: {}}\n"),
              ElementsAre("b.yaml:5:19: nothing uses the host \"spare\""));
}

TEST(loader, wants_a_proper_id) {
  for (const char* id : {"", "/a", "a/", "a//b", "a/../b", "A/b", "a b", "a\x1b"}) {
    EXPECT_FALSE(load_text(id, smallest, "b.yaml", example_law()).has_value()) << id;
  }
  EXPECT_EQ(load_text("A", smallest, "b.yaml", example_law()).error().front().text(),
            "b.yaml: \"A\" is no scenario id: lower-case letters, digits, '.', '_', '-' and '/'");
}

TEST(loader, holds_needs_against_use) {
  const auto on = [](const std::string& needs, const std::string& rest) {
    return complaints("title: t\nshows: [rfc3461/5.2.1/notify-relayed]\nneeds: [" + needs + "]\n" + rest);
  };
  const std::string local =
      "local: {mailboxes: [dave], aliases: {team: [dave@local]}}\nsubmit: {rcpt: [{to: team@local}]}\n";
  EXPECT_THAT(on("local-mailbox, alias", local), ElementsAre());
  EXPECT_THAT(on("", local),
              ElementsAre("b.yaml:3:8: needs lacks \"alias\", which line 4 makes use of",
                          "b.yaml:3:8: needs lacks \"local-mailbox\", which line 4 makes use of"));
  EXPECT_THAT(on("local-mailbox, alias, relay", local),
              ElementsAre("b.yaml:3:8: needs has \"relay\", but nothing here makes use of it"));
  EXPECT_THAT(on("local-mailbox, alias, expiry", local), ElementsAre());
  EXPECT_THAT(
      on("relay", "submit: {mail: {from: \"\", envid: x}, rcpt: [{to: a@b.example, notify: NEVER}]}\n"),
      ElementsAre("b.yaml:3:8: needs lacks \"dsn\", which line 4 makes use of",
                  "b.yaml:3:8: needs lacks \"null-sender\", which line 4 makes use of"));
  EXPECT_THAT(on("relay", "submit: {rcpt: [{to: a@b.example, parameters: \"Notify=NEVER\"}]}\n"),
              ElementsAre("b.yaml:3:8: needs lacks \"dsn\", which line 4 makes use of"));
  EXPECT_THAT(on("relay, relay", "submit: {rcpt: [{to: a@b.example}]}\n"),
              ElementsAre("b.yaml:3:16: this capability is in the list already"));
}

TEST(loader, says_what_is_wrong_with_a_submission) {
  EXPECT_THAT(complaints_on("[]"), testing::Contains("b.yaml:5:9: from 1 to 64 submissions are wanted here"));
  EXPECT_THAT(complaints_on("{rcpt: []}"),
              testing::Contains("b.yaml:5:16: a submission has at least one recipient"));
  EXPECT_THAT(complaints_on("{rcpt: [{to: a@next, repeat: 0}]}"),
              testing::Contains("b.yaml:5:38: a number from 1 to 2000 is wanted here, not \"0\""));
  EXPECT_THAT(complaints_on("{rcpt: [{to: a@next, repeat: 2000}, {to: b@next}]}"),
              ElementsAre("b.yaml:5:9: 2001 recipients; the limit is 2000"));
  EXPECT_THAT(complaints_on("{rcpt: [{to: a@next, parameters: {octets: 'a\\r\\nRSET'}}]}"),
              ElementsAre("b.yaml:5:42: a command is one line: CR and LF can't be in it"));
  EXPECT_THAT(
      complaints_on("{rcpt: [{to: dave@local}, {to: a@next}]}"),
      ElementsAre("b.yaml:5:22: \"dave\" isn't declared under local (mailboxes, aliases, lists or unknown)"));
  EXPECT_THAT(complaints_on("{mail: {from: ~}, rcpt: [{to: a@next}]}"),
              ElementsAre("b.yaml:5:23: a text is missing; write \"\" for the empty one, or quote the word"));
  EXPECT_THAT(complaints_on("{message: {headers: {\"A B\": c}}, rcpt: [{to: a@next}], probe: true}"),
              ElementsAre("b.yaml:5:19: a probe stops before the message",
                          "b.yaml:5:30: a header field's name is printable ASCII without blanks and colons"));
}

TEST(loader, says_what_is_wrong_with_a_host) {
  const auto on = [](const std::string& host) {
    return complaints(
        "title: t\nshows: [rfc3461/5.2.1/notify-relayed]\nneeds: [relay]\n"
        "submit: {rcpt: [{to: a@next}]}\nhosts:\n  next: " +
        host + "\n");
  };
  EXPECT_THAT(on("{}"), ElementsAre());
  EXPECT_THAT(on("{helo_only: true, ehlo: [DSN]}"),
              ElementsAre("b.yaml:6:21: a host that knows only HELO announces no keywords"));
  EXPECT_THAT(on("{ehlo_after_tls: [DSN]}"),
              ElementsAre("b.yaml:6:26: there is no \"after TLS\" without starttls: true"));
  EXPECT_THAT(on("{refuse: true, replies: [{at: mail, drop: true}]}"),
              ElementsAre("b.yaml:6:18: a host that refuses connections sends no replies"));
  EXPECT_THAT(on("{replies: [{at: mial, reply: 250 ok}]}").size(), 1U);
  EXPECT_THAT(
      on("{replies: [{at: mail}]}"),
      ElementsAre("b.yaml:6:20: this rule changes nothing; say reply, delay, split, drop, reset or silent"));
  EXPECT_THAT(on("{replies: [{at: mail, rcpt: x, drop: true}]}"),
              ElementsAre("b.yaml:6:37: a rule is bound to recipients only at rcpt, data and end_of_data"));
  EXPECT_THAT(on("{replies: [{at: mail, silent: true, reply: 250 ok}]}"),
              ElementsAre("b.yaml:6:52: a silent host sends no reply"));
  EXPECT_THAT(on("{dns: {mx: []}}"),
              ElementsAre("b.yaml:6:20: at least one mail exchanger is wanted; without the key "
                          "\"dns\" the host is its own"));
  EXPECT_THAT(on("{dns: {mx: [{preference: 65536, host: nxet}]}}"),
              ElementsAre("b.yaml:6:34: a number from 0 to 65535 is wanted here, not \"65536\"",
                          "b.yaml:6:47: unknown host \"nxet\"; did you mean \"next\"?"));
  EXPECT_THAT(on("{dns: nxdomian}"),
              ElementsAre("b.yaml:6:15: \"nxdomian\" isn't known here; did you mean \"nxdomain\"?"));
  EXPECT_THAT(on("{ehlo: [{octets: 'A\\r\\nB'}]}"),
              ElementsAre("b.yaml:6:17: an EHLO keyword is a line of its own, without CR and LF"));
  for (const char* bad : {"0", "01", "2-1", "-1", "x", "1-2-3", "1-x", "\"\"", "9999999"}) {
    EXPECT_THAT(on("{replies: [{at: mail, drop: true, attempts: " + std::string(bad) + "}]}"),
                ElementsAre("b.yaml:6:53: attempts are counted from 1 and written 2, 1-2 or 3-"))
        << bad;
  }
}

TEST(loader, wants_well_formed_replies_unless_they_are_octets) {
  const auto on = [](const std::string& reply) {
    return complaints(
        "title: t\nshows: [rfc3461/5.2.1/notify-relayed]\nneeds: [relay]\n"
        "submit: {rcpt: [{to: a@next}]}\nhosts: {next: {replies: [{at: mail, reply: " +
        reply + "}]}}\n");
  };
  const std::string hint = "; write what is wrong on purpose as {octets: '...\\r\\n'}";
  EXPECT_THAT(on("250"), ElementsAre());
  EXPECT_THAT(on("[550-a, 550-b, 550 c]"), ElementsAre());
  EXPECT_THAT(on("{octets: 'x'}"), ElementsAre());
  EXPECT_THAT(on("[]"), ElementsAre("b.yaml:5:44: a reply has at least one line"));
  EXPECT_THAT(on("hello"),
              ElementsAre("b.yaml:5:44: a reply line begins with a code from 200 to 599" + hint));
  EXPECT_THAT(on("650 x"),
              ElementsAre("b.yaml:5:44: a reply line begins with a code from 200 to 599" + hint));
  EXPECT_THAT(on("550-x"), ElementsAre("b.yaml:5:44: after the code of the last line comes a blank" + hint));
  EXPECT_THAT(on("[550 a, 550 b]"),
              ElementsAre("b.yaml:5:45: after the code of a line that isn't the last comes '-'" + hint));
  EXPECT_THAT(on("[550, 550 b]"),
              ElementsAre("b.yaml:5:45: after the code of a line that isn't the last comes '-'" + hint));
  EXPECT_THAT(on("[550-a, 551 b]"),
              ElementsAre("b.yaml:5:52: all lines of a reply have the same code" + hint));
  EXPECT_THAT(on("550 \u00e9"), ElementsAre("b.yaml:5:44: a reply line is printable ASCII" + hint));
}

TEST(loader, says_what_is_wrong_with_local_names) {
  const auto on = [](const std::string& local) {
    return complaints(
        "title: t\nshows: [rfc3461/5.2.1/notify-relayed]\n"
        "needs: [local-mailbox, alias, list, relay]\nsubmit: {rcpt: [{to: a@b.example}]}\nlocal: " +
        local + "\n");
  };
  const std::string all = "mailboxes: [d], lists: {n: {owner: d@local, members: [d@local]}}, aliases: {";
  EXPECT_THAT(on("{" + all + "t: [d@local]}}"), ElementsAre());
  EXPECT_THAT(on("{" + all + "d: [d@local]}}"),
              ElementsAre("b.yaml:5:85: the local name \"d\" is declared already"));
  EXPECT_THAT(
      on("{" + all + "T: [d@local]}}"),
      ElementsAre(
          "b.yaml:5:85: \"T\" can't name a mailbox, alias or list: lower-case letters, digits, '.', '_' "
          "and '-', and what is outside ASCII, from a letter on"));
  EXPECT_THAT(on("{" + all + "t: [d@local], u: []}}"),
              ElementsAre("b.yaml:5:102: an alias has at least one address"));
  EXPECT_THAT(
      on("{" + all + "t: [x@local]}}"),
      ElementsAre("b.yaml:5:89: \"x\" isn't declared under local (mailboxes, aliases, lists or unknown)"));
}

TEST(loader, says_what_is_wrong_with_expectations) {
  const std::string rule = "rule: rfc3461/5.2.1/notify-relayed";
  EXPECT_THAT(
      complaints_with("expect: [{" + rule + ", report: {}, reply: {command: mail, code: 501}}]\n"),
      ElementsAre("b.yaml:6:10: an expectation is exactly one of report, no_report, reply, reports and "
                  "absent"));
  EXPECT_THAT(
      complaints_with("expect: [{report: {action: bounced, status: \"5.1\"}}]\n"),
      ElementsAre("b.yaml:6:10: expectation lacks the key \"rule\"",
                  "b.yaml:6:28: one of failed, delayed, delivered, relayed, expanded is wanted here, not "
                  "\"bounced\"",
                  "b.yaml:6:45: a status looks like 5.1.1, with * for any number: 5.*.*"));
  EXPECT_THAT(complaints_with("expect: [{" + rule + ", reply: {command: helo, code: \"6*\"}}]\n"),
              ElementsAre("b.yaml:6:64: one of mail, rcpt, data is wanted here, not \"helo\"",
                          "b.yaml:6:76: a reply code looks like 501 or, for any of a kind, 5*"));
  EXPECT_THAT(complaints_with("expect: [{" + rule + ", reports: {}}, {" + rule + ", absent: \"\"}]\n"),
              ElementsAre("b.yaml:6:56: a bound of reports is their count, their octets or both",
                          "b.yaml:6:106: the empty text is in every report"));
}

}  // namespace
}  // namespace dsnspec::scenario
