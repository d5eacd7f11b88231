#include "grammar/envelope_id.hpp"

#include <gtest/gtest.h>

#include "support/outcome.hpp"

namespace dsnspec::grammar {
namespace {

using namespace test;  // NOLINT

TEST(EnvelopeId, IsPrintableXtextAndNotEmpty) {
  EXPECT_EQ(outcome(check_envelope_id("QQ314159")), "ok");
  EXPECT_EQ(outcome(check_envelope_id("")), "envelope-id-empty@0+0");
  EXPECT_EQ(outcome(check_envelope_id("+09a")), "ok");
  EXPECT_EQ(outcome(check_envelope_id("a+0D+0AAction:+20delivered")), "xtext-unprintable@1+3");
  EXPECT_EQ(outcome(check_envelope_id("\xE9")), "xtext-octet@0+1");
  EXPECT_EQ(outcome(check_envelope_id("a+4G")), "xtext-hexchar@1+3");
}

TEST(EnvelopeId, IsDecodedOnce) {
  EXPECT_EQ(decode_envelope_id("+41+42"), "AB");
  EXPECT_EQ(decode_envelope_id(repeat("+20", 31) + "z"), std::string(31, ' ') + "z");
  EXPECT_EQ(outcome(decode_envelope_id("")), "envelope-id-empty@0+0");
  EXPECT_EQ(outcome(decode_envelope_id("+00")), "xtext-unprintable@0+3");
}

TEST(EnvelopeId, LengthIsAFindingOfItsOwn) {
  EXPECT_FALSE(envelope_id_length(std::string(94, 'a')));
  EXPECT_FALSE(envelope_id_length(repeat("+20", 31) + "z"));  // 94 octets as encoded
  const auto beyond = envelope_id_length(std::string(97, 'a'));
  ASSERT_TRUE(beyond);
  EXPECT_EQ(outcome(*beyond), "envelope-id-too-long@94+3");
  EXPECT_EQ(outcome(check_envelope_id(std::string(97, 'a'))), "ok");
  EXPECT_EQ(outcome(*envelope_id_length(std::string(33, 'a'), envelope_id_user_agent_limit)),
            "envelope-id-too-long@32+1");
  EXPECT_EQ(std::string("ENVID=").size() + envelope_id_limit, 100U);
}

}  // namespace
}  // namespace dsnspec::grammar
