#include "target/reference/expansion.hpp"

#include <gtest/gtest.h>

namespace dsnspec::reference {
namespace {

class expansion_test : public testing::Test {
 protected:
  expansion_test() {
    home_.host_name = "mta.home.example";
    home_.domain = "home.example";
    home_.mailboxes = {"dave"};
    home_.aliases = {{"one", {"carol@next.example"}},
                     {"team", {"carol@next.example", "dave@home.example"}},
                     {"a", {"b@home.example"}},
                     {"b", {"a@home.example"}},
                     {"gone", {"nobody@home.example"}}};
    home_.lists["news"] = {"owner@origin.example", {"m1@next.example", "m2@other.example"}};
    what_.reverse_path = "sender@origin.example";
    what_.envid = "q+2B1";
    what_.ret = grammar::ret::full;
  }

  expansion expand_to(const std::string& address, std::optional<grammar::notify> wanted) {
    recipient who;
    who.address = address;
    who.destination = address;
    who.notify = wanted;
    who.orcpt = "rfc822;Orig@Example";
    what_.recipients = {who};
    return expand(what_, home_, as_);
  }

  directory home_;
  conduct as_;
  message what_;
};

const auto both = grammar::notify::on(true, true, false);

TEST_F(expansion_test, LeavesOtherAddressesAlone) {
  const expansion out = expand_to("x@elsewhere.example", both);
  ASSERT_EQ(out.recipients.size(), 1U);
  EXPECT_TRUE(out.settled.empty());
  EXPECT_EQ(out.recipients[0].destination, "x@elsewhere.example");
}

TEST_F(expansion_test, PassesParametersThroughAnAliasWithOneTarget) {
  const expansion out = expand_to("one@home.example", both);
  ASSERT_EQ(out.recipients.size(), 1U);
  EXPECT_TRUE(out.settled.empty());
  EXPECT_EQ(out.recipients[0].address, "one@home.example");
  EXPECT_EQ(out.recipients[0].destination, "carol@next.example");
  EXPECT_EQ(out.recipients[0].notify, both);
  EXPECT_EQ(out.recipients[0].orcpt, "rfc822;Orig@Example");
}

TEST_F(expansion_test, TakesSuccessFromSeveralTargets) {
  const expansion out = expand_to("team@home.example", both);
  ASSERT_EQ(out.settled.size(), 1U);
  EXPECT_EQ(out.settled[0].second.what, attempt::result::expanded);
  ASSERT_EQ(out.recipients.size(), 2U);
  for (const recipient& each : out.recipients) {
    EXPECT_EQ(each.notify, grammar::notify::on(false, true, false));
    EXPECT_EQ(each.orcpt, "rfc822;Orig@Example");
  }
  const expansion alone = expand_to("team@home.example", grammar::notify::on(true, false, false));
  EXPECT_TRUE(alone.recipients.at(0).notify && alone.recipients[0].notify->is_never());
}

TEST_F(expansion_test, KnowsTheOtherTwoWays) {
  as_.chosen.several_targets = choices::alias_way::as_non_conforming;
  const expansion apart = expand_to("team@home.example", both);
  EXPECT_EQ(apart.settled.at(0).second.what, attempt::result::relayed);
  EXPECT_TRUE(apart.recipients.at(0).requests_withheld && apart.recipients.at(1).requests_withheld);
  as_.chosen.several_targets = choices::alias_way::to_one;
  const expansion one = expand_to("team@home.example", both);
  EXPECT_TRUE(one.settled.empty());
  EXPECT_FALSE(one.recipients.at(0).requests_withheld);
  EXPECT_TRUE(one.recipients.at(1).requests_withheld);
}

TEST_F(expansion_test, DeliversToAListAndSendsItOnAnew) {
  const expansion out = expand_to("news@home.example", both);
  ASSERT_EQ(out.settled.size(), 1U);
  EXPECT_EQ(out.settled[0].second.what, attempt::result::delivered);
  EXPECT_TRUE(out.recipients.empty());
  ASSERT_EQ(out.redistributed.size(), 1U);
  const message& sent = out.redistributed[0];
  EXPECT_EQ(sent.reverse_path, "owner@origin.example");
  EXPECT_FALSE(sent.envid || sent.ret);
  for (const recipient& each : sent.recipients) {
    EXPECT_FALSE(each.notify || each.orcpt);
  }
}

TEST_F(expansion_test, FailsWhereNobodyIs) {
  EXPECT_EQ(expand_to("gone@home.example", both).settled.at(0).second.status, "5.1.1");
  EXPECT_EQ(expand_to("a@home.example", both).settled.at(0).second.status, "5.4.6");
}

}  // namespace
}  // namespace dsnspec::reference
