#include "smtp/reply.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/quote.hpp"
#include "test/smtp/splits.hpp"

namespace dsnspec::smtp {
namespace {

// Replies as "250 first|second", an error as "error", and what is left unfinished as "...".
std::vector<std::string> replies_of(const test::pieces& pieces) {
  reply_parser parser;
  std::vector<std::string> out;
  for (std::string_view piece : pieces) {
    while (const auto next = parser.next(piece)) {
      if (!*next) {
        out.emplace_back("error");
        return out;
      }
      std::string text = std::to_string((*next)->code) + " ";
      for (const std::string& line : (*next)->lines) {
        text += (&line == &(*next)->lines.front() ? "" : "|") + base::quote(line);
      }
      out.push_back(text);
    }
  }
  if (!parser.pending().empty()) {
    out.emplace_back("...");
  }
  return out;
}

struct reply_case {
  std::string_view octets;
  std::vector<std::string> replies;
};

TEST(ReplyParser, GivesTheSameRepliesHoweverTheStreamIsSplit) {
  const reply_case cases[] = {
      {"220 mx.example ESMTP\r\n", {"220 mx.example ESMTP"}},
      {"250-mx\r\n250-DSN\r\n250 SIZE 1\r\n354 go\r\n", {"250 mx|DSN|SIZE 1", "354 go"}},
      {"250\r\n", {"250 "}},
      {"250 \r\n", {"250 "}},
      {"250-\r\n250\r\n", {"250 |"}},
      {"250 a\n", {"250 a"}},
      {"250 a\rb\r\n", {"250 a\\rb"}},
      {"250-a\r\n", {"..."}},
      {"25", {"..."}},
      {"250-a\r\n550 b\r\n", {"error"}},
      {"250-a\r\nb\r\n", {"error"}},
      {"ok\r\n", {"error"}},
      {"25\r\n", {"error"}},
      {"2500 x\r\n", {"error"}},
      {"250x\r\n", {"error"}},
      {"099 x\r\n", {"error"}},
      {"600 x\r\n", {"error"}},
      {"\r\n", {"error"}},
      {" 250 x\r\n", {"error"}},
  };
  for (const reply_case& each : cases) {
    test::for_each_split(each.octets, [&](const test::pieces& pieces) {
      EXPECT_EQ(replies_of(pieces), each.replies) << base::quote(each.octets);
    });
  }
}

TEST(ReplyParser, KeepsTheRawOctets) {
  reply_parser parser;
  std::string_view input = "250-a\n250 b\r\n220";
  const auto got = parser.next(input);
  ASSERT_TRUE(got && *got);
  EXPECT_EQ((*got)->raw, "250-a\n250 b\r\n");
  EXPECT_EQ(input, "220");
}

TEST(ReplyParser, BoundsWhatAHostileServerSends) {
  const auto error_after = [](const std::string& piece, int most) {
    reply_parser parser;
    for (int i = 1; i <= most; ++i) {
      std::string_view input = piece;
      if (const auto got = parser.next(input)) {
        EXPECT_FALSE(*got);
        return i;
      }
    }
    return 0;
  };
  EXPECT_EQ(error_after("250-x\r\n", 2000), 1025);
  EXPECT_GT(error_after(std::string(65536, 'x'), 100), 0);
  EXPECT_GT(error_after("250-" + std::string(8000, 'x') + "\r\n", 100), 0);
}

TEST(Reply, KnowsItsClass) {
  EXPECT_EQ((reply{250, {}, {}}.kind()), reply_class::completion);
  EXPECT_EQ((reply{354, {}, {}}.kind()), reply_class::intermediate);
  EXPECT_EQ((reply{421, {}, {}}.kind()), reply_class::transient_failure);
  EXPECT_EQ((reply{599, {}, {}}.kind()), reply_class::permanent_failure);
  EXPECT_TRUE((reply{354, {}, {}}.positive()));
  EXPECT_FALSE((reply{354, {}, {}}.accepted()));
  EXPECT_TRUE((reply{251, {}, {}}.accepted()));
}

TEST(Reply, FindsTheEnhancedStatusCode) {
  const auto status = [](int code, std::string text) {
    const reply what{code, {std::move(text)}, {}};
    return std::string(what.enhanced_status().value_or("none"));
  };
  EXPECT_EQ(status(550, "5.1.1 no such user"), "5.1.1");
  EXPECT_EQ(status(250, "2.0.0"), "2.0.0");
  EXPECT_EQ(status(450, "4.123.999 x"), "4.123.999");
  EXPECT_EQ(status(550, "4.1.1 classes disagree"), "none");
  EXPECT_EQ(status(550, "no such user 5.1.1"), "none");
  EXPECT_EQ(status(550, "5.1"), "none");
  EXPECT_EQ(status(550, "5.1.1.1 x"), "none");
  EXPECT_EQ(status(550, "5.01.1 x"), "none");
  EXPECT_EQ(status(550, "5.1.1000 x"), "none");
  EXPECT_EQ(status(550, ""), "none");
  EXPECT_FALSE((reply{550, {}, {}}.enhanced_status()));
}

TEST(Reply, JoinsItsLines) {
  EXPECT_EQ((reply{550, {"a", "b"}, {}}.text()), "a b");
}

TEST(FormatReply, WritesEachLineWithItsCode) {
  EXPECT_EQ(format_reply(250, "2.1.0", "ok"), "250 2.1.0 ok\r\n");
  EXPECT_EQ(format_reply(354, "", "go"), "354 go\r\n");
  EXPECT_EQ(format_reply(250, "", "mx\nDSN\nHELP"), "250-mx\r\n250-DSN\r\n250 HELP\r\n");
  EXPECT_EQ(format_reply(550, "5.0.0", "a\r\nb"), "550-5.0.0 a\r\n550 5.0.0 b\r\n");
  EXPECT_EQ(format_reply(250, "2.0.0", ""), "250 2.0.0\r\n");
}

TEST(FormatReply, IsReadBack) {
  const std::string octets = format_reply(554, "5.7.1", "one\n\nthree");
  EXPECT_EQ(replies_of({octets}), std::vector<std::string>{"554 5.7.1 one|5.7.1|5.7.1 three"});
}

}  // namespace
}  // namespace dsnspec::smtp
