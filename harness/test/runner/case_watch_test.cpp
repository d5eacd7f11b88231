#include "runner/case_watch.hpp"

#include <gtest/gtest.h>

namespace dsnspec::runner {
namespace {

using std::chrono::milliseconds;

class CaseWatch : public ::testing::Test {
 protected:
  void client(std::string_view octets) { watch.octets("c1", 7, true, octets, now += milliseconds(1)); }
  void server(std::string_view octets) { watch.octets("c1", 7, false, octets, now += milliseconds(1)); }

  case_watch watch;
  case_watch::time_point now{};
};

TEST_F(CaseWatch, KnowsWhoWasNamed) {
  client("EHLO a\r\nMAIL FROM:<s@o>\r\nrcpt TO:<Carol@Next.test> NOTI");
  EXPECT_FALSE(watch.named("c1", "carol@next.test"));
  client("FY=NEVER\r\nRCPT TO:<dan@next.test>");
  EXPECT_TRUE(watch.named("c1", "carol@next.test"));
  EXPECT_TRUE(watch.named("c1", "CAROL@next.test"));
  EXPECT_FALSE(watch.named("c1", "dan@next.test"));
  EXPECT_FALSE(watch.named("c2", "carol@next.test"));
}

TEST_F(CaseWatch, WhatStandsInAMessageNamesNobody) {
  client("RCPT TO:<a@n>\r\nDATA\r\n");
  server("250 ok\r\n354 go on\r\n");
  client("RCPT TO:<b@n>\r\n.\r\n");
  EXPECT_FALSE(watch.named("c1", "b@n"));
  server("250 taken\r\n");
  client("RCPT TO:<c@n>\r\n");
  EXPECT_TRUE(watch.named("c1", "c@n"));
}

TEST_F(CaseWatch, KnowsWhenSomethingLastPassed) {
  EXPECT_FALSE(watch.last("c1"));
  client("EHLO a\r\n");
  server("250 b\r\n");
  EXPECT_EQ(watch.last("c1"), now);
}

TEST_F(CaseWatch, ALineWithoutAnEndIsBounded) {
  for (int i = 0; i < 100; ++i) {
    client(std::string(10'000, 'x'));
  }
  client("\r\nRCPT TO:<a@n>\r\n");
  EXPECT_TRUE(watch.named("c1", "a@n"));
}

}  // namespace
}  // namespace dsnspec::runner
