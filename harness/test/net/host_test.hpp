// A scripted host on a free port, and clients that talk with it.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "net/scripted_host.hpp"
#include "test/net/loop.hpp"

namespace dsnspec::net::test {

inline constexpr const char* dialogue =
    "EHLO mta.local.test\r\nMAIL FROM:<s@o> RET=FULL\r\nRCPT TO:<a@n>\r\nRCPT TO:<b@n>\r\nDATA\r\n"
    "Subject: x\r\n\r\nhello\r\n.\r\nQUIT\r\n";

class host_test : public loop {
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

  scenario::reply_rule& rule(scenario::stage at, std::optional<std::string> reply) {
    scenario::reply_rule next;
    next.at = at;
    next.react.reply = std::move(reply);
    what.replies.push_back(next);
    return what.replies.back();
  }

  // Says it all at once and hears until the end; gives how the stream ended.
  awaitable<error_code> talk(client& who, std::uint16_t port, std::string octets) {
    error_code failed = co_await who.link->connect(at(port), soon());
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
    error_code failed = co_await who.link->connect(at(port), soon());
    if (!failed) {
      failed = co_await who.hear("\r\n");
    }
    co_return failed;
  }

  const seen_session& only() {
    run_until([&] { return !seen.sessions.empty() && seen.all_closed(); });
    EXPECT_EQ(seen.sessions.size(), 1U);
    return seen.sessions.begin()->second;
  }

  scenario::host what;
  std::shared_ptr<boost::asio::ssl::context> tls;
  std::unique_ptr<scripted_host> host;
};

}  // namespace dsnspec::net::test
