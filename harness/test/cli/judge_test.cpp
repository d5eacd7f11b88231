#include "cli/judge.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "fixture.hpp"
#include "scenario/law_reader.hpp"
#include "scenario/loader.hpp"
#include "trace/writer.hpp"

namespace dsnspec::cli {
namespace {

using testing::HasSubstr;

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class judge_test : public data_fixture {
 protected:
  void SetUp() override {
    data_fixture::SetUp();
    const auto law = scenario::load_law(root / "scenarios/law");
    ASSERT_TRUE(law.has_value()) << law.error().front().text();
    const auto files = scenario::load_tree(root / "scenarios", *law);
    ASSERT_TRUE(files.has_value()) << files.error().front().text();
    for (const auto& file : *files) {
      cases.insert(cases.end(), file.cases.begin(), file.cases.end());
      sources.insert(sources.end(), file.cases.size(), file.text);
    }
  }

  // A trace in which the first `skipped` cases were skipped and the others begun, and then nothing was seen.
  void trace(std::size_t skipped, std::size_t played, const std::string& died = {}) const {
    std::string text;
    trace::writer out([&text](std::string_view line) { text += line; });
    trace::run_header header{"0.1.0", std::string(64, 'a'), "2026-01-31T12:00:00Z", {}, {}};
    header.target.name = "postfix";
    out.run(header);
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < skipped + played; ++i) {
      if (i < skipped) {
        out.skip(cases[i], sources[i], "the target cannot relay");
      } else {
        const auto where = scenario::place(cases[i], i, "local.test", next);
        out.begin_case(1000, cases[i], sources[i], where);
        out.fence(where.label, {2000, false, "the queue was never empty"});
      }
    }
    if (!died.empty()) {
      out.target({3000, "died", died});
    }
    out.end(4000);
    put("trace.ndjson", text);
  }

  [[nodiscard]] called judged(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"judge", (root / "trace.ndjson").string()});
    return dsnspec(more);
  }

  std::vector<scenario::scenario> cases;
  std::vector<std::string> sources;
};

TEST_F(judge_test, ExitCodesOfRunsThatShowedNothing) {
  trace(3, 0);
  EXPECT_EQ(judged().code, 77);
  trace(1, 2);
  EXPECT_EQ(judged().code, 6);
  trace(0, 0);
  EXPECT_EQ(judged().code, 5);
  trace(1, 2, "killed by signal 9");
  EXPECT_EQ(judged().code, 3);
}

TEST_F(judge_test, PrintsTheFormatAskedForAndNothingElse) {
  trace(1, 2);
  const auto json = judged({"--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out).at("cases"), 2);
  EXPECT_EQ(json.err, "dsnspec: only inconclusive results (exit 6)\n");
  EXPECT_THAT(judged({"--format", "junit"}).out, testing::StartsWith("<?xml"));
  EXPECT_THAT(judged({"--format", "html"}).out, testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(judged().out, HasSubstr("2 cases played, 1 skipped"));
  EXPECT_THAT(judged().out, testing::Not(HasSubstr("\x1B")));
  EXPECT_THAT(judged({"--color", "always"}).out, HasSubstr("\x1B"));
}

TEST_F(judge_test, WritesTheFilesOfARun) {
  trace(1, 2);
  const auto out = root / "a" / "b";
  const auto got = judged({"--out", out.string(), "--format", "json"});
  EXPECT_EQ(content(out / "result.json"), got.out);
  EXPECT_EQ(content(out / "junit.xml"), judged({"--format", "junit"}).out);
  EXPECT_EQ(content(out / "report.html"), judged({"--format", "html"}).out);
  EXPECT_EQ(content(out / "report.txt"), judged().out);
  EXPECT_EQ(dsnspec({"judge", root.string(), "--format", "json"}).out, got.out) << "the folder of a run";
}

TEST_F(judge_test, ReportsARunInEachFormatWhateverWasFound) {
  trace(1, 2);
  for (const auto* format : {"html", "json", "junit", "console"}) {
    const auto got = dsnspec({"report", root.string(), "--to", format});
    EXPECT_EQ(got.code, 0) << format;
    EXPECT_EQ(got.err, "");
    EXPECT_EQ(got.out, judged({"--format", format}).out);
  }
  const auto page = root / "page.html";
  const auto got = dsnspec({"report", (root / "trace.ndjson").string(), "-o", page.string()});
  EXPECT_EQ(got.out, "");
  EXPECT_EQ(content(page), judged({"--format", "html"}).out);
  EXPECT_EQ(dsnspec({"report", root.string(), "-o", (root / "no" / "where").string()}).code, 2);
  EXPECT_EQ(dsnspec({"report", root.string(), "--to", "pdf"}).code, 2);
  EXPECT_EQ(dsnspec({"report", (root / "none").string()}).code, 2);
}

TEST_F(judge_test, RefusesWhatIsNoTrace) {
  EXPECT_EQ(dsnspec({"judge", (root / "none").string()}).code, 2);
  put("trace.ndjson", "");
  EXPECT_EQ(judged().code, 2);
  put("trace.ndjson", "{\"k\": \"end\", \"t\": 1}\n");
  EXPECT_EQ(judged().code, 2);
  trace(1, 1);
  put("trace.ndjson", content(root / "trace.ndjson") + "\x01\xFF\n");
  const auto got = judged();
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("trace.ndjson:"));
}

TEST_F(judge_test, TakesABaseline) {
  trace(1, 2);
  put("b.yaml", "findings:\n  - {requirement: rfc3461/5.2/never, case: \"*\", reason: \"\"}\n");
  EXPECT_EQ(judged({"--baseline", (root / "b.yaml").string()}).code, 2);
  EXPECT_EQ(judged({"--baseline", (root / "none.yaml").string()}).code, 2);
  EXPECT_EQ(judged({"--target", "nosuch"}).code, 2);
  put("scenarios/targets/postfix/baseline.yaml", "findings: 1\n");
  EXPECT_EQ(judged().code, 2) << "the baseline of the trace's target is taken";
  EXPECT_EQ(judged({"--no-baseline"}).code, 6);
}

TEST_F(judge_test, MatrixTakesRecordedRuns) {
  trace(1, 2);
  const auto out = (root / "published").string();
  const auto got = dsnspec({"matrix", "--from", (root / "trace.ndjson").string(), "--out", out});
  EXPECT_EQ(got.code, 0) << got.err;
  EXPECT_EQ(got.out, "");
  EXPECT_THAT(content(root / "published/README.md"), HasSubstr("[postfix](postfix.md)"));
  EXPECT_THAT(content(root / "published/postfix.md"), HasSubstr("the target cannot relay"));
  EXPECT_EQ(nlohmann::json::parse(content(root / "published/matrix.json"))["runs"].size(), 1U);
}

TEST_F(judge_test, MatrixRefusesTwoRunsOfOneTarget) {
  trace(1, 2);
  const auto run = (root / "trace.ndjson").string();
  const auto got = dsnspec({"matrix", "--from", run, "--from", run, "--out", (root / "published").string()});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("two runs of 'postfix'"));
  EXPECT_FALSE(std::filesystem::exists(root / "published"));
}

TEST_F(judge_test, MatrixRefusesAnUnknownTargetBeforeItRunsAnother) {
  const auto got = dsnspec({"matrix", "postfix", "nosuch", "--out", (root / "published").string(), "--runs",
                            (root / "runs").string()});
  EXPECT_EQ(got.code, 2);
  EXPECT_THAT(got.err, HasSubstr("unknown target 'nosuch'"));
  EXPECT_FALSE(std::filesystem::exists(root / "runs"));
}

}  // namespace
}  // namespace dsnspec::cli
