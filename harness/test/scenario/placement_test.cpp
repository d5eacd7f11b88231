#include "scenario/placement.hpp"

#include <gtest/gtest.h>

namespace dsnspec::scenario {
namespace {

scenario with_hosts(std::initializer_list<const char*> names) {
  scenario out;
  for (const char* name : names) {
    out.hosts[name].name = name;
  }
  return out;
}

TEST(placement, gives_every_case_names_and_addresses_of_its_own) {
  std::uint32_t next = 0;
  const placement first = place(with_hosts({"next", "origin"}), 0, "local.test", next);
  const placement second = place(with_hosts({"next"}), 16, "local.test", next);
  EXPECT_EQ(next, 3U);
  EXPECT_EQ(first.label, "c001");
  EXPECT_EQ(first.hosts.at("next").domain, "next.c001.test");
  EXPECT_EQ(first.hosts.at("next").exchanger, "mx.next.c001.test");
  EXPECT_EQ(first.hosts.at("next").address, "127.64.0.1");
  EXPECT_EQ(first.hosts.at("origin").address, "127.64.0.2");
  EXPECT_EQ(second.hosts.at("next").domain, "next.c017.test");
  EXPECT_EQ(second.hosts.at("next").address, "127.64.0.3");
}

TEST(placement, carries_addresses_over_all_their_octets) {
  std::uint32_t next = 255;
  EXPECT_EQ(place(with_hosts({"a"}), 0, "local.test", next).hosts.at("a").address, "127.64.1.0");
  next = 65535;
  EXPECT_EQ(place(with_hosts({"a"}), 0, "local.test", next).hosts.at("a").address, "127.65.0.0");
}

TEST(placement, resolves_hosts_local_names_and_literal_domains) {
  std::uint32_t next = 0;
  const placement where = place(with_hosts({"next"}), 6, "local.test", next);
  EXPECT_EQ(where.resolve({"carol", "next"}), "carol@next.c007.test");
  EXPECT_EQ(where.resolve({"dave", "local"}), "dave.c007@local.test");
  EXPECT_EQ(where.resolve({"\"a b\"", "mail.example"}), "\"a b\"@mail.example");
  EXPECT_EQ(where.local_name("dave"), "dave.c007");
}

}  // namespace
}  // namespace dsnspec::scenario
