// RFC 3461 5.2.1, 5.2.2 (a), 4.5: the parameters a next hop is given.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr const char* sender = "MAIL FROM:<sender@origin.c001.test>";
constexpr const char* carol = "RCPT TO:<carol@next.c001.test>";

constexpr const char* everything =
    "submit:\n  mail: {ret: HDRS, envid: \"a+2Bb\"}\n"
    "  rcpt: [{to: carol@next, notify: \"SUCCESS,DELAY\", orcpt: \"rfc822;Carol+2Bx@Orig.example\"}]\nhosts: "
    "{next: {}}";

// Everything submitted; `mail` and `rcpt` follow the commands at a conforming next hop.
std::vector<std::string> relayed_with(const std::string& mail, const std::string& rcpt,
                                      const std::string& keywords = "PIPELINING dsn") {
  case_builder one(everything);
  one.submitted(std::string(sender) + " RET=HDRS ENVID=a+2Bb",
                {std::string(carol) + " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Carol+2Bx@Orig.example"});
  one.relayed("next", keywords, sender + mail, {carol + rcpt});
  return one.accusations();
}

constexpr const char* all_of_mail = " RET=HDRS ENVID=a+2Bb";
constexpr const char* all_of_rcpt = " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Carol+2Bx@Orig.example";

TEST(Relay, EverythingPassedOnIsRight) {
  EXPECT_THAT(relayed_with(all_of_mail, all_of_rcpt), IsEmpty());
}

TEST(Relay, OrderAndLetterCaseOfKeywordsAreFree) {
  EXPECT_THAT(
      relayed_with(" envid=a+2Bb ret=hdrs", " ORCPT=rfc822;Carol+2Bx@Orig.example notify=delay,success"),
      IsEmpty());
}

TEST(Relay, EachMissingParameterIsNamed) {
  EXPECT_EQ(relayed_with(" RET=HDRS", all_of_rcpt),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/envid-relayed"});
  EXPECT_EQ(relayed_with(" ENVID=a+2Bb", all_of_rcpt),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/ret-relayed"});
  EXPECT_EQ(relayed_with(all_of_mail, " NOTIFY=SUCCESS,DELAY"),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/orcpt-relayed"});
  EXPECT_EQ(relayed_with(all_of_mail, " ORCPT=rfc822;Carol+2Bx@Orig.example"),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/notify-relayed"});
}

TEST(Relay, EachChangedParameterIsNamed) {
  EXPECT_EQ(relayed_with(" RET=FULL ENVID=a+2Bb", all_of_rcpt),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/ret-relayed"});
  EXPECT_EQ(relayed_with(" RET=HDRS ENVID=A+2Bb", all_of_rcpt),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/envid-relayed"});
  EXPECT_EQ(relayed_with(all_of_mail, " NOTIFY=SUCCESS ORCPT=rfc822;Carol+2Bx@Orig.example"),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/notify-relayed"});
  EXPECT_EQ(relayed_with(all_of_mail, " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;carol+2Bx@orig.example"),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/orcpt-relayed"});
}

TEST(Relay, AnotherEncodingOfTheSameValueIsAFindingOfItsOwn) {
  const auto envid = relayed_with(" RET=HDRS ENVID=+61+2Bb", all_of_rcpt);
  ASSERT_EQ(envid.size(), 1U);
  EXPECT_NE(envid[0].find("rfc3461/5.2.1/envid-octet-exact"), std::string::npos);
  const auto orcpt = relayed_with(all_of_mail, " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;+43arol+2Bx@Orig.example");
  ASSERT_EQ(orcpt.size(), 1U);
  EXPECT_NE(orcpt[0].find("rfc3461/5.2.1/orcpt-octet-exact"), std::string::npos);
}

TEST(Relay, ParametersTwiceInOneCommand) {
  EXPECT_THAT(relayed_with(" RET=HDRS ENVID=a+2Bb ENVID=a+2Bb", all_of_rcpt),
              Contains("FAIL rfc3461/4.5/parameters-once-per-mail"));
  EXPECT_THAT(relayed_with(all_of_mail, std::string(all_of_rcpt) + " NOTIFY=NEVER"),
              Contains("FAIL rfc3461/4.5/parameters-once-per-rcpt"));
}

TEST(Relay, NeverAmongOthersIsNeverSent) {
  EXPECT_THAT(relayed_with(all_of_mail, " NOTIFY=NEVER,DELAY ORCPT=rfc822;Carol+2Bx@Orig.example"),
              Contains("FAIL rfc3461/4.1/never-alone"));
}

// The report that is owed to SUCCESS there is another matter.
TEST(Relay, NothingToAServerWithoutDsn) {
  EXPECT_THAT(relayed_with(" RET=HDRS", "", "PIPELINING"),
              Contains("FAIL rfc3461/5.2.2/no-parameters-to-nonconforming"));
  EXPECT_THAT(relayed_with("", " ORCPT=rfc822;x@y", "HELO"),
              Contains("FAIL rfc3461/5.2.2/no-parameters-to-nonconforming"));
  EXPECT_THAT(relayed_with("", "", "PIPELINING"),
              ::testing::Not(Contains("FAIL rfc3461/5.2.2/no-parameters-to-nonconforming")));
}

std::vector<std::string> nothing_submitted(const std::string& mail, const std::string& rcpt) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}");
  one.submitted(sender, {carol});
  one.relayed("next", "DSN", sender + mail, {carol + rcpt});
  return one.accusations();
}

TEST(Relay, NothingIsInvented) {
  EXPECT_THAT(nothing_submitted("", ""), IsEmpty());
  EXPECT_EQ(nothing_submitted(" ENVID=x", ""),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/envid-not-invented"});
  EXPECT_EQ(nothing_submitted(" RET=HDRS", ""),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/ret-not-invented"});
  EXPECT_EQ(nothing_submitted("", " NOTIFY=FAILURE"),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/notify-not-invented"});
}

TEST(Relay, NoOrcptNeedBeAdded) {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}");
  one.submitted(sender, {carol});
  one.relayed("next", "DSN", sender, {carol});
  EXPECT_EQ(one.verdict_of("rfc3461/5.2.1/orcpt-added-is-received-address"), "NOTE");
}

TEST(Relay, OrcptMayBeAddedIfItIsTheAddressReceived) {
  EXPECT_THAT(nothing_submitted("", " ORCPT=rfc822;carol@next.c001.test"), IsEmpty());
  EXPECT_EQ(nothing_submitted("", " ORCPT=rfc822;other@next.c001.test"),
            std::vector<std::string>{"FAIL rfc3461/5.2.1/orcpt-added-is-received-address"});
  EXPECT_EQ(nothing_submitted("", " ORCPT=internet;carol@next.c001.test"),
            (std::vector<std::string>{"FAIL rfc3461/4.2/added-type-registered",
                                      "FAIL rfc3461/5.2.1/orcpt-added-is-received-address"}));
}

TEST(Relay, NullReversePathIsForNeverAlone) {
  const auto with = [](const std::string& notify) {
    case_builder one("submit:\n  rcpt: [{to: carol@next, notify: " + notify + "}]\nhosts: {next: {}}");
    one.submitted(sender, {std::string(carol) + " NOTIFY=" + notify});
    one.relayed("next", "PIPELINING", "MAIL FROM:<>", {carol});
    return one.verdict_of("rfc3461/5.2.2/null-sender-only-for-never");
  };
  EXPECT_EQ(with("NEVER"), "PASS");
  EXPECT_EQ(with("FAILURE"), "FAIL");
}

TEST(Relay, RetriesAreHeldToTheSame) {
  case_builder one(everything);
  one.submitted(std::string(sender) + all_of_mail, {std::string(carol) + all_of_rcpt});
  one.relayed("next", "DSN", std::string(sender) + all_of_mail,
              {std::string(carol) + all_of_rcpt + " => 451 later"});
  one.relayed("next", "DSN", sender, {carol});
  EXPECT_THAT(one.accusations(), Contains("FAIL rfc3461/5.2.1/envid-relayed"));
}

}  // namespace
}  // namespace dsnspec::judge
