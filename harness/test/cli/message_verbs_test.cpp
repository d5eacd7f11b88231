// lint, parse and generate, called as from a shell.
#include <filesystem>
#include <fstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "dsn/generate.hpp"
#include "dsn/sample.hpp"
#include "fixture.hpp"
#include "report/schema_check.hpp"

namespace dsnspec::cli {
namespace {

namespace fs = std::filesystem;
using dsn::test::clean_report;
using dsn::test::damaged;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A folder for files; the law book is that of the source tree.
class message_verbs : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::temp_directory_path() / fmt::format("dsnspec-messages-{}-{}", getpid(), test->name());
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string put(const std::string& name, const std::string& octets) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << octets;
    return (root_ / name).string();
  }

  // A report with two findings: MUST and SHOULD.
  static std::string bad_report() {
    return damaged({{"Action: failed", "Action: bounced"},
                    {"From: Mail Delivery System <postmaster@mx.example.org>", "From: <>"}});
  }

  fs::path root_;
};

const std::string ordinary = "From: a@b.example\nSubject: hello\n\nHi\n";

TEST_F(message_verbs, LintOfACleanReport) {
  const auto run = dsnspec({"lint", "--profile", "smtp", put("a.eml", clean_report())});
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.out, "1 report checked: nothing found\n");
  EXPECT_EQ(run.err, "");
}

TEST_F(message_verbs, LintSaysWhereAndWhatGravestFirst) {
  const std::string octets = bad_report();
  const std::string file = put("a.eml", octets);
  const auto run = dsnspec({"lint", file});
  EXPECT_EQ(run.code, 1);
  EXPECT_EQ(run.out,
            fmt::format("{0}:{1} (line 25): FAIL rfc3464/2.3.3/action-value: Action is \"bounced\"\n"
                        "{0}:38 (line 2): WARN rfc3464/2/from-address: From holds no address: \"<>\"\n"
                        "1 report checked: 1 FAIL, 1 WARN, 0 NOTE\n",
                        file, octets.find("Action: bounced")));
}

TEST_F(message_verbs, LintLevels) {
  const std::string file = put("a.eml", damaged({{"<postmaster@mx.example.org>", "<>"}}));
  EXPECT_EQ(dsnspec({"lint", file}).code, 0);
  EXPECT_EQ(dsnspec({"lint", "--level", "should", file}).code, 1);
  EXPECT_EQ(dsnspec({"lint", "--level", "may", file}).code, 1);
}

TEST_F(message_verbs, LintProfiles) {
  const std::string file = put("a.eml", damaged({{"dns; mx.example.org", "dns; localhost"}}));
  EXPECT_EQ(dsnspec({"lint", file}).code, 0);
  EXPECT_EQ(dsnspec({"lint", "--profile=any", file}).code, 0);
  const auto smtp = dsnspec({"lint", "--profile=smtp", file});
  EXPECT_EQ(smtp.code, 1);
  EXPECT_THAT(smtp.out, HasSubstr("FAIL rfc3461/6.3/reporting-mta-single-label"));
}

TEST_F(message_verbs, LintOfAnMbox) {
  const std::string separator = "From MAILER-DAEMON Thu Apr 29 23:34:45 2010\n";
  const std::string bad = dsn::test::with_lf(bad_report());
  const std::string first = separator + dsn::test::with_lf(clean_report()) + "\n";
  const std::string second = separator + ordinary + "\nFrom here on it is text\n\n";
  const std::string file = put("box", first + second + separator + bad + "\n");
  const auto run = dsnspec({"lint", file});
  EXPECT_EQ(run.code, 1);
  const std::size_t start = first.size() + second.size() + separator.size();
  const auto lines =
      std::count(first.begin(), first.end(), '\n') + std::count(second.begin(), second.end(), '\n') + 1;
  EXPECT_THAT(run.out, HasSubstr(fmt::format("{}:{} not checked message 2: no report\n", file,
                                             first.size() + separator.size())));
  EXPECT_THAT(run.out, HasSubstr(fmt::format("{}:{} (line {}): FAIL rfc3464/2.3.3/action-value", file,
                                             start + bad.find("Action: bounced"), lines + 25)));
  EXPECT_THAT(run.out, HasSubstr("2 reports checked, 1 message not checked: 1 FAIL, 1 WARN, 0 NOTE\n"));
}

TEST_F(message_verbs, LintOfAMaildir) {
  put("Maildir/cur/2:2,S", bad_report());
  put("Maildir/new/1", ordinary);
  put("Maildir/new/.hidden", bad_report());
  put("Maildir/tmp/3", bad_report());
  const auto run = dsnspec({"lint", (root_ / "Maildir").string()});
  EXPECT_EQ(run.code, 1);
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("/cur/2:2,S:"), HasSubstr("1 report checked, 1 message not checked: 1 FAIL")));
}

TEST_F(message_verbs, LintOfWhatIsNoReport) {
  const auto alone = dsnspec({"lint", put("a.eml", ordinary)});
  EXPECT_EQ(alone.code, 1);
  EXPECT_THAT(alone.out, HasSubstr("FAIL rfc3464/2/multipart-report: the message is text/plain"));
  put("M/cur/1", ordinary);
  put("M/new/1", ordinary);
  const auto skipped = dsnspec({"lint", (root_ / "M").string()});
  EXPECT_EQ(skipped.code, 77);
  EXPECT_THAT(skipped.out, HasSubstr("0 reports checked, 2 messages not checked\n"));
  const auto mdn =
      dsnspec({"lint", put("mdn.eml",
                           damaged({{"report-type=delivery-status", "report-type=disposition-notification"},
                                    {"message/delivery-status", "message/disposition-notification"}}))});
  EXPECT_EQ(mdn.code, 77);
  EXPECT_THAT(mdn.out, HasSubstr("another kind of report"));
}

TEST_F(message_verbs, LintJson) {
  const std::string octets = bad_report();
  const auto run = dsnspec({"lint", "--format", "json", put("a.eml", octets), put("b.eml", clean_report())});
  EXPECT_EQ(run.code, 1);
  const json out = json::parse(run.out);
  EXPECT_EQ(report::schema_check("lint").problem(out), "");
  EXPECT_EQ(out["messages"].size(), 2U);
  const json& finding = out["messages"][0]["findings"][0];
  EXPECT_EQ(finding["requirement"], "rfc3464/2.3.3/action-value");
  EXPECT_EQ(finding["offset"], octets.find("Action: bounced"));
  EXPECT_EQ(finding["section"], "RFC 3464 section 2.3.3");
  EXPECT_EQ(finding["impact"], "unreadable");
  EXPECT_EQ(out["summary"]["fail"], 1);
}

TEST_F(message_verbs, EveryRuleHasItsRowInTheShippedLaw) {
  std::string box;
  for (const char* field : {"Status: 9.01.1", "Action: x", "Remote-MTA: y", "Will-Retry-Until: z"}) {
    box += "From a Thu Apr 29 23:34:45 2010\r\n" + damaged({{"Final-Log-ID: 0815", field}}) + "\r\n";
  }
  EXPECT_EQ(dsnspec({"lint", "--profile", "smtp", put("box", box)}).code, 1);
}

TEST_F(message_verbs, UnreadableFilesAreErrors) {
  fs::create_directories(root_ / "folder");
  fs::create_directories(root_ / "M/cur");
  fs::create_directories(root_ / "M/new");
  const std::string good = put("a.eml", clean_report());
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {(root_ / "missing").string(), "No such file"},
      {(root_ / "folder").string(), "no Maildir"},
      {(root_ / "M").string(), "has no messages"},
      {put("empty", ""), "empty"},
  };
  for (const auto& [file, message] : wrong) {
    for (const char* verb : {"lint", "parse"}) {
      const auto run = dsnspec({verb, file});
      EXPECT_EQ(run.code, 2) << file;
      EXPECT_THAT(run.err, AllOf(HasSubstr(file), HasSubstr(message)));
      EXPECT_EQ(run.out, "");
    }
    const auto both = dsnspec({"lint", file, good});
    EXPECT_EQ(both.code, 2);
    EXPECT_THAT(both.out, HasSubstr("1 report checked"));
  }
}

TEST_F(message_verbs, FilesBeyondTheLimitAreErrors) {
  const std::string file = put("large", "x");
  fs::resize_file(file, 64UL * 1024 * 1024 + 1);
  const auto run = dsnspec({"lint", file});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err, AllOf(HasSubstr(file), HasSubstr("67108864")));
}

TEST_F(message_verbs, HostileOctetsNeverReachTheTerminal) {
  const std::string file = put(
      "a\x1B[2J.eml", damaged({{"Action: failed", "Action: \x1B[2J\xFF"}, {"Subject: U", "Subject: \x1BU"}}));
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"lint", file}, {"lint", "--format", "json", file}, {"parse", file}, {"lint", file + "x"}}) {
    const auto run = dsnspec(arguments);
    EXPECT_EQ((run.out + run.err).find_first_of("\x1B\xFF"), std::string::npos);
  }
}

TEST_F(message_verbs, WrongUsage) {
  const std::string file = put("a.eml", clean_report());
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"lint"},
                                             {"parse"},
                                             {"lint", "--profile", "x400", file},
                                             {"lint", "--format", "xml", file},
                                             {"lint", "--level", "all", file},
                                             {"generate", "--count", "0"},
                                             {"generate", "--seed", "x"},
                                             {"generate", "--seed", "1", "--from-json", file},
                                             {"parse", file, file}}) {
    EXPECT_EQ(dsnspec(arguments).code, 2) << arguments.back();
  }
}

// ---------------------------------------------------------------- parse

TEST_F(message_verbs, Parse) {
  const auto run = dsnspec({"parse", put("a.eml", clean_report())});
  EXPECT_EQ(run.code, 0);
  const json out = json::parse(run.out);
  EXPECT_EQ(report::schema_check("report").problem(out), "");
  EXPECT_EQ(out["recipients"].size(), 2U);
  EXPECT_EQ(json::parse(dsnspec({"parse", put("b.eml", ordinary)}).out)["is_report"], false);
}

TEST_F(message_verbs, ParseOfOneOfMany) {
  const std::string separator = "From a Thu Apr 29 23:34:45 2010\n";
  const std::string file =
      put("box", separator + ordinary + "\n" + separator + dsn::test::with_lf(clean_report()));
  const auto which = dsnspec({"parse", file});
  EXPECT_EQ(which.code, 2);
  EXPECT_THAT(which.err, AllOf(HasSubstr("2 messages"), HasSubstr("--number")));
  EXPECT_EQ(json::parse(dsnspec({"parse", "--number", "2", file}).out)["is_report"], true);
  EXPECT_EQ(dsnspec({"parse", "--number", "3", file}).code, 2);
}

// ---------------------------------------------------------------- generate

TEST_F(message_verbs, Generate) {
  const auto run = dsnspec({"generate", "--seed", "7"});
  EXPECT_EQ(run.code, 0);
  EXPECT_EQ(run.out, *dsn::generate(dsn::random_source(7)));
  EXPECT_EQ(dsnspec({"generate", "--seed", "7"}).out, run.out);
  EXPECT_NE(dsnspec({"generate", "--seed", "8"}).out, run.out);
  EXPECT_THAT(dsnspec({"generate", "--global"}).out, HasSubstr("message/global-delivery-status"));
}

TEST_F(message_verbs, GenerateMany) {
  const auto run = dsnspec({"generate", "--count", "40", "--seed", "100"});
  EXPECT_THAT(run.out, StartsWith("From "));
  const auto checked = dsnspec({"lint", put("box", run.out)});
  EXPECT_EQ(checked.code, 0);
  // Which of the permitted ways they go is told, and nothing else.
  EXPECT_THAT(checked.out, AllOf(HasSubstr("40 reports checked: 0 FAIL, 0 WARN, "), Not(HasSubstr(": FAIL ")),
                                 Not(HasSubstr(": WARN "))));
}

TEST_F(message_verbs, GenerateFromDescriptions) {
  const auto description = dsnspec({"generate", "--seed", "7", "--description"});
  const auto again = dsnspec({"generate", "--from-json", put("a.json", description.out)});
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.out, dsnspec({"generate", "--seed", "7"}).out);
  const auto parsed = dsnspec({"parse", put("a.eml", clean_report())});
  const auto rebuilt = dsnspec({"generate", "--from-json", put("b.json", parsed.out)});
  EXPECT_EQ(rebuilt.code, 0);
  EXPECT_THAT(rebuilt.out, HasSubstr("Diagnostic-Code: smtp; 550-5.1.1 no such\r\n 550 5.1.1 mailbox\r\n"));
}

TEST_F(message_verbs, GenerateRefusesWithTheFileAndTheMember) {
  const std::string file = put("a.json", R"({"per_message": {"reporting_mta": "dns; mx"}, "recipients": [
      {"final_recipient": "rfc822; a@b\\r\\nAction: delivered", "action": "failed", "status": "5.0.0"}]})");
  const auto run = dsnspec({"generate", "--from-json", file});
  EXPECT_EQ(run.code, 2);
  EXPECT_THAT(run.err,
              AllOf(HasSubstr(file), HasSubstr("recipients[0].final_recipient.value"), Not(HasSubstr("\r"))));
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(dsnspec({"generate", "--from-json", put("b.json", "{")}).code, 2);
}

}  // namespace
}  // namespace dsnspec::cli
