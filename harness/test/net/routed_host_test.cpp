#include "net/routed_host.hpp"

#include <gtest/gtest.h>

#include <string>

#include "test/net/loop.hpp"

namespace dsnspec::net {
namespace {

using std::chrono::milliseconds;
using test::client;

class RoutedHost : public test::loop {
 protected:
  RoutedHost() {
    scenario::reply_rule refuse;
    refuse.at = scenario::stage::rcpt;
    refuse.rcpt = "bob";
    refuse.react.reply = "550 5.1.1 no bob\r\n";
    strict.replies.push_back(refuse);
  }

  void start() {
    routed_places behind;
    behind["next.a.test"] = {&plain, "a", "next", "mx.next.a.test", {}};
    behind["next.b.test"] = {&strict, "b", "next", "mx.next.b.test", {}};
    auto made = routed_host::listen(io, std::move(behind), {}, milliseconds(20'000), seen);
    ASSERT_TRUE(made) << made.error().message;
    host = std::move(*made);
  }

  // Each at once, when what the one before was answered with ends so.
  awaitable<error_code> talk(client& who, std::vector<std::pair<std::string, std::string>> turns) {
    error_code failed = co_await who.link->connect(test::at(host->port()), test::soon());
    for (auto& [octets, mark] : turns) {
      if (!failed) {
        failed = co_await who.say(octets);
      }
      if (!failed) {
        failed = co_await who.hear(mark);
      }
    }
    who.link->close();
    co_return failed;
  }

  scenario::host plain, strict;
  std::unique_ptr<routed_host> host;
};

const std::string greeting = "220 mx.test ESMTP\r\n";
const std::string keywords =
    "250-mx.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 "
    "DSN\r\n";
const std::string ehlo = "EHLO mta.example\r\n";

std::string transaction(const std::string& to) {
  return "MAIL FROM:<s@o> RET=FULL\r\nRCPT TO:<" + to + ">\r\nDATA\r\n";
}

TEST_F(RoutedHost, IsTheHostOfTheRecipientFromTheStart) {
  start();
  client who(io);
  run(talk(
      who,
      {{ehlo, "DSN\r\n"},
       {"MAIL FROM:<s@o> RET=FULL\r\nRCPT TO:<bob@Next.B.test>\r\nRCPT TO:<carol@next.b.test>\r\nDATA\r\n",
        "<CR><LF>\r\n"},
       {"x\r\n.\r\nQUIT\r\n", "closing\r\n"}}));
  run_until([&] { return !seen.sessions.empty() && seen.all_closed(); });
  ASSERT_EQ(seen.sessions.size(), 1U);
  const test::seen_session& got = seen.sessions.begin()->second;
  EXPECT_EQ(got.start.label, "b");
  EXPECT_EQ(got.start.host, "next");
  EXPECT_EQ(got.closed, "quit");
  EXPECT_EQ(got.client,
            ehlo +
                "MAIL FROM:<s@o> RET=FULL\r\nRCPT TO:<bob@Next.B.test>\r\nRCPT TO:<carol@next.b.test>\r\n"
                "DATA\r\nx\r\n.\r\nQUIT\r\n");
  EXPECT_EQ(got.server, who.heard);
  EXPECT_EQ(got.server,
            greeting + keywords +
                "250 2.1.0 Sender accepted\r\n550 5.1.1 no bob\r\n250 2.1.5 Recipient accepted\r\n354 End "
                "data with "
                "<CR><LF>.<CR><LF>\r\n250 2.0.0 Message accepted\r\n221 2.0.0 mx.test closing\r\n");
  ASSERT_EQ(seen.messages.size(), 1U);
  EXPECT_EQ(seen.messages[0].envelope.recipients.size(), 1U);
}

TEST_F(RoutedHost, SeveralMessagesOverAConnectionAreSessionsOfTheirOwn) {
  start();
  client who(io);
  run(talk(who, {{ehlo, "DSN\r\n"},
                 {transaction("carol@next.a.test"), "<CR><LF>\r\n"},
                 {"one\r\n.\r\nRSET\r\n", "Forgotten\r\n"},
                 {transaction("carol@next.b.test"), "<CR><LF>\r\n"},
                 {"two\r\n.\r\nQUIT\r\n", "closing\r\n"}}));
  run_until([&] { return seen.sessions.size() == 2 && seen.all_closed(); });
  const test::seen_session& first = seen.sessions.at(1);
  const test::seen_session& second = seen.sessions.at(2);
  EXPECT_EQ(first.start.label, "a");
  EXPECT_EQ(first.client, ehlo + transaction("carol@next.a.test") + "one\r\n.\r\nRSET\r\n");
  EXPECT_TRUE(first.server.starts_with(greeting + keywords)) << first.server;
  EXPECT_TRUE(first.server.ends_with("Forgotten\r\n")) << first.server;
  EXPECT_EQ(second.start.label, "b");
  EXPECT_EQ(second.client, ehlo + transaction("carol@next.b.test") + "two\r\n.\r\nQUIT\r\n");
  EXPECT_TRUE(second.server.starts_with(greeting + keywords + "250 2.1.0")) << second.server;
}

// All of the end of one message and the start of the next in one write.
TEST_F(RoutedHost, ReadsOnWhereAnotherMessageBegins) {
  start();
  client who(io);
  run(talk(who, {{ehlo + transaction("carol@next.a.test") + "one\r\n.\r\n" +
                      transaction("carol@next.b.test") + "two\r\n.\r\nQUIT\r\n",
                  "closing\r\n"}}));
  run_until([&] { return seen.sessions.size() == 2 && seen.all_closed(); });
  EXPECT_EQ(seen.sessions.at(1).client, ehlo + transaction("carol@next.a.test") + "one\r\n.\r\n");
  EXPECT_EQ(seen.sessions.at(2).client, ehlo + transaction("carol@next.b.test") + "two\r\n.\r\nQUIT\r\n");
  EXPECT_EQ(seen.messages.size(), 2U);
}

TEST_F(RoutedHost, TwoDomainsInATransactionAreTooMany) {
  start();
  client who(io);
  run(talk(who,
           {{ehlo, "DSN\r\n"},
            {"MAIL FROM:<>\r\nRCPT TO:<a@next.a.test>\r\nRCPT TO:<b@next.b.test>\r\nDATA\r\n", "never"}}));
  run_until([&] { return !seen.sessions.empty() && seen.all_closed(); });
  EXPECT_EQ(seen.sessions.size(), 1U);
  EXPECT_TRUE(who.heard.ends_with("421 4.3.2 mx.test one domain in a transaction\r\n")) << who.heard;
  EXPECT_TRUE(seen.messages.empty());
}

TEST_F(RoutedHost, AStrangersDomainIsRefusedAndOfNoCase) {
  start();
  client who(io);
  run(talk(who, {{ehlo, "DSN\r\n"},
                 {"MAIL FROM:<>\r\nRCPT TO:<a@next.z.test>\r\nDATA\r\nQUIT\r\n", "closing\r\n"}}));
  run_until([&] { return !seen.sessions.empty() && seen.all_closed(); });
  EXPECT_EQ(seen.sessions.at(1).start.label, "");
  EXPECT_NE(who.heard.find("550 5.1.2 no such domain in this run\r\n554"), std::string::npos) << who.heard;
}

// A stranger's domain first, and then one of ours: the refusal stays in the record with its command.
TEST_F(RoutedHost, KeepsWhatWasSaidBeforeTheHostWasKnown) {
  start();
  client who(io);
  run(talk(who, {{ehlo + "MAIL FROM:<>\r\nRCPT TO:<a@next.z.test>\r\nRCPT TO:<a@next.a.test>\r\nDATA\r\n",
                  "<CR><LF>\r\n"},
                 {"x\r\n.\r\nQUIT\r\n", "closing\r\n"}}));
  run_until([&] { return !seen.sessions.empty() && seen.all_closed(); });
  ASSERT_EQ(seen.sessions.size(), 1U);
  EXPECT_EQ(seen.sessions.at(1).server, who.heard);
  ASSERT_EQ(seen.messages.size(), 1U);
  EXPECT_EQ(seen.messages[0].envelope.recipients.size(), 1U);
}

TEST(CanShareARoute, WhatDiffersBeforeTheRecipientCannot) {
  scenario::host one;
  EXPECT_TRUE(can_share_a_route(one));
  scenario::reply_rule rule;
  rule.at = scenario::stage::end_of_data;
  one.replies.push_back(rule);
  EXPECT_TRUE(can_share_a_route(one));
  one.replies.back().at = scenario::stage::mail;
  EXPECT_FALSE(can_share_a_route(one));
  one.replies.clear();
  one.ehlo = {"PIPELINING"};
  EXPECT_FALSE(can_share_a_route(one));
  one = {};
  one.refuse = true;
  EXPECT_FALSE(can_share_a_route(one));
}

}  // namespace
}  // namespace dsnspec::net
