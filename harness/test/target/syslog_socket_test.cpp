#include "target/syslog_socket.hpp"

#include <gtest/gtest.h>

namespace dsnspec::target {
namespace {

TEST(syslog_line, LosesThePriority) {
  EXPECT_EQ(syslog_line("<22>Nov 21 19:40:01 postfix/smtpd[12]: connect"),
            "Nov 21 19:40:01 postfix/smtpd[12]: connect");
  EXPECT_EQ(syslog_line("<191>x"), "x");
  EXPECT_EQ(syslog_line("<1234>x"), "<1234>x");
  EXPECT_EQ(syslog_line("no priority"), "no priority");
  EXPECT_EQ(syslog_line(""), "");
}

TEST(syslog_line, IsOneLine) {
  using namespace std::string_literals;
  EXPECT_EQ(syslog_line("<22>a\nNov 21 forged\r\x1B[2Jb\0c\n\0"s), "a Nov 21 forged  [2Jb c");
  EXPECT_EQ(syslog_line("\n\n"), "");
}

}  // namespace
}  // namespace dsnspec::target
