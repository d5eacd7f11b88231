#include "runner/next_hop.hpp"

#include <gtest/gtest.h>

#include "smtp/client_session.hpp"

namespace dsnspec::runner {
namespace {

scenario::scenario two_hosts(const std::vector<std::string>& recipients_at) {
  scenario::scenario out;
  out.id = "x";
  out.hosts["next"];
  out.hosts["other"];
  out.hosts["origin"];
  scenario::submission& only = out.submissions.emplace_back();
  for (const std::string& host : recipients_at) {
    only.recipients.push_back({{"carol", host}, {}, {}, {}});
  }
  return out;
}

TEST(OneNextHop, TakesWhatGoesToOneHost) {
  EXPECT_EQ(more_than_one_next_hop(two_hosts({"next", "next"})), "");
  auto twice = two_hosts({"next"});
  twice.submissions.push_back(two_hosts({"other"}).submissions.front());
  EXPECT_EQ(more_than_one_next_hop(twice), "");
}

TEST(OneNextHop, SaysWhatItCantTake) {
  EXPECT_NE(more_than_one_next_hop(two_hosts({"next", "other"})), "");
  EXPECT_NE(more_than_one_next_hop(two_hosts({"local"})), "");
  EXPECT_NE(more_than_one_next_hop(two_hosts({"nowhere.example"})), "");
  EXPECT_NE(more_than_one_next_hop(two_hosts({})), "");
  auto elsewhere = two_hosts({"next"});
  elsewhere.hosts["next"].dns.exchangers = {{10, "other"}};
  EXPECT_NE(more_than_one_next_hop(elsewhere), "");
  auto nobody = two_hosts({"next"});
  nobody.hosts["next"].dns.behaviour = scenario::dns_behaviour::nxdomain;
  EXPECT_NE(more_than_one_next_hop(nobody), "");
}

TEST(OneNextHop, MustTakeTheReportsAsWell) {
  const auto with = [](scenario::stage at, const std::string& reply, std::size_t last) {
    auto what = two_hosts({"next"});
    scenario::reply_rule rule;
    rule.at = at;
    rule.last_attempt = last;
    rule.react.reply = reply;
    what.hosts["next"].replies.push_back(rule);
    return no_way_for_reports(what);
  };
  EXPECT_EQ(no_way_for_reports(two_hosts({"next"})), "");
  EXPECT_EQ(with(scenario::stage::rcpt, "550 no\r\n", 0), "");
  EXPECT_EQ(with(scenario::stage::mail, "250 yes\r\n", 0), "");
  EXPECT_EQ(with(scenario::stage::mail, "554 no\r\n", 1), "");
  EXPECT_NE(with(scenario::stage::mail, "554 no\r\n", 0), "");
  EXPECT_NE(with(scenario::stage::greeting, "", 0), "");
  auto nobody = two_hosts({"next"});
  nobody.hosts["next"].refuse = true;
  EXPECT_NE(no_way_for_reports(nobody), "");
}

TEST(OneNextHop, IsToldByTheLogin) {
  const auto what = two_hosts({"next"});
  std::uint32_t address = 0;
  const auto where = scenario::place(what, 0, "local.test", address);
  target::target_spec spec;
  EXPECT_EQ(login_for(spec, what.submissions[0], where), "");
  spec.login = {.user = "${next_hop}", .password = "secret"};
  EXPECT_EQ(login_for(spec, what.submissions[0], where), "");
  spec.one_next_hop = true;
  EXPECT_EQ(login_for(spec, what.submissions[0], where),
            smtp::auth_plain(where.hosts.at("next").address, "secret"));
}

}  // namespace
}  // namespace dsnspec::runner
