#include "smtp/framing.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/quote.hpp"
#include "test/smtp/splits.hpp"

namespace dsnspec::smtp {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

// "text", and what is special about it in brackets.
std::string shown(const line& one) {
  std::string out = base::quote(one.text);
  out += one.bare_lf ? "[lf]" : "";
  out += one.bare_cr ? "[cr]" : "";
  out += one.omitted > 0 ? "[+" + std::to_string(one.omitted) + "]" : "";
  out += one.cut ? "[cut]" : "";
  return out;
}

std::vector<std::string> lines_of(const test::pieces& pieces, std::size_t limit) {
  line_splitter splitter(limit);
  std::vector<std::string> out;
  for (std::string_view piece : pieces) {
    while (const auto next = splitter.next(piece)) {
      out.push_back(shown(*next));
    }
    EXPECT_TRUE(piece.empty());
  }
  if (const auto rest = splitter.rest()) {
    out.push_back(shown(*rest));
  }
  EXPECT_TRUE(splitter.idle());
  return out;
}

struct line_case {
  std::string_view octets;
  std::vector<std::string> lines;
};

TEST(LineSplitter, GivesTheSameLinesHoweverTheStreamIsSplit) {
  const line_case cases[] = {
      {"", {}},
      {"\r\n", {""}},
      {"\n", {"[lf]"}},
      {"EHLO a\r\nQUIT\r\n", {"EHLO a", "QUIT"}},
      {"a\nb\r\n", {"a[lf]", "b"}},
      {"a\rb\r\n", {"a\\rb[cr]"}},
      {"a\r\r\n", {"a\\r[cr]"}},
      {"\r\r\n\n", {"\\r[cr]", "[lf]"}},
      {"a\r\nb", {"a", "b[cut]"}},
      {"a\r", {"a\\r[cr][cut]"}},
      {"12345678\r\n", {"12345678"}},
      {"123456789ab\r\nc\r\n", {"12345678[+3]", "c"}},
      {"1234567\r8\r\n", {"1234567\\r[cr][+1]"}},
      {"a\0b\xFF\r\n"sv, {"a\\x00b\\xFF"}},
  };
  for (const line_case& each : cases) {
    test::for_each_split(
        each.octets,
        [&](const test::pieces& pieces) {
          EXPECT_EQ(lines_of(pieces, 8), each.lines) << base::quote(each.octets);
        },
        true);
  }
}

TEST(LineSplitter, LeavesWhatFollowsALineInTheInput) {
  line_splitter splitter;
  std::string_view input = "DATA\r\nrest";
  ASSERT_TRUE(splitter.next(input));
  EXPECT_EQ(input, "rest");
}

TEST(LineSplitter, HoldsALineOfTenMegabytesInBoundedMemory) {
  line_splitter splitter(16384);
  const std::string piece(1U << 20U, 'x');
  for (int i = 0; i < 10; ++i) {
    std::string_view input = piece;
    EXPECT_FALSE(splitter.next(input));
  }
  std::string_view end = "\r\n";
  const auto found = splitter.next(end);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text.size(), 16384U);
  EXPECT_EQ(found->omitted, 10 * piece.size() - 16384);
  EXPECT_LE(found->text.capacity(), 65536U);
}

struct read_data {
  bool ended = false;
  std::string content;
  std::size_t omitted = 0;
  bool bare_lf = false;
  bool bare_cr = false;
  std::string rest;  // after the end of data
  friend bool operator==(const read_data&, const read_data&) = default;
};

std::ostream& operator<<(std::ostream& out, const read_data& what) {
  return out << (what.ended ? "ended " : "open ") << base::quote(what.content) << " +" << what.omitted
             << (what.bare_lf ? " lf" : "") << (what.bare_cr ? " cr" : "") << " rest "
             << base::quote(what.rest);
}

read_data read(const test::pieces& pieces, std::size_t limit) {
  data_reader reader(limit);
  read_data out;
  for (std::string_view piece : pieces) {
    if (!out.ended) {
      out.ended = reader.feed(piece);
      EXPECT_TRUE(out.ended || piece.empty());
    }
    out.rest += piece;
  }
  out.content = reader.content();
  out.omitted = reader.omitted();
  EXPECT_EQ(reader.size(), out.content.size() + out.omitted);
  out.bare_lf = reader.bare_lf();
  out.bare_cr = reader.bare_cr();
  return out;
}

struct data_case {
  std::string_view octets;
  read_data result;
};

TEST(DataReader, GivesTheSameContentHoweverTheStreamIsSplit) {
  const data_case cases[] = {
      {".\r\n", {true, "", 0, false, false, ""}},
      {".\r\nQUIT\r\n", {true, "", 0, false, false, "QUIT\r\n"}},
      {"a\r\n.\r\n", {true, "a\r\n", 0, false, false, ""}},
      {"..\r\n.\r\n", {true, ".\r\n", 0, false, false, ""}},
      {"..a\r\n...\r\n.\r\n.", {true, ".a\r\n..\r\n", 0, false, false, "."}},
      // RFC 5321 4.5.2: a lone dot before other text is removed, doubled or not.
      {".a\r\n.\r\n", {true, "a\r\n", 0, false, false, ""}},
      // Ends of data that are none: smuggling must not work here.
      {"a\n.\nb\r\n.\r\n", {true, "a\n.\nb\r\n", 0, true, false, ""}},
      {"a\r\n.\nb\r\n.\r\n", {true, "a\r\n\nb\r\n", 0, true, false, ""}},
      {"a\n.\r\nb\r\n.\r\n", {true, "a\n.\r\nb\r\n", 0, true, false, ""}},
      {"a\r.\r\nb\r\n.\r\n", {true, "a\r.\r\nb\r\n", 0, false, true, ""}},
      {"a\r\n.\rb\r\n.\r\n", {true, "a\r\n\rb\r\n", 0, false, true, ""}},
      {"a\r\n.\r\r\n.\r\n", {true, "a\r\n\r\r\n", 0, false, true, ""}},
      {"a\r\r\n.\r\n", {true, "a\r\r\n", 0, false, true, ""}},
      {"a\r\n.\r", {false, "a\r\n", 0, false, false, ""}},
      {"a\r", {false, "a", 0, false, false, ""}},
      {"12345678\r\nab\r\n.\r\nQ", {true, "12345678", 6, false, false, "Q"}},
      {"1234567\r\n.\r\n", {true, "1234567\r", 1, false, false, ""}},
      {"\0\xFF\r\n.\r\n"sv, {true, "\0\xFF\r\n"s, 0, false, false, ""}},
  };
  for (const data_case& each : cases) {
    test::for_each_split(
        each.octets,
        [&](const test::pieces& pieces) {
          EXPECT_EQ(read(pieces, 8), each.result) << base::quote(each.octets);
        },
        true);
  }
}

TEST(DataReader, SaysHowManyOctetsMayBelongToTheEnd) {
  data_reader reader;
  const std::pair<std::string_view, std::size_t> steps[] = {{".", 1},  {".", 0}, {"a", 0},  {"\r", 1},
                                                            {"\n", 2}, {".", 3}, {"\r", 4}, {"x", 0}};
  EXPECT_EQ(reader.undecided(), 0U);
  for (const auto& [octet, undecided] : steps) {
    std::string_view input = octet;
    EXPECT_FALSE(reader.feed(input));
    EXPECT_EQ(reader.undecided(), undecided) << base::quote(octet);
  }
}

TEST(DataReader, GoesOnAfterAGapInARecord) {
  data_reader reader;
  std::string_view before = "a\r\n.";
  EXPECT_FALSE(reader.feed(before));
  reader.skip(100);
  std::string_view after = "\r\n.\r\nQUIT";
  EXPECT_TRUE(reader.feed(after));
  EXPECT_EQ(after, "QUIT");
  EXPECT_EQ(reader.size(), 3U + 100U + 2U);
}

TEST(DataReader, HoldsFiftyMegabytesInBoundedMemory) {
  data_reader reader(1U << 20U);
  std::string piece;
  while (piece.size() < 1U << 20U) {
    piece += "a line of an endless message\r\n";
  }
  for (int i = 0; i < 50; ++i) {
    std::string_view input = piece;
    ASSERT_FALSE(reader.feed(input));
  }
  std::string_view end = ".\r\n";
  EXPECT_TRUE(reader.feed(end));
  EXPECT_EQ(reader.content().size(), 1U << 20U);
  EXPECT_LE(reader.content().capacity(), 4U << 20U);
  EXPECT_EQ(reader.size(), 50 * piece.size());
}

TEST(DataOf, StuffsDotsAndEndsTheData) {
  EXPECT_EQ(data_of(""), ".\r\n");
  EXPECT_EQ(data_of("a"), "a\r\n.\r\n");
  EXPECT_EQ(data_of("a\r\n"), "a\r\n.\r\n");
  EXPECT_EQ(data_of("a\n.b\n..\nc.d"), "a\r\n..b\r\n...\r\nc.d\r\n.\r\n");
  EXPECT_EQ(data_of("."), "..\r\n.\r\n");
}

}  // namespace
}  // namespace dsnspec::smtp
