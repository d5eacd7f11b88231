#include "net/scripted_host.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <memory>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "test/net/host_test.hpp"

namespace dsnspec::net {
namespace {

namespace asio = boost::asio;
using scenario::stage;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::client;
using test::dialogue;

using ScriptedHost = test::host_test;

TEST_F(ScriptedHost, TellsAllThatPasses) {
  what.ehlo = {"DSN"};
  client who(io);
  const error_code ended = run(talk(who, start(), dialogue));
  EXPECT_TRUE(is_end(ended)) << ended.message();
  const test::seen_session& got = only();
  EXPECT_EQ(got.start.label, "c001");
  EXPECT_EQ(got.start.host, "next");
  EXPECT_EQ(got.start.role, session_role::server);
  EXPECT_TRUE(got.start.peer.starts_with("127.0.0.1:")) << got.start.peer;
  EXPECT_EQ(got.client, dialogue);
  EXPECT_EQ(got.server, who.heard);
  EXPECT_EQ(got.server,
            "220 mx.next.c001.test ESMTP\r\n250-mx.next.c001.test\r\n250 DSN\r\n250 Sender accepted\r\n"
            "250 Recipient accepted\r\n250 Recipient accepted\r\n354 End data with <CR><LF>.<CR><LF>\r\n"
            "250 Message accepted\r\n221 mx.next.c001.test closing\r\n");
  EXPECT_EQ(got.closed, "quit");
  ASSERT_EQ(seen.messages.size(), 1U);
  EXPECT_EQ(seen.messages[0].content, "Subject: x\r\n\r\nhello\r\n");
  EXPECT_EQ(seen.messages[0].envelope.recipients.size(), 2U);
}

TEST_F(ScriptedHost, AnswersEachRecipientAsScripted) {
  rule(stage::rcpt, "550 5.1.1 not b\r\n").rcpt = "b";
  client who(io);
  run(talk(who, start(), dialogue));
  EXPECT_NE(who.heard.find("2.1.5 Recipient accepted\r\n550 5.1.1 not b\r\n354 "), std::string::npos)
      << who.heard;
  ASSERT_EQ(seen.messages.size(), 1U);
  EXPECT_EQ(seen.messages[0].envelope.recipients.size(), 1U);
}

TEST_F(ScriptedHost, Drops) {
  rule(stage::mail, "250 o").react.drop = true;
  client who(io);
  const error_code ended = run(talk(who, start(), "EHLO a\r\nMAIL FROM:<>\r\n"));
  EXPECT_TRUE(is_end(ended)) << ended.message();
  EXPECT_TRUE(who.heard.ends_with("\r\n250 o"));
  EXPECT_EQ(only().closed, "drop");
}

TEST_F(ScriptedHost, Resets) {
  scenario::reply_rule& last = rule(stage::mail, std::nullopt);
  last.react.drop = true;
  last.react.reset = true;
  last.react.silent = true;
  client who(io);
  const error_code ended = run(talk(who, start(), "EHLO a\r\nMAIL FROM:<>\r\n"));
  EXPECT_EQ(ended, asio::error::connection_reset);
  EXPECT_EQ(only().closed, "reset");
}

TEST_F(ScriptedHost, ResetsBeforeTheGreeting) {
  scenario::reply_rule& first = rule(stage::greeting, std::nullopt);
  first.react.drop = first.react.reset = first.react.silent = true;
  client who(io);
  EXPECT_TRUE(run(talk(who, start(), "")));
  EXPECT_EQ(who.heard, "");
  EXPECT_EQ(only().closed, "reset");
}

TEST_F(ScriptedHost, Delays) {
  rule(stage::mail, std::nullopt).react.delay = milliseconds(60);
  client who(io);
  const std::uint16_t port = start();
  const auto before = steady_clock::now();
  run(talk(who, port, dialogue));
  EXPECT_GE(steady_clock::now() - before, milliseconds(60));
  const test::seen_session& got = only();
  EXPECT_EQ(got.client, dialogue);
  EXPECT_EQ(got.closed, "quit");
  EXPECT_EQ(seen.messages.size(), 1U);
}

// Says EHLO, and more when the host has taken that and waits.
class DelayedHost : public ScriptedHost {
 protected:
  void begin(client& who, milliseconds delay) {
    rule(stage::ehlo, std::nullopt).react.delay = delay;
    run(greet(who, start()));
    run(who.say("EHLO a\r\n"));
    run_until([&] { return seen.sessions.at(1).client == "EHLO a\r\n"; });
  }
};

TEST_F(DelayedHost, NoticesAPeerThatLeaves) {
  client who(io);
  begin(who, milliseconds(600'000));
  run(who.say("NOOP\r\n"));
  who.link->close();
  const test::seen_session& got = only();
  EXPECT_EQ(got.closed, "eof");
  EXPECT_EQ(got.client, "EHLO a\r\nNOOP\r\n");
}

TEST_F(DelayedHost, AnswersWhatCameMeanwhile) {
  client who(io);
  begin(who, milliseconds(50));
  run(who.say("NO"));
  run(who.say("OP\r\nQUIT\r\n"));
  run(who.hear("never said"));
  EXPECT_TRUE(
      who.heard.ends_with("250 DSN\r\n250 2.0.0 Still here\r\n221 2.0.0 mx.next.c001.test closing\r\n"))
      << who.heard;
  EXPECT_EQ(only().client, "EHLO a\r\nNOOP\r\nQUIT\r\n");
}

TEST_F(ScriptedHost, WritesInPieces) {
  rule(stage::ehlo, "250-mx\r\n250 DSN\r\n").react.split = 5;
  client who(io);
  run(talk(who, start(), "EHLO a\r\nQUIT\r\n"));
  EXPECT_NE(who.heard.find("\r\n250-mx\r\n250 DSN\r\n221"), std::string::npos);
  const test::seen_session& got = only();
  EXPECT_EQ(std::vector<std::string>(got.pieces.begin() + 1, got.pieces.end() - 1),
            (std::vector<std::string>{"250-m", "x\r\n25", "0 DSN", "\r\n"}));
  EXPECT_GE(who.reads, 3U);
}

TEST_F(ScriptedHost, SaysWhenThePeerCloses) {
  client who(io);
  run(greet(who, start()));
  run(who.say("EHLO"));
  who.link->close();
  EXPECT_EQ(only().closed, "eof");
  EXPECT_EQ(only().client, "EHLO");
}

TEST_F(ScriptedHost, ClosesAnIdleSession) {
  host_options options;
  options.idle_timeout = milliseconds(30);
  client who(io);
  const error_code ended = run(talk(who, start(options), "EHLO a\r\n"));
  EXPECT_TRUE(is_end(ended));
  EXPECT_EQ(only().closed, "timeout");
}

TEST_F(ScriptedHost, StopsWithoutLeavingWork) {
  client who(io);
  run(greet(who, start()));
  EXPECT_EQ(host->open_sessions(), 1U);
  host->stop();
  who.link->close();
  io.restart();
  io.run_for(patience);
  EXPECT_TRUE(io.stopped());
  EXPECT_EQ(only().closed, "stopped");
  EXPECT_EQ(host->open_sessions(), 0U);
}

TEST_F(ScriptedHost, ServesManyAtOnce) {
  const std::uint16_t port = start();
  std::vector<std::unique_ptr<client>> crowd;
  std::size_t done = 0;
  for (int i = 0; i < 100; ++i) {
    crowd.push_back(std::make_unique<client>(io));
    asio::co_spawn(io, talk(*crowd.back(), port, dialogue),
                   [&done](std::exception_ptr, error_code) { ++done; });
  }
  run_until([&] { return done == crowd.size(); });
  EXPECT_EQ(seen.messages.size(), crowd.size());
}

TEST_F(ScriptedHost, MakesNewSessionsWaitBeyondItsLimit) {
  host_options options;
  options.max_sessions = 1;
  const std::uint16_t port = start(options);
  client first(io);
  client second(io);
  run(greet(first, port));
  bool greeted = false;
  asio::co_spawn(io, greet(second, port), [&](std::exception_ptr, error_code failed) { greeted = !failed; });
  io.restart();
  io.run_for(milliseconds(30));
  EXPECT_FALSE(greeted);
  first.link->close();
  run_until([&] { return greeted; });
  EXPECT_EQ(seen.sessions.size(), 2U);
}

TEST_F(ScriptedHost, SaysWhyItCannotListen) {
  const std::uint16_t port = start();
  host_options options;
  options.address = "127.0.0.1";
  options.port = port;
  const auto again = scripted_host::listen(io, what, options, nullptr, seen);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message,
            "cannot listen on 127.0.0.1 port " + std::to_string(port) + ": Address already in use");
  options.address = "nonsense";
  EXPECT_FALSE(scripted_host::listen(io, what, options, nullptr, seen));
}

TEST_F(ScriptedHost, HoldsALargeMessageInBoundedMemory) {
  const std::uint16_t port = start();
  client who(io);
  const auto send = [](client& one, std::uint16_t to) -> awaitable<error_code> {
    co_await one.link->connect(test::at(to), test::soon());
    co_await one.say("HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n");
    co_await one.hear("<LF>\r\n");
    std::string piece(1U << 20U, 'x');
    piece.replace(piece.size() - 2, 2, "\r\n");
    for (int i = 0; i < 8; ++i) {
      co_await one.say(piece);
    }
    co_await one.say(".\r\nQUIT\r\n");
    const error_code ended = co_await one.hear("never said");
    co_return ended;
  };
  run(send(who, port));
  const test::seen_session& got = only();
  EXPECT_EQ(got.closed, "quit");
  EXPECT_TRUE(got.client.ends_with("\r\n.\r\nQUIT\r\n"));
  EXPECT_LT(got.client.size(), (1U << 20U) + 200);
  EXPECT_EQ(got.omitted, (7U << 20U) - 2);
  ASSERT_EQ(seen.messages.size(), 1U);
  EXPECT_EQ(seen.messages[0].content.size(), 1U << 20U);
  EXPECT_EQ(seen.messages[0].omitted, 7U << 20U);
}

TEST_F(ScriptedHost, SurvivesGarbage) {
  const std::uint16_t port = start();
  base::random random(7);
  for (int round = 0; round < 20; ++round) {
    std::string garbage;
    while (garbage.size() < 5000) {
      garbage += static_cast<char>(random.next());
      garbage += random.chance(1, 30) ? "\r\n" : "";
      garbage += random.chance(1, 60) ? "MAIL FROM:<" : "";
      garbage += random.chance(1, 60) ? "HELO x\r\n" : "";
    }
    client who(io);
    run(talk(who, port, garbage + "\r\nRSET\r\n.\r\nRSET\r\nQUIT\r\n"));
  }
  run_until([&] { return seen.all_closed(); });
  EXPECT_EQ(seen.sessions.size(), 20U);
  for (const auto& [id, one] : seen.sessions) {
    EXPECT_EQ(one.closed, "quit");
  }
}

}  // namespace
}  // namespace dsnspec::net
