#include "smtp/client_session.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "test/smtp/splits.hpp"

namespace dsnspec::smtp {
namespace {

using ending = submission_outcome::ending;

submission_plan plan_for(std::vector<std::string> recipients) {
  submission_plan out;
  out.hello = "me.test";
  out.mail = "MAIL FROM:<s@o>";
  for (const std::string& each : recipients) {
    out.rcpt.push_back("RCPT TO:<" + each + ">");
  }
  out.data = "Subject: x\r\n.\r\n";
  return out;
}

// What the client says to each of the replies, and what comes of it.
struct dialogue {
  std::vector<std::string> said;
  submission_outcome outcome;
  bool finished = false;
};

dialogue hold(submission_plan plan, const std::vector<std::string>& replies) {
  client_session client(std::move(plan));
  dialogue out;
  for (const std::string& each : replies) {
    out.said.push_back(client.receive(each));
  }
  out.finished = client.finished();
  out.outcome = client.outcome();
  return out;
}

using lines = std::vector<std::string>;

TEST(ClientSession, SubmitsAMessage) {
  const auto got = hold(plan_for({"a", "b"}),
                        {"220 hi\r\n", "250-t\r\n250-DSN\r\n250 SIZE 5\r\n", "250 ok\r\n", "250 a\r\n",
                         "250 b\r\n", "354 go\r\n", "250 2.0.0 Ok: queued as 4711\r\n", "221 bye\r\n"});
  EXPECT_EQ(got.said, (lines{"EHLO me.test\r\n", "MAIL FROM:<s@o>\r\n", "RCPT TO:<a>\r\n", "RCPT TO:<b>\r\n",
                             "DATA\r\n", "Subject: x\r\n.\r\n", "QUIT\r\n", ""}));
  EXPECT_TRUE(got.finished);
  EXPECT_EQ(got.outcome.how, ending::accepted);
  EXPECT_EQ(got.outcome.failure, "");
  EXPECT_TRUE(got.outcome.extended);
  EXPECT_EQ(got.outcome.keywords, (lines{"DSN", "SIZE 5"}));
  EXPECT_EQ(got.outcome.accepted, (std::vector<std::size_t>{0, 1}));
  ASSERT_TRUE(got.outcome.final);
  EXPECT_EQ(got.outcome.final->text(), "2.0.0 Ok: queued as 4711");
  ASSERT_EQ(got.outcome.exchanges.size(), 8U);
  EXPECT_EQ(got.outcome.exchanges[0].command, "");
  EXPECT_EQ(got.outcome.exchanges[0].answer->code, 220);
  EXPECT_EQ(got.outcome.exchanges[6].command, ".");
  EXPECT_EQ(got.outcome.exchanges[6].answer->code, 250);
  EXPECT_EQ(got.outcome.exchanges[7].command, "QUIT");
}

TEST(ClientSession, LogsInAndAsksAgainWhatIsOffered) {
  auto plan = plan_for({"a"});
  plan.auth = auth_plain("user", "secret");
  const auto got = hold(plan, {"220 hi\r\n", "250-t\r\n250 AUTH PLAIN\r\n", "235 welcome\r\n",
                               "250-t\r\n250 DSN\r\n", "250 ok\r\n"});
  EXPECT_EQ(got.said, (lines{"EHLO me.test\r\n", "AUTH PLAIN AHVzZXIAc2VjcmV0\r\n", "EHLO me.test\r\n",
                             "MAIL FROM:<s@o>\r\n", "RCPT TO:<a>\r\n"}));
  EXPECT_EQ(got.outcome.keywords, (lines{"DSN"}));
  const auto refused = hold(plan, {"220 hi\r\n", "250 t\r\n", "535 who?\r\n", "221 bye\r\n"});
  EXPECT_EQ(refused.outcome.how, ending::failed);
  EXPECT_EQ(refused.outcome.failure, "refused at AUTH: 535 who?\\r\\n");
  EXPECT_EQ(auth_plain("", ""), "AUTH PLAIN AAA=");
  EXPECT_EQ(auth_plain("a", ""), "AUTH PLAIN AGEA");
  EXPECT_EQ(auth_plain("ab", ""), "AUTH PLAIN AGFiAA==");
}

TEST(ClientSession, StartsTlsBeforeItLogsIn) {
  auto plan = plan_for({"a"});
  plan.starttls = true;
  plan.auth = auth_plain("user", "secret");
  plan.helo = true;
  client_session client(plan);
  EXPECT_EQ(client.receive("220 hi\r\n"), "EHLO me.test\r\n");
  EXPECT_EQ(client.receive("250-t\r\n250 STARTTLS\r\n"), "STARTTLS\r\n");
  EXPECT_FALSE(client.starting_tls());
  EXPECT_EQ(client.receive("220 go\r\n"), "");
  EXPECT_TRUE(client.starting_tls());
  EXPECT_EQ(client.tls_started(), "EHLO me.test\r\n");
  EXPECT_FALSE(client.starting_tls());
  EXPECT_EQ(client.receive("250-t\r\n250 AUTH PLAIN\r\n"), "AUTH PLAIN AHVzZXIAc2VjcmV0\r\n");
  EXPECT_EQ(client.receive("235 welcome\r\n"), "HELO me.test\r\n");
  EXPECT_EQ(client.receive("250 t\r\n"), "MAIL FROM:<s@o>\r\n");
}

TEST(ClientSession, GivesUpWithoutTls) {
  auto plan = plan_for({"a"});
  plan.starttls = true;
  const auto refused = hold(plan, {"220 hi\r\n", "250 t\r\n", "502 no\r\n", "221 bye\r\n"});
  EXPECT_EQ(refused.outcome.failure, "refused at STARTTLS: 502 no\\r\\n");
  // What comes in clear behind the 220 could be anybody's.
  const auto injected = hold(plan, {"220 hi\r\n", "250 t\r\n", "220 go\r\n250 t\r\n"});
  EXPECT_EQ(injected.outcome.how, ending::failed);
  EXPECT_TRUE(injected.finished);
}

TEST(ClientSession, SaysTheSameHoweverTheRepliesAreSplit) {
  const std::vector<std::string> replies = {"220-a\r\n220 b\r\n",
                                            "250-t\r\n250-X\r\n250 Y\r\n",
                                            "250 ok\r\n",
                                            "550-no\r\n550 no\r\n",
                                            "250\r\n",
                                            "354 go\r\n",
                                            "250 ok\r\n",
                                            "221\r\n"};
  const auto whole = hold(plan_for({"a", "b"}), replies);
  for (std::size_t cut = 0; cut < replies.size(); ++cut) {
    test::for_each_split(replies[cut], [&](const test::pieces& pieces) {
      client_session client(plan_for({"a", "b"}));
      for (std::size_t i = 0; i < replies.size(); ++i) {
        std::string said;
        for (const std::string_view piece : i == cut ? pieces : test::pieces{replies[i]}) {
          said += client.receive(piece);
        }
        EXPECT_EQ(said, whole.said[i]);
      }
      EXPECT_TRUE(client.finished());
      EXPECT_EQ(client.outcome().accepted, whole.outcome.accepted);
    });
  }
}

TEST(ClientSession, LeavesOutRefusedRecipients) {
  const auto got =
      hold(plan_for({"a", "b", "c"}), {"220\r\n", "250 t\r\n", "250\r\n", "550 no\r\n", "250\r\n",
                                       "450 no\r\n", "354\r\n", "250\r\n", "221\r\n"});
  EXPECT_EQ(got.outcome.how, ending::accepted);
  EXPECT_EQ(got.outcome.accepted, std::vector<std::size_t>{1});
  EXPECT_EQ(got.outcome.exchanges[3].answer->code, 550);
}

TEST(ClientSession, SendsNoDataWithoutARecipient) {
  const auto got =
      hold(plan_for({"a"}), {"220\r\n", "250 t\r\n", "250\r\n", "550 no\r\n", "250\r\n", "221\r\n"});
  EXPECT_EQ(got.said[3], "RSET\r\n");
  EXPECT_EQ(got.said[4], "QUIT\r\n");
  EXPECT_TRUE(got.finished);
  EXPECT_EQ(got.outcome.how, ending::refused);
  EXPECT_EQ(got.outcome.final->code, 550);
}

TEST(ClientSession, StopsBeforeDataWhenProbing) {
  submission_plan plan = plan_for({"a"});
  plan.probe = true;
  const auto got = hold(plan, {"220\r\n", "250 t\r\n", "250\r\n", "250 yes\r\n", "250 reset\r\n", "221\r\n"});
  EXPECT_EQ(got.said[3], "RSET\r\n");
  EXPECT_EQ(got.outcome.how, ending::probed);
  EXPECT_EQ(got.outcome.final->text(), "yes");
}

TEST(ClientSession, FallsBackToHelo) {
  const auto got = hold(plan_for({"a"}), {"220\r\n", "502 what\r\n", "250 t\r\n"});
  EXPECT_EQ(got.said, (lines{"EHLO me.test\r\n", "HELO me.test\r\n", "MAIL FROM:<s@o>\r\n"}));
  EXPECT_FALSE(got.outcome.extended);
}

TEST(ClientSession, TakesRefusalsForData) {
  const auto mail = hold(plan_for({"a"}), {"220\r\n", "250 t\r\n", "501 bad\r\n", "221\r\n"});
  EXPECT_EQ(mail.said[2], "QUIT\r\n");
  EXPECT_EQ(mail.outcome.how, ending::refused);
  EXPECT_EQ(mail.outcome.final->code, 501);
  const auto data =
      hold(plan_for({"a"}), {"220\r\n", "250 t\r\n", "250\r\n", "250\r\n", "451 no\r\n", "221\r\n"});
  EXPECT_EQ(data.said[4], "QUIT\r\n");
  EXPECT_EQ(data.outcome.how, ending::refused);
  const auto content = hold(
      plan_for({"a"}), {"220\r\n", "250 t\r\n", "250\r\n", "250\r\n", "354\r\n", "554 no\r\n", "221\r\n"});
  EXPECT_EQ(content.outcome.how, ending::refused);
  EXPECT_EQ(content.outcome.final->code, 554);
}

TEST(ClientSession, FailsWithoutService) {
  const auto greeting = hold(plan_for({"a"}), {"554 go away\r\n", "221\r\n"});
  EXPECT_EQ(greeting.said, (lines{"QUIT\r\n", ""}));
  EXPECT_EQ(greeting.outcome.how, ending::failed);
  EXPECT_EQ(greeting.outcome.failure, "refused at greeting: 554 go away\\r\\n");
  const auto hello = hold(plan_for({"a"}), {"220\r\n", "550\r\n", "550 no\r\n"});
  EXPECT_EQ(hello.outcome.failure, "refused at HELO: 550 no\\r\\n");
}

TEST(ClientSession, EndsAt421) {
  const auto got = hold(plan_for({"a"}), {"220\r\n", "250 t\r\n", "421 stop\r\n"});
  EXPECT_TRUE(got.finished);
  EXPECT_EQ(got.said[2], "");
  EXPECT_EQ(got.outcome.how, ending::failed);
  EXPECT_EQ(got.outcome.final->code, 421);
}

TEST(ClientSession, SaysWhereTheConnectionEnded) {
  client_session client(plan_for({"a"}));
  client.receive("220\r\n");
  client.receive("250-half");
  client.closed("");
  EXPECT_TRUE(client.finished());
  EXPECT_EQ(client.outcome().failure, "connection closed in the middle of a reply: 250-half");
  EXPECT_EQ(client.outcome().exchanges.back().command, "EHLO me.test");
  EXPECT_FALSE(client.outcome().exchanges.back().answer);
}

TEST(ClientSession, NeedsNoReplyToQuit) {
  client_session client(plan_for({"a"}));
  for (const char* const reply : {"220\r\n", "250 t\r\n", "250\r\n", "250\r\n", "354\r\n"}) {
    client.receive(reply);
  }
  EXPECT_TRUE(client.sending_data());
  client.receive("250 ok\r\n");
  EXPECT_FALSE(client.finished());
  client.closed("timeout");
  EXPECT_TRUE(client.finished());
  EXPECT_EQ(client.outcome().how, ending::accepted);
  EXPECT_EQ(client.outcome().failure, "");
}

TEST(ClientSession, FailsOnWhatIsNoReply) {
  const auto broken = hold(plan_for({"a"}), {"220\r\n", "250-a\r\n550 b\r\n"});
  EXPECT_TRUE(broken.finished);
  EXPECT_EQ(broken.outcome.how, ending::failed);
  EXPECT_EQ(broken.outcome.failure.substr(0, 17), "malformed reply: ");
  const auto early = hold(plan_for({"a"}), {"220\r\n250 too early\r\n"});
  EXPECT_TRUE(early.finished);
  EXPECT_EQ(early.outcome.failure, "unexpected octets after a reply: 250 too early\\r\\n");
}

TEST(ClientSession, SaysHeloWhereThePlanSaysSo) {
  submission_plan plan;
  plan.mail = "MAIL FROM:<a@b.example>";
  plan.helo = true;
  client_session client(plan);
  EXPECT_EQ(client.receive("220 ready\r\n"), "HELO submitter.test\r\n");
  EXPECT_EQ(client.receive("250 hello\r\n"), "MAIL FROM:<a@b.example>\r\n");
  EXPECT_FALSE(client.outcome().extended);
}

}  // namespace
}  // namespace dsnspec::smtp
