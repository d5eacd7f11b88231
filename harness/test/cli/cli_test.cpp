#include "cli/cli.hpp"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/data_dir.hpp"
#include "fixture.hpp"

namespace dsnspec::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

using cli_test = data_fixture;

TEST_F(cli_test, Helps) {
  const auto help = dsnspec({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.err, "");
  for (const char* word : {"run", "judge", "report", "baseline", "list", "explain", "lint", "parse",
                           "generate", "schema", "selftest", "Exit codes", "Examples"}) {
    EXPECT_THAT(help.out, HasSubstr(word));
  }
  for (const char* verb : {"run", "judge", "report", "baseline", "list", "explain", "lint", "parse",
                           "generate", "schema", "selftest", "matrix"}) {
    const auto each = dsnspec({verb, "--help"});
    EXPECT_EQ(each.code, 0) << verb;
    EXPECT_THAT(each.out, HasSubstr("Example")) << verb;
  }
  EXPECT_THAT(dsnspec({"--version"}).out, StartsWith("dsnspec "));
  EXPECT_EQ(dsnspec({"--version"}).code, 0);
}

TEST_F(cli_test, RefusesWrongCommandLines) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"rnu"},
      {"--frobnicate"},
      {"run", "--level", "maybe"},
      {"run", "--format", "pdf"},
      {"run", "--jobs", "0"},
      {"run", "--jobs", "many"},
      {"run", "--role", "postman"},
      {"run", "postfix", "exim"},
      {"judge"},
      {"selftest", "--jobs", "0"},
      {"selftest", "--format", "junit"},
      {"selftest", "postfix"},
      {"explain"},
      {"list", "everything"},
      {"list", "requirements", "--format", "pdf"},
      {"run", "--only"},
      {"judge", "x", "--no-baseline", "--target", "postfix"}};
  for (const auto& arguments : wrong) {
    const auto got = dsnspec(arguments);
    EXPECT_EQ(got.code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(got.out, "") << testing::PrintToString(arguments);
    EXPECT_THAT(got.err, AllOf(StartsWith("dsnspec: error: "), HasSubstr("--help")))
        << testing::PrintToString(arguments);
  }
}

TEST_F(cli_test, QuotesWhatItWasGiven) {
  const auto got = dsnspec({"explain", "a\x1B[2Jb"});
  EXPECT_EQ(got.code, 2);
  EXPECT_EQ(got.err.find('\x1B'), std::string::npos);
}

TEST_F(cli_test, ListsScenarios) {
  const auto got = dsnspec({"list"});
  EXPECT_EQ(got.code, 0) << got.err;
  EXPECT_EQ(got.out,
            "rfc3461/5.2.2/relayed    2 cases  SUCCESS is asked for\n"
            "rfc3461/5.2/never         1 case  NEVER is asked for\n");
  EXPECT_EQ(dsnspec({"list", "scenarios", "--cases", "--section", "5.2.2"}).out,
            "rfc3461/5.2.2/relayed[notify=SUCCESS]\n"
            "rfc3461/5.2.2/relayed[notify=SUCCESS,FAILURE]\n");
}

TEST_F(cli_test, ListsRequirements) {
  EXPECT_EQ(
      dsnspec({"list", "requirements"}).out,
      "rfc3461/5.2.2/relayed  MUST        lost-report    NOT WATCHED  A relayed report is sent.\n"
      "rfc3461/5.2/never      MUST NOT    false-report   NOT WATCHED  this must not happen: A report about a "
      "NEVER "
      "recipient is "
      "sent.\n");
  EXPECT_THAT(dsnspec({"list", "requirements", "--level", "must-not"}).out, StartsWith("rfc3461/5.2/never"));
  EXPECT_THAT(dsnspec({"list", "requirements", "--role", "relay-to-non-conforming"}).out,
              StartsWith("rfc3461/5.2.2/relayed"));
  EXPECT_EQ(dsnspec({"list", "requirements", "--only", "rfc9999/*"}).code, 5);
}

TEST_F(cli_test, ListsTargets) {
  EXPECT_THAT(dsnspec({"list", "targets"}).out, StartsWith("postfix  Postfix"));
}

TEST_F(cli_test, ExplainsARequirement) {
  const auto got = dsnspec({"explain", "rfc3461/5.2.2/relayed"});
  EXPECT_EQ(got.code, 0) << got.err;
  EXPECT_EQ(got.out,
            "rfc3461/5.2.2/relayed\n"
            "  RFC 3461 section 5.2.2, MUST\n"
            "  role      relay to non-conforming\n"
            "  impact    lost-report\n"
            "\n"
            "  rule      A relayed report is sent.\n"
            "  observed  The reports at the origin.\n"
            "  stand     We take it so.\n"
            "\n"
            "  NOT WATCHED: nothing judges it yet.\n"
            "  Scenarios that are there to show it:\n"
            "    rfc3461/5.2.2/relayed\n");
}

TEST_F(cli_test, ExplainsAScenarioAndACase) {
  put("scenarios/rfc3461/5.2.2/other.yaml",
      "title: another\nshows: [rfc3461/5.2/never]\nneeds: [relay]\nhosts: {next: {}}\nsubmit: {rcpt: [{to: "
      "carol@next}]}\n");
  auto got = dsnspec({"explain", "rfc3461/5.2.2/other"});
  EXPECT_EQ(got.code, 0) << got.err;
  EXPECT_THAT(got.out, AllOf(HasSubstr("another"), HasSubstr("needs     relay"), HasSubstr("(MUST NOT)"),
                             HasSubstr("    rfc3461/5.2.2/other\n"), HasSubstr("    hosts: {next: {}}\n")));
  put("scenarios/rfc3461/5.2.2/two.yaml",
      "title: two\nshows: [rfc3461/5.2/never]\nneeds: [relay]\nmatrix: {who: [one, two]}\nhosts: "
      "{next: {}}\n"
      "submit: {rcpt: [{to: \"${who}@next\"}]}\n");
  got = dsnspec({"explain", "rfc3461/5.2.2/two[who=two]"});
  EXPECT_EQ(got.code, 0) << got.err;
  EXPECT_THAT(got.out, AllOf(HasSubstr("two[who=two]"), testing::Not(HasSubstr("two[who=one]"))));
}

TEST_F(cli_test, SuggestsWhatWasMeant) {
  auto got = dsnspec({"explain", "rfc3461/5.2.2/relayde"});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("did you mean: rfc3461/5.2.2/relayed"));
  got = dsnspec({"explain", "never"});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("did you mean: rfc3461/5.2/never"));
}

TEST_F(cli_test, PrintsSchemas) {
  EXPECT_THAT(dsnspec({"schema"}).out, AllOf(HasSubstr("result\n"), HasSubstr("trace\n")));
  EXPECT_THAT(dsnspec({"schema", "result"}).out, HasSubstr("urn:dsnspec:schema:result:1"));
  for (const char* name : {"resutl", "../../scenarios/law/rfc3461", ""}) {
    const auto got = dsnspec({"schema", name});
    EXPECT_EQ(got.code, std::string(name).empty() ? 0 : 2) << name;
  }
}

TEST_F(cli_test, RunRefusesUnknownTargets) {
  const auto got = dsnspec({"run", "postfxi"});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("postfix"));
  EXPECT_THAT(dsnspec({"run", root / "scenarios"}).err, HasSubstr("target.yaml"));
}

TEST_F(cli_test, RunRefusesUnknownDefects) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"run", "--defect", "envid-droped"},
                                             {"run", "postfix", "--defect", "envid-dropped"},
                                             {"run", "--variation", "envid-dropped"}}) {
    EXPECT_EQ(dsnspec(arguments).code, 2);
  }
}

TEST_F(cli_test, RunSaysWhenNothingIsSelected) {
  const auto got =
      dsnspec({"run", "postfix", "--only", "nothing/*", "--section", "9", "--out", root / "out"});
  EXPECT_EQ(got.code, 5);
  EXPECT_EQ(got.out, "");
  EXPECT_THAT(got.err, HasSubstr("no case matches --only 'nothing/*' --section 9"));
  EXPECT_FALSE(std::filesystem::exists(root / "out"));
}

TEST_F(cli_test, BrokenFilesAreToldWithPosition) {
  put("scenarios/rfc3461/5.2/never.yaml", "title: x\nshows: [rfc3461/5.2/evern]\nfrob: 1\nneeds: [relay]\n");
  auto got = dsnspec({"run", "postfix"});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err,
              AllOf(HasSubstr("never.yaml:2:"), HasSubstr("rfc3461/5.2/evern"), HasSubstr("never.yaml:3:1")));
  std::filesystem::remove(root / "scenarios/rfc3461/5.2/never.yaml");
  put("scenarios/targets/postfix/baseline.yaml",
      "findings:\n  - {requirement: rfc3461/1/x, case: a, reason: b}\n");
  got = dsnspec({"run", "postfix"});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("baseline.yaml:2:"));
  put("scenarios/law/rfc3461.yaml", "requirements: [\n");
  EXPECT_EQ(dsnspec({"list"}).code, 2);
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Every flag of these verbs stands in the manual page, and every flag of the manual page exists.
TEST_F(cli_test, ManualPageHasTheFlags) {
  const auto flags_in = [](const std::string& text, const std::regex& form) {
    std::set<std::string> out;
    for (std::sregex_iterator at(text.begin(), text.end(), form), end; at != end; ++at) {
      out.insert((*at)[1]);
    }
    return out;
  };
  std::string help = dsnspec({"--help"}).out;
  for (const char* verb : {"run", "judge", "report", "baseline", "list", "explain", "lint", "parse",
                           "generate", "schema", "selftest", "matrix"}) {
    help += dsnspec({verb, "--help"}).out;
  }
  const auto offered = flags_in(help, std::regex("--([a-z][a-z-]*)"));
  const auto described =
      flags_in(content(DSNSPEC_SOURCE_DIR "/docs/dsnspec.1"), std::regex("Fl -([a-z][a-z-]*)"));
  EXPECT_EQ(offered, described);
}

TEST(DataDir, SaysWhereItLooked) {
  unsetenv("DSNSPEC_DATA");
  const auto where = data_dir("/nonexistent").path();
  ASSERT_FALSE(where.has_value());
  EXPECT_THAT(where.error().message, AllOf(HasSubstr("/nonexistent"), HasSubstr("/share/dsnspec")));
  EXPECT_EQ(data_dir(DSNSPEC_SOURCE_DIR).path(), std::filesystem::path(DSNSPEC_SOURCE_DIR));
}

TEST_F(cli_test, TellsWhereTheDataShouldBe) {
  setenv("DSNSPEC_DATA", "/nonexistent", 1);
  const auto got = dsnspec({"list"});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("/nonexistent: DSNSPEC_DATA"));
}

}  // namespace
}  // namespace dsnspec::cli
