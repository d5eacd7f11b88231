#include "runner/casting.hpp"

#include <gtest/gtest.h>

namespace dsnspec::runner {
namespace {

// Why a command that submits mail can't play it; empty when it can.
std::string refused(const std::function<void(scenario::submission&)>& change) {
  target::target_spec spec;
  spec.domain = "local.test";
  spec.submit = {"/usr/sbin/sendmail"};
  planned_case plan;
  plan.what.id = "x";
  plan.what.hosts["next"];
  plan.what.hosts["origin"];
  scenario::submission& only = plan.what.submissions.emplace_back();
  only.recipients.push_back({{"carol", "next"}, {}, {}, {}});
  change(only);
  const std::vector<planned_case> cases{plan};
  const casting out = cast(cases, spec);
  EXPECT_EQ(out.played.size() + out.skipped.size(), 1U);
  return out.reasons.empty() ? "" : out.reasons.front();
}

TEST(Casting, GivesACommandWhatItCanSay) {
  EXPECT_EQ(refused([](auto&) {}), "");
  EXPECT_EQ(refused([](auto& one) { one.parameters = "BODY=8BITMIME"; }), "");
  EXPECT_EQ(refused([](auto& one) { one.parameters = "BODY=8BITMIME SIZE=2000"; }), "");
}

TEST(Casting, SaysWhatACommandCantSay) {
  const auto parameters = [](const char* text) { return refused([&](auto& one) { one.parameters = text; }); };
  EXPECT_NE(parameters("SMTPUTF8").find("can't say SMTPUTF8"), std::string::npos);
  EXPECT_NE(parameters("BODY=7BIT XDSNSPEC=1 SIZE=2").find("can't say XDSNSPEC=1"), std::string::npos);
  EXPECT_NE(refused([](auto& one) { one.envid = "x"; }).find("ENVID"), std::string::npos);
  EXPECT_NE(refused([](auto& one) { one.helo = true; }).find("HELO"), std::string::npos);
  EXPECT_NE(refused([](auto& one) { one.probe = true; }).find("without a message"), std::string::npos);
  EXPECT_NE(refused([](auto& one) { one.recipients[0].notify = "NEVER"; }).find("NOTIFY"), std::string::npos);
}

TEST(Casting, TellsOfAMissingCapability) {
  target::target_spec spec;
  spec.capabilities = {"relay"};
  planned_case plan;
  plan.what.needs = {"relay", "expiry"};
  const std::vector<planned_case> cases{plan};
  ASSERT_EQ(cast(cases, spec).reasons.size(), 1U);
  EXPECT_EQ(cast(cases, spec).reasons[0], "the target can't do 'expiry'");
}

}  // namespace
}  // namespace dsnspec::runner
