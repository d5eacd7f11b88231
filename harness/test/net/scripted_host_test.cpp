#include "net/scripted_host.hpp"

#include <gtest/gtest.h>

#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <string>

#include "base/random.hpp"
#include "net/tls.hpp"
#include "test/net/loop.hpp"

namespace dsnspec::net {
namespace {

namespace asio = boost::asio;
using scenario::stage;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::client;

class ScriptedHost : public test::loop {
 protected:
  std::uint16_t start(host_options options = {}) {
    options.label = "c001";
    options.key = "next";
    options.own_name = "mx.next.c001.test";
    options.address = "127.0.0.1";
    options.port = 0;
    auto made = scripted_host::listen(io, what, std::move(options), tls, seen);
    EXPECT_TRUE(made) << made.error().message;
    host = std::move(*made);
    return host->port();
  }

  scenario::reply_rule& rule(stage at, std::optional<std::string> reply) {
    scenario::reply_rule next;
    next.at = at;
    next.react.reply = std::move(reply);
    what.replies.push_back(next);
    return what.replies.back();
  }

  // Says it all at once and hears until the end; gives how the stream ended.
  awaitable<error_code> talk(client& who, std::uint16_t port, std::string octets) {
    error_code failed = co_await who.link->connect(test::at(port), test::soon());
    if (!failed) {
      failed = co_await who.say(std::move(octets));
    }
    if (!failed) {
      failed = co_await who.hear("never said");
    }
    who.link->close();
    co_return failed;
  }

  // Connects and hears the greeting.
  awaitable<error_code> greet(client& who, std::uint16_t port) {
    error_code failed = co_await who.link->connect(test::at(port), test::soon());
    if (!failed) {
      failed = co_await who.hear("\r\n");
    }
    co_return failed;
  }

  const test::seen_session& only() {
    run_until([&] { return !seen.sessions.empty() && seen.all_closed(); });
    EXPECT_EQ(seen.sessions.size(), 1U);
    return seen.sessions.begin()->second;
  }

  scenario::host what;
  std::shared_ptr<asio::ssl::context> tls;
  std::unique_ptr<scripted_host> host;
};

constexpr const char* dialogue =
    "EHLO mta.local.test\r\nMAIL FROM:<s@o> RET=FULL\r\nRCPT TO:<a@n>\r\nRCPT TO:<b@n>\r\nDATA\r\n"
    "Subject: x\r\n\r\nhello\r\n.\r\nQUIT\r\n";

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

class TlsHost : public ScriptedHost {
 protected:
  void SetUp() override {
    auto context = self_signed_context();
    ASSERT_TRUE(context) << context.error().message;
    tls = *context;
    what.starttls = true;
    what.ehlo = {"DSN"};
  }

  // Speaks in clear, then under TLS: each part, after which it waits until the end of what was heard is
  // `mark`. Gives what was heard under TLS.
  struct part {
    std::string octets;
    std::string mark;
  };
  awaitable<std::string> talk_tls(std::uint16_t port, std::vector<part> parts) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    context.set_verify_mode(asio::ssl::verify_none);
    tcp::socket socket(io);
    co_await socket.async_connect(test::at(port), asio::use_awaitable);
    std::string heard;
    const auto hello = asio::buffer(std::string_view("EHLO a\r\nSTARTTLS\r\n"));
    co_await asio::async_write(socket, hello, asio::use_awaitable);
    auto target = asio::dynamic_buffer(heard);
    co_await asio::async_read_until(socket, target, "start TLS\r\n", asio::use_awaitable);
    asio::ssl::stream<tcp::socket&> stream(socket, context);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    heard.clear();
    for (const part& each : parts) {
      const auto source = asio::buffer(each.octets);
      co_await asio::async_write(stream, source, asio::use_awaitable);
      boost::system::error_code failed;
      while (!failed && (each.mark.empty() || !heard.ends_with(each.mark))) {
        std::array<char, 1000> buffer{};
        const auto room = asio::buffer(buffer);
        const std::size_t size =
            co_await stream.async_read_some(room, asio::redirect_error(asio::use_awaitable, failed));
        heard.append(buffer.data(), size);
      }
    }
    co_return heard;
  }
};

TEST_F(TlsHost, SpeaksUnderTlsAndTellsPlainText) {
  const std::string heard = run(talk_tls(start(), {{dialogue, ""}}));
  const test::seen_session& got = only();
  EXPECT_TRUE(got.tls);
  EXPECT_EQ(got.plain_client, "EHLO a\r\nSTARTTLS\r\n");
  EXPECT_EQ(got.client, dialogue);
  EXPECT_TRUE(got.server.ends_with(heard));
  EXPECT_TRUE(heard.starts_with("250-mx.next.c001.test\r\n250 DSN\r\n250 Sender"));
  EXPECT_EQ(got.closed, "quit");
  ASSERT_EQ(seen.messages.size(), 1U);
  EXPECT_TRUE(seen.messages[0].tls);
}

// A delay reads ahead with a deadline; a read that was cancelled must not harm the TLS session.
TEST_F(TlsHost, GoesOnUnderTlsAfterDelays) {
  rule(stage::mail, std::nullopt).react.delay = milliseconds(20);
  rule(stage::rcpt, std::nullopt).react.delay = milliseconds(20);
  rule(stage::end_of_data, "250 split\r\n").react.split = 2;
  const std::string heard =
      run(talk_tls(start(), {{"EHLO mta.local.test\r\n", "DSN\r\n"},
                             {"MAIL FROM:<s@o> RET=FULL\r\n", "Sender accepted\r\n"},
                             {"RCPT TO:<a@n>\r\n", "Sender accepted\r\n"},
                             {"RCPT TO:<b@n>\r\n", "Recipient accepted\r\n250 Recipient accepted\r\n"},
                             {"DATA\r\n", "<LF>\r\n"},
                             {"Subject: x\r\n\r\nhello\r\n.\r\nQUIT\r\n", ""}}));
  EXPECT_TRUE(heard.ends_with("250 split\r\n221 mx.next.c001.test closing\r\n")) << heard;
  EXPECT_EQ(only().client, dialogue);
  EXPECT_EQ(seen.messages.size(), 1U);
}

TEST_F(TlsHost, SaysWhenTheHandshakeFails) {
  client who(io);
  const std::uint16_t port = start();
  const auto spoil = [](client& one, std::uint16_t to) -> awaitable<error_code> {
    co_await one.link->connect(test::at(to), test::soon());
    co_await one.say("EHLO a\r\nSTARTTLS\r\n");
    co_await one.hear("start TLS\r\n");
    co_await one.say("MAIL FROM:<in@clear>\r\n");
    const error_code ended = co_await one.hear("never said");
    co_return ended;
  };
  run(spoil(who, port));
  EXPECT_TRUE(only().closed->starts_with("error: TLS: ")) << *only().closed;
  EXPECT_FALSE(only().tls);
}

}  // namespace
}  // namespace dsnspec::net
