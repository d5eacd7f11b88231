#include "smtp/server_session.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/quote.hpp"
#include "test/smtp/server_driver.hpp"
#include "test/smtp/splits.hpp"

namespace dsnspec::smtp {
namespace {

using namespace std::string_literals;
using scenario::stage;
using std::chrono::milliseconds;
using test::driver;
using test::lines;
using test::plain_host;
using test::play;
using test::replies;
using test::result;
using test::rule;

constexpr const char* whole_dialogue =
    "EHLO mta\r\nMAIL FROM:<s@o> RET=HDRS\r\nRCPT TO:<a@n> NOTIFY=NEVER\r\nRCPT TO:<b@n>\r\nDATA\r\n"
    "Subject: x\r\n\r\n..dot\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<c@n>\r\nRSET\r\nQUIT\r\n";

TEST(ServerSession, AcceptsAMessage) {
  const result got = play(plain_host(), {whole_dialogue});
  EXPECT_EQ(got.said,
            (lines{"220 mx.next ESMTP\\r\\n", "250-mx.next\\r\\n250-PIPELINING\\r\\n250 DSN\\r\\n",
                   "250 Sender accepted\\r\\n", "250 Recipient accepted\\r\\n",
                   "250 Recipient accepted\\r\\n", "354 End data with <CR><LF>.<CR><LF>\\r\\n",
                   "250 Message accepted\\r\\n", "250 Sender accepted\\r\\n", "250 Recipient accepted\\r\\n",
                   "250 Forgotten\\r\\n", "221 mx.next closing\\r\\n", "[quit]"}));
  EXPECT_EQ(got.recorded, lines{base::quote(whole_dialogue) + " +0"});
  EXPECT_EQ(got.messages,
            lines{"<s@o> RET=HDRS <a@n> NOTIFY=NEVER <b@n> Subject: x\\r\\n\\r\\n.dot\\r\\n accepted"});
}

TEST(ServerSession, DoesTheSameHoweverTheDialogueIsSplit) {
  scenario::host host = plain_host();
  host.ehlo.emplace_back("ENHANCEDSTATUSCODES");
  host.replies = {rule(stage::rcpt, "550 5.1.1 no\r\n")};
  host.replies[0].rcpt = "b*";
  const std::string odd =
      whole_dialogue + "ignored\r\n"s;  // after QUIT nothing is answered, and it is still recorded
  for (const std::string& dialogue :
       {odd,
        "MAIL\r\nnoop\nEHLO a\r\nMAIL FROM:<a>\r\nRCPT TO:<a>\r\nDATA\r\n\r\n.\r\n\r\nDA\rTA\r\nQUIT\r\n"s}) {
    const result whole = play(host, {dialogue}, {.max_kept = 6});
    test::for_each_split(
        dialogue, [&](const test::pieces& pieces) { EXPECT_EQ(play(host, pieces, {.max_kept = 6}), whole); });
  }
}

TEST(ServerSession, SendsEnhancedCodesOnlyWhereTheyAreInUse) {
  scenario::host host = plain_host();
  host.ehlo = {"enhancedstatuscodes"};
  EXPECT_EQ(replies(host, "NOOP\r\nEHLO a\r\nNOOP\r\nHELO a\r\nNOOP\r\n"),
            (lines{"250 Still here\\r\\n", "250-mx.next\\r\\n250 enhancedstatuscodes\\r\\n",
                   "250 2.0.0 Still here\\r\\n", "250 mx.next\\r\\n", "250 Still here\\r\\n"}));
}

TEST(ServerSession, TakesNoKeywordsFromAHeloReply) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::helo, "250-x\r\n250 ENHANCEDSTATUSCODES\r\n")};
  EXPECT_EQ(replies(host, "HELO a\r\nNOOP\r\n").back(), "250 Still here\\r\\n");
}

TEST(ServerSession, EndsTheTransactionWhereDataIsRefused) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::data, "554 no\r\n")};
  EXPECT_EQ(replies(host, "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\nMAIL FROM:<>\r\n").back(),
            "250 Sender accepted\\r\\n");
}

TEST(ServerSession, AnswersWhatIsUnknownOrOutOfOrder) {
  const auto code = [](std::string_view dialogue) {
    return replies(plain_host(), dialogue).back().substr(0, 3);
  };
  EXPECT_EQ(code("WHAT\r\n"), "500");
  EXPECT_EQ(code("\r\n"), "500");
  EXPECT_EQ(code("VRFY a\r\n"), "252");
  EXPECT_EQ(code("EXPN a\r\n"), "502");
  EXPECT_EQ(code("STARTTLS\r\n"), "502");
  EXPECT_EQ(code("MAIL FROM:<a@b>\r\n"), "503");
  EXPECT_EQ(code("EHLO a\r\nRCPT TO:<a@b>\r\n"), "503");
  EXPECT_EQ(code("EHLO a\r\nDATA\r\n"), "503");
  EXPECT_EQ(code("EHLO a\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n"), "503");
  EXPECT_EQ(code("EHLO a\r\nMAIL FROM:<a@b>\r\nDATA\r\n"), "554");
  EXPECT_EQ(code("EHLO a\r\nMAIL a@b\r\n"), "501");
  EXPECT_EQ(code("EHLO a\r\nMAIL FROM:<>\r\nRCPT <a>\r\n"), "501");
  EXPECT_EQ(code("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nEHLO a\r\nDATA\r\n"), "503");
  EXPECT_EQ(code("EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nRSET\r\nDATA\r\n"), "503");
}

TEST(ServerSession, TakesAnyParameters) {
  EXPECT_EQ(
      replies(plain_host(), "EHLO a\r\nMAIL FROM:<a> ENVID= =x \x80\r\nRCPT TO: <a> NOTIFY=WHAT NOTIFY=\r\n"),
      (lines{"250-mx.next\\r\\n250-PIPELINING\\r\\n250 DSN\\r\\n", "250 Sender accepted\\r\\n",
             "250 Recipient accepted\\r\\n"}));
}

TEST(ServerSession, KnowsOnlyHeloWhereTheHostDoes) {
  scenario::host host = plain_host();
  host.helo_only = true;
  EXPECT_EQ(play(host, {"EHLO a\r\nMAIL FROM:<>\r\nHELO a\r\nMAIL FROM:<>\r\n"}).said,
            (lines{"220 mx.next SMTP\\r\\n", "502 Command not implemented\\r\\n",
                   "503 EHLO or HELO first\\r\\n", "250 mx.next\\r\\n", "250 Sender accepted\\r\\n"}));
}

TEST(ServerSession, AnnouncesNothingWhereThereAreNoKeywords) {
  scenario::host host = plain_host();
  host.ehlo = {};
  EXPECT_EQ(replies(host, "EHLO a\r\n"), lines{"250 mx.next\\r\\n"});
}

TEST(ServerSession, ServesOnlyQuitAfterARefusingGreeting) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::greeting, "554 no mail here\r\n")};
  EXPECT_EQ(
      play(host, {"EHLO a\r\nQUIT\r\n"}).said,
      (lines{"554 no mail here\\r\\n", "503 No service here\\r\\n", "221 mx.next closing\\r\\n", "[quit]"}));
}

TEST(ServerSession, RefusesRecipientsByRule) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::rcpt, "550-5.1.1 no\r\n550 5.1.1 such user\r\n"),
                  rule(stage::end_of_data, "451 b\r\n"), rule(stage::end_of_data, "452 c\r\n")};
  host.replies[0].rcpt = "a*";
  host.replies[1].rcpt = "b*";
  host.replies[2].rcpt = "c*";
  const result got = play(
      host, {"EHLO a\r\nMAIL FROM:<s>\r\nRCPT TO:<a@n>\r\nRCPT TO:<c@n>\r\nRCPT TO:<b@n>\r\nDATA\r\n.\r\n"});
  EXPECT_EQ(
      lines(got.said.begin() + 3, got.said.end()),
      (lines{"550-5.1.1 no\\r\\n550 5.1.1 such user\\r\\n", "250 Recipient accepted\\r\\n",
             "250 Recipient accepted\\r\\n", "354 End data with <CR><LF>.<CR><LF>\\r\\n", "452 c\\r\\n"}));
  EXPECT_EQ(got.messages, lines{"<s> <c@n> <b@n>  refused"});
}

TEST(ServerSession, CountsAttemptsOverAllSessionsOfAHost) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::rcpt, "450 later\r\n"), rule(stage::rcpt, "250 third\r\n"),
                  rule(stage::data, "451 no\r\n")};
  host.replies[0].last_attempt = 2;
  host.replies[1].first_attempt = 3;
  host.replies[1].last_attempt = 3;
  host.replies[2].last_attempt = 1;
  host_memory memory;
  const auto session = [&](std::string_view recipient) {
    driver one(host, memory);
    const std::string dialogue =
        "HELO a\r\nMAIL FROM:<s>\r\nRCPT TO:<" + std::string(recipient) + ">\r\nDATA\r\n";
    one.feed({dialogue});
    const auto said = one.finish().said;
    return said[3].substr(0, 7) + "," + said[4].substr(0, 3);
  };
  EXPECT_EQ(session("a@n"), "450 lat,554");
  EXPECT_EQ(session("b@n"), "450 lat,554");
  EXPECT_EQ(session("a@N"), "450 lat,554");
  EXPECT_EQ(session("a@n"), "250 thi,451");
  EXPECT_EQ(session("a@n"), "250 Rec,354");
  EXPECT_EQ(session("b@n"), "450 lat,554");
  EXPECT_EQ(session("b@n"), "250 thi,354");
}

TEST(ServerSession, RefusesAtMailAndData) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::mail, "451 not you\r\n"), rule(stage::data, "554 no\r\n")};
  host.replies[0].last_attempt = 1;
  const auto got = replies(
      host, "HELO a\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\nNOOP\r\n");
  EXPECT_EQ(lines(got.begin() + 1, got.end()),
            (lines{"451 not you\\r\\n", "503 MAIL first\\r\\n", "250 Sender accepted\\r\\n",
                   "250 Recipient accepted\\r\\n", "554 no\\r\\n", "250 Still here\\r\\n"}));
}

TEST(ServerSession, CarriesOutReactions) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::ehlo, "250 slow\r\n"), rule(stage::mail, "2"), rule(stage::rcpt, "x")};
  host.replies[0].react.delay = milliseconds(20);
  host.replies[0].react.split = 3;
  host.replies[1].react.reply.reset();
  host.replies[1].react.delay = milliseconds(5);
  host.replies[2].react.drop = true;
  EXPECT_EQ(replies(host, "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nNOOP\r\n"),
            (lines{"250 slow\\r\\n[20 ms][by 3]", "250 Sender accepted\\r\\n[5 ms]", "x[drop]"}));
  host.replies[2].react.reset = true;
  host.replies[2].react.silent = true;
  EXPECT_EQ(replies(host, "EHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\n").back(), "[reset]");
}

TEST(ServerSession, StaysSilentAndGoesOn) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::noop, ""), rule(stage::quit, ""), rule(stage::data, "")};
  for (auto& each : host.replies) {
    each.react.silent = true;
  }
  EXPECT_EQ(replies(host, "HELO a\r\nNOOP\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\nQUIT\r\nRSET\r\n"),
            (lines{"250 mx.next\\r\\n", "", "250 Sender accepted\\r\\n", "250 Recipient accepted\\r\\n", "",
                   "", "250 Forgotten\\r\\n"}));
}

TEST(ServerSession, ForgetsEverythingWhenTlsStarts) {
  scenario::host host = plain_host();
  host.starttls = true;
  host.ehlo = {"ENHANCEDSTATUSCODES"};
  host.ehlo_after_tls = {"DSN", "ENHANCEDSTATUSCODES"};
  host_memory memory;
  driver one(host, memory);
  one.feed({"EHLO a\r\nMAIL FROM:<>\r\nSTARTTLS\r\nRCPT TO:<injected>\r\n"});
  one.feed({"NOOP\r\n"});
  one.start_tls();
  one.feed({"MAIL FROM:<>\r\nEHLO a\r\nSTARTTLS\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n.\r\n"});
  const result got = one.finish();
  EXPECT_EQ(
      lines(got.said.begin() + 1, got.said.end()),
      (lines{"250-mx.next\\r\\n250-ENHANCEDSTATUSCODES\\r\\n250 STARTTLS\\r\\n",
             "250 2.1.0 Sender accepted\\r\\n", "220 2.0.0 Ready to start TLS\\r\\n[tls]",
             "503 EHLO or HELO first\\r\\n", "250-mx.next\\r\\n250-DSN\\r\\n250 ENHANCEDSTATUSCODES\\r\\n",
             "503 5.5.1 TLS is in use already\\r\\n", "250 2.1.0 Sender accepted\\r\\n",
             "250 2.1.5 Recipient accepted\\r\\n", "354 End data with <CR><LF>.<CR><LF>\\r\\n",
             "250 2.0.0 Message accepted\\r\\n"}));
  EXPECT_EQ(got.messages, lines{"<> <a>  accepted tls"});
  EXPECT_NE(got.recorded.at(0).find("injected"), std::string::npos);
}

TEST(ServerSession, MayRefuseTls) {
  scenario::host host = plain_host();
  host.starttls = true;
  host.replies = {rule(stage::starttls, "454 not now\r\n")};
  EXPECT_EQ(replies(host, "EHLO a\r\nSTARTTLS\r\nNOOP\r\n").back(), "250 Still here\\r\\n");
}

TEST(ServerSession, TakesScriptedKeywordsForGranted) {
  scenario::host host = plain_host();
  host.replies = {rule(stage::ehlo, "250-x\r\n250 EnhancedStatusCodes\r\n")};
  EXPECT_EQ(replies(host, "EHLO a\r\nNOOP\r\n").back(), "250 2.0.0 Still here\\r\\n");
}

}  // namespace
}  // namespace dsnspec::smtp
