#include "target/adapter.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "target/adapter_check.hpp"

namespace dsnspec::target {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<adapter> shell(const std::string& script) {
  auto made = adapter::start({"/bin/sh", "-c", script});
  EXPECT_TRUE(made) << made.error().message;
  return made ? std::move(*made) : nullptr;
}

TEST(Adapter, AsksAndIsAnswered) {
  const auto one = shell(R"(while read -r line; do echo '{"id":1,"ok":true,"messages":[]}'; done)");
  const auto queue = one->queue();
  ASSERT_TRUE(queue) << queue.error().message;
  EXPECT_TRUE(queue->empty());
  // The next answer has the same id again.
  EXPECT_NE(one->queue().error().message.find("'id' is 1 where 2 was asked"), std::string::npos);
  const auto how = one->end(5s);
  ASSERT_TRUE(how);
  EXPECT_TRUE(how->success());
}

TEST(Adapter, ReasonsOfItsOwnAreToldAndUnsupportedIsOne) {
  const auto one = shell(
      R"(read x; echo '{"id":1,"ok":false,"error":"no disk"}'; read x; echo '{"id":2,"ok":false,"unsupported":true}')");
  EXPECT_NE(one->reset().error().message.find("'reset': it failed: no disk"), std::string::npos);
  EXPECT_NE(one->flush("x").error().message.find("unsupported"), std::string::npos);
}

TEST(Adapter, ItsEndIsNoEndOfOurs) {
  const auto one = shell("echo oh >&2; exit 3");
  const auto said = one->queue();
  ASSERT_FALSE(said);
  EXPECT_NE(said.error().message.find("standard"), std::string::npos) << said.error().message;
  // Writing to who is gone is an error and not a signal.
  EXPECT_FALSE(one->ask(std::string(1 << 20, 'x'), 2s));
  const auto how = one->end(5s);
  ASSERT_TRUE(how);
  EXPECT_EQ(how->code, 3);
  EXPECT_EQ(one->errors(), "oh\n");
}

TEST(Adapter, SilenceEnds) {
  const auto one = shell("exec sleep 100");
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_NE(one->ask("{}", 200ms).error().message.find("no line within 200 ms"), std::string::npos);
  EXPECT_FALSE(one->end(100ms));  // killed
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST(Adapter, ALineWithoutAnEndIsBounded) {
  const auto one = shell("exec cat /dev/zero");
  EXPECT_NE(one->ask("{}", 20s).error().message.find("a line of more than"), std::string::npos);
}

TEST(Adapter, WhatItComplainsOfIsBoundedAndDoesNotStopIt) {
  const auto one = shell(
      R"(head -c 3000000 /dev/zero >&2; while read -r line; do echo '{"id":1,"ok":true,"messages":[]}'; done)");
  EXPECT_TRUE(one->queue());
  EXPECT_LE(one->errors().size(), 8192U);
}

TEST(Adapter, WhatNobodyAskedForIsSeen) {
  const auto one = shell(R"(read x; echo one; echo two)");
  EXPECT_EQ(one->ask("{}", 5s).value(), "one");
  EXPECT_EQ(one->unasked(5s), "two\n");
}

TEST(Adapter, NoProgramIsAnError) {
  EXPECT_FALSE(adapter::start({"/no/such/program"}));
  EXPECT_FALSE(adapter::start({}));
}

// ---------------------------------------------------------------- the check of adapters

struct checked {
  bool right = false;
  std::vector<checked_item> items;

  [[nodiscard]] std::string problem_of(std::string_view what) const {
    for (const checked_item& each : items) {
      if (each.what.find(what) != std::string::npos && !each.problem.empty() && !each.skipped) {
        return each.problem;
      }
    }
    return {};
  }
};

checked check(const std::string& script) {
  checked out;
  out.right = check_adapter(
      {"/bin/sh", "-c", script}, [](const auto&, auto, const auto&) { return std::string("not tried"); },
      [&out](const checked_item& item) { out.items.push_back(item); });
  return out;
}

const std::string says_hello =
    R"(hello() { echo '{"id":'$1',"ok":true,"protocol":1,"name":"x","version":"1","host_name":"m.test","domain":"d.test","names":"dns","delay_ms":0,"expiry_ms":0,"capabilities":["relay"],"verbs":[]}'; }
id() { echo "$1" | sed -n 's/.*"id":\([0-9]*\).*/\1/p'; }
)";

TEST(CheckAdapter, OneThatSaysNothingRight) {
  const checked got = check("while read -r line; do echo hi; done");
  EXPECT_FALSE(got.right);
  EXPECT_NE(got.problem_of("hello is answered").find("not a JSON object: hi"), std::string::npos);
  EXPECT_EQ(got.items.size(), 1U) << "nothing more is asked of it";
}

TEST(CheckAdapter, OneThatAnswersTwiceAndKnowsEveryVerb) {
  const checked got =
      check(says_hello + R"(while read -r line; do n=$(id "$line"); hello ${n:-1}; hello ${n:-1}; done)");
  EXPECT_FALSE(got.right);
  EXPECT_NE(got.problem_of("hello is answered once"), "");
  EXPECT_NE(got.problem_of("a verb that there is not"), "");
  EXPECT_NE(got.problem_of("the line 'this is no JSON'"), "");
}

TEST(CheckAdapter, OneThatStartsNoServerAndLeavesAProcess) {
  const checked got = check(says_hello + R"(
while read -r line; do
  n=$(id "$line")
  case "$line" in
    *'"verb":"hello"'*) hello $n ;;
    *'"verb":"start"'*) setsid sleep 60 >&2 & echo '{"id":'$n',"ok":true,"address":"127.0.0.1","port":1}' ;;
    *'"verb":"stop"'*) echo '{"id":'$n',"ok":true}' ;;
    *'"verb":"'*) echo '{"id":'$n',"ok":false,"unsupported":true}' ;;
    *) echo '{"id":null,"ok":false,"error":"?"}' ;;
  esac
done)");
  EXPECT_FALSE(got.right);
  EXPECT_EQ(got.problem_of("a verb that there is not"), "");
  EXPECT_EQ(got.problem_of("the line"), "");
  EXPECT_EQ(got.problem_of("hello"), "");
  EXPECT_NE(got.problem_of("the server greets"), "");
  EXPECT_NE(got.problem_of("no process is left").find("sleep"), std::string::npos);
}

}  // namespace
}  // namespace dsnspec::target
