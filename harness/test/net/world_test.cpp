#include "net/world.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/error.hpp>
#include <string>

#include "test/net/ask_udp.hpp"
#include "test/net/loop.hpp"

namespace dsnspec::net {
namespace {

namespace asio = boost::asio;
using test::ask_for;
using test::ask_udp;
using test::client;

class World : public test::loop {
 protected:
  void SetUp() override {
    what.hosts["next"].name = "next";
    what.hosts["next"].starttls = true;
    what.hosts["off"].refuse = true;
    std::uint32_t next_address = 0x3FFF00;  // high up in 127.64.0.0/10, where nobody else is
    for (std::size_t i = 0; i < places.size(); ++i) {
      places[i] = scenario::place(what, i, "local.test", next_address);
    }
    options.smtp_port = free_port();
    options.dns_address = "127.0.0.1";
    options.dns_port = 0;
  }

  std::uint16_t free_port() {
    tcp::acceptor probe(io, tcp::endpoint(tcp::v4(), 0));
    return probe.local_endpoint().port();
  }

  base::result<std::unique_ptr<world>> start() {
    return world::start(io, {{&what, &places[0]}, {&what, &places[1]}}, options, seen);
  }

  awaitable<error_code> greet(client& who, std::string address) {
    error_code failed =
        co_await who.link->connect(test::at(options.smtp_port, address.c_str()), test::soon());
    if (!failed) {
      failed = co_await who.hear("\r\n");
    }
    co_return failed;
  }

  scenario::scenario what;
  std::array<scenario::placement, 2> places;
  world_options options;
};

TEST_F(World, ListensForAllCases) {
  auto got = start();
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ((*got)->hosts(), 2U);
  for (const scenario::placement& each : places) {
    client who(io);
    EXPECT_FALSE(run(greet(who, each.hosts.at("next").address)));
    EXPECT_EQ(who.heard, "220 mx.next." + each.label + ".test ESMTP\r\n");
    EXPECT_EQ(seen.sessions.rbegin()->second.start.label, each.label);
    client nobody(io);
    EXPECT_EQ(run(greet(nobody, each.hosts.at("off").address)), asio::error::connection_refused);
    EXPECT_EQ(run(ask_udp((*got)->dns_port(),
                          ask_for(("mx.next." + each.label + ".test.").c_str(), LDNS_RR_TYPE_A))),
              "NOERROR aa: mx.next." + each.label + ".test. 1 A " + each.hosts.at("next").address);
  }
  EXPECT_EQ(run(ask_udp((*got)->dns_port(), ask_for("local.test.", LDNS_RR_TYPE_MX))),
            "NOERROR aa: local.test. 1 MX 10 mta.local.test.");
  (*got)->stop();
  got->reset();
  io.restart();
  io.run_for(patience);
  EXPECT_TRUE(io.stopped());
  EXPECT_TRUE(seen.all_closed());
}

TEST_F(World, SaysWhichAddressIsTaken) {
  const auto first = start();
  ASSERT_TRUE(first);
  const auto second = start();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message, "cannot listen on " + places[0].hosts.at("next").address + " port " +
                                        std::to_string(options.smtp_port) + ": Address already in use");
}

}  // namespace
}  // namespace dsnspec::net
