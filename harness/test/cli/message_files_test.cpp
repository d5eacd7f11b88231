#include "cli/message_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dsnspec::cli {
namespace {

using testing::ElementsAre;

std::vector<std::string> texts_of(std::string_view text) {
  std::vector<std::string> out;
  for (const message_place& one : messages_in(text)) {
    out.emplace_back(text.substr(one.offset, one.length));
  }
  return out;
}

const std::string from = "From a@b Thu Apr 29 23:34:45 2010\n";

TEST(messages_in, a_text_that_is_no_mbox) {
  EXPECT_THAT(texts_of("Subject: x\n\n" + from), ElementsAre("Subject: x\n\n" + from));
  EXPECT_THAT(texts_of("From: a@b\n\nx\n"), ElementsAre("From: a@b\n\nx\n"));
}

TEST(messages_in, one_message) {
  EXPECT_THAT(texts_of(from + "A: 1\n\nx\n"), ElementsAre("A: 1\n\nx\n"));
  EXPECT_THAT(texts_of("From whoever\nA: 1\n\nx"), ElementsAre("A: 1\n\nx"));
  EXPECT_THAT(texts_of(from), ElementsAre(""));
  EXPECT_THAT(texts_of("From "), ElementsAre(""));
}

TEST(messages_in, several_messages_without_the_empty_line_between) {
  EXPECT_THAT(texts_of(from + "A: 1\n\nx\n\n" + from + "B: 2\n\n\n" + from + "C: 3\n"),
              ElementsAre("A: 1\n\nx\n", "B: 2\n\n", "C: 3\n"));
  EXPECT_THAT(texts_of("From a Jan 00:00\r\nA: 1\r\n\r\nFrom b Jan 00:00\r\nB: 2\r\n"),
              ElementsAre("A: 1\r\n", "B: 2\r\n"));
}

TEST(messages_in, lines_of_text_are_no_separators) {
  const std::string text =
      "A: 1\n\nFrom now on\n\nFrom 12:30 to 14:00\n\n>From b Jan 00:00\nx\n" + from + "y\n";
  EXPECT_THAT(texts_of(from + text), ElementsAre(text));
}

}  // namespace
}  // namespace dsnspec::cli
