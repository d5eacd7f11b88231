// Whatever a peer sends and however a trace is damaged, judging ends with verdicts: no crash, and never
// ERROR, which would be a check that names no row of the law book.

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "judge/case_builder.hpp"
#include "judge/judge.hpp"
#include "trace/reader.hpp"

namespace dsnspec::judge {
namespace {

const std::string sender = "MAIL FROM:<sender@origin.c001.test>";
const std::string carol = "RCPT TO:<carol@next.c001.test>";

case_builder refused_and_taken() {
  case_builder one(
      "submit:\n  mail: {envid: \"a+2Bb\", ret: HDRS}\n  rcpt: [{to: carol@next, notify: FAILURE, orcpt: "
      "\"rfc822;C+2Bx\"},"
      " {to: dana@next, notify: \"SUCCESS,DELAY\"}]\nhosts: {next: {}}");
  one.submitted(sender + " ENVID=a+2Bb RET=HDRS", {carol + " NOTIFY=FAILURE ORCPT=rfc822;C+2Bx",
                                                   "RCPT TO:<dana@next.c001.test> NOTIFY=SUCCESS,DELAY"});
  one.looked_up("next.c001.test");
  one.relayed("next", "PIPELINING", sender,
              {carol + " => 550-5.1.1 no such\r\n550 5.1.1 X-Odd: user",
               "RCPT TO:<dana@next.c001.test> => 451 later"});
  one.relayed("next", "PIPELINING DSN", sender + " ENVID=a+2Bb RET=HDRS",
              {"RCPT TO:<dana@next.c001.test> NOTIFY=SUCCESS,DELAY"});
  report_text report = report_on("carol@next.c001.test", "failed", "5.1.1");
  report.envelope_id = "a+b";
  report.original_recipient = "rfc822; C+x";
  report.diagnostic_code = "smtp; 550-5.1.1 no such\r\n 550 5.1.1 X-Odd: user";
  report.more = group_on("dana@next.c001.test", "delayed", "4.3.0", "smtp; 451 later");
  one.reported(report);
  return one;
}

case_builder aliases_and_lists() {
  case_builder one(
      "submit:\n  - rcpt: [{to: team@local, notify: SUCCESS, orcpt: \"rfc822;x\"}, {to: dave@local, notify: "
      "SUCCESS}]\n"
      "  - rcpt: [{to: chat@local, notify: SUCCESS}]\nhosts: {next: {}}\n"
      "local:\n  mailboxes: [dave]\n  aliases: {team: [carol@next, dana@next, dave@local]}\n"
      "  lists: {chat: {owner: owner@origin, members: [carol@next]}}");
  one.submitted(sender, {"RCPT TO:<team.c001@local.test> NOTIFY=SUCCESS ORCPT=rfc822;x",
                         "RCPT TO:<dave.c001@local.test> NOTIFY=SUCCESS"});
  one.submitted(sender, {"RCPT TO:<chat.c001@local.test> NOTIFY=SUCCESS"});
  one.relayed(
      "next", "DSN", sender,
      {carol + " NOTIFY=NEVER ORCPT=rfc822;x", "RCPT TO:<dana@next.c001.test> NOTIFY=NEVER ORCPT=rfc822;x"});
  one.relayed("next", "DSN", "MAIL FROM:<owner@origin.c001.test>",
              {carol + " ORCPT=rfc822;carol@next.c001.test"}, "250 ok", 1);
  one.delivered("dave");
  for (const char* action : {"expanded", "delivered"}) {
    report_text report = report_on("team.c001@local.test", action, "2.0.0");
    report.original_recipient = "rfc822; x";
    report.remote_mta = "";
    one.reported(report);
  }
  return one;
}

std::vector<trace::recorded_run> seeds() {
  return {refused_and_taken().run(), aliases_and_lists().run()};
}

void damage(std::string& text, base::random& dice) {
  constexpr std::string_view odd(
      "\r\n\0 :;.<>@+-=()\"\\\x80\xFF"
      "0123456789abcXYZ",
      36);
  const std::size_t at = text.empty() ? 0 : dice.below(text.size());
  switch (dice.below(5)) {
    case 0:
      text.insert(at, 1, dice.pick(odd));
      break;
    case 1:
      text.erase(at, 1 + dice.below(20));
      break;
    case 2:
      text.insert(at, text.substr(at, 1 + dice.below(60)));
      break;
    case 3:
      text.resize(at);
      break;
    default:
      if (!text.empty()) {
        text[at] = dice.pick(odd);
      }
  }
}

// One thing of a record is changed.
void damage(trace::case_record& record, base::random& dice) {
  if (record.sessions.empty()) {
    return;
  }
  trace::session& which = record.sessions[dice.below(record.sessions.size())];
  const std::size_t at = which.chunks.empty() ? 0 : dice.below(which.chunks.size());
  switch (dice.below(12)) {
    case 0:
      record.sessions.erase(record.sessions.begin() +
                            static_cast<std::ptrdiff_t>(dice.below(record.sessions.size())));
      break;
    case 1:
      which.host = dice.chance(1, 2) ? "origin" : "nobody";
      break;
    case 2:
      which.close_reason = dice.chance(1, 2) ? "reset" : "error: x";
      break;
    case 3:
      which.role = which.role == trace::session_role::server ? trace::session_role::client
                                                             : trace::session_role::server;
      break;
    case 4:
      record.fence.reset();
      break;
    case 5:
      record.mailboxes.clear();
      break;
    case 6:
      if (!which.chunks.empty()) {
        which.chunks.erase(which.chunks.begin() + static_cast<std::ptrdiff_t>(at));
      }
      break;
    case 7:
      if (!which.chunks.empty()) {
        which.chunks[at].from_client = !which.chunks[at].from_client;
      }
      break;
    case 8:
      if (!which.chunks.empty()) {
        which.chunks[at].omitted = dice.below(1000);
        which.chunks[at].at = static_cast<trace::time_us>(dice.below(100'000));
      }
      break;
    default:
      if (!which.chunks.empty()) {
        damage(which.chunks[at].octets, dice);
      }
  }
}

void expect_verdicts(const trace::recorded_run& run, std::uint64_t seed) {
  const judged_case alone = judge_case(run.cases.front(), run, shipped_law());
  ASSERT_NE(alone.verdict, verdict::error) << "seed " << seed;
  if (seed % 50 == 0) {
    const judged_run all = judge(run, shipped_law());
    ASSERT_EQ(all.cases.size(), run.cases.size());
    for (const judgement& one : alone.judgements) {
      const auto& others = all.cases.front().judgements;
      EXPECT_TRUE(std::any_of(others.begin(), others.end(),
                              [&one](const judgement& other) {
                                return other.requirement == one.requirement && other.verdict == one.verdict &&
                                       other.summary == one.summary;
                              }))
          << "seed " << seed << " " << one.requirement;
    }
  }
}

TEST(Mutation, DamagedRecordsAreJudged) {
  const std::vector<trace::recorded_run> good = seeds();
  for (std::uint64_t seed = 1; seed <= 1200; ++seed) {
    base::random dice(seed);
    trace::recorded_run run = good[dice.below(good.size())];
    for (std::size_t n = 1 + dice.below(6); n != 0; --n) {
      damage(run.cases.front(), dice);
    }
    expect_verdicts(run, seed);
    if (HasFatalFailure()) {
      return;
    }
  }
}

TEST(Mutation, DamagedReportsAreJudged) {
  const std::vector<trace::recorded_run> good = seeds();
  for (std::uint64_t seed = 1; seed <= 1200; ++seed) {
    base::random dice(seed);
    trace::recorded_run run = good[dice.below(good.size())];
    // The last session brings a report; its longest chunk is the content.
    auto& chunks = run.cases.front().sessions.back().chunks;
    trace::chunk* longest = &chunks.front();
    for (trace::chunk& one : chunks) {
      longest = one.octets.size() > longest->octets.size() ? &one : longest;
    }
    const std::string end = longest->octets.substr(longest->octets.size() - 5);
    longest->octets.resize(longest->octets.size() - 5);
    for (std::size_t n = 1 + dice.below(8); n != 0; --n) {
      damage(longest->octets, dice);
    }
    longest->octets += end;
    expect_verdicts(run, seed);
    if (HasFatalFailure()) {
      return;
    }
  }
}

// The trace as it lies on disk. Most damage is found on reading; what passes is judged.
TEST(Mutation, DamagedTracesAreReadOrRefused) {
  std::vector<std::string> lines;
  std::istringstream whole(refused_and_taken().trace());
  for (std::string line; std::getline(whole, line);) {
    lines.push_back(line);
  }
  ASSERT_GT(lines.size(), 20U);
  std::size_t judged = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    base::random dice(seed);
    std::vector<std::string> now = lines;
    const std::size_t at = dice.below(now.size());
    if (dice.chance(1, 2)) {
      now.erase(now.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (dice.chance(1, 2)) {
      std::swap(now[at], now[dice.below(now.size())]);
    } else {
      damage(now[at], dice);
    }
    std::string text;
    for (const std::string& line : now) {
      text += line + "\n";
    }
    if (const auto run = trace::read(text, "damaged", shipped_law())) {
      ++judged;
      expect_verdicts(*run, seed);
    }
  }
  EXPECT_GT(judged, 50U);
}

}  // namespace
}  // namespace dsnspec::judge
