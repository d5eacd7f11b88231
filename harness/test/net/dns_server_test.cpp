#include "net/dns_server.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>

#include "test/net/ask_udp.hpp"
#include "test/net/dns_client.hpp"
#include "test/net/loop.hpp"

namespace dsnspec::net {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;
using std::chrono::milliseconds;
using test::ask_for;
using test::ask_udp;
using test::client;
using test::shown;

std::string framed(const std::string& message) {
  return std::string{static_cast<char>(message.size() >> 8U), static_cast<char>(message.size() & 0xFFU)} +
         message;
}

// The messages in a TCP stream.
std::vector<std::string> messages_of(std::string_view octets) {
  std::vector<std::string> out;
  while (octets.size() >= 2) {
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(octets[0])) << 8U |
                             static_cast<unsigned char>(octets[1]);
    out.push_back(shown(octets.substr(2, size)));
    octets.remove_prefix(std::min(octets.size(), size + 2));
  }
  return out;
}

class DnsServer : public test::loop {
 protected:
  void SetUp() override {
    what.hosts["next"].name = "next";
    what.hosts["mute"].dns.behaviour = scenario::dns_behaviour::silent;
    for (std::uint16_t i = 0; i < 60; ++i) {
      what.hosts["many"].dns.exchangers.push_back({i, "exchanger-number-" + std::to_string(i) + ".example"});
    }
    std::uint32_t next_address = 0;
    names.add(what, scenario::place(what, 0, "local.test", next_address));
    auto made = dns_server::listen(io, names, {"127.0.0.1", 0}, seen);
    ASSERT_TRUE(made) << made.error().message;
    server = std::move(*made);
  }

  scenario::scenario what;
  zone names;
  std::unique_ptr<dns_server> server;
};

TEST_F(DnsServer, AnswersOverUdp) {
  EXPECT_EQ(run(ask_udp(server->port(), ask_for("next.c001.test.", LDNS_RR_TYPE_MX))),
            "NOERROR aa: next.c001.test. 1 MX 10 mx.next.c001.test.");
  ASSERT_EQ(seen.queries.size(), 1U);
  EXPECT_EQ(seen.queries[0].name, "next.c001.test");
  EXPECT_EQ(seen.queries[0].label, "c001");
}

TEST_F(DnsServer, TruncatesOverUdpAndTellsAllOverTcp) {
  const std::string query = ask_for("many.c001.test.", LDNS_RR_TYPE_MX);
  EXPECT_EQ(run(ask_udp(server->port(), query)), "NOERROR aa tc");
  const auto ask = [](client& who, std::uint16_t port, std::string octets) -> awaitable<error_code> {
    co_await who.link->connect(test::at(port), test::soon());
    co_await who.say(octets.substr(0, 1));
    co_await who.say(octets.substr(1, 7));
    co_await who.say(octets.substr(8));
    error_code failed;
    while (!failed && messages_of(who.heard).size() < 2) {
      failed = co_await who.link->read(who.heard, test::soon());
    }
    co_return failed;
  };
  client who(io);
  const std::string two = framed(query) + framed(ask_for("localhost.", LDNS_RR_TYPE_A));
  EXPECT_FALSE(run(ask(who, server->port(), two)));
  const auto got = messages_of(who.heard);
  ASSERT_EQ(got.size(), 2U);
  EXPECT_NE(got[0].find("MX 59 exchanger-number-59.example."), std::string::npos);
  EXPECT_EQ(got[1], "NOERROR aa: localhost. 1 A 127.0.0.1");
}

TEST_F(DnsServer, GoesOnAfterSilenceAndGarbage) {
  const auto mix = [](std::uint16_t port) -> awaitable<std::string> {
    const auto executor = co_await asio::this_coro::executor;
    udp::socket socket(executor, udp::endpoint(udp::v4(), 0));
    const udp::endpoint to(asio::ip::make_address("127.0.0.1"), port);
    const std::string queries[] = {ask_for("mute.c001.test.", LDNS_RR_TYPE_MX), "", "garbage",
                                   std::string(9000, '\xFF'), ask_for("localhost.", LDNS_RR_TYPE_A)};
    for (const std::string& each : queries) {
      const auto source = asio::buffer(each);
      co_await socket.async_send_to(source, to, asio::use_awaitable);
    }
    std::array<char, 4096> buffer{};
    const auto target = asio::buffer(buffer);
    udp::endpoint from;
    const std::size_t size = co_await socket.async_receive_from(target, from, asio::use_awaitable);
    co_return shown(std::string_view(buffer.data(), size));
  };
  EXPECT_EQ(run(mix(server->port())), "NOERROR aa: localhost. 1 A 127.0.0.1");
  ASSERT_EQ(seen.queries.size(), 2U);
  EXPECT_EQ(seen.queries[0].answer, "no reply");
}

TEST_F(DnsServer, SaysWhyItCannotListen) {
  const auto again = dns_server::listen(io, names, {"127.0.0.1", server->port()}, seen);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "cannot listen on 127.0.0.1 port " + std::to_string(server->port()) +
                                       " (TCP): Address already in use");
}

TEST_F(DnsServer, StopsWithoutLeavingWork) {
  server->stop();
  io.restart();
  io.run_for(patience);
  EXPECT_TRUE(io.stopped());
}

}  // namespace
}  // namespace dsnspec::net
