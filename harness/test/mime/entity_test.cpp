#include "mime/entity.hpp"

#include <gtest/gtest.h>

#include "mime/boundary.hpp"
#include "mime/multipart.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::mime {
namespace {

using namespace test;  // NOLINT

// Every view of every entity lies in the input, and header, separator and body are the raw text.
void expect_sound(std::string_view input, const entity& one) {
  ASSERT_EQ(std::string(one.header) + std::string(one.separator) + std::string(one.body), one.raw);
  ASSERT_TRUE(input.empty() || grammar::within(input, one.raw));
  for (const grammar::field& each : one.fields) {
    ASSERT_EQ(grammar::offset_of(input, each.raw), each.offset);
  }
  std::size_t last = one.preamble.size();
  for (const entity& child : one.children) {
    ASSERT_TRUE(grammar::within(one.body, child.raw));
    const std::size_t at = grammar::offset_of(one.body, child.raw);
    ASSERT_GE(at, last);
    last = at + child.raw.size();
    expect_sound(input, child);
  }
}

// "type/subtype" with the children in brackets; leaves with their body in braces.
std::string tree(const entity& one) {
  std::string out = std::string(one.content_type.type) + "/" + std::string(one.content_type.subtype);
  if (one.children.empty()) {
    return out + "{" + std::string(one.body) + "}";
  }
  out += "[";
  for (const entity& child : one.children) {
    out += (&child == one.children.data() ? "" : ", ") + tree(child);
  }
  return out + "]";
}

std::string shown(std::string_view input, const limits& bounds = {}) {
  grammar::deviations met;
  const entity one = parse(input, met, bounds);
  expect_sound(input, one);
  return tree(one) + " " + outcome(met);
}

constexpr std::string_view report =
    "From: MAILER-DAEMON@example.org\r\n"
    "Content-Type: multipart/report; report-type=delivery-status;\r\n"
    "\tboundary=\"abc\"\r\n"
    "\r\n"
    "preamble\r\n"
    "--abc\r\n"
    "\r\n"
    "human\r\n"
    "--abc\r\n"
    "Content-Type: message/delivery-status\r\n"
    "Content-Transfer-Encoding: 7bit\r\n"
    "\r\n"
    "Reporting-MTA: dns; x.org\r\n"
    "\r\n"
    "--abc\r\n"
    "Content-Type: message/rfc822\r\n"
    "\r\n"
    "Subject: hello\r\n"
    "\r\n"
    "--abcd\r\n"
    "--abc--\r\n"
    "epilogue\r\n";

TEST(Entity, AReport) {
  grammar::deviations met;
  const entity one = parse(report, met);
  expect_sound(report, one);
  EXPECT_EQ(outcome(met), "delimiter-look-alike@" + std::to_string(report.find("--abcd")) + "+6");
  ASSERT_EQ(one.children.size(), 3U);
  EXPECT_EQ(one.boundary, "abc");
  EXPECT_EQ(one.preamble, "preamble");
  EXPECT_EQ(one.epilogue, "epilogue\r\n");
  EXPECT_TRUE(one.closed);
  EXPECT_TRUE(one.has_content_type);
  EXPECT_TRUE(one.content_type.is("multipart", "report"));
  EXPECT_EQ(one.content_type.find("report-type")->value, "delivery-status");
  EXPECT_FALSE(one.children[0].has_content_type);
  EXPECT_TRUE(one.children[0].content_type.is("text", "plain"));
  EXPECT_EQ(one.children[0].body, "human");
  EXPECT_TRUE(one.children[1].has_encoding);
  EXPECT_EQ(one.children[1].body, "Reporting-MTA: dns; x.org\r\n");
  EXPECT_TRUE(one.children[2].children.empty());  // not descended into
  EXPECT_EQ(count_entities(one), 4U);
}

TEST(Entity, TheMessageInsideAPart) {
  grammar::deviations met;
  const entity one = parse(report, met);
  const entity inner = parse_nested(report, one.children[2], met);
  expect_sound(report, inner);
  EXPECT_EQ(field_value(inner, "subject"), "hello");
  EXPECT_EQ(inner.body, "--abcd");
  grammar::deviations noted;
  (void)parse_nested(report, one.children[0], noted);
  EXPECT_EQ(noted.kept().front().offset, report.find("human") + 5);  // offsets are those of the whole input
  EXPECT_EQ(outcome(noted), outcome([&] {
              grammar::deviations expected;
              const std::size_t at = report.find("human");
              expected.add(grammar::rules::field_no_line_end, at + 5, 0);
              expected.add(grammar::rules::field_not_a_field, at, 5);
              expected.add(grammar::rule{"header-not-ended", ""}, at, 0);
              return expected;
            }()));
}

TEST(Entity, FieldsAreFoundInAnyLetterCase) {
  const entity one = parse("Subject: a\r\n b\r\nsubject: c\r\nX:\r\n\r\n");
  EXPECT_EQ(find_field(one, "SUBJECT")->offset, 0U);
  EXPECT_EQ(count_fields(one, "Subject"), 2U);
  EXPECT_EQ(field_value(one, "subject"), "a b");
  EXPECT_EQ(field_value(one, "X"), "");
  EXPECT_EQ(find_field(one, "Y"), nullptr);
  EXPECT_EQ(count_fields(one, "Y"), 0U);
}

TEST(Entity, NotAMultipart) {
  EXPECT_EQ(shown("A: b\r\n\r\nbody"), "text/plain{body} none");
  EXPECT_EQ(shown(""), "text/plain{} none");
  EXPECT_EQ(shown("Content-Type: text\r\n\r\nx"), "text/plain{x} content-type-shape@18+0");
  EXPECT_EQ(shown("Content-Type: a/b\r\nContent-Type: c/d\r\n\r\nx"), "a/b{x} content-type-repeated@19+19");
  EXPECT_EQ(shown("Content-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: 7bit\r\n\r\nx"),
            "text/plain{x} transfer-encoding-repeated@33+33");
}

TEST(Entity, LineEndsOfAnyKind) {
  EXPECT_EQ(tree(parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n1\n--b\r\n\r\n2\r\n--b--\n")),
            "multipart/mixed[text/plain{1}, text/plain{2}]");
}

TEST(Entity, BoundaryFaults) {
  EXPECT_EQ(shown("Content-Type: multipart/mixed\r\n\r\n--b\r\n"),
            "multipart/mixed{--b\r\n} boundary-missing@13+16");
  EXPECT_EQ(shown("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n"),
            "multipart/mixed{--\r\n} boundary-empty@31+11");
  EXPECT_EQ(shown("Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\n1\r\n--a--"),
            "multipart/mixed[text/plain{1}] content-type-parameter-repeated@43+10");
  EXPECT_EQ(shown("Content-Type: multipart/mixed; boundary=\"b \"\r\n\r\n--b\r\n\r\n1\r\n--b--"),
            "multipart/mixed[text/plain{1}] boundary-last-blank@31+13");
  EXPECT_EQ(shown("Content-Type: multipart/mixed; boundary=\" \"\r\n\r\n--\r\n"),
            "multipart/mixed{--\r\n} boundary-last-blank@31+12");
  EXPECT_EQ(shown("Content-Type: multipart/mixed; boundary*=''b%0D%0A\r\n\r\n--b\r\n"),
            "multipart/mixed{--b\r\n} boundary-octet@31+19 multipart-no-parts@54+0");
}

TEST(Entity, NestedMultiparts) {
  const std::string_view nested =
      "Content-Type: multipart/mixed; boundary=abc\r\n\r\n"
      "--abc\r\nContent-Type: multipart/alternative; boundary=abcd\r\n\r\n"
      "--abcd\r\n\r\n1\r\n--abcd\r\n\r\n2\r\n--abcd--\r\n\r\n"
      "--abc\r\n\r\n3\r\n--abc--\r\n";
  EXPECT_EQ(tree(parse(nested)),
            "multipart/mixed[multipart/alternative[text/plain{1}, text/plain{2}], text/plain{3}]");
}

TEST(Entity, AnInnerMultipartWithoutItsCloseEndsWithTheOuterPart) {
  const std::string_view nested =
      "Content-Type: multipart/mixed; boundary=a\n\n"
      "--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n1\n--a\n\n2\n--a--\n";
  grammar::deviations met;
  const entity one = parse(nested, met);
  EXPECT_EQ(tree(one), "multipart/mixed[multipart/mixed[text/plain{1}], text/plain{2}]");
  EXPECT_EQ(met.count(rules::multipart_not_closed), 1U);
}

TEST(Entity, TheSameBoundaryInsideIsNoted) {
  const std::string_view nested =
      "Content-Type: multipart/mixed; boundary=a\r\n\r\n"
      "--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n\r\n1\r\n--a--\r\n";
  EXPECT_EQ(
      shown(nested),
      "multipart/mixed[multipart/mixed{}, text/plain{1}] boundary-nested-same@50+43 multipart-no-parts@93+0");
}

TEST(Entity, PartsOfADigestAreMessages) {
  const entity one = parse("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nA: b\r\n\r\n--b--");
  EXPECT_TRUE(one.children.at(0).content_type.is("message", "rfc822"));
  EXPECT_FALSE(one.children.at(0).has_content_type);
}

TEST(Entity, AnEncodedMultipartIsNoted) {
  const std::string_view text =
      "Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\n--b\r\n\r\n1\r\n--b--";
  EXPECT_EQ(shown(text), "multipart/mixed[text/plain{1}] multipart-encoded@43+35");
}

// A multipart in a multipart in a multipart, `depth` of them.
std::string nest(std::size_t depth) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) {
    const std::string boundary = "b" + std::to_string(i) + ".";
    text += "Content-Type: multipart/mixed; boundary=" + boundary + "\r\n\r\n--" + boundary + "\r\n";
  }
  return text + "\r\nbottom";
}

TEST(Entity, DepthIsBounded) {
  grammar::deviations met;
  const std::string text = nest(40);
  const entity deep = parse(text, met);
  std::size_t levels = 0;
  for (const entity* at = &deep; !at->children.empty(); at = &at->children.front()) {
    ++levels;
  }
  EXPECT_EQ(levels, 16U);
  EXPECT_EQ(met.count(rules::limit_depth), 1U);
  limits any;
  any.depth = 1'000'000;
  grammar::deviations noted;
  const std::string abyss = nest(3000);
  EXPECT_EQ(count_entities(parse(abyss, noted, any)), 201U);
  EXPECT_EQ(noted.count(rules::limit_depth), 1U);
}

TEST(Entity, NumberOfPartsIsBoundedInAll) {
  limits few;
  few.parts = 3;
  const std::string_view text =
      "Content-Type: multipart/mixed; boundary=a\n\n"
      "--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n1\n--b\n\n2\n--b--\n"
      "--a\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\n3\n--c--\n--a--\n";
  grammar::deviations met;
  const entity one = parse(text, met, few);
  EXPECT_EQ(count_entities(one), 4U);
  EXPECT_EQ(one.children.size(), 2U);
  EXPECT_EQ(met.count(rules::limit_parts), 2U);
}

TEST(Entity, HugeInputsTakeLinearTime) {
  const std::string head = "Content-Type: multipart/report; boundary=abc\n\n--abc\n\n";
  const std::string look_alikes = head + repeat("--abcd\n", 1'000'000) + "--abc--\n";
  grammar::deviations met;
  EXPECT_EQ(parse(look_alikes, met).children.size(), 1U);
  EXPECT_EQ(met.count(rules::delimiter_look_alike), 1'000'000U);

  const std::string delimiters = head + repeat("--abc\n", 500'000);
  EXPECT_EQ(parse(delimiters).children.size(), 1000U);

  // Every level has all the lines below it to look at: depth times length, and no more.
  EXPECT_EQ(count_entities(parse(nest(16) + repeat("\r\n--b", 200'000))), 17U);

  const std::string fields = repeat("A: b\n", 500'000);
  EXPECT_EQ(parse(fields).fields.size(), 10'000U);
}

TEST(Entity, ReadsNothingBeyondTheEnd) {
  with_every_prefix(report, [](std::string_view text) { (void)shown(text); });
  with_every_octet_changed(report, "\0\r\n-;\" \xFF"_octets,
                           [](std::string_view text) { (void)shown(text); });
}

}  // namespace
}  // namespace dsnspec::mime
