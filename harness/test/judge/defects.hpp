// Tables of defects: what an MTA does wrong, in a case made by hand, and what the judge has to say of it, no
// more and no less.
//
//   const defect table[] = {
//       {"M036", "drops ENVID when RET is absent", [] { return ...; }, {"FAIL rfc3461/5.2.1/envid-relayed"}},
//   };
//   INSTANTIATE_TEST_SUITE_P(Relay, Defects, ::testing::ValuesIn(table), name_of_defect);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {

struct defect {
  std::string id;    // "M036"; with a letter where one mutant shows in several ways: "M036b"
  std::string what;  // what the MTA does
  std::function<case_builder()> played;
  std::vector<std::string> accused;  // "FAIL rfc3461/..." in order: all that is neither PASS nor NOTE
};

inline std::ostream& operator<<(std::ostream& out, const defect& one) {
  return out << one.id << ": " << one.what;
}

inline std::string name_of_defect(const ::testing::TestParamInfo<defect>& info) {
  return info.param.id;
}

class Defects : public ::testing::TestWithParam<defect> {};

// To be used once in each file that has a table.
#define DSNSPEC_JUDGE_DEFECTS(suite, table)                                         \
  class suite : public Defects {};                                                  \
  TEST_P(suite, IsAccusedAndNothingElse) {                                          \
    EXPECT_EQ(GetParam().played().accusations(), GetParam().accused) << GetParam(); \
  }                                                                                 \
  INSTANTIATE_TEST_SUITE_P(Table, suite, ::testing::ValuesIn(table), name_of_defect)

// ---------------------------------------------------------------- commands and scenarios that the tables
// share

namespace script {

inline const std::string sender = "MAIL FROM:<sender@origin.c001.test>";
inline const std::string carol = "RCPT TO:<carol@next.c001.test>";
inline const std::string dana = "RCPT TO:<dana@next.c001.test>";

// One recipient at one host; keys of YAML flow style in `mail` ("envid: x") and `rcpt` ("notify: NEVER").
inline std::string to_carol(const std::string& mail = "", const std::string& rcpt = "") {
  return "submit:\n" + (mail.empty() ? "" : "  mail: {" + mail + "}\n") + "  rcpt: [{to: carol@next" +
         (rcpt.empty() ? "" : ", " + rcpt) + "}]\nhosts: {next: {}}";
}

}  // namespace script
}  // namespace dsnspec::judge
