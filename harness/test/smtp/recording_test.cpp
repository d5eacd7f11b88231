#include "smtp/recording.hpp"

#include <gtest/gtest.h>

#include <string>

#include "smtp/framing.hpp"
#include "test/smtp/splits.hpp"

namespace dsnspec::smtp {

std::ostream& operator<<(std::ostream& out, const recorded_stretch& what) {
  return out << '"' << what.octets << "\" +" << what.omitted;
}

namespace {

using stretches = std::vector<recorded_stretch>;

// One message as a server records it.
stretches record(const test::pieces& pieces, std::size_t limit) {
  recorder record;
  data_reader reader;
  record.begin(limit);
  for (std::string_view piece : pieces) {
    const std::string_view all = piece;
    if (reader.feed(piece)) {
      record.end(all, 5);
    } else {
      record.put(all, reader.undecided());
    }
  }
  record.flush();
  return record.take();
}

void expect_record(std::string_view octets, std::size_t limit, const stretches& expected) {
  test::for_each_split(
      octets, [&](const test::pieces& pieces) { EXPECT_EQ(record(pieces, limit), expected) << limit; }, true);
}

TEST(Recorder, KeepsAllOfAMessageWithinTheLimit) {
  expect_record("abc\r\n.\r\n", 8, {{"abc\r\n.\r\n", 0}});
  expect_record("abc\r\n.\r\n", 3, {{"abc\r\n.\r\n", 0}});
  expect_record(".\r\n", 0, {{".\r\n", 0}});
}

TEST(Recorder, LeavesOutTheMiddleAndKeepsTheEndOfData) {
  expect_record("abcdef\r\n.\r\n", 3, {{"abc", 3}, {"\r\n.\r\n", 0}});
  expect_record("abcdef\r\n.\r\n", 0, {{"", 6}, {"\r\n.\r\n", 0}});
  expect_record("ab\r\n..\r\n.x\r\n.\r\n", 4, {{"ab\r\n", 6}, {"\r\n.\r\n", 0}});
  expect_record("ab\r\n..\r\n.\r.\r\n.\r\n", 5, {{"ab\r\n.", 6}, {"\r\n.\r\n", 0}});
}

TEST(Recorder, LetsGoWhatItHeldBackWhenTheStreamIsCut) {
  expect_record("abcdef\r\n.", 2, {{"ab", 4}, {"\r\n.", 0}});
}

// What the record is for: a reader of it finds the same messages.
TEST(Recorder, LeavesARecordThatCanBeRead) {
  const std::string octets = "ab\r\n..cd\r\n.\r\n.e\r\r\n\n.\n\r\n.\r\n";
  std::string_view all = octets;
  data_reader direct;
  while (!direct.feed(all)) {
  }
  const std::string_view message = std::string_view(octets).substr(0, octets.size() - all.size());
  for (std::size_t limit = 0; limit <= message.size(); ++limit) {
    data_reader reader;
    bool ended = false;
    for (const recorded_stretch& each : record_data(message, limit)) {
      std::string_view piece = each.octets;
      ASSERT_FALSE(ended);
      ended = reader.feed(piece);
      EXPECT_TRUE(piece.empty()) << limit;
      if (each.omitted > 0) {
        reader.skip(each.omitted);
      }
    }
    EXPECT_TRUE(ended) << limit;
  }
}

TEST(Recorder, CountsWhatItKeeps) {
  recorder record;
  record.begin(3);
  record.put("abcdef", 0);
  EXPECT_EQ(record.kept(), 3U);
  EXPECT_EQ(record.take(), (stretches{{"abc", 3}}));
  record.end("gh\r\n", 2);
  EXPECT_EQ(record.kept(), 5U);
  EXPECT_EQ(record.take(), (stretches{{"", 2}, {"\r\n", 0}}));
}

}  // namespace
}  // namespace dsnspec::smtp
