#include "runner/adapted.hpp"

#include <gtest/gtest.h>

#include "runner/run.hpp"

namespace dsnspec::runner {
namespace {

target::adapter_introduction table() {
  target::adapter_introduction out;
  out.name = "mine";
  out.expiry = std::chrono::seconds(4);
  out.capabilities = {"relay", "local-mailbox"};
  out.verbs = {"queue", "mailbox"};
  return out;
}

TEST(Adapted, MailboxesThatCannotBeReadAreNone) {
  target::adapter_introduction said = table();
  EXPECT_EQ(spec_of(said).capabilities, said.capabilities);
  said.verbs = {"queue"};
  EXPECT_EQ(spec_of(said).capabilities, std::vector<std::string>{"relay"});
}

TEST(Adapted, ATableHasNoDns) {
  scenario::scenario what;
  what.hosts["next"].dns.behaviour = scenario::dns_behaviour::nxdomain;
  target::adapter_introduction said = table();
  EXPECT_NE(why_not(what, said), "");
  said.by_dns = true;
  EXPECT_EQ(why_not(what, said), "");
  said.by_dns = false;
  what.hosts["next"].dns.behaviour = scenario::dns_behaviour::mx;
  EXPECT_EQ(why_not(what, said), "");
  what.hosts["next"].dns.exchangers.push_back({10, "other"});
  EXPECT_NE(why_not(what, said), "");
}

TEST(Adapted, WhatIsTriedAgainNeedsAQueueOrAnEnd) {
  scenario::scenario what;
  what.hosts["next"].refuse = true;
  target::adapter_introduction said = table();
  EXPECT_EQ(why_not(what, said), "");
  said.verbs.clear();
  EXPECT_EQ(why_not(what, said), "");
  said.expiry = {};
  EXPECT_NE(why_not(what, said), "");
}

TEST(Adapted, ACommandIsWordsBetweenBlanks) {
  EXPECT_EQ(words_of("  python3  a.py -x "), (std::vector<std::string>{"python3", "a.py", "-x"}));
  EXPECT_EQ(words_of("a 'b c'"), (std::vector<std::string>{"a", "'b", "c'"}));
  EXPECT_TRUE(words_of("  ").empty());
}

}  // namespace
}  // namespace dsnspec::runner
