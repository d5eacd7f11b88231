#include "net/zone.hpp"

#include <gtest/gtest.h>

#include <string>

namespace dsnspec::net {
namespace {

using scenario::dns_behaviour;

constexpr std::uint16_t type_a = 1;
constexpr std::uint16_t type_ptr = 12;
constexpr std::uint16_t type_mx = 15;
constexpr std::uint16_t type_txt = 16;
constexpr std::uint16_t type_aaaa = 28;

class Zone : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* const key : {"origin", "next", "backup", "bare", "null", "gone", "broken", "mute"}) {
      what.hosts[key].name = key;
    }
    what.hosts["next"].dns.exchangers = {{10, "next"}, {20, "backup"}, {30, "missing.test"}};
    what.hosts["bare"].dns.behaviour = dns_behaviour::address_only;
    what.hosts["null"].dns.behaviour = dns_behaviour::null_mx;
    what.hosts["gone"].dns.behaviour = dns_behaviour::nxdomain;
    what.hosts["broken"].dns.behaviour = dns_behaviour::servfail;
    what.hosts["mute"].dns.behaviour = dns_behaviour::silent;
    std::uint32_t next_address = 0;
    where = scenario::place(what, 6, "local.test", next_address);
    names.add_target("mta.local.test", "127.0.0.1", "local.test");
    names.add(what, where);
  }

  [[nodiscard]] std::string ask(std::string_view name, std::uint16_t type) const {
    return names.look_up(name, type).text();
  }

  scenario::scenario what;
  scenario::placement where;
  zone names;
};

TEST_F(Zone, HasExchangersInOrder) {
  EXPECT_EQ(ask("next.c007.test", type_mx), "10 mx.next.c007.test, 20 mx.backup.c007.test, 30 missing.test");
  EXPECT_EQ(ask("next.c007.test", type_a), "no data");
  EXPECT_EQ(ask("mx.next.c007.test", type_a), where.hosts["next"].address);
  EXPECT_EQ(ask("mx.next.c007.test", type_mx), "no data");
  EXPECT_EQ(ask("missing.test", type_a), "NXDOMAIN");
  EXPECT_EQ(ask("origin.c007.test", type_mx), "10 mx.origin.c007.test");
}

TEST_F(Zone, KnowsNamesInAnyLetterCase) {
  EXPECT_EQ(ask("MX.Next.C007.TEST.", type_a), where.hosts["next"].address);
}

TEST_F(Zone, BehavesAsPlanned) {
  EXPECT_EQ(ask("bare.c007.test", type_a), where.hosts["bare"].address);
  EXPECT_EQ(ask("bare.c007.test", type_mx), "no data");
  EXPECT_EQ(ask("null.c007.test", type_mx), "0 .");
  EXPECT_EQ(ask("null.c007.test", type_a), "no data");
  EXPECT_EQ(ask("gone.c007.test", type_mx), "NXDOMAIN");
  EXPECT_EQ(ask("gone.c007.test", type_a), "NXDOMAIN");
  EXPECT_EQ(ask("broken.c007.test", type_mx), "SERVFAIL");
  EXPECT_EQ(ask("mute.c007.test", type_aaaa), "no reply");
}

TEST_F(Zone, TellsNoDataFromNoName) {
  EXPECT_EQ(ask("c007.test", type_a), "no data");
  EXPECT_EQ(ask("test", type_mx), "no data");
  EXPECT_EQ(ask("", type_mx), "no data");
  EXPECT_EQ(ask("mx.next.c007.test", type_aaaa), "no data");
  EXPECT_EQ(ask("_mta-sts.next.c007.test", type_txt), "NXDOMAIN");
  EXPECT_EQ(ask("next.c008.test", type_mx), "NXDOMAIN");
  EXPECT_EQ(ask("xc007.test", type_mx), "NXDOMAIN");
}

TEST_F(Zone, KnowsTheTargetAndLocalhost) {
  EXPECT_EQ(ask("localhost", type_a), "127.0.0.1");
  EXPECT_EQ(ask("1.0.0.127.in-addr.arpa", type_ptr), "localhost");
  EXPECT_EQ(ask("mta.local.test", type_a), "127.0.0.1");
  EXPECT_EQ(ask("local.test", type_mx), "10 mta.local.test");
  EXPECT_EQ(ask("submitter.c007.test", type_a), "127.0.0.1");
}

TEST_F(Zone, HasReverseNames) {
  const std::string address = where.hosts["next"].address;
  const std::size_t last = address.rfind('.') + 1;
  EXPECT_EQ(ask(address.substr(last) + ".0.64.127.in-addr.arpa", type_ptr), "mx.next.c007.test");
}

TEST_F(Zone, AnswersForAnyType) {
  EXPECT_EQ(ask("localhost", 255), "127.0.0.1");
}

TEST_F(Zone, SaysWhichCaseANameBelongsTo) {
  const auto label = [&](std::string_view name) { return names.look_up(name, type_a).label; };
  EXPECT_EQ(label("mx.next.c007.test"), "c007");
  EXPECT_EQ(label("gone.c007.test"), "c007");
  EXPECT_EQ(label("c007.test"), "c007");
  EXPECT_EQ(label("_mta-sts.next.c007.test"), "c007");
  EXPECT_EQ(label("elsewhere.c007.test"), "c007");
  EXPECT_EQ(label("test"), "");
  EXPECT_EQ(label("other.test"), "");
  EXPECT_EQ(label("localhost"), "");
}

TEST(ZoneOfOneCase, DoesNotGiveItTheTopLevel) {
  scenario::scenario what;
  what.hosts["next"].name = "next";
  std::uint32_t next_address = 0;
  zone names;
  names.add(what, scenario::place(what, 6, "local.test", next_address));
  EXPECT_EQ(names.look_up("c007.test", type_a).label, "c007");
  EXPECT_EQ(names.look_up("other.test", type_a).label, "");
}

}  // namespace
}  // namespace dsnspec::net
