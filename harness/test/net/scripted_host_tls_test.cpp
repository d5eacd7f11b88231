#include <gtest/gtest.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <vector>

#include "net/scripted_host.hpp"
#include "net/tls.hpp"
#include "test/net/host_test.hpp"

namespace dsnspec::net {
namespace {

namespace asio = boost::asio;
using scenario::stage;
using std::chrono::milliseconds;
using test::client;
using test::dialogue;

class TlsHost : public test::host_test {
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
