#include <gtest/gtest.h>

#include <string>

#include "smtp/script.hpp"
#include "smtp/server_session.hpp"
#include "test/smtp/server_driver.hpp"

namespace dsnspec::smtp {
namespace {

using namespace std::string_literals;
using scenario::stage;
using test::plain_host;
using test::play;
using test::replies;
using test::result;

TEST(ServerSession, SurvivesMalformedLines) {
  const std::string nasty = "\0\r\n\r\r\n \t\r\nMAIL\0FROM:<>\r\n\xFF\xFE\r\nEHLO\r\nNO\rOP\r\nNOOP\n"s;
  EXPECT_EQ(replies(plain_host(), nasty).back(), "250 Still here\\r\\n");
}

TEST(ServerSession, BoundsALineOfTenMegabytes) {
  const std::string endless(10U << 20U, 'x');
  const result got = play(plain_host(), {endless, "\r\nNOOP\r\n"});
  EXPECT_EQ(got.said.at(1), "500 Line too long\\r\\n");
  EXPECT_EQ(got.said.at(2), "250 Still here\\r\\n");
  ASSERT_EQ(got.recorded.size(), 2U);
  EXPECT_EQ(got.recorded[0], std::string(16384, 'x') + " +" + std::to_string(endless.size() - 16384));
  EXPECT_EQ(got.recorded[1], "\\r\\nNOOP\\r\\n +0");
}

TEST(ServerSession, BoundsAMessageOfFiftyMegabytes) {
  host_memory memory;
  const scenario::host host = plain_host();
  server_session session(host, memory, "mx.next");
  session.open();
  session.receive("HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n");
  std::string piece;
  while (piece.size() < 1U << 20U) {
    piece += "another line\r\n";
  }
  std::size_t kept = 0;
  std::size_t omitted = 0;
  const auto drain = [&] {
    for (const recorded_stretch& each : session.take_recorded()) {
      kept += each.octets.size();
      omitted += each.omitted;
    }
  };
  drain();
  const std::size_t before = kept;
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(session.receive(piece).empty());
    drain();
  }
  EXPECT_EQ(session.receive(".\r\n").size(), 1U);
  drain();
  EXPECT_EQ(kept - before, (1U << 20U) + 5);
  EXPECT_EQ(kept - before + omitted, 50 * piece.size() + 3);
  const auto messages = session.take_messages();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].content.size(), 1U << 20U);
  EXPECT_EQ(messages[0].content.size() + messages[0].omitted, 50 * piece.size());
}

TEST(ServerSession, EndsWhenTooMuchComes) {
  const server_limits few{.max_commands = 3, .max_recipients = 1};
  const auto said = play(plain_host(), {"NOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\nNOOP\r\n"}, few).said;
  ASSERT_EQ(said.size(), 6U);
  EXPECT_EQ(said[5], "421 mx.next closing: too much in one session\\r\\n[too much]");
  const auto crowd =
      play(plain_host(), {"HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\n"}, {.max_recipients = 1})
          .said;
  EXPECT_EQ(crowd.back(), "452 Too many recipients\\r\\n");
  const server_limits small{.max_recorded = 100};
  EXPECT_NE(play(plain_host(), {std::string(90, 'a') + "\r\n", std::string(90, 'b') + "\r\n"}, small)
                .said.back()
                .find("421"),
            std::string::npos);
}

TEST(ServerSession, EndsAtTheSamePlaceHoweverTheOctetsComeIn) {
  const server_limits small{.max_recorded = 100};
  const std::string octets = std::string(90, 'a') + "\r\n" + std::string(90, 'b') + "\r\nNOOP\r\n";
  const result whole = play(plain_host(), {octets}, small);
  for (std::size_t cut = 1; cut < octets.size(); ++cut) {
    const std::string_view all = octets;
    EXPECT_EQ(play(plain_host(), {all.substr(0, cut), all.substr(cut)}, small), whole) << cut;
  }
}

TEST(HostMemory, SharesOneCountBeyondItsLimit) {
  host_memory memory;
  for (int i = 0; i < 20'000; ++i) {
    const forward_path path{"user" + std::to_string(i) + "@n"};
    memory.reached(stage::rcpt, &path);
  }
  const forward_path first{"user0@n"};
  const forward_path late{"user19999@n"};
  EXPECT_EQ(memory.reached(stage::rcpt, &first), 2U);
  EXPECT_GT(memory.reached(stage::rcpt, &late), 2U);
}

}  // namespace
}  // namespace dsnspec::smtp
