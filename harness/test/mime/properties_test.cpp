// What holds for any octets at all, and for all that is valid. The only file of this folder with RapidCheck:
// it compiles slowly.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "mime/entity.hpp"
#include "mime/multipart.hpp"
#include "support/generators.hpp"

namespace dsnspec::mime {
namespace {

using namespace dsnspec::test;  // the generators

// Lines of which many mean something to a MIME reader, in any order.
rc::Gen<std::string> message_like() {
  const auto line = rc::gen::elementOf(std::vector<std::string>{
      "Content-Type: multipart/mixed; boundary=a\n", "Content-Type: multipart/report; boundary=\"ab\"\r\n",
      "--a\n", "--ab\r\n", "--a--\n", "--ab--\r\n", "\n", "\r\n", " \n", "text\n", "A: b\r\n", "--abc\n",
      "--a", "\r", " folded\n", "Content-Transfer-Encoding: base64\n", "From x\n"});
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(line),
                      [](const std::vector<std::string>& lines) {
                        std::string out;
                        for (const std::string& one : lines) {
                          out += one;
                        }
                        return out;
                      });
}

std::size_t leaves_and_rest(const entity& one) {
  RC_ASSERT(std::string(one.header) + std::string(one.separator) + std::string(one.body) == one.raw);
  std::size_t octets = one.preamble.size() + one.epilogue.size();
  for (const entity& child : one.children) {
    RC_ASSERT(grammar::within(one.body, child.raw));
    octets += child.raw.size();
    leaves_and_rest(child);
  }
  RC_ASSERT(octets <= one.body.size());
  return octets;
}

RC_GTEST_PROP(MimeProperty, NoOctetIsInTwoPlaces, ()) {
  const std::string text = *message_like();
  const entity one = parse(text);
  RC_ASSERT(one.raw == text);
  leaves_and_rest(one);
}

RC_GTEST_PROP(MimeProperty, DeviationsPointIntoTheInput, ()) {
  const std::string text = *message_like();
  grammar::deviations met;
  (void)parse(text, met);
  for (const grammar::deviation& one : met.kept()) {
    RC_ASSERT(one.offset + one.length <= text.size());
  }
}

RC_GTEST_PROP(MimeProperty, DecodersMakeNothingLonger, (const std::string& octets)) {
  grammar::deviations met;
  RC_ASSERT(decode_base64(octets, met).size() <= octets.size());
  RC_ASSERT(decode_quoted_printable(octets, met).size() <= octets.size());
}

// ---------------------------------------------------------------- what is written reads back

std::string base64_of(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t bit = 0; bit < text.size() * 8; bit += 6) {
    unsigned value = 0;
    for (std::size_t i = bit; i < bit + 6; ++i) {
      const unsigned octet = i / 8 < text.size() ? static_cast<unsigned char>(text[i / 8]) : 0;
      value = value * 2 + (octet >> (7 - i % 8) & 1U);
    }
    out += digits[value];
  }
  while (out.size() % 4 != 0) {
    out += '=';
  }
  return out;
}

RC_GTEST_PROP(Base64, GivesBackTheOctetsHoweverTheLinesAreBroken, (const std::string& octets)) {
  std::string text;
  for (const char c : base64_of(octets)) {
    text += c;
    text += *rc::gen::weightedElement<std::string>({{20, ""}, {1, "\r\n"}, {1, "\n"}});
  }
  grammar::deviations met;
  RC_ASSERT(decode_base64(text, met) == octets);
}

RC_GTEST_PROP(QuotedPrintable, GivesBackTheOctetsWhateverIsEscaped, ()) {
  const std::string octets = *text_of("ab =\t\xE9!\r");
  std::string text;
  for (const char c : octets) {
    const bool must = c == '=' || c == ' ' || c == '\t' || c == '\r' || c < 0;
    text += must || *rc::gen::arbitrary<bool>()
                ? std::string("=") + "0123456789ABCDEF"[static_cast<unsigned char>(c) >> 4U] +
                      "0123456789ABCDEF"[static_cast<unsigned char>(c) & 15U]
                : std::string(1, c);
    text += *rc::gen::weightedElement<std::string>({{8, ""}, {1, "=\r\n"}});
  }
  grammar::deviations met;
  RC_ASSERT(decode_quoted_printable(text, met) == octets);
  RC_ASSERT(met.count(rules::qp_escape) == 0U);
}

RC_GTEST_PROP(ContentType, HasTheParametersItWasWrittenWith, ()) {
  const auto value = text_of(range(' ', '~'));
  auto values = *rc::gen::container<std::vector<std::string>>(value);
  values.resize(std::min<std::size_t>(values.size(), 20));
  std::string text = *cfws() + *in_any_case("multipart") + "/" + *in_any_case("report");
  for (std::size_t i = 0; i < values.size(); ++i) {
    text += *cfws() + ";" + *cfws() + "p" + std::to_string(i) + "=" + in_quotes(values[i]);
  }
  const auto one = parse_content_type(text);
  RC_ASSERT(one.has_value());
  RC_ASSERT(one->is("multipart", "report"));
  RC_ASSERT(one->parameters.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    RC_ASSERT(one->find("P" + std::to_string(i))->value == values[i]);
  }
}

RC_GTEST_PROP(ContentType, PutsPiecesTogetherInAnyOrder, ()) {
  auto pieces = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(text_of("ab%' ")));
  pieces.resize(std::min<std::size_t>(pieces.size(), 12));
  std::vector<std::string> written;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    written.push_back("; p*" + std::to_string(i) + "=" + in_quotes(pieces[i]));
  }
  const auto turn = *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(written));
  std::rotate(written.begin(), written.begin() + turn, written.end());
  const auto one = parse_content_type("a/b" + joined(written, ""));
  RC_ASSERT(one.has_value());
  RC_ASSERT(one->find("p")->value == joined(pieces, ""));
}

// A CR at the end of a part makes CRLF of the LF after it.
std::vector<std::string> without_last_cr(std::vector<std::string> parts, const std::string& line_end) {
  for (std::string& part : parts) {
    if (line_end == "\n" && part.ends_with('\r')) {
      part.pop_back();
    }
  }
  return parts;
}

RC_GTEST_PROP(Multipart, HasThePartsItWasWrittenWith, ()) {
  const std::string line_end = *rc::gen::elementOf(std::vector<std::string>{"\r\n", "\n"});
  const auto parts = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(text_of("a-b\r\n =")));
  const std::string preamble = *rc::gen::elementOf(std::vector<std::string>{"", "text" + line_end});
  std::string body = preamble;
  for (const std::string& part : parts) {
    body += "--=_x" + *text_of(" \t") + line_end + part + line_end;
  }
  body += "--=_x--" + line_end + "rest";
  grammar::deviations met;
  const multipart read = split_multipart(body, "=_x", 1000, met);
  RC_ASSERT(read.closed);
  RC_ASSERT(read.epilogue == "rest");
  RC_ASSERT(std::vector<std::string>(read.parts.begin(), read.parts.end()) ==
            without_last_cr(parts, line_end));
}

RC_GTEST_PROP(Header, HasTheFieldsItWasWrittenWithAndThenTheBody, ()) {
  const auto names = *rc::gen::container<std::vector<std::string>>(some_of("ab-"));
  const std::string body = *text_of("a:\r\n ");
  std::string text;
  for (const std::string& name : names) {
    text += name + ": " + *text_of("x :") + "\r\n";
  }
  const std::string header = text;
  text += "\r\n" + body;
  const entity read = parse(text);
  RC_ASSERT(read.header == header);
  RC_ASSERT(read.body == body);
  RC_ASSERT(read.fields.size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    RC_ASSERT(read.fields[i].name == names[i]);
  }
}

}  // namespace
}  // namespace dsnspec::mime
