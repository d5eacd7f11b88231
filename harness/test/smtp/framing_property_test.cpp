// The one RapidCheck file of this folder: it compiles slowly.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "smtp/framing.hpp"
#include "smtp/reply.hpp"

namespace dsnspec::smtp {
namespace {

// Text out of the octets that matter here, so that the rare sequences are not rare.
rc::Gen<std::string> nasty_text() {
  return rc::gen::container<std::string>(rc::gen::element('\r', '\n', '.', 'a'));
}

std::vector<std::string_view> cut(std::string_view text, const std::vector<std::size_t>& lengths) {
  std::vector<std::string_view> out;
  for (const std::size_t length : lengths) {
    out.push_back(text.substr(0, length % 7));
    text.remove_prefix(out.back().size());
  }
  out.push_back(text);
  return out;
}

RC_GTEST_PROP(DataReader, GivesBackWhatDataOfSent, (const std::vector<std::size_t>& lengths)) {
  const std::string text = *nasty_text();
  std::string expected;  // data_of makes every line end CRLF
  for (const char c : text) {
    expected += c == '\n' && !expected.ends_with('\r') ? "\r\n" : std::string(1, c);
  }
  if (!expected.empty() && !expected.ends_with('\n')) {
    expected += "\r\n";
  }
  const std::string octets = data_of(text) + "QUIT";
  data_reader reader;
  bool ended = false;
  std::string rest;
  for (std::string_view piece : cut(octets, lengths)) {
    ended = ended || reader.feed(piece);
    rest += piece;
  }
  RC_ASSERT(ended);
  RC_ASSERT(reader.content() == expected);
  RC_ASSERT(rest == "QUIT");
}

RC_GTEST_PROP(LineSplitter, LosesNoOctet, (const std::vector<std::size_t>& lengths)) {
  const std::string text = *nasty_text();
  line_splitter splitter;
  std::string again;
  const auto put = [&](const line& one) { again += one.text + (one.cut ? "" : one.bare_lf ? "\n" : "\r\n"); };
  for (std::string_view piece : cut(text, lengths)) {
    while (const auto next = splitter.next(piece)) {
      put(*next);
    }
  }
  if (const auto last = splitter.rest()) {
    put(*last);
  }
  RC_ASSERT(again == text);
}

RC_GTEST_PROP(FormatReply, IsReadBackAsItWas, ()) {
  const auto code = *rc::gen::inRange(100, 600);
  const auto lines = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::inRange(' ', '~'))));
  std::string text;
  for (const std::string& each : lines) {
    text += (&each == &lines.front() ? "" : "\n") + each;
  }
  const std::string octets = format_reply(code, "", text);
  std::string_view input = octets;
  reply_parser parser;
  const auto got = parser.next(input);
  RC_ASSERT(got.has_value() && got->has_value());
  RC_ASSERT((*got)->code == code);
  RC_ASSERT((*got)->lines == lines);
  RC_ASSERT((*got)->raw == octets);
}

}  // namespace
}  // namespace dsnspec::smtp
