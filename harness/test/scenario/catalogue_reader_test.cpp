#include "scenario/catalogue_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "example_law.hpp"

namespace dsnspec::scenario {
namespace {

using testing::HasSubstr;

// The law book is the example, and there is one scenario, "rfc3461/5.2.1/one".
checked<catalogue> read(const std::string& text) {
  scenario_file one;
  one.id = "rfc3461/5.2.1/one";
  std::vector<scenario_file> scenarios;
  scenarios.push_back(std::move(one));
  return read_catalogue({{"defects.yaml", "defects.yaml", text}}, example_law(), scenarios);
}

std::string problem(const std::string& text) {
  const auto out = read(text);
  return out ? "no problem" : out.error().front().text();
}

const std::string good =
    "defects:\n  - {name: a-1, sentence: s, violates: [rfc3461/5.2.1/notify-relayed], caught_by: "
    "[rfc3461/5.2.1/one]}\n";

TEST(catalogue_reader, ReadsBothKinds) {
  const auto out =
      read(good +
           "  - {name: b, sentence: t, violates: [rfc3461/5.2.1/notify-relayed], unobserved: why}\n"
           "variations:\n  - {name: c, sentence: u, permitted_by: RFC 1, leaves_open: "
           "[rfc3461/5.2.1/notify-relayed]}\n"
           "  - {name: d, sentence: v, permitted_by: RFC 1, leaves_all_open: true}\n");
  ASSERT_TRUE(out) << out.error().front().text();
  ASSERT_EQ(out->defects.size(), 2U);
  EXPECT_EQ(out->defects[0].caught_by, std::vector<std::string>{"rfc3461/5.2.1/one"});
  EXPECT_EQ(out->defects[1].unobserved, "why");
  EXPECT_EQ(out->variations.at(0).permitted_by, "RFC 1");
  EXPECT_FALSE(out->variations.at(0).leaves_all_open);
  EXPECT_TRUE(out->variations.at(1).leaves_all_open);
  EXPECT_EQ(out->variations.at(0).leaves_open, std::vector<std::string>{"rfc3461/5.2.1/notify-relayed"});
}

TEST(catalogue_reader, RefusesWhatNobodyKnows) {
  EXPECT_THAT(problem("defects:\n  - {name: a, sentence: s, violates: [rfc3461/5.2.1/notify-relayeds], "
                      "caught_by: [rfc3461/5.2.1/one]}\n"),
              HasSubstr("did you mean \"rfc3461/5.2.1/notify-relayed\"?"));
  EXPECT_THAT(problem("defects:\n  - {name: a, sentence: s, violates: [rfc3461/5.2.1/notify-relayed], "
                      "caught_by: [rfc3461/5.2.1/ones]}\n"),
              HasSubstr("defects.yaml:2:"));
  EXPECT_THAT(
      problem(
          "defects:\n  - {name: a, sentence: s, violates: [rfc3461/5.2.1/notify-relayed], caught_by: []}\n"),
      HasSubstr("names no scenario"));
  EXPECT_THAT(problem("defects:\n  - {name: a, sentence: s, violates: [rfc3461/5.2.1/notify-relayed]}\n"),
              HasSubstr("caught_by"));
  EXPECT_THAT(problem("defect: []\n"), HasSubstr("defects"));
  EXPECT_THAT(
      problem("variations:\n  - {name: c, sentence: u, permitted_by: RFC 1, leaves_open: [rfc1/1/x]}\n"),
      HasSubstr("there is no requirement \"rfc1/1/x\""));
}

TEST(catalogue_reader, WantsNamesThatAreUniqueWords) {
  EXPECT_THAT(problem(good + "variations:\n  - {name: a-1, sentence: u, permitted_by: RFC 1}\n"),
              HasSubstr("is there already"));
  EXPECT_THAT(problem("variations:\n  - {name: A_1, sentence: u, permitted_by: RFC 1}\n"),
              HasSubstr("lower-case"));
  EXPECT_THAT(problem("variations:\n  - {name: a+, sentence: u, permitted_by: RFC 1}\n"),
              HasSubstr("lower-case"));
  EXPECT_EQ(problem("variations:\n  - {name: a+b, sentence: u, permitted_by: RFC 1}\n"), "no problem");
  EXPECT_THAT(problem("variations:\n  - {name: a, sentence: ' ', permitted_by: RFC 1}\n"),
              HasSubstr("is empty"));
}

}  // namespace
}  // namespace dsnspec::scenario
