#include "target/adapter_protocol.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "test/report/schema_check.hpp"

namespace dsnspec::target {
namespace {

using nlohmann::json;

const report::schema_check& schema() {
  static const report::schema_check out("adapter");
  return out;
}

std::string against_schema(const std::string& line) {
  return schema().problem(json::parse(line));
}

const std::string hello =
    R"({"id":1,"ok":true,"protocol":1,"name":"exim","version":"4.96","host_name":"mta.test","domain":"local.test",)"
    R"("names":"table","delay_ms":1000,"expiry_ms":0,"capabilities":["relay"],"verbs":["queue","flush"]})";

TEST(AdapterProtocol, RequestsAreAsTheSchemaSays) {
  adapter_start what{"127.0.0.53", 5353, 2525, {{"next.c001.test", "mx.next.c001.test", "127.64.0.1"}}, {}};
  what.local.mailboxes = {"dave.c001"};
  what.local.aliases["a.c001"] = {"b@next.c001.test"};
  what.local.lists.push_back({"l.c001", "o@origin.c001.test", {"m@next.c001.test"}});
  for (const std::string& each :
       {hello_request(1), start_request(2, what), flush_request(3, "1abc"), mailbox_request(4, "dave.c001"),
        plain_request(5, "queue"), plain_request(6, "reset"), plain_request(7, "stop")}) {
    EXPECT_EQ(against_schema(each), "") << each;
    EXPECT_EQ(each.find('\n'), std::string::npos);
  }
  EXPECT_EQ(json::parse(start_request(2, what))["lists"][0]["owner"], "o@origin.c001.test");
}

TEST(AdapterProtocol, ReadsHello) {
  EXPECT_EQ(against_schema(hello), "");
  const auto said = read_hello(hello);
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_EQ(said->name, "exim");
  EXPECT_FALSE(said->by_dns);
  EXPECT_EQ(said->delay, std::chrono::seconds(1));
  EXPECT_TRUE(said->knows("flush"));
  EXPECT_FALSE(said->knows("reset"));
}

TEST(AdapterProtocol, TellsWhatIsWrongWithHello) {
  for (const auto& [member, value] : std::vector<std::pair<const char*, json>>{{"protocol", 2},
                                                                               {"name", ""},
                                                                               {"name", "a b"},
                                                                               {"version", 7},
                                                                               {"host_name", "a@b"},
                                                                               {"names", "hosts"},
                                                                               {"delay_ms", -1},
                                                                               {"expiry_ms", "4s"},
                                                                               {"expiry_ms", 1.5},
                                                                               {"capabilities", "x"},
                                                                               {"verbs", {"sing"}},
                                                                               {"capabilities", {"fly"}},
                                                                               {"capabilities", {1}},
                                                                               {"another", "key"}}) {
    json bad = json::parse(hello);
    bad[member] = value;
    const auto said = read_hello(bad.dump());
    ASSERT_FALSE(said) << bad;
    EXPECT_NE(said.error().message.find(member), std::string::npos) << said.error().message;
    EXPECT_NE(against_schema(bad.dump()), "") << bad;
  }
  for (const char* member : {"protocol", "name", "version", "host_name", "domain", "names", "delay_ms",
                             "expiry_ms", "capabilities", "verbs"}) {
    json bad = json::parse(hello);
    bad.erase(member);
    EXPECT_FALSE(read_hello(bad.dump())) << member;
    EXPECT_NE(against_schema(bad.dump()), "") << member;
  }
}

TEST(AdapterProtocol, ReadsOtherReplies) {
  const std::string queue =
      R"({"id":2,"ok":true,"messages":[{"id":"1a","sender":"","recipients":["a@b.test","c@d.test"]}]})";
  const auto messages = read_messages(queue);
  ASSERT_TRUE(messages) << messages.error().message;
  ASSERT_EQ(messages->size(), 1U);
  EXPECT_EQ(messages->front().recipients.size(), 2U);
  const std::string place = R"({"id":3,"ok":true,"address":"127.0.0.1","port":2525})";
  EXPECT_EQ(read_start(place)->port, 2525);
  const std::string mailbox = "{\"id\":4,\"ok\":true,\"octets\":\"From a\\n\xC3\xA9\\u00ff\\u0000z\"}";
  EXPECT_EQ(read_mailbox_reply(mailbox)->octets, std::string("From a\n\xE9\xFF\0z", 11));
  const std::string done = R"({"id":5,"ok":true})";
  EXPECT_TRUE(read_done(done));
  for (const std::string& each : {queue, place, mailbox, done}) {
    EXPECT_EQ(against_schema(each), "") << each;
  }
}

TEST(AdapterProtocol, RefusesOtherRepliesThatAreNotAsTheSchemaSays) {
  EXPECT_FALSE(read_messages(R"({"id":1,"ok":true})"));
  EXPECT_FALSE(read_messages(R"({"id":1,"ok":true,"messages":[7]})"));
  EXPECT_FALSE(read_messages(R"({"id":1,"ok":true,"messages":[{"id":7,"sender":"","recipients":[]}]})"));
  EXPECT_FALSE(read_messages(R"({"id":1,"ok":true,"messages":[{"id":"7","sender":"","recipients":"a"}]})"));
  EXPECT_FALSE(read_start(R"({"id":1,"ok":true,"address":"localhost","port":25})"));
  EXPECT_FALSE(read_start(R"({"id":1,"ok":true,"address":"127.0.0.1","port":65536})"));
  EXPECT_FALSE(read_start(R"({"id":1,"ok":true,"address":"127.0.0.1","port":0})"));
  EXPECT_FALSE(read_mailbox_reply("{\"id\":1,\"ok\":true,\"octets\":\"\xE2\x82\xAC\"}"));
  EXPECT_FALSE(read_done(R"({"id":1,"ok":true,"messages":[]})"));
}

TEST(AdapterProtocol, TellsRepliesApart) {
  using kind = adapter_reply::kind;
  EXPECT_EQ(read_reply(7, R"({"id":7,"ok":true,"x":1})")->what, kind::done);
  const std::string failed = R"({"id":7,"ok":false,"error":"no such queue"})";
  EXPECT_EQ(read_reply(7, failed)->what, kind::failed);
  EXPECT_EQ(read_reply(7, failed)->error, "no such queue");
  const std::string unsupported = R"({"id":7,"ok":false,"unsupported":true})";
  EXPECT_EQ(read_reply(7, unsupported)->what, kind::unsupported);
  EXPECT_EQ(against_schema(failed), "");
  EXPECT_EQ(against_schema(unsupported), "");
  const std::string refusal = R"({"id":null,"ok":false,"error":"what?"})";
  EXPECT_EQ(wrong_with_refusal(refusal), "");
  EXPECT_EQ(against_schema(refusal), "");
  EXPECT_NE(wrong_with_refusal(failed), "");
  EXPECT_NE(wrong_with_refusal(R"({"id":null,"ok":true})"), "");
}

TEST(AdapterProtocol, GarbageIsAnErrorThatIsSafeToShow) {
  for (const std::string& garbage :
       {std::string(), std::string("hello"), std::string("[]"), std::string("{"), std::string("\x1B[2J"),
        std::string("{\"id\":1}"), std::string("{\"id\":\"1\",\"ok\":true}"),
        std::string("{\"id\":2,\"ok\":true}"), std::string("{\"id\":1,\"ok\":1}"),
        std::string("{\"id\":1,\"ok\":false}"), std::string("{\"id\":1,\"ok\":false,\"unsupported\":false}"),
        std::string("{\"id\":1,\"ok\":false,\"error\":7}"), std::string("\xFF\xFE{}"), std::string("\0", 1),
        "{\"id\":1,\"ok\":true,\"x\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"}) {
    const auto reply = read_reply(1, garbage);
    ASSERT_FALSE(reply) << garbage.substr(0, 40);
    EXPECT_LT(reply.error().message.size(), 300U);
    for (const char c : reply.error().message) {
      EXPECT_TRUE(c >= 0x20 && c < 0x7F);
    }
  }
}

}  // namespace
}  // namespace dsnspec::target
