#include "target/queue_listing.hpp"

#include <gtest/gtest.h>

namespace dsnspec::target {
namespace {

TEST(read_queue, ReadsPostqueue) {
  const auto entries = read_queue(
      queue_format::postfix_json,
      "{\"queue_name\": \"deferred\", \"queue_id\": \"8C9D\", \"arrival_time\": 1795290802, "
      "\"message_size\": 314, "
      "\"forced_expire\": false, \"sender\": \"sender@origin.c001.test\", \"recipients\": [{\"address\": "
      "\"a@next.c001.test\", \"delay_reason\": \"host said: 451\"}, {\"address\": \"b@next.c001.test\"}]}\n"
      "{\"queue_name\": \"active\", \"queue_id\": \"907F\", \"sender\": \"MAILER-DAEMON\", \"recipients\": "
      "[]}\n");
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ((*entries)[0].id, "8C9D");
  EXPECT_EQ((*entries)[0].sender, "sender@origin.c001.test");
  EXPECT_EQ((*entries)[0].recipients, (std::vector<std::string>{"a@next.c001.test", "b@next.c001.test"}));
  EXPECT_TRUE((*entries)[0].raw.starts_with("{\"queue_name\": \"deferred\""));
  EXPECT_EQ((*entries)[1].sender, "");
  EXPECT_TRUE((*entries)[1].recipients.empty());
}

TEST(read_queue, ReadsAnEmptyQueue) {
  EXPECT_TRUE(read_queue(queue_format::postfix_json, "").value().empty());
  EXPECT_TRUE(read_queue(queue_format::postfix_json, "\n").value().empty());
}

TEST(read_queue, TakesOctetsThatAreNoUtf8) {
  const auto entries = read_queue(queue_format::postfix_json,
                                  "{\"queue_id\": \"1\", \"sender\": \"caf\xE9@x\", \"recipients\": []}\n");
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->front().sender, "caf?@x");
}

TEST(read_queue, RefusesOtherOutput) {
  for (const char* text :
       {"Mail queue is empty\n", "{\"queue_id\": ", "[]\n", "{}\n", "{\"queue_id\": 7}\n", "null"}) {
    const auto entries = read_queue(queue_format::postfix_json, text);
    EXPECT_FALSE(entries) << text;
  }
}

TEST(read_queue, StaysCalmWithStrangeTypes) {
  const auto entries =
      read_queue(queue_format::postfix_json,
                 "{\"queue_id\": \"1\", \"sender\": [], \"recipients\": [1, {}, {\"address\": null}]}\n");
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->front().recipients, (std::vector<std::string>{"", "", ""}));
  // Nesting deeper than any parser's recursion would like.
  EXPECT_FALSE(read_queue(queue_format::postfix_json, std::string(100'000, '[')));
}

TEST(read_queue, ReadsLines) {
  const auto entries = read_queue(queue_format::lines,
                                  "1wM-1 <sender@origin.c001.test> a@next.c001.test <b@next.c001.test>\n"
                                  "\n  1wM-2\tfrozen  <>  dave@local.test\n1wM-3 <x>\n");
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].id, "1wM-1");
  EXPECT_EQ((*entries)[0].sender, "sender@origin.c001.test");
  EXPECT_EQ((*entries)[0].recipients, (std::vector<std::string>{"a@next.c001.test", "b@next.c001.test"}));
  EXPECT_FALSE((*entries)[0].frozen);
  EXPECT_TRUE((*entries)[1].frozen);
  EXPECT_EQ((*entries)[1].sender, "");
  EXPECT_EQ((*entries)[1].recipients, std::vector<std::string>{"dave@local.test"});
  EXPECT_TRUE((*entries)[2].recipients.empty());
  EXPECT_TRUE(read_queue(queue_format::lines, "").value().empty());
}

TEST(read_queue, RefusesLinesWithoutASender) {
  for (const char* text : {"Mail queue is empty\n", "1wM-1\n", "1wM-1 a@b\n", "1wM-1 <a@b\n", "<a@b>\n"}) {
    EXPECT_FALSE(read_queue(queue_format::lines, text)) << text;
  }
}

}  // namespace
}  // namespace dsnspec::target
