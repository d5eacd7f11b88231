#include "target/reference/queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "target/reference/report_writer.hpp"

namespace dsnspec::reference {
namespace {

using testing::HasSubstr;
using testing::Not;

class queue_test : public testing::Test {
 protected:
  queue_test() {
    home_.host_name = "mta.home.example";
    home_.domain = "home.example";
    home_.mailboxes = {"dave"};
  }

  void take(std::optional<grammar::notify> wanted, std::string from = "sender@origin.example") {
    message what;
    what.reverse_path = std::move(from);
    what.content = "Subject: hello\r\n\r\nbody\r\n";
    recipient who;
    who.address = "carol@next.example";
    who.destination = who.address;
    who.notify = wanted;
    what.recipients = {who};
    queue_.take(std::move(what), now_);
  }

  // One attempt at everything due, with this result.
  void work(attempt::result what, std::vector<std::string> reply = {}) {
    std::vector<std::string> ids;
    while (auto id = queue_.next(now_)) {
      ids.push_back(*id);
    }
    for (const std::string& id : ids) {
      if (queue_.at(id).of) {
        reports_.push_back(write_report(*queue_.at(id).of, false, true, as_).content);
      }
      attempt how;
      how.what = queue_.at(id).of ? attempt::result::passed_on : what;
      how.status = what == attempt::result::failed ? "5.1.1" : "4.2.0";
      how.reply = reply;
      how.remote = reply.empty() ? "" : "mx.next.example";
      for (const std::size_t place : queue_.waiting(id)) {
        queue_.settle(id, place, how);
      }
      queue_.finish(id, now_);
    }
  }

  directory home_;
  conduct as_;
  timers when_;
  moment now_{0};
  queue queue_{home_, as_, when_, wall_time{std::chrono::seconds{1'769'860'800}}};
  std::vector<std::string> reports_;
};

TEST_F(queue_test, ReportsARefusalAtOnce) {
  take(std::nullopt);
  work(attempt::result::failed, {"550 5.1.1 no such user"});
  work(attempt::result::failed);
  ASSERT_EQ(reports_.size(), 1U);
  EXPECT_THAT(reports_[0], HasSubstr("Action: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.next.example\r\n"
                                     "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"));
  EXPECT_TRUE(queue_.list().empty());
}

TEST_F(queue_test, WarnsOnceAndGivesUpOnce) {
  take(grammar::notify::on(false, true, true));
  for (; now_ <= when_.expiry * 2 && !queue_.list().empty(); now_ += moment{10}) {
    work(attempt::result::deferred, {"450 4.2.0 later"});
  }
  ASSERT_EQ(reports_.size(), 2U);
  EXPECT_THAT(reports_[0], HasSubstr("Action: delayed\r\nStatus: 4.2.0\r\n"));
  EXPECT_THAT(reports_[0], HasSubstr("Will-Retry-Until: "));
  EXPECT_THAT(reports_[1], HasSubstr("Action: failed\r\nStatus: 4.4.7\r\n"));
  EXPECT_THAT(reports_[1], Not(HasSubstr("Will-Retry-Until: ")));
  EXPECT_GE(now_, when_.expiry);
}

TEST_F(queue_test, TriesAgainAfterAWhileAndNotBefore) {
  take(std::nullopt);
  work(attempt::result::deferred);
  EXPECT_EQ(queue_.next_due(), when_.retry);
  EXPECT_FALSE(queue_.next(when_.retry - moment{1}));
  EXPECT_TRUE(queue_.next(when_.retry));
}

TEST_F(queue_test, TriesAgainWhenTheReportIsOnItsWay) {
  take(grammar::notify::on(false, true, true));
  for (int i = 0; i < 2; ++i, now_ += when_.retry) {
    work(attempt::result::deferred, {"450 4.2.0 later"});
  }
  const auto report = queue_.next(now_);
  ASSERT_TRUE(report);
  EXPECT_TRUE(queue_.at(*report).of);
  EXPECT_FALSE(queue_.next(now_));  // the message itself is due too
  EXPECT_FALSE(queue_.next_due());
  for (const std::size_t place : queue_.waiting(*report)) {
    attempt how;
    how.what = attempt::result::deferred;
    queue_.settle(*report, place, how);
  }
  queue_.finish(*report, now_);
  const auto again = queue_.next(now_);
  ASSERT_TRUE(again);
  EXPECT_FALSE(queue_.at(*again).of);
}

// On a busy machine the first attempt may come late.
TEST_F(queue_test, DoesNotWarnBeforeTheSecondAttempt) {
  take(grammar::notify::on(false, true, true));
  now_ = when_.delay * 10;
  work(attempt::result::deferred, {"450 4.2.0 later"});
  EXPECT_TRUE(reports_.empty());
  now_ += when_.retry;
  work(attempt::result::deferred, {"450 4.2.0 later"});
  work(attempt::result::passed_on);  // the report
  EXPECT_EQ(reports_.size(), 1U);
}

TEST_F(queue_test, DoesNotGiveUpBeforeTheFourthAttempt) {
  take(grammar::notify::on(false, true, false));
  now_ = when_.expiry * 10;
  for (int i = 0; i < 3; ++i, now_ += when_.retry) {
    work(attempt::result::deferred);
    EXPECT_EQ(queue_.list().size(), 1U);
  }
  work(attempt::result::deferred);
  ASSERT_EQ(queue_.list().size(), 1U);
  EXPECT_EQ(queue_.list()[0].reverse_path, "");  // the report
}

TEST_F(queue_test, TellsNobodyOfAMessageWithoutReturnPath) {
  take(grammar::notify::on(true, true, true), "");
  work(attempt::result::failed);
  EXPECT_TRUE(queue_.list().empty());
  EXPECT_TRUE(reports_.empty());
}

TEST_F(queue_test, PutsAllFailuresOfOneRoundInOneReport) {
  message what;
  what.reverse_path = "sender@origin.example";
  for (const char* name : {"a@next.example", "b@next.example"}) {
    recipient who;
    who.address = name;
    who.destination = name;
    what.recipients.push_back(who);
  }
  queue_.take(std::move(what), now_);
  work(attempt::result::failed);
  work(attempt::result::failed);
  ASSERT_EQ(reports_.size(), 1U);
  EXPECT_THAT(reports_[0], HasSubstr("Final-Recipient: rfc822; a@next.example\r\n"));
  EXPECT_THAT(reports_[0], HasSubstr("\r\n\r\nFinal-Recipient: rfc822; b@next.example\r\n"));
}

}  // namespace
}  // namespace dsnspec::reference
