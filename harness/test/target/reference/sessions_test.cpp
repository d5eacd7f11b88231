// Both sides of SMTP, as the reference mail system speaks it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "target/reference/relay_session.hpp"
#include "target/reference/server_session.hpp"

namespace dsnspec::reference {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr wall_time noon{std::chrono::seconds{1'769'860'800}};

class server : public testing::Test {
 protected:
  server() {
    home_.host_name = "mta.home.example";
    home_.domain = "home.example";
    home_.mailboxes = {"dave"};
    session_.receive("EHLO client.example\r\n", noon);
  }
  std::string say(const std::string& line) { return session_.receive(line + "\r\n", noon); }

  directory home_;
  conduct as_;
  server_session session_{home_, as_, [] { return "r1"; }};
};

TEST_F(server, KeepsParametersAsTheyCame) {
  const std::string replies = session_.receive(
      "MAIL FROM:<a@b.example> RET=hdrs ENVID=+41\r\nRCPT TO:<c@d.example> NOTIFY=success,DELAY "
      "ORCPT=rfc822;X+40y\r\n"
      "DATA\r\n",
      noon);
  EXPECT_EQ(replies,
            "250 2.1.0 sender ok\r\n250 2.1.5 recipient ok\r\n354 end with a line that is a dot\r\n");
  EXPECT_EQ(session_.receive("Subject: x\r\n\r\n..y\r\n.\r\n", noon), "250 2.0.0 taken as r1\r\n");
  const auto taken = session_.take_messages();
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].envid, "+41");
  EXPECT_EQ(taken[0].ret, grammar::ret::hdrs);
  EXPECT_EQ(taken[0].recipients.at(0).orcpt, "rfc822;X+40y");
  EXPECT_EQ(taken[0].recipients[0].notify, grammar::notify::on(true, false, true));
  EXPECT_EQ(taken[0].content,
            "Received: from client.example by mta.home.example with ESMTP id r1\r\n for <c@d.example>;\r\n"
            " Sat, 31 Jan 2026 12:00:00 +0000\r\nSubject: x\r\n\r\n.y\r\n");
}

TEST_F(server, RefusesWhatIsWrong) {
  EXPECT_THAT(say("MAIL FROM:<a@b.example> RET=BODY"), StartsWith("501 5.5.4 "));
  EXPECT_THAT(say("MAIL FROM:<a@b.example> ENVID=a ENVID=b"), StartsWith("501 "));
  EXPECT_THAT(say("MAIL FROM:<a@b.example> ENVID=a+0D"), StartsWith("501 "));
  EXPECT_THAT(say("MAIL FROM:<a@b.example> X=1"), StartsWith("555 "));
  EXPECT_THAT(say("MAIL FROM:<\xC3\xA9@b.example>"), StartsWith("550 5.6.7 "));
  EXPECT_THAT(say("RCPT TO:<c@d.example>"), StartsWith("503 "));
  EXPECT_THAT(say("MAIL FROM:<>"), StartsWith("250 "));
  EXPECT_THAT(say("RCPT TO:<nobody@home.example>"), StartsWith("550 5.1.1 "));
  EXPECT_THAT(say("RCPT TO:<c@d.example> NOTIFY=NEVER,FAILURE"), StartsWith("501 "));
  EXPECT_THAT(say("RCPT TO:<c@d.example> ORCPT=x"), StartsWith("501 "));
  EXPECT_THAT(say("RCPT TO:<c\x01@d.example>"), StartsWith("501 "));
  EXPECT_THAT(say("DATA"), StartsWith("554 "));
  EXPECT_THAT(say("RCPT TO:<Postmaster>"), StartsWith("250 "));
}

// What a next hop says, one reply a step; what the session sent before each.
std::vector<std::string> talk(relay_session& session, const std::vector<std::string>& replies) {
  std::vector<std::string> sent;
  for (const std::string& each : replies) {
    sent.push_back(session.receive(each, noon));
  }
  return sent;
}

class relay : public testing::Test {
 protected:
  relay() {
    what_.reverse_path = "a@b.example";
    what_.envid = "+41";
    what_.content = "Subject: x\r\n\r\nbody\r\n";
    recipient who;
    who.address = "c@d.example";
    who.destination = who.address;
    who.notify = grammar::notify::never();
    who.orcpt = "RFC822;Q";
    what_.recipients = {who, who};
  }

  message what_;
  conduct as_;
};

TEST_F(relay, TellsAConformingNextHopAll) {
  relay_session session(what_, {0}, "me.example", "mx.d.example", as_);
  const auto sent = talk(session, {"220 hi\r\n", "250-hi\r\n250 dsn\r\n", "250 ok\r\n", "250 ok\r\n",
                                   "354 go\r\n", "250 2.0.0 taken\r\n", "221 bye\r\n"});
  EXPECT_EQ(sent[0], "EHLO me.example\r\n");
  EXPECT_EQ(sent[1], "MAIL FROM:<a@b.example> ENVID=+41\r\n");
  EXPECT_EQ(sent[2], "RCPT TO:<c@d.example> NOTIFY=NEVER ORCPT=RFC822;Q\r\n");
  EXPECT_EQ(sent[4], "Subject: x\r\n\r\nbody\r\n.\r\n");
  EXPECT_EQ(session.outcomes()[0].what, attempt::result::passed_on);
  EXPECT_TRUE(session.finished());
}

TEST_F(relay, TellsOthersNothing) {
  relay_session session(what_, {0}, "me.example", "mx.d.example", as_);
  const auto sent = talk(session, {"220 hi\r\n", "250-hi\r\n250-XDSN\r\n250 X DSN\r\n", "250 ok\r\n",
                                   "250 ok\r\n", "354 go\r\n", "250 2.0.0 taken\r\n"});
  EXPECT_EQ(sent[1], "MAIL FROM:<a@b.example>\r\n");
  EXPECT_EQ(sent[2], "RCPT TO:<c@d.example>\r\n");
  EXPECT_EQ(session.outcomes()[0].what, attempt::result::relayed);
  EXPECT_EQ(session.outcomes()[0].reply, std::vector<std::string>{"250 2.0.0 taken"});
  EXPECT_TRUE(session.settled());
}

TEST_F(relay, FallsBackToHelo) {
  relay_session session(what_, {0}, "me.example", "mx.d.example", as_);
  EXPECT_EQ(talk(session, {"220 hi\r\n", "502 what?\r\n"})[1], "HELO me.example\r\n");
}

TEST_F(relay, PutsWhatItKnowsTogetherInAPipeline) {
  relay_session session(what_, {0, 1}, "me.example", "mx.d.example", as_);
  const auto sent = talk(session, {"220 hi\r\n", "250-hi\r\n250 PIPELINING\r\n",
                                   "550 5.7.1 not you\r\n503 no\r\n503 no\r\n", "250 ok\r\n"});
  EXPECT_EQ(sent[1], "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nRCPT TO:<c@d.example>\r\n");
  EXPECT_EQ(sent[2], "RSET\r\n");
  EXPECT_EQ(sent[3], "QUIT\r\n");
  for (const attempt& each : session.outcomes()) {
    EXPECT_EQ(each.what, attempt::result::failed);
    EXPECT_EQ(each.status, "5.7.1");
  }
}

TEST_F(relay, KeepsOutcomesApart) {
  relay_session session(what_, {0, 1}, "me.example", "mx.d.example", as_);
  const auto sent = talk(session, {"220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n",
                                   "552 5.5.3 too many\r\n", "354 go\r\n", "250 taken\r\n"});
  EXPECT_EQ(session.outcomes()[0].what, attempt::result::relayed);
  EXPECT_EQ(session.outcomes()[1].what, attempt::result::deferred);
  EXPECT_EQ(session.outcomes()[1].status, "4.5.3");
}

TEST_F(relay, IsDeferredWhereTheConnectionEnds) {
  relay_session session(what_, {0}, "me.example", "mx.d.example", as_);
  talk(session, {"220 hi\r\n"});
  session.closed("gone", noon);
  EXPECT_EQ(session.outcomes()[0].what, attempt::result::deferred);
  EXPECT_TRUE(session.outcomes()[0].reply.empty());
  EXPECT_TRUE(session.finished());
}

TEST_F(relay, DoesNotSendUtf8ToWhoCantTakeIt) {
  what_.smtputf8 = true;
  what_.recipients[0].destination = "\xC3\xA9@d.example";
  what_.recipients[1].orcpt = "utf-8;\xC3\xA9@x.example";
  relay_session session(what_, {0, 1}, "me.example", "mx.d.example", as_);
  const auto sent = talk(session, {"220 hi\r\n", "250-hi\r\n250 DSN\r\n", "250 ok\r\n"});
  EXPECT_EQ(session.outcomes()[0].status, "5.6.7");
  EXPECT_THAT(sent[1], Not(HasSubstr("SMTPUTF8")));
  EXPECT_THAT(sent[2], HasSubstr("ORCPT=utf-8;\\x{E9}@x.example"));
}

TEST_F(relay, ForgetsKeywordsWhenTlsStarts) {
  relay_session session(what_, {0}, "me.example", "mx.d.example", as_);
  talk(session, {"220 hi\r\n", "250-hi\r\n250-DSN\r\n250 STARTTLS\r\n", "220 go\r\n"});
  ASSERT_TRUE(session.awaits_tls());
  EXPECT_EQ(session.tls_started(), "EHLO me.example\r\n");
  EXPECT_EQ(session.receive("250-hi\r\n250 STARTTLS\r\n", noon), "MAIL FROM:<a@b.example>\r\n");
}

}  // namespace
}  // namespace dsnspec::reference
