#include "net/submitter.hpp"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>
#include <string>

#include "net/scripted_host.hpp"
#include "smtp/framing.hpp"
#include "test/net/loop.hpp"

namespace dsnspec::net {
namespace {

using ending = smtp::submission_outcome::ending;
using scenario::stage;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

smtp::submission_plan a_plan() {
  smtp::submission_plan out;
  out.hello = "submitter.c001.test";
  out.mail = "MAIL FROM:<s@o>";
  out.rcpt = {"RCPT TO:<a@t>", "RCPT TO:<b@t>"};
  out.data = smtp::data_of("Subject: x\n\nhello\n");
  return out;
}

// A scripted host plays the target here.
class Submitter : public test::loop {
 protected:
  submit_options start() {
    auto made =
        scripted_host::listen(io, target, {"c001", "target", "mta", "127.0.0.1", 0}, nullptr, target_seen);
    EXPECT_TRUE(made);
    host = std::move(*made);
    submit_options out;
    out.label = "c001";
    out.port = host->port();
    return out;
  }

  scenario::reply_rule& rule(stage at, std::optional<std::string> reply) {
    scenario::reply_rule next;
    next.at = at;
    next.react.reply = std::move(reply);
    target.replies.push_back(next);
    return target.replies.back();
  }

  scenario::host target;
  test::notebook target_seen;
  std::unique_ptr<scripted_host> host;
};

TEST_F(Submitter, SubmitsAndTellsAll) {
  rule(stage::rcpt, "550 5.1.1 no\r\n").rcpt = "b";
  rule(stage::end_of_data, "250 2.0.0 queued as 4711\r\n").react.split = 3;
  const submission_report got = run(submit(a_plan(), start(), seen));
  EXPECT_EQ(got.outcome.how, ending::accepted);
  EXPECT_EQ(got.outcome.accepted, std::vector<std::size_t>{0});
  EXPECT_EQ(got.outcome.final->text(), "2.0.0 queued as 4711");
  ASSERT_EQ(seen.sessions.size(), 1U);
  const test::seen_session& one = seen.sessions.at(got.session);
  EXPECT_EQ(one.start.role, session_role::client);
  EXPECT_EQ(one.start.host, "submitter");
  EXPECT_EQ(one.start.label, "c001");
  EXPECT_EQ(one.closed, "quit");
  run_until([&] { return target_seen.all_closed(); });
  EXPECT_EQ(one.client, target_seen.sessions.at(1).client);
  EXPECT_EQ(one.server, target_seen.sessions.at(1).server);
  EXPECT_EQ(target_seen.sessions.at(1).closed, "quit");
  ASSERT_EQ(target_seen.messages.size(), 1U);
  EXPECT_EQ(target_seen.messages[0].content, "Subject: x\r\n\r\nhello\r\n");
}

TEST_F(Submitter, BoundsWhatItTellsOfALargeMessage) {
  smtp::submission_plan plan = a_plan();
  plan.data = smtp::data_of(std::string(3U << 20U, 'x'));
  submit_options options = start();
  options.max_kept = 1000;
  const submission_report got = run(submit(plan, options, seen));
  EXPECT_EQ(got.outcome.how, ending::accepted);
  const test::seen_session& one = seen.sessions.at(got.session);
  EXPECT_EQ(one.omitted, (3U << 20U) - 1000);
  EXPECT_TRUE(one.client.ends_with("xxx\r\n.\r\nQUIT\r\n"));
  EXPECT_LT(one.client.size(), 1200U);
}

TEST_F(Submitter, SaysThatNobodyListens) {
  submit_options options = start();
  host.reset();
  const submission_report got = run(submit(a_plan(), options, seen));
  EXPECT_EQ(got.session, 0U);
  EXPECT_EQ(got.outcome.how, ending::failed);
  EXPECT_EQ(got.outcome.failure, "Connection refused");
  EXPECT_TRUE(seen.sessions.empty());
}

TEST_F(Submitter, SaysThatTheConnectionWasLost) {
  scenario::reply_rule& lost = rule(stage::rcpt, "250-half\r\n");
  lost.react.drop = true;
  const submission_report got = run(submit(a_plan(), start(), seen));
  EXPECT_EQ(got.outcome.how, ending::failed);
  EXPECT_EQ(got.outcome.failure, "connection closed in the middle of a reply: 250-half\\r\\n");
  EXPECT_EQ(seen.sessions.at(got.session).closed, "eof");
  EXPECT_EQ(got.outcome.exchanges.back().command, "RCPT TO:<a@t>");
}

TEST_F(Submitter, SaysThatTheConnectionWasResetDuringTheData) {
  scenario::reply_rule& lost = rule(stage::data, "354 go\r\n");
  lost.react.drop = lost.react.reset = true;
  smtp::submission_plan plan = a_plan();
  plan.data = smtp::data_of(std::string(20U << 20U, 'x'));
  const submission_report got = run(submit(plan, start(), seen));
  EXPECT_EQ(got.outcome.how, ending::failed);
  EXPECT_TRUE(got.outcome.failure == "Connection reset by peer" || got.outcome.failure == "Broken pipe")
      << got.outcome.failure;
}

TEST_F(Submitter, SaysThatNoReplyCame) {
  rule(stage::data, std::nullopt).react.silent = true;
  submit_options options = start();
  options.reply_timeout = milliseconds(40);
  const submission_report got = run(submit(a_plan(), options, seen));
  EXPECT_EQ(got.outcome.how, ending::failed);
  EXPECT_EQ(got.outcome.failure, "timeout");
  EXPECT_EQ(seen.sessions.at(got.session).closed, "timeout");
}

TEST_F(Submitter, SaysThatTheDialogueBroke) {
  rule(stage::mail, "not a reply\r\n");
  const submission_report got = run(submit(a_plan(), start(), seen));
  EXPECT_EQ(got.outcome.how, ending::failed);
  EXPECT_EQ(got.outcome.failure, "malformed reply: no reply code: not a reply");
  EXPECT_EQ(seen.sessions.at(got.session).closed, "error: malformed reply: no reply code: not a reply");
}

TEST_F(Submitter, HearsAReplyThatComesBeforeTheDataIsOver) {
  // The host takes the message for commands: it answers, and in the end gives up.
  rule(stage::data, "354 go\r\n552 too big\r\n").react.drop = true;
  const submission_report got = run(submit(a_plan(), start(), seen));
  EXPECT_EQ(got.outcome.how, ending::failed);
  EXPECT_TRUE(got.outcome.failure.starts_with("unexpected octets after a reply: 552 too big"))
      << got.outcome.failure;
}

TEST_F(Submitter, WaitsUntilTheTargetIsReady) {
  const std::uint16_t port = start().port;
  host.reset();
  boost::asio::steady_timer later(io, milliseconds(40));
  later.async_wait([&](const error_code&) {
    host_options options{"", "target", "mta", "127.0.0.1", port};
    auto made = scripted_host::listen(io, target, options, nullptr, target_seen);
    ASSERT_TRUE(made) << made.error().message;
    host = std::move(*made);
  });
  rule(stage::greeting, "421 not yet\r\n").last_attempt = 2;
  const auto got = run(wait_until_ready("127.0.0.1", port, test::soon()));
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(*got, "mta ESMTP");
  run_until([&] { return target_seen.all_closed(); });
  EXPECT_EQ(target_seen.sessions.size(), 3U);
  EXPECT_EQ(target_seen.sessions.at(3).closed, "quit");
}

TEST_F(Submitter, DoesNotWaitForEver) {
  const std::uint16_t port = start().port;
  rule(stage::greeting, "554 never\r\n");
  const auto refused = run(wait_until_ready("127.0.0.1", port, steady_clock::now() + milliseconds(30)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "nobody is ready at 127.0.0.1:" + std::to_string(port) + ": greeted with 554 never\\r\\n");
  target.replies[0].react.silent = true;
  const auto silent = run(wait_until_ready("127.0.0.1", port, steady_clock::now() + milliseconds(30)));
  ASSERT_FALSE(silent);
  EXPECT_NE(silent.error().message.find("no greeting: timeout"), std::string::npos);
  host.reset();
  const auto nobody = run(wait_until_ready("127.0.0.1", port, steady_clock::now() + milliseconds(30)));
  ASSERT_FALSE(nobody);
  EXPECT_NE(nobody.error().message.find("Connection refused"), std::string::npos);
}

}  // namespace
}  // namespace dsnspec::net
