#include "trace/dialogue.hpp"

#include <gtest/gtest.h>

#include "trace/session_script.hpp"

namespace dsnspec::trace {
namespace {

constexpr std::string_view one_message =
    "S: 220 next.test\n"
    "C: EHLO mta.test\n"
    "S: 250-next.test\\r\\n250-PIPELINING\\r\\n250 dsn\n"
    "C: MAIL FROM:<a@b> ENVID=x\n"
    "S: 250 ok\n"
    "C: RCPT TO:<c@d>\n"
    "S: 250 ok\n"
    "C: RCPT TO:<e@d>\n"
    "S: 550-5.1.1 no\\r\\n550 5.1.1 such user\n"
    "C: DATA\n"
    "S: 354 go\n"
    "C: Subject: x\\r\\n\\r\\n..dot\\r\\n.\n"
    "S: 250 taken\n"
    "C: QUIT\n"
    "S: 221 bye\n";

TEST(Dialogue, PairsCommandsWithReplies) {
  const session recorded = scripted(one_message);
  const dialogue got = understand(recorded);
  ASSERT_TRUE(got.understood);
  EXPECT_EQ(got.greeting.code(), 220);
  ASSERT_EQ(got.transactions.size(), 1U);
  const transaction& only = got.transactions.front();
  EXPECT_TRUE(only.extended);
  EXPECT_TRUE(only.announced("DSN"));
  EXPECT_FALSE(only.announced("8BITMIME"));
  EXPECT_EQ(only.from.mailbox, "a@b");
  ASSERT_EQ(only.recipients.size(), 2U);
  EXPECT_EQ(only.recipients[1].path.mailbox, "e@d");
  EXPECT_EQ(only.recipients[1].code(), 550);
  EXPECT_EQ(only.message, "Subject: x\r\n\r\n.dot\r\n");
  EXPECT_TRUE(only.delivered_to(only.recipients[0]));
  EXPECT_FALSE(only.delivered_to(only.recipients[1]));
}

TEST(Dialogue, IsTheSameHoweverTheOctetsWereSplit) {
  const session whole = scripted(one_message);
  session bytes = whole;
  bytes.chunks.clear();
  for (const chunk& one : whole.chunks) {
    for (const char c : one.octets) {
      bytes.chunks.push_back({one.at, one.from_client, std::string(1, c), 0, false});
    }
  }
  const dialogue got = understand(bytes);
  ASSERT_EQ(got.transactions.size(), 1U);
  EXPECT_EQ(got.transactions[0].message, "Subject: x\r\n\r\n.dot\r\n");
  EXPECT_EQ(got.transactions[0].recipients[1].code(), 550);
  EXPECT_TRUE(got.transactions[0].delivered());
}

TEST(Dialogue, MatchesPipelinedCommandsInOrder) {
  const session recorded = scripted(
      "S: 220 x\nC: EHLO y\nS: 250-x\\r\\n250 PIPELINING\n"
      "C:~MAIL FROM:<>\\r\\nRCPT TO:<a@b>\\r\\nRCPT TO:<c@d>\\r\\nDATA\\r\\n\n"
      "S:~250 1\\r\\n451 2\\r\\n250 3\\r\\n354 4\\r\\n\n"
      "C:~x\\r\\n.\\r\\nMAIL FROM:<second@b>\\r\\nRCPT TO:<e@f>\\r\\n\n"
      "S:~250 5\\r\\n250 6\\r\\n553 7\\r\\n\n");
  const dialogue got = understand(recorded);
  ASSERT_EQ(got.transactions.size(), 2U);
  EXPECT_TRUE(got.transactions[0].from.is_null());
  EXPECT_EQ(got.transactions[0].recipients[0].code(), 451);
  EXPECT_EQ(got.transactions[0].recipients[1].code(), 250);
  EXPECT_TRUE(got.transactions[0].delivered());
  EXPECT_EQ(got.transactions[1].mail.code(), 250);
  EXPECT_EQ(got.transactions[1].recipients[0].code(), 553);
  EXPECT_FALSE(got.transactions[1].delivered());
}

TEST(Dialogue, ForgetsKeywordsAtStartTls) {
  const session recorded = scripted(
      "S: 220 x\nC: EHLO y\nS: 250-x\\r\\n250-STARTTLS\\r\\n250 DSN\nC: STARTTLS\nS: 220 go\nT:\n"
      "C: EHLO y\nS: 250 x\nC: MAIL FROM:<a@b>\nS: 250 ok\n");
  const dialogue got = understand(recorded);
  ASSERT_EQ(got.transactions.size(), 1U);
  EXPECT_TRUE(got.transactions[0].tls);
  EXPECT_FALSE(got.transactions[0].announced("DSN"));
}

TEST(Dialogue, HeloAnnouncesNothing) {
  const session recorded =
      scripted("S: 220 x\nC: EHLO y\nS: 502 no\nC: HELO y\nS: 250 x\nC: MAIL FROM:<a@b>\nS: 250 ok\n");
  const dialogue got = understand(recorded);
  ASSERT_EQ(got.transactions.size(), 1U);
  EXPECT_FALSE(got.transactions[0].extended);
  EXPECT_TRUE(got.transactions[0].keywords.empty());
}

TEST(Dialogue, KeepsAMessageThatWasCutOff) {
  const session recorded = scripted(
      "S: 220 x\nC: HELO y\nS: 250 x\nC: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<c@d>\nS: 250 ok\nC: DATA\nS: 354 go\n"
      "C: half\n");
  const dialogue got = understand(recorded);
  ASSERT_EQ(got.transactions.size(), 1U);
  EXPECT_EQ(got.transactions[0].message, "half\r\n");
  EXPECT_FALSE(got.transactions[0].delivered());
}

TEST(Dialogue, FindsTheEndOfAMessageWhoseMiddleWasNotStored) {
  session recorded = scripted(
      "S: 220 x\nC: HELO y\nS: 250 x\nC: MAIL FROM:<a@b>\nS: 250 ok\nC: RCPT TO:<c@d>\nS: 250 ok\nC: DATA\nS: 354 go\n"
      "C: start\n");
  recorded.chunks.back().omitted = 1000;
  recorded.chunks.push_back({50'000, true, "\r\n.\r\n", 0, false});
  recorded.chunks.push_back({51'000, false, "250 ok\r\n", 0, false});
  recorded.chunks.push_back({52'000, true, "MAIL FROM:<next@b>\r\n", 0, false});
  const dialogue got = understand(recorded);
  ASSERT_EQ(got.transactions.size(), 2U);
  EXPECT_TRUE(got.transactions[0].delivered());
  EXPECT_EQ(got.transactions[0].omitted, 1000U);
  EXPECT_EQ(got.transactions[1].from.mailbox, "next@b");
}

TEST(Dialogue, EndsWhereAPeerStopsTalkingSmtp) {
  const dialogue got = understand(scripted("S: 220 x\nC: EHLO y\nS: hello there\nC: MAIL FROM:<a@b>\n"));
  EXPECT_FALSE(got.understood);
}

TEST(Dialogue, CommandsOutsideATransactionStayOutside) {
  const dialogue got = understand(scripted("S: 220 x\nC: RCPT TO:<a@b>\nS: 503 no\nC: DATA\nS: 503 no\n"));
  EXPECT_TRUE(got.transactions.empty());
  ASSERT_EQ(got.before_mail.size(), 2U);
  EXPECT_EQ(got.before_mail[1].code(), 503);
}

}  // namespace
}  // namespace dsnspec::trace
