#include "net/dns_message.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/random.hpp"
#include "test/net/dns_client.hpp"

namespace dsnspec::net {
namespace {

using test::ask_for;
using test::shown;

class DnsMessage : public ::testing::Test {
 protected:
  void SetUp() override {
    what.hosts["next"].name = "next";
    what.hosts["null"].dns.behaviour = scenario::dns_behaviour::null_mx;
    what.hosts["broken"].dns.behaviour = scenario::dns_behaviour::servfail;
    what.hosts["mute"].dns.behaviour = scenario::dns_behaviour::silent;
    scenario::host& many = what.hosts["many"];
    for (std::uint16_t i = 0; i < 60; ++i) {
      many.dns.exchangers.push_back({i, "exchanger-number-" + std::to_string(i) + ".example"});
    }
    what.hosts["odd"].dns.exchangers = {{10, std::string(80, 'x') + ".test"}};
    std::uint32_t next_address = 0;
    where = scenario::place(what, 0, "local.test", next_address);
    names.add(what, where);
  }

  std::string ask(const char* name, ldns_rr_type type, bool tcp = false, std::uint16_t edns = 0) {
    const dns_reply reply = answer_query(names, ask_for(name, type, edns), tcp);
    size = reply.octets ? reply.octets->size() : 0;
    event = reply.event;
    return reply.octets ? shown(*reply.octets) : "nothing";
  }

  scenario::scenario what;
  scenario::placement where;
  zone names;
  std::size_t size = 0;
  std::optional<dns_event> event;
};

TEST_F(DnsMessage, AnswersQuestions) {
  EXPECT_EQ(ask("next.c001.test.", LDNS_RR_TYPE_MX),
            "NOERROR aa: next.c001.test. 1 MX 10 mx.next.c001.test.");
  EXPECT_EQ(event->name, "next.c001.test");
  EXPECT_EQ(event->type, "MX");
  EXPECT_EQ(event->answer, "10 mx.next.c001.test");
  EXPECT_EQ(event->label, "c001");
  EXPECT_EQ(ask("localhost.", LDNS_RR_TYPE_A), "NOERROR aa: localhost. 1 A 127.0.0.1");
  EXPECT_EQ(ask("1.0.0.127.in-addr.arpa.", LDNS_RR_TYPE_PTR),
            "NOERROR aa: 1.0.0.127.in-addr.arpa. 1 PTR localhost.");
  EXPECT_EQ(ask("null.c001.test.", LDNS_RR_TYPE_MX), "NOERROR aa: null.c001.test. 1 MX 0 .");
}

TEST_F(DnsMessage, RepeatsTheNameAsItWasAsked) {
  EXPECT_EQ(ask("MX.Next.c001.TEST.", LDNS_RR_TYPE_A),
            "NOERROR aa: MX.Next.c001.TEST. 1 A " + where.hosts["next"].address);
}

TEST_F(DnsMessage, SendsAnAuthorityWithEmptyAnswers) {
  const std::string soa = "1 SOA ns.dsnspec.test. hostmaster.dsnspec.test. 1 1 1 1 1";
  EXPECT_EQ(ask("next.c001.test.", LDNS_RR_TYPE_AAAA), "NOERROR aa; test. " + soa);
  EXPECT_EQ(ask("_mta-sts.next.c001.test.", LDNS_RR_TYPE_TXT), "NXDOMAIN aa; test. " + soa);
  EXPECT_EQ(event->answer, "NXDOMAIN");
  EXPECT_EQ(ask("nowhere.", LDNS_RR_TYPE_A), "NXDOMAIN aa; nowhere. " + soa);
  EXPECT_EQ(ask(".", LDNS_RR_TYPE_NS), "NOERROR aa; . " + soa);
}

TEST_F(DnsMessage, FailsAsPlanned) {
  EXPECT_EQ(ask("broken.c001.test.", LDNS_RR_TYPE_MX), "SERVFAIL aa");
  EXPECT_EQ(ask("mute.c001.test.", LDNS_RR_TYPE_MX), "nothing");
  EXPECT_EQ(event->answer, "no reply");
  // A name that can't be written on the wire.
  EXPECT_EQ(ask("odd.c001.test.", LDNS_RR_TYPE_MX), "SERVFAIL aa");
}

TEST_F(DnsMessage, TruncatesWhatDoesNotFitUdp) {
  EXPECT_EQ(ask("many.c001.test.", LDNS_RR_TYPE_MX), "NOERROR aa tc");
  EXPECT_LE(size, 512U);
  EXPECT_EQ(ask("many.c001.test.", LDNS_RR_TYPE_MX, false, 600), "NOERROR aa tc");
  EXPECT_NE(ask("many.c001.test.", LDNS_RR_TYPE_MX, false, 65000).find("MX 59 exchanger-number-59.example."),
            std::string::npos);
  EXPECT_LE(size, 4096U);
  EXPECT_NE(ask("many.c001.test.", LDNS_RR_TYPE_MX, true).find("MX 59 exchanger-number-59.example."),
            std::string::npos);
}

TEST_F(DnsMessage, RefusesWhatItDoesNotServe) {
  EXPECT_EQ(ask("test.", LDNS_RR_TYPE_AXFR, true), "REFUSED aa");
  std::string chaos = ask_for("localhost.", LDNS_RR_TYPE_A);
  chaos[chaos.size() - 1] = 3;
  EXPECT_EQ(shown(*answer_query(names, chaos, false).octets), "REFUSED aa");
  std::string notify = ask_for("localhost.", LDNS_RR_TYPE_A);
  notify[2] = static_cast<char>(4U << 3U);
  EXPECT_EQ(shown(*answer_query(names, notify, false).octets), "NOTIMPL");
}

TEST_F(DnsMessage, RefusesWhatItCannotRead) {
  const std::string query = ask_for("localhost.", LDNS_RR_TYPE_A);
  for (std::size_t length = 0; length < query.size(); ++length) {
    const dns_reply reply = answer_query(names, query.substr(0, length), false);
    EXPECT_EQ(reply.octets.has_value(), length >= 12) << length;
    if (reply.octets) {
      EXPECT_EQ(shown(*reply.octets), "FORMERR");
      EXPECT_EQ(reply.octets->substr(0, 2), query.substr(0, 2));
    }
  }
  std::string two_questions = query;
  two_questions[5] = 2;
  EXPECT_EQ(shown(*answer_query(names, two_questions + query.substr(12), false).octets), "FORMERR");
  std::string none = query.substr(0, 12);
  none[5] = 0;
  EXPECT_EQ(shown(*answer_query(names, none, false).octets), "FORMERR");
}

TEST_F(DnsMessage, IgnoresResponses) {
  std::string response = ask_for("localhost.", LDNS_RR_TYPE_A);
  response[2] = static_cast<char>(0x80);
  EXPECT_FALSE(answer_query(names, response, false).octets);
}

TEST_F(DnsMessage, SurvivesMutatedQueries) {
  base::random random(11);
  const std::string seeds[] = {
      ask_for("next.c001.test.", LDNS_RR_TYPE_MX, 1232),
      ask_for("a.very.long.name.with.many.labels.test.", LDNS_RR_TYPE_ANY),
      *answer_query(names, ask_for("many.c001.test.", LDNS_RR_TYPE_MX), true).octets};
  std::size_t answered = 0;
  for (int round = 0; round < 30'000; ++round) {
    std::string query = seeds[random.below(3)];
    query[2] = static_cast<char>(static_cast<unsigned char>(query[2]) & 0x7FU);
    for (std::size_t changes = 1 + random.below(6); changes > 0; --changes) {
      query[random.below(query.size())] = static_cast<char>(random.next());
    }
    query.resize(random.chance(1, 4) ? random.below(query.size()) : query.size());
    const dns_reply reply = answer_query(names, query, random.chance(1, 2));
    answered += reply.octets ? 1 : 0;
    if (reply.octets) {
      ASSERT_GE(reply.octets->size(), 12U);
    }
  }
  EXPECT_GT(answered, 1000U);
}

}  // namespace
}  // namespace dsnspec::net
