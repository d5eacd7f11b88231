#include "grammar/status_code.hpp"

#include <gtest/gtest.h>

#include "support/guard_page.hpp"
#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

std::string strict(std::string_view text) {
  const auto one = parse_status_code(text);
  return one ? one->text() : outcome(one);
}

std::string tolerant(std::string_view text) {
  deviations met;
  const auto one = parse_status_code(text, met);
  return (one ? one->text() : outcome(one)) + " " + outcome(met);
}

TEST(StatusCode, ClassSubjectDetail) {
  EXPECT_EQ(strict("5.1.1"), "5.1.1");
  EXPECT_EQ(strict("5.0.0"), "5.0.0");
  EXPECT_EQ(strict("2.999.100"), "2.999.100");
  EXPECT_EQ(strict("4.4.7"), "4.4.7");
  const auto one = parse_status_code("4.40.7");
  EXPECT_EQ(*one, (status_code{4, 40, 7}));
  EXPECT_TRUE(one->persistent_transient());
  EXPECT_FALSE(one->permanent());
  EXPECT_TRUE(parse_status_code("2.0.0")->success());
}

// Every code that can be written goes there and back.
TEST(StatusCode, AllOfThem) {
  for (unsigned class_ : {2U, 4U, 5U}) {
    for (unsigned subject = 0; subject < 1000; ++subject) {
      const status_code code{static_cast<std::uint8_t>(class_), static_cast<std::uint16_t>(subject),
                             static_cast<std::uint16_t>(999 - subject)};
      ASSERT_EQ(parse_status_code(code.text()), code);
    }
  }
}

TEST(StatusCode, OtherClassesMatchTheAbnfAndNothingElse) {
  EXPECT_EQ(strict("3.1.1"), "status-code-class@0+1");
  EXPECT_EQ(strict("0.0.0"), "status-code-class@0+1");
  EXPECT_EQ(tolerant("9.9.9"), "9.9.9 status-code-class@0+1");
}

TEST(StatusCode, LeadingZeros) {
  EXPECT_EQ(strict("5.01.1"), "status-code-leading-zero@2+2");
  EXPECT_EQ(strict("5.1.000"), "status-code-leading-zero@4+3");
  EXPECT_EQ(tolerant("5.01.001"), "5.1.1 status-code-leading-zero@2+2 status-code-leading-zero@5+3");
}

TEST(StatusCode, OtherShapesAreNone) {
  EXPECT_EQ(tolerant("5.1.1000"), "status-code-digits@4+4 none");
  EXPECT_EQ(tolerant("5.1"), "status-code-shape@3+0 none");
  EXPECT_EQ(tolerant("5.1."), "status-code-shape@4+0 none");
  EXPECT_EQ(tolerant("5.1.1.1"), "status-code-shape@5+1 none");
  EXPECT_EQ(tolerant("511"), "status-code-shape@1+0 none");
  EXPECT_EQ(tolerant("550"), "status-code-shape@1+0 none");
  EXPECT_EQ(tolerant("5..1"), "status-code-shape@2+0 none");
  EXPECT_EQ(tolerant(""), "status-code-shape@0+0 none");
  EXPECT_EQ(tolerant(" 5.1.1"), "status-code-shape@0+0 none");
  EXPECT_EQ(tolerant("5. 1.1"), "status-code-shape@2+0 none");
  EXPECT_EQ(tolerant("55.1.1"), "status-code-shape@1+0 none");
}

TEST(StatusCode, TextAfterItIsSurplus) {
  EXPECT_EQ(strict("5.1.1 bad mailbox"), "status-code-surplus@5+12");
  EXPECT_EQ(strict("5.1.1; x"), "status-code-surplus@5+3");
  deviations met;
  const auto one = status_code_prefix("5.1.1 bad mailbox", met);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->code.text(), "5.1.1");
  EXPECT_EQ(one->length, 5U);
  EXPECT_EQ(status_code_prefix("5.1.1.", met)->length, 5U);  // the end of a sentence
  EXPECT_EQ(outcome(status_code_prefix("5.1.1.2 x", met)), "status-code-shape@5+1");
  EXPECT_TRUE(met.empty());
}

TEST(StatusCode, ReadsNothingBeyondTheEnd) {
  with_every_prefix("5.123.456.7", [](std::string_view text) {
    deviations met;
    (void)parse_status_code(text, met);
    (void)status_code_prefix(text, met);
  });
}

}  // namespace
}  // namespace dsnspec::grammar
