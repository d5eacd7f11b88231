// Recorded runs of real mail systems, judged again: every verdict must be the one that stands beside the
// trace.
//
// corpus/recorded/NAME/ holds trace.ndjson and verdicts.txt. A change of the judge that changes verdicts
// shows here. When the new ones are right, DSNSPEC_RECORD=1 in the environment writes verdicts.txt anew; read
// the diff.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "judge/case_builder.hpp"
#include "judge/judge.hpp"
#include "judge/recorded_verdicts.hpp"
#include "trace/reader.hpp"

namespace dsnspec::judge {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

// A line for each case, and below it one for each verdict with its requirements.
std::string verdicts(const judged_run& run) {
  std::string out;
  for (const judged_case& which : run.cases) {
    out += which.id + "\n" + verdict_lines(verdicts_of(which));
  }
  return out;
}

// The case and the verdicts of the first line that differs; all of it would fill pages.
std::string first_difference(const std::string& got, const std::string& wanted) {
  std::istringstream left(got);
  std::istringstream right(wanted);
  std::string a;
  std::string b;
  std::string which;
  for (bool more = true; more;) {
    more = static_cast<bool>(std::getline(left, a));
    more = static_cast<bool>(std::getline(right, b)) || more;
    if (a != b) {
      return which + "\n  now    " + a + "\n  before " + b;
    }
    which = a.starts_with("  ") ? which : a;
  }
  return "";
}

std::vector<fs::path> recorded() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(fs::path(DSNSPEC_SOURCE_DIR) / "corpus" / "recorded")) {
    if (fs::exists(entry.path() / "trace.ndjson")) {
      out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Recorded : public ::testing::TestWithParam<fs::path> {};

TEST_P(Recorded, IsJudgedAsBefore) {
  const fs::path folder = GetParam();
  const auto run =
      trace::read(content(folder / "trace.ndjson"), (folder / "trace.ndjson").string(), shipped_law());
  ASSERT_TRUE(run) << run.error().text();
  const judged_run judged = judge(*run, shipped_law());
  EXPECT_FALSE(judged.cases.empty());
  EXPECT_EQ(judged.summary.count(verdict::error), 0U);
  if (std::getenv("DSNSPEC_RECORD") != nullptr) {
    std::ofstream(folder / "verdicts.txt", std::ios::binary) << verdicts(judged);
  }
  EXPECT_EQ(first_difference(verdicts(judged), content(folder / "verdicts.txt")), "");
}

// What a run judges case by case while it goes on is what it judges in the end.
TEST_P(Recorded, CaseByCaseIsTheSame) {
  const fs::path folder = GetParam();
  const auto run =
      trace::read(content(folder / "trace.ndjson"), (folder / "trace.ndjson").string(), shipped_law());
  ASSERT_TRUE(run) << run.error().text();
  const judged_run judged = judge(*run, shipped_law());
  for (std::size_t i = 0; i < run->cases.size(); ++i) {
    const judged_case alone = judge_case(run->cases[i], *run, shipped_law());
    for (const judgement& one : alone.judgements) {
      const auto& all = judged.cases[i].judgements;
      const auto at = std::find_if(all.begin(), all.end(), [&one](const judgement& other) {
        return other.requirement == one.requirement;
      });
      ASSERT_NE(at, all.end()) << alone.id << " " << one.requirement;
      EXPECT_EQ(at->verdict, one.verdict) << alone.id << " " << one.requirement;
    }
  }
}

std::string name_of(const ::testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.filename().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Corpus, Recorded, ::testing::ValuesIn(recorded()), name_of);

}  // namespace
}  // namespace dsnspec::judge
