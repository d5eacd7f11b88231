#include "judge/obligations.hpp"

#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

using grammar::notify;

const std::optional<notify> absent;
const std::optional<notify> never = notify::never();

std::optional<notify> on(bool success, bool failure, bool delay) {
  return notify::on(success, failure, delay);
}

std::string owed(const std::optional<notify>& asked, destination where) {
  const obligation got = obligation_of({false, asked}, {where, false, false});
  return got.terminal ? std::string(dsn::name(*got.terminal)) : "none";
}

TEST(Obligations, NothingIsOwedWhenAConformingServerTakesOver) {
  for (const auto& asked :
       {absent, never, on(true, true, true), on(true, false, false), on(false, true, false)}) {
    EXPECT_EQ(owed(asked, destination::conforming_hop), "none");
  }
}

TEST(Obligations, RelayedIsOwedForSuccessAndNothingElse) {
  EXPECT_EQ(owed(on(true, false, false), destination::nonconforming_hop), "relayed");
  EXPECT_EQ(owed(on(true, true, true), destination::nonconforming_hop), "relayed");
  EXPECT_EQ(owed(on(false, true, true), destination::nonconforming_hop), "none");
  EXPECT_EQ(owed(absent, destination::nonconforming_hop), "none");
  EXPECT_EQ(owed(never, destination::nonconforming_hop), "none");
}

TEST(Obligations, DeliveredIsOwedForSuccessAndNothingElse) {
  EXPECT_EQ(owed(on(true, false, true), destination::mailbox), "delivered");
  EXPECT_EQ(owed(on(false, true, false), destination::mailbox), "none");
  EXPECT_EQ(owed(absent, destination::mailbox), "none");
  EXPECT_EQ(owed(never, destination::mailbox), "none");
}

TEST(Obligations, FailedIsOwedForFailureAndWithoutNotify) {
  EXPECT_EQ(owed(on(false, true, false), destination::nobody), "failed");
  EXPECT_EQ(owed(on(true, true, true), destination::nobody), "failed");
  EXPECT_EQ(owed(absent, destination::nobody), "failed");
  EXPECT_EQ(owed(on(true, false, true), destination::nobody), "none");
  EXPECT_EQ(owed(on(false, false, true), destination::nobody), "none");
  EXPECT_EQ(owed(never, destination::nobody), "none");
}

TEST(Obligations, NobodyHearsOfAMessageWithANullReversePath) {
  for (const destination where : {destination::conforming_hop, destination::nonconforming_hop,
                                  destination::mailbox, destination::nobody}) {
    for (const auto& asked : {absent, never, on(true, true, true)}) {
      const obligation got = obligation_of({true, asked}, {where, true, true});
      EXPECT_FALSE(got.terminal);
      EXPECT_FALSE(got.delayed_permitted);
      EXPECT_EQ(got.terminal_rules, std::vector<std::string_view>{"rfc3461/5.2/no-dsn-for-null-sender"});
    }
  }
}

TEST(Obligations, DelayedIsPermittedWithDelayOrWithoutNotify) {
  const auto permitted = [](const std::optional<notify>& asked) {
    return obligation_of({false, asked}, {destination::nobody, false, false}).delayed_permitted;
  };
  EXPECT_TRUE(permitted(absent));
  EXPECT_TRUE(permitted(on(false, false, true)));
  EXPECT_FALSE(permitted(on(true, true, false)));
  EXPECT_FALSE(permitted(never));
}

TEST(Obligations, NamesTheSentenceForARefusedRcptOfANonConformingServer) {
  const obligation asked = obligation_of({false, on(false, true, false)}, {destination::nobody, true, true});
  EXPECT_EQ(asked.terminal_rules.front(), "rfc3461/5.2.2/failed-dsn-for-rcpt-refusal");
  const obligation plain = obligation_of({false, absent}, {destination::nobody, true, true});
  EXPECT_EQ(plain.terminal_rules.front(), "rfc3461/5.2.2/failed-dsn-without-notify");
}

// Every rule the table can name is a row of the law book, of the level the table acts on.
TEST(Obligations, EveryRuleIsInTheLawBook) {
  for (const bool null_sender : {false, true}) {
    for (const auto& asked :
         {absent, never, on(true, false, false), on(false, true, true), on(false, false, true)}) {
      for (const destination where : {destination::conforming_hop, destination::nonconforming_hop,
                                      destination::mailbox, destination::nobody}) {
        for (const bool refused : {false, true}) {
          const obligation got = obligation_of({null_sender, asked}, {where, refused, refused});
          EXPECT_FALSE(got.terminal_rules.empty());
          for (const std::string_view rule : got.terminal_rules) {
            ASSERT_NE(shipped_law().find(rule), nullptr) << rule;
            // RFC 3464 2.3.3 alone speaks of FAILURE or DELAY without SUCCESS at such a server.
            const bool binds = rule != "rfc3464/2.3.3/relayed-only-with-success";
            EXPECT_EQ(shipped_law().find(rule)->binding(), binds) << rule;
          }
          EXPECT_NE(shipped_law().find(got.delayed_rule), nullptr) << got.delayed_rule;
        }
      }
    }
  }
}

}  // namespace
}  // namespace dsnspec::judge
