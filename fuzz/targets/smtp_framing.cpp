// Lines, replies and message data out of a stream: however it is cut, the same comes of it.
#include <string>

#include "smtp/framing.hpp"
#include "smtp/reply.hpp"
#include "support/pieces.hpp"
#include "support/require.hpp"
#include "support/target.hpp"

using namespace dsnspec;
using fuzz::require;
using fuzz::require_same;

namespace {

constexpr std::size_t short_line = 64;

std::string shown(const smtp::line& one) {
  return one.text + "|" + std::to_string(one.omitted) + (one.bare_lf ? "l" : "") + (one.bare_cr ? "r" : "") +
         (one.cut ? "c" : "") + "\n";
}

std::string lines_of(const fuzz::pieces& parts) {
  smtp::line_splitter splitter(short_line);
  std::string out;
  for (std::string_view part : parts) {
    while (const auto one = splitter.next(part)) {
      require(one->text.size() <= short_line, "a line keeps to its limit", one->text);
      out += shown(*one);
    }
    require(part.empty(), "what is no line yet is used up");
  }
  if (const auto last = splitter.rest()) {
    out += shown(*last);
  }
  return out;
}

// The data, then what stands behind it.
std::string data_of(const fuzz::pieces& parts, std::size_t most) {
  smtp::data_reader reader(most);
  std::string behind;
  bool ended = false;
  for (std::string_view part : parts) {
    if (!ended) {
      ended = reader.feed(part);
    }
    behind += part;
  }
  require(reader.content().size() <= most, "the content keeps to its limit");
  require(reader.content().size() + reader.omitted() == reader.size(), "what is left out is counted");
  return reader.content() + "|" + std::to_string(reader.size()) + (reader.bare_lf() ? "l" : "") +
         (reader.bare_cr() ? "r" : "") + (ended ? "e" : "") + "|" + behind;
}

std::string replies_of(const fuzz::pieces& parts) {
  smtp::reply_parser parser;
  std::string out;
  for (std::string_view part : parts) {
    while (const auto one = parser.next(part)) {
      if (!*one) {
        require(fuzz::is_printable(one->error().message), "an error is printable", one->error().message);
        return out + "error: " + one->error().message;
      }
      require((*one)->code >= 100 && (*one)->code <= 599 && !(*one)->lines.empty(),
              "a reply has a code and a line", (*one)->raw);
      out += std::to_string((*one)->code) + " " + (*one)->text() + "|" + (*one)->raw +
             std::string((*one)->enhanced_status().value_or("")) + "\n";
    }
  }
  return out + parser.pending();
}

// Octets sent as message data arrive, with their line ends put right.
void check_sent(std::string_view content) {
  const std::string wire = smtp::data_of(content);
  smtp::data_reader reader;
  std::string_view rest = wire;
  require(reader.feed(rest) && rest.empty(), "what is sent as data ends where it ends", wire);
  require(smtp::data_of(reader.content()) == wire, "what arrived can be sent on as it was", wire);
  require(!reader.bare_lf(), "no LF is sent alone", wire);
}

}  // namespace

DSNSPEC_FUZZ_TARGET(octets) {
  const fuzz::pieces whole = {octets};
  const std::string lines = lines_of(whole);
  const std::string data = data_of(whole, octets.size());
  const std::string little = data_of(whole, octets.size() / 3);
  const std::string replies = replies_of(whole);
  for (const fuzz::pieces& parts : fuzz::some_cuts(octets)) {
    require_same(lines_of(parts), lines, "lines are the same however the stream is cut");
    require_same(data_of(parts, octets.size()), data, "data is the same however the stream is cut");
    require_same(data_of(parts, octets.size() / 3), little,
                 "a part of the data is the same however it is cut");
    require_same(replies_of(parts), replies, "replies are the same however the stream is cut");
  }
  check_sent(octets);
}
