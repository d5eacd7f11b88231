#include "mime/content_type.hpp"

#include <gtest/gtest.h>

#include "grammar/characters.hpp"
#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::mime {
namespace {

using namespace test;  // NOLINT

// "type/subtype name=value (charset)".
std::string shown(std::string_view value, const limits& bounds = {}) {
  grammar::deviations met;
  const auto one = parse_content_type(value, met, bounds);
  if (!one) {
    return outcome(one);
  }
  std::string out = std::string(one->type) + "/" + std::string(one->subtype);
  for (const parameter& each : one->parameters) {
    out += " " + each.name + "=" + each.value + (each.charset.empty() ? "" : "(" + each.charset + ")");
  }
  return out + " " + outcome(met);
}

TEST(ContentType, TypeSubtypeParameters) {
  EXPECT_EQ(shown("multipart/report; report-type=delivery-status; boundary=\"a b\""),
            "multipart/report report-type=delivery-status boundary=a b none");
  EXPECT_EQ(shown(" text/plain"), "text/plain none");
  EXPECT_EQ(shown("message/delivery-status\r\n "), "message/delivery-status none");
  const auto one = parse_content_type("Multipart/REPORT; Report-Type=x");
  ASSERT_TRUE(one);
  EXPECT_TRUE(one->is("multipart", "report"));
  EXPECT_FALSE(one->is("multipart", "mixed"));
  EXPECT_TRUE(one->is_multipart());
  EXPECT_EQ(one->find("REPORT-TYPE")->value, "x");
  EXPECT_EQ(one->find("boundary"), nullptr);
}

TEST(ContentType, CommentsAndFoldingBetweenTokens) {
  EXPECT_EQ(shown("(a) multipart (b) / (c) report (d) ;\r\n\t(e) boundary (f) = (g) \"x\" (h)"),
            "multipart/report boundary=x none");
  EXPECT_EQ(shown("multipart/report; report-type=delivery-status(x); boundary=y"),
            "multipart/report report-type=delivery-status boundary=y none");
}

TEST(ContentType, QuotedStrings) {
  EXPECT_EQ(shown("a/b; c=\"d\\\"e;f\""), "a/b c=d\"e;f none");
  EXPECT_EQ(shown("a/b; c=\"\""), "a/b c= none");
  EXPECT_EQ(shown("a/b; c=\"d"), "a/b c=d quoted-string-unterminated@7+2");
  EXPECT_EQ(shown("a/b; c=\"d\" e; f=g"), "a/b c=d f=g content-type-surplus@11+1");
}

TEST(ContentType, WithoutTypeAndSubtypeItIsNone) {
  EXPECT_EQ(shown(""), "content-type-shape@0+0");
  EXPECT_EQ(shown("text"), "content-type-shape@4+0");
  EXPECT_EQ(shown("text/"), "content-type-shape@5+0");
  EXPECT_EQ(shown("/plain"), "content-type-shape@0+0");
  EXPECT_EQ(shown("text plain"), "content-type-shape@5+0");
  EXPECT_EQ(shown("; a=b"), "content-type-shape@0+0");
}

TEST(ContentType, FaultyParametersAreForgiven) {
  EXPECT_EQ(shown("a/b;"), "a/b content-type-parameter-empty@4+0");
  EXPECT_EQ(shown("a/b; ; c=d"), "a/b c=d content-type-parameter-empty@5+0");
  EXPECT_EQ(shown("a/b; c"), "a/b content-type-parameter-shape@5+1");
  EXPECT_EQ(shown("a/b; c d; e=f"), "a/b e=f content-type-parameter-shape@5+3");
  EXPECT_EQ(shown("a/b; =x; e=f"), "a/b e=f content-type-parameter-shape@5+2");
  EXPECT_EQ(shown("a/b; c=; e=f"), "a/b c= e=f content-type-parameter-value@7+0");
  EXPECT_EQ(shown("a/b; c="), "a/b c= content-type-parameter-value@7+0");
  EXPECT_EQ(shown("a/b; boundary=----=_Part:1/2"),
            "a/b boundary=----=_Part:1/2 content-type-parameter-value@14+14");
  EXPECT_EQ(shown("a/b charset=x"), "a/b content-type-surplus@4+9");
  EXPECT_EQ(shown("a/b/c; d=e"), "a/b d=e content-type-surplus@3+2");
  EXPECT_EQ(shown("a/b; c=d; C=e"), "a/b c=d content-type-parameter-repeated@10+3");
  EXPECT_EQ(outcome(parse_content_type("a/b;")), "content-type-parameter-empty@4+0");
  EXPECT_EQ(outcome(parse_content_type("a/b; c=d; C=e")), "content-type-parameter-repeated@10+3");
}

TEST(ContentType, ParametersInPieces) {
  EXPECT_EQ(shown("a/b; report-type*0=delivery-; report-type*1=status"),
            "a/b report-type=delivery-status none");
  EXPECT_EQ(shown("a/b; x*1=b; x*0=a; y=z; x*2=c"), "a/b x=abc y=z none");
  EXPECT_EQ(shown("a/b; x*0=\"a;\"; X*1=\"b\""), "a/b x=a;b none");
  EXPECT_EQ(shown("a/b; x*0=a; x*2=c"), "a/b x=a content-type-parameter-pieces@12+5");
  EXPECT_EQ(shown("a/b; x*1=b"), "a/b content-type-parameter-pieces@5+5");
  EXPECT_EQ(shown("a/b; x*0=a; x*0=b"), "a/b x=a content-type-parameter-pieces@12+5");
  EXPECT_EQ(shown("a/b; x*00=a"), "a/b x=a content-type-parameter-pieces@5+4");
  EXPECT_EQ(shown("a/b; x=a; x*0=b"), "a/b x=a content-type-parameter-pieces@10+5");
  EXPECT_EQ(shown("a/b; x*99999=b"), "a/b x*99999=b content-type-parameter-pieces@5+7");
}

TEST(ContentType, ParametersWithCharset) {
  EXPECT_EQ(shown("a/b; report-type*=us-ascii''delivery-status"),
            "a/b report-type=delivery-status(us-ascii) none");
  EXPECT_EQ(shown("a/b; x*=utf-8'en'r%C3%A9n"), "a/b x=r\xC3\xA9n(utf-8) none");
  EXPECT_EQ(shown("a/b; x*0*=us-ascii''de%2D; x*1=li%76; x*2*=%79"), "a/b x=de-li%76y(us-ascii) none");
  EXPECT_EQ(shown("a/b; y=1; x*1*=%41'b'c; x*0*=us-ascii''de%2D"), "a/b y=1 x=de-A'b'c(us-ascii) none")
      << "section 0 names the charset, wherever it stands";
  EXPECT_EQ(shown("a/b; x*=delivery"), "a/b x=delivery content-type-parameter-charset@5+11");
  EXPECT_EQ(shown("a/b; x*=''a%4"), "a/b x=a%4 content-type-parameter-escape@5+8");
  EXPECT_EQ(shown("a/b; x*=''%0D%0A"), "a/b x=\r\n none");
}

TEST(ContentType, NumberOfParametersIsBounded) {
  limits few;
  few.parameters = 2;
  EXPECT_EQ(shown("a/b; c=1; d=2; e=3; f=4", few), "a/b c=1 d=2 mime-limit-parameters@14+9");
  std::string many = "a/b";
  for (int i = 0; i < 200'000; ++i) {
    many += "; a" + std::to_string(i) + "=b";
  }
  grammar::deviations met;
  EXPECT_EQ(parse_content_type(many, met)->parameters.size(), 100U);
}

TEST(ContentType, TakesLinearTime) {
  grammar::deviations met;
  const std::string empties = "a/b" + repeat("; ", 500'000);
  EXPECT_TRUE(parse_content_type(empties, met));
  EXPECT_EQ(met.count(rules::parameter_empty), 500'000U);
  const std::string quotes = "a/b " + repeat("\"x\" (y) ", 200'000) + "; c=d";
  EXPECT_EQ(parse_content_type(quotes, met)->find("c")->value, "d");
}

TEST(ContentType, EveryOctetInAnUnquotedValue) {
  for (const char c : all_octets()) {
    const std::string text = std::string("a/b; c=x") + c + "y; d=e";
    grammar::deviations met;
    const auto one = parse_content_type(text, met);
    ASSERT_TRUE(one);
    EXPECT_EQ(met.empty(), grammar::chars::token(c)) << static_cast<int>(static_cast<unsigned char>(c));
    if (c != '(') {  // the rest is a comment then
      EXPECT_EQ(one->find("d")->value, "e");
    }
  }
}

TEST(ContentType, ReadsNothingBeyondTheEnd) {
  const auto text =
      " (a) multipart / report;;\r\n x*0*=us-ascii'e'%41%4; x*1=\"b\\\"\r\n c\" d; y==; z*=' (\0"_octets;
  with_every_prefix(text, [](std::string_view prefix) { (void)shown(prefix); });
  with_every_octet_changed(text, "\0;=*\"'%( \xFF"_octets,
                           [](std::string_view changed) { (void)shown(changed); });
}

}  // namespace
}  // namespace dsnspec::mime
