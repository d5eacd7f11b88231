#include "runner/attachment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace dsnspec::runner {
namespace {

scenario::scenario relayed(const std::string& host = "next") {
  scenario::scenario out;
  scenario::submission one;
  one.recipients.push_back({{"carol", host}, std::nullopt, std::nullopt, {}});
  out.submissions.push_back(one);
  out.hosts["origin"].name = "origin";
  if (host != "local") {
    out.hosts[host].name = host;
  }
  return out;
}

void answer(scenario::host& at, scenario::stage when, std::optional<std::string> reply) {
  scenario::reply_rule rule;
  rule.at = when;
  rule.react.reply = std::move(reply);
  at.replies.push_back(rule);
}

attachment by_route() {
  attachment out;
  out.route = net::route{"127.0.0.1", 2525};
  return out;
}

bool says(const std::string& reason, std::string_view part) {
  return reason.find(part) != std::string::npos;
}

TEST(WhyNot, ForNoReasonWhatAnyServerCanDo) {
  scenario::scenario what = relayed();
  answer(what.hosts["next"], scenario::stage::rcpt, "550 5.1.1 no\r\n");
  EXPECT_EQ(why_not(what, by_route()), "");
  EXPECT_EQ(why_not(what, attachment{}), "");
}

TEST(WhyNot, WhatHasToBeSetUp) {
  scenario::scenario what = relayed();
  what.local.mailboxes = {"dave"};
  EXPECT_TRUE(says(why_not(what, attachment{}), "can't be set up"));
}

TEST(WhyNot, AnUnknownDomain) {
  attachment at;
  EXPECT_TRUE(says(why_not(relayed("local"), at), "--domain"));
  at.domain = "example.test";
  EXPECT_EQ(why_not(relayed("local"), at), "");
}

TEST(WhyNot, WhatWouldStayInTheQueue) {
  attachment at;
  for (const auto& reply :
       {std::optional<std::string>("451 4.3.0 later\r\n"), std::optional<std::string>("")}) {
    scenario::scenario what = relayed();
    answer(what.hosts["next"], scenario::stage::end_of_data, reply);
    EXPECT_TRUE(fails_temporarily(what));
    EXPECT_TRUE(says(why_not(what, at), "--expiry"));
    at.expiry = std::chrono::seconds(20);
    EXPECT_EQ(why_not(what, at), "");
    at.expiry = {};
  }
  scenario::scenario what = relayed();
  what.hosts["next"].refuse = true;
  EXPECT_TRUE(fails_temporarily(what));
  what = relayed();
  what.hosts["next"].dns.behaviour = scenario::dns_behaviour::servfail;
  EXPECT_TRUE(fails_temporarily(what));
  what = relayed();
  what.hosts["next"].dns.behaviour = scenario::dns_behaviour::nxdomain;
  EXPECT_FALSE(fails_temporarily(what));
}

TEST(WhyNot, WhatOneRouteCannotShow) {
  scenario::scenario what = relayed();
  what.hosts["next"].ehlo = {"PIPELINING"};
  EXPECT_TRUE(says(why_not(what, by_route()), "can't be told"));
  EXPECT_EQ(why_not(what, attachment{}), "");
  what = relayed();
  what.hosts["next"].dns.behaviour = scenario::dns_behaviour::null_mx;
  EXPECT_TRUE(says(why_not(what, by_route()), "DNS"));
  what = relayed();
  what.hosts["other"].name = "other";
  what.submissions[0].recipients.push_back({{"dan", "other"}, std::nullopt, std::nullopt, {}});
  EXPECT_TRUE(says(why_not(what, by_route()), "one transaction"));
  EXPECT_EQ(why_not(what, attachment{}), "");
}

TEST(WhyNot, WhatHarmsTheOtherCases) {
  attachment at = by_route();
  at.expiry = std::chrono::seconds(20);
  scenario::scenario what = relayed();
  answer(what.hosts["next"], scenario::stage::data, "421 4.3.0 closing\r\n");
  EXPECT_TRUE(says(why_not(what, at), "leave the route alone"));
  at.route.reset();
  EXPECT_EQ(why_not(what, at), "");
}

TEST(SpecOf, CanWhatItAnnouncesAndWhatIsClaimed) {
  attachment at;
  introduction said{"mail.example.test ESMTP", {"PIPELINING", "DSN", "SMTPUTF8X"}};
  target::target_spec spec = spec_of(at, said);
  EXPECT_EQ(spec.host_name, "mail.example.test");
  const auto can = [&spec](const char* what) {
    return std::find(spec.capabilities.begin(), spec.capabilities.end(), what) != spec.capabilities.end();
  };
  EXPECT_TRUE(can("relay"));
  EXPECT_TRUE(can("dsn"));
  EXPECT_FALSE(can("smtputf8"));
  EXPECT_FALSE(can("delay"));
  EXPECT_FALSE(can("alias"));
  at.delay = std::chrono::seconds(1);
  at.claims = {"starttls"};
  at.host_name = "other.example.test";
  spec = spec_of(at, said);
  EXPECT_TRUE(can("delay"));
  EXPECT_TRUE(can("starttls"));
  EXPECT_EQ(spec.host_name, "other.example.test");
}

TEST(SpecOf, AGreetingWithoutANameGivesNone) {
  EXPECT_EQ(spec_of({}, {"ready ESMTP", {}}).host_name, "");
}

}  // namespace
}  // namespace dsnspec::runner
