// Judging takes time in proportion to the record, however a case is made: many sessions, many recipients,
// many groups.
//
// Measured in allocations, which neither the machine nor its load changes: four times as much must not need
// more than six times as many. A quadratic step would need sixteen times as many.

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <new>

#include "judge/case_builder.hpp"
#include "judge/judge.hpp"

namespace {

std::size_t allocations = 0;

}  // namespace

// A sanitizer has an operator new of its own, which must not be mixed with another.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DSNSPEC_OWN_NEW 0
#endif
#endif
#ifndef DSNSPEC_OWN_NEW
#define DSNSPEC_OWN_NEW 1
#endif

#if DSNSPEC_OWN_NEW
// NOLINTBEGIN: replaced for the whole test program, to count.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* got = std::malloc(size == 0 ? 1 : size)) {
    return got;
  }
  throw std::bad_alloc();
}
void operator delete(void* which) noexcept {
  std::free(which);
}
void operator delete(void* which, std::size_t) noexcept {
  std::free(which);
}
// NOLINTEND
#endif

namespace dsnspec::judge {
namespace {

const std::string sender = "MAIL FROM:<sender@origin.c001.test>";

std::string address(std::size_t n) {
  return "r" + std::to_string(n) + "@next.c001.test";
}

std::size_t needed(const trace::recorded_run& run) {
  const std::size_t before = allocations;
  const judged_case judged = judge_case(run.cases.front(), run, shipped_law());
  const std::size_t out = allocations - before;
  EXPECT_FALSE(judged.judgements.empty());
  EXPECT_NE(judged.verdict, verdict::error);
  return out;
}

void expect_linear(const std::function<trace::recorded_run(std::size_t)>& make, std::size_t small) {
  const std::size_t one = needed(make(small));
  const std::size_t four = needed(make(4 * small));
#if DSNSPEC_OWN_NEW
  EXPECT_LT(four, 6 * one) << "for " << small << " and four times as many";
#else
  static_cast<void>(one + four);
#endif
}

case_builder to_recipients(std::size_t count, std::vector<std::string>& rcpt) {
  case_builder one("submit:\n  rcpt: [{to: \"r${n}@next\", repeat: " + std::to_string(count) +
                   "}]\nhosts: {next: {}}");
  for (std::size_t n = 1; n <= count; ++n) {
    rcpt.push_back("RCPT TO:<" + address(n) + ">");
  }
  one.submitted(sender, rcpt);
  return one;
}

TEST(Scale, RecipientsRefusedTogetherAndReportedTogether) {
  expect_linear(
      [](std::size_t count) {
        std::vector<std::string> rcpt;
        case_builder one = to_recipients(count, rcpt);
        for (std::string& each : rcpt) {
          each += " => 550 no";
        }
        one.relayed("next", "PIPELINING", sender, rcpt);
        report_text report = report_on(address(1), "failed", "5.0.0");
        report.diagnostic_code = "smtp; 550 no";
        for (std::size_t n = 2; n <= count; ++n) {
          report.more += group_on(address(n), "failed", "5.0.0", "smtp; 550 no");
        }
        one.reported(report);
        return one.run();
      },
      500);
}

TEST(Scale, RecipientsReportedOneByOne) {
  expect_linear(
      [](std::size_t count) {
        std::vector<std::string> rcpt;
        case_builder one = to_recipients(count, rcpt);
        for (std::size_t n = 1; n <= count; ++n) {
          one.relayed("next", "PIPELINING", sender, {rcpt[n - 1] + " => 550 no"});
          report_text report = report_on(address(n), "failed", "5.0.0");
          report.diagnostic_code = "smtp; 550 no";
          one.reported(report);
        }
        return one.run();
      },
      100);
}

TEST(Scale, RecipientsOfWhomNoneIsReported) {
  expect_linear(
      [](std::size_t count) {
        std::vector<std::string> rcpt;
        case_builder one = to_recipients(count, rcpt);
        for (std::string& each : rcpt) {
          each += " => 550 no";
        }
        one.relayed("next", "DSN", sender, rcpt);
        return one.run();
      },
      500);
}

TEST(Scale, SessionsThatDefer) {
  expect_linear(
      [](std::size_t count) {
        std::vector<std::string> rcpt;
        case_builder one = to_recipients(10, rcpt);
        for (std::string& each : rcpt) {
          each += " => 450 later";
        }
        for (std::size_t n = 0; n < count; ++n) {
          if (n % 2 == 0) {
            one.relayed("next", "PIPELINING", sender, rcpt);
          } else {
            one.session("next", {"S: 421 busy " + std::to_string(n)});
          }
          one.looked_up("next.c001.test");
        }
        for (std::size_t n = 1; n <= 10; ++n) {
          report_text report = report_on(address(n), "failed", "4.4.7");
          report.diagnostic_code = "smtp; 450 later";
          one.reported(report);
        }
        return one.run();
      },
      500);
}

TEST(Scale, ReportsThatAreOfferedAgainAndAgain) {
  expect_linear(
      [](std::size_t count) {
        std::vector<std::string> rcpt;
        case_builder one = to_recipients(1, rcpt);
        one.relayed("next", "PIPELINING", sender, {rcpt[0] + " => 550 no"});
        report_text report = report_on(address(1), "failed", "5.0.0");
        report.diagnostic_code = "smtp; 550 no";
        report.message_id = "<one@mta.local.test>";
        report.end_reply = "451 later";
        for (std::size_t n = 0; n < count; ++n) {
          one.reported(report);
        }
        return one.run();
      },
      500);
}

TEST(Scale, GroupsAboutOneRecipient) {
  expect_linear(
      [](std::size_t count) {
        std::vector<std::string> rcpt;
        case_builder one = to_recipients(2, rcpt);
        one.relayed("next", "PIPELINING", sender, {rcpt[0] + " => 550 no", rcpt[1]});
        report_text report = report_on(address(1), "failed", "5.0.0");
        report.diagnostic_code = "smtp; 550 no";
        for (std::size_t n = 1; n < count; ++n) {
          report.more +=
              group_on(address(1 + n % 2), n % 3 == 0 ? "delayed" : "failed", "5.0.0", "smtp; 550 no");
        }
        one.reported(report);
        return one.run();
      },
      2000);
}

TEST(Scale, FieldsOfOneGroup) {
  expect_linear(
      [](std::size_t count) {
        std::vector<std::string> rcpt;
        case_builder one = to_recipients(1, rcpt);
        std::string reply = "550-X-Injected: yes";
        for (int n = 0; n < 500; ++n) {
          reply += "\r\n550-X-Injected: " + std::to_string(n);
        }
        one.relayed("next", "PIPELINING", sender, {rcpt[0] + " => " + reply + "\r\n550 no"});
        report_text report = report_on(address(1), "failed", "5.0.0");
        report.diagnostic_code = "smtp; 550 no";
        for (std::size_t n = 0; n < count; ++n) {
          report.more +=
              (n % 2 == 0 ? "X-Injected: z" : "Final-Recipient: rfc822; r1@") + std::to_string(n) + "\r\n";
        }
        one.reported(report);
        return one.run();
      },
      2000);
}

}  // namespace
}  // namespace dsnspec::judge
