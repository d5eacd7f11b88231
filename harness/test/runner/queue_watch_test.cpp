#include "runner/queue_watch.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <deque>

namespace dsnspec::runner {
namespace {

namespace asio = boost::asio;

target::queue_entry entry(std::string sender, std::vector<std::string> recipients) {
  return {
      .id = "A1", .sender = std::move(sender), .recipients = std::move(recipients), .raw = "A1 as listed"};
}

TEST(LabelsIn, ArePartsOfAddresses) {
  const auto found = labels_in(entry("sender@origin.c001.test", {"carol.c002@local.test"}));
  EXPECT_TRUE(found.contains("c001"));
  EXPECT_TRUE(found.contains("c002"));
  EXPECT_FALSE(found.contains("c003"));
}

TEST(IsOfFence, TheSentinelAndAReportOnIt) {
  EXPECT_TRUE(is_of_fence(entry("sender@fence.c001.test", {"refused@fence.c001.test"})));
  EXPECT_TRUE(is_of_fence(entry("sender@fence.c001.test", {})));
  EXPECT_TRUE(is_of_fence(entry("", {"sender@fence.c001.test"})));
}

TEST(IsOfFence, NothingOfTheCaseItself) {
  EXPECT_FALSE(is_of_fence(entry("sender@origin.c001.test", {"carol@next.c001.test"})));
  EXPECT_FALSE(is_of_fence(entry("", {"sender@origin.c001.test"})));
  EXPECT_FALSE(is_of_fence(entry("sender@origin.c001.test", {"refused@fence.c001.test"})));
  EXPECT_FALSE(is_of_fence(entry("", {"sender@fence.c001.test", "sender@origin.c001.test"})));
  EXPECT_FALSE(is_of_fence(entry("", {})));
}

// A mail system whose queue is listed from a script; the last listing stays.
class scripted_subject : public subject {
 public:
  using listing = base::result<std::vector<target::queue_entry>>;
  explicit scripted_subject(std::deque<listing> listings) : listings_(std::move(listings)) {}

  [[nodiscard]] std::vector<net::world_options> surroundings() const override { return {}; }
  base::result<void> start(const target::provisions&, const net::world_options&, const net::world&) override {
    return {};
  }
  void stop() override {}
  asio::awaitable<net::submission_report> submit(smtp::submission_plan, std::string,
                                                 net::observer&) override {
    co_return net::submission_report{};
  }
  [[nodiscard]] std::string version() const override { return {}; }
  [[nodiscard]] int exit_fd() const override { return -1; }
  std::string how_it_ended() override { return {}; }
  [[nodiscard]] std::string log_tail() const override { return {}; }
  asio::awaitable<listing> queue() override {
    listing now = listings_.front();
    if (listings_.size() > 1) {
      listings_.pop_front();
    }
    co_return now;
  }
  asio::awaitable<void> flush(std::string) override { co_return; }
  [[nodiscard]] std::chrono::milliseconds pause() const override { return std::chrono::milliseconds(0); }
  [[nodiscard]] bool lists_all() const override { return false; }
  [[nodiscard]] std::chrono::milliseconds patience() const override { return std::chrono::seconds(1); }
  [[nodiscard]] bool may_starve() const override { return false; }
  [[nodiscard]] std::optional<target::mailbox_content> mailbox(const std::string&) const override {
    return std::nullopt;
  }

 private:
  std::deque<listing> listings_;
};

// What holds() says for c001, as often as asked, and the watch afterwards.
struct watched {
  explicit watched(std::deque<scripted_subject::listing> listings, int times = 1)
      : mta(std::move(listings)), watch(io, mta) {
    asio::co_spawn(io, watch.run(), asio::detached);
    asio::co_spawn(io, ask(times), asio::detached);
    io.run();
  }

  asio::awaitable<void> ask(int times) {
    for (int i = 0; i < times; ++i) {
      answers.push_back(co_await watch.holds("c001"));
      anything.push_back(co_await watch.holds_anything("c001"));
    }
    io.stop();
  }

  asio::io_context io;
  scripted_subject mta;
  queue_watch watch;
  std::vector<bool> answers;
  std::vector<bool> anything;  // what holds_anything() says, each after one of holds()
};

TEST(QueueWatch, SaysWhatIsHeldAndHowItWasListed) {
  const watched one({{{entry("sender@origin.c001.test", {"carol@next.c001.test"})}}});
  EXPECT_EQ(one.answers, std::vector<bool>{true});
  ASSERT_NE(one.watch.entry_of("c001"), nullptr);
  EXPECT_EQ(one.watch.entry_of("c001")->raw, "A1 as listed");
  EXPECT_EQ(one.watch.entry_of("c002"), nullptr);
}

TEST(QueueWatch, AsksAgainForEveryWaiter) {
  const watched one(
      {{{entry("", {"sender@origin.c001.test"})}}, {{entry("", {"sender@origin.c001.test"})}}, {{}}}, 2);
  EXPECT_EQ(one.answers, (std::vector<bool>{true, false}));
}

TEST(QueueWatch, DoesNotCountTheFencesOwnMail) {
  const watched one({{{entry("", {"sender@fence.c001.test"})}}});
  EXPECT_EQ(one.answers, std::vector<bool>{false});
  EXPECT_EQ(one.anything, std::vector<bool>{true});
}

// Nothing will come of it, so nothing waits for it; it is told all the same.
TEST(QueueWatch, TellsWhatIsFrozen) {
  auto stuck = entry("", {"sender@origin.c001.test"});
  stuck.frozen = true;
  auto of_fence = entry("", {"sender@fence.c001.test"});
  of_fence.frozen = true;
  const watched one({{{stuck, of_fence}}});
  EXPECT_EQ(one.answers, std::vector<bool>{false});
  EXPECT_EQ(one.anything, std::vector<bool>{false});
  EXPECT_EQ(one.watch.frozen("c001"), std::vector<std::string>{"A1 as listed"});
  EXPECT_TRUE(one.watch.frozen("c002").empty());
}

TEST(QueueWatch, TellsAListingThatFailed) {
  const watched one({base::fail("no such command")});
  EXPECT_EQ(one.answers, std::vector<bool>{false});
  EXPECT_NE(one.watch.failure().find("no such command"), std::string::npos);
}

}  // namespace
}  // namespace dsnspec::runner
