// The examples that `explain` shows are true: nothing is wrong with the good ones, and in the bad ones just
// that requirement is broken.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "dsn/lint.hpp"
#include "dsn/parse.hpp"
#include "judge/case_builder.hpp"
#include "judge/watchers.hpp"
#include "scenario/example_reader.hpp"

namespace dsnspec::judge {
namespace {

using scenario::example;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

const std::string folder = std::string(DSNSPEC_SOURCE_DIR) + "/scenarios/examples/";

const scenario::example_map& shipped() {
  static const scenario::example_map all = [] {
    const auto read = scenario::load_examples(folder, shipped_law());
    EXPECT_TRUE(read) << read.error().front().text();
    return read ? *read : scenario::example_map{};
  }();
  return all;
}

std::vector<example> those(bool dialogues) {
  std::vector<example> out;
  for (const auto& [id, one] : shipped()) {
    if (one.report.empty() == dialogues) {
      out.push_back(one);
    }
  }
  return out;
}

std::string name_of(const ::testing::TestParamInfo<example>& info) {
  std::string name = info.param.requirement;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

// ---------------------------------------------------------------- reports

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '\n' ? "\r\n" : std::string(1, c);
  }
  return out;
}

std::set<std::string> broken_in(const std::string& octets) {
  std::set<std::string> out;
  const auto read = dsn::parse(octets);
  for (const dsn::finding& one :
       dsn::lint(*read, {.profile = dsn::profile::smtp, .report_expected = true}).findings) {
    out.insert(std::string(one.requirement));
  }
  return out;
}

class Passages : public ::testing::TestWithParam<example> {};

TEST_P(Passages, AreTrue) {
  const example& one = GetParam();
  std::ifstream in(folder + one.report, std::ios::binary);
  const std::string report{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(report.empty()) << one.report;
  const auto at = report.find(one.good);
  ASSERT_NE(at, std::string::npos) << "no such passage in " << one.report;
  EXPECT_EQ(report.find(one.good, at + 1), std::string::npos) << "twice in " << one.report;
  EXPECT_THAT(broken_in(with_crlf(report)), IsEmpty());
  std::string bad = report;
  bad.replace(at, one.good.size(), one.bad);
  std::vector<std::string> expected = one.also;
  expected.push_back(one.requirement);
  EXPECT_THAT(broken_in(with_crlf(bad)), UnorderedElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(Shipped, Passages, ::testing::ValuesIn(those(false)), name_of);

// ---------------------------------------------------------------- dialogues

// A dialogue as example_reader.hpp has it, played into a case. Domains end in ".test" there; those of the
// first case of a run have its label before that.
class dialogue_player {
 public:
  explicit dialogue_player(const std::string& text) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      for (std::size_t at = 0; (at = line.find(".test", at)) != std::string::npos; at += 10) {
        line.replace(at, 5, ".c001.test");
      }
      const auto colon = line.find(": ");
      if (colon == std::string::npos) {
        ADD_FAILURE() << "a line without anybody: " << line;
        continue;
      }
      take(line.substr(0, colon), line.substr(colon + 2));
    }
    next_turn("");
  }

  case_builder played() {
    case_builder one(scenario());
    for (const turn& each : turns_) {
      if (each.who == "submitter") {
        one.submitted(each.mail, each.rcpt);
      } else if (each.who == "report") {
        one.reported(each.report);
      } else {
        one.relayed(each.who, each.keywords, each.mail, each.rcpt, each.end);
      }
    }
    return one;
  }

 private:
  // One transaction, or one report.
  struct turn {
    std::string who;
    std::string keywords = "PIPELINING";
    std::string mail;
    std::vector<std::string> rcpt;
    std::string end = "250 taken";
    report_text report;
  };

  void next_turn(const std::string& who) {
    if (!now_.who.empty()) {
      turns_.push_back(now_);
    }
    now_ = {};
    now_.who = who;
    now_.report.remote_mta = "";
  }

  void take(const std::string& who, const std::string& said) {
    const bool starts = who != now_.who || said.starts_with("(announces ") ||
                        (said.starts_with("MAIL") && !now_.mail.empty()) ||
                        (who == "report" && said.starts_with("MAIL") && !now_.report.action.empty());
    if (starts) {
      next_turn(who);
    }
    if (who == "report") {
      report_line(said);
    } else if (said.starts_with("(announces ") && said.ends_with(")")) {
      now_.keywords = said.substr(11, said.size() - 12);
    } else if (said.starts_with("MAIL ")) {
      now_.mail = said;
    } else if (said.starts_with("RCPT ")) {
      now_.rcpt.push_back(said);
    } else if (said.starts_with(". => ")) {
      now_.end = said.substr(5);
    } else {
      ADD_FAILURE() << "not understood: " << said;
    }
  }

  void report_line(const std::string& said) {
    report_text& r = now_.report;
    const std::map<std::string, std::string report_text::*> fields = {
        {"Original-Envelope-Id", &report_text::envelope_id},
        {"Reporting-MTA", &report_text::reporting_mta},
        {"Original-Recipient", &report_text::original_recipient},
        {"Final-Recipient", &report_text::final_recipient},
        {"Action", &report_text::action},
        {"Status", &report_text::status},
        {"Remote-MTA", &report_text::remote_mta},
        {"Diagnostic-Code", &report_text::diagnostic_code}};
    const auto after = [&said](std::string_view start) { return said.substr(start.size()); };
    constexpr std::string_view mail = "MAIL FROM:<";
    constexpr std::string_view rcpt = "RCPT TO:<";
    if (said.starts_with(mail)) {
      const auto end = said.find('>');
      r.from = said.substr(mail.size(), end - mail.size());
      r.mail_parameters = said.substr(end + 1);
      now_.mail = said;
    } else if (said.starts_with(rcpt)) {
      const auto end = said.find('>');
      r.to = said.substr(rcpt.size(), end - rcpt.size());
      r.rcpt_parameters = said.substr(end + 1);
    } else if (said == "(returns the whole message)") {
      r.with_body = true;
    } else if (const auto at = fields.find(said.substr(0, said.find(':'))); at != fields.end()) {
      r.*at->second = after(at->first + ": ");
    } else {
      ADD_FAILURE() << "no such line of a report: " << said;
    }
  }

  // "RCPT TO:<carol@next.c001.test> ..." is {to: carol@next}.
  [[nodiscard]] std::string scenario() const {
    std::string submissions;
    std::set<std::string> hosts;
    for (const turn& each : turns_) {
      if (each.who != "submitter") {
        continue;
      }
      submissions += each.mail.starts_with("MAIL FROM:<>") ? "  mail: {from: \"\"}\n  rcpt: [" : "  rcpt: [";
      for (const std::string& one : each.rcpt) {
        const auto at = one.find('@');
        const std::string host = one.substr(at + 1, one.find(".c001") - at - 1);
        const auto open = one.find('<') + 1;
        submissions += "{to: " + one.substr(open, at - open) + "@" + host + "}, ";
        hosts.insert(host);
      }
      submissions.replace(submissions.size() - 2, 2, "]\n");
    }
    std::string out = "submit:\n" + submissions + "hosts:\n";
    for (const std::string& host : hosts) {
      out += "  " + host + ": {}\n";
    }
    return out;
  }

  std::vector<turn> turns_;
  turn now_;
};

class Dialogues : public ::testing::TestWithParam<example> {};

TEST_P(Dialogues, AreTrue) {
  const example& one = GetParam();
  case_builder good = dialogue_player(one.good).played();
  EXPECT_THAT(good.accusations(), IsEmpty());
  EXPECT_EQ(good.verdict_of(one.requirement), "PASS");
  std::vector<std::string> expected;
  for (const std::string& id : one.also) {
    expected.push_back(id);
  }
  expected.push_back(one.requirement);
  std::vector<std::string> accused;
  for (const std::string& finding : dialogue_player(one.bad).played().accusations()) {
    accused.push_back(finding.substr(finding.find(' ') + 1));
  }
  EXPECT_THAT(accused, UnorderedElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(Shipped, Dialogues, ::testing::ValuesIn(those(true)), name_of);

// ---------------------------------------------------------------- who has one

// Every rule of the linter that binds.
TEST(Examples, OfEveryLintRuleThatBinds) {
  for (const std::string_view id : lint_rule_ids()) {
    const spec::requirement* row = shipped_law().find(id);
    ASSERT_NE(row, nullptr) << id;
    EXPECT_TRUE(!row->binding() || shipped().contains(id)) << id << " has no example in scenarios/examples";
  }
}

TEST(Examples, OfTheDutiesOfAnMta) {
  EXPECT_GE(those(true).size(), 20U);
}

// ---------------------------------------------------------------- the reader

std::vector<std::string> problems(const std::string& text) {
  std::vector<std::string> out;
  const auto read = scenario::read_examples({{"x.yaml", "x.yaml", text}}, shipped_law());
  if (!read) {
    for (const auto& one : read.error()) {
      out.push_back(one.text());
    }
  }
  return out;
}

TEST(ExampleReader, TellsWhatIsWrong) {
  const std::string id = "rfc3464/2.3.4/status-leading-zeros";
  EXPECT_THAT(problems("examples:\n  - {id: " + id + ", good: a, bad: b}\n"), IsEmpty());
  for (const char* wrong :
       {", good: a, bad: a}\n", ", good: a}\n", ", bad: a}\n", ", good: a, bad: b, more: c}\n",
        ", good: a, bad: b, also: [rfc3464/9/none]}\n"}) {
    EXPECT_EQ(problems("examples:\n  - {id: " + id + wrong).size(), 1U) << wrong;
  }
  EXPECT_EQ(problems("examples:\n  - {id: rfc3464/9/none, good: a, bad: b}\n").size(), 1U);
  EXPECT_EQ(
      problems("examples:\n  - {id: " + id + ", good: a, bad: b}\n  - {id: " + id + ", good: a, bad: c}\n")
          .size(),
      1U);
  EXPECT_EQ(problems("report: x\n").size(), 1U);
}

}  // namespace
}  // namespace dsnspec::judge
