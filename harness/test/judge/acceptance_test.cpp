// RFC 3461 2, 5.1, 5.4: the announcement, commands without parameters, and commands with those of other
// extensions.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string sender = "MAIL FROM:<sender@origin.c001.test>";
const std::string carol = "RCPT TO:<carol@next.c001.test>";

constexpr const char* probes =
    "submit:\n- {probe: true, rcpt: [{to: carol@next}]}\n- {probe: true, rcpt: [{to: carol@next}]}\n"
    "hosts: {next: {}}";

// ---------------------------------------------------------------- the announcement

std::string announced_as(const std::string& keywords) {
  case_builder one(probes);
  one.target_offers(keywords);
  one.submitted(sender, {carol});
  return one.verdict_of("rfc3461/2/keyword-without-parameters");
}

TEST(Acceptance, TheKeywordHasNoParameters) {
  EXPECT_EQ(announced_as("PIPELINING DSN"), "PASS");
  EXPECT_EQ(announced_as("PIPELINING dsn SIZE~1000"), "PASS");
  EXPECT_EQ(announced_as("PIPELINING DSN~RET~ENVID"), "FAIL");
  EXPECT_EQ(announced_as("PIPELINING DSN=1"), "");  // another keyword, if any
  EXPECT_EQ(announced_as("PIPELINING XDSN"), "");
}

// ---------------------------------------------------------------- without parameters

// What is said of the replies; the messages themselves go nowhere.
std::vector<std::string> of_replies(case_builder& one) {
  std::vector<std::string> out = one.accusations();
  std::erase_if(out, [](const std::string& line) { return line.find(" rfc3461/5.2") != std::string::npos; });
  return out;
}

std::vector<std::string> mails(const std::string& first, const std::string& second) {
  case_builder one(probes);
  one.submitted(sender + first, {});
  one.submitted(sender + second, {});
  return of_replies(one);
}

std::vector<std::string> rcpts(const std::string& first, const std::string& second) {
  case_builder one(probes);
  one.submitted(sender, {carol + first});
  one.submitted(sender, {carol + second});
  return of_replies(one);
}

TEST(Acceptance, CommandsWithoutParametersAreTaken) {
  constexpr const char* mail = "FAIL rfc3461/5.1/no-refusal-without-mail-parameters";
  constexpr const char* rcpt = "FAIL rfc3461/5.1/no-refusal-without-rcpt-parameters";
  EXPECT_THAT(mails("", " RET=FULL ENVID=x"), IsEmpty());
  EXPECT_THAT(mails(" => 550 no", " RET=FULL ENVID=x"), ElementsAre(mail));
  EXPECT_THAT(mails(" RET=FULL => 550 where is ENVID", " RET=FULL ENVID=x"), ElementsAre(mail));
  EXPECT_THAT(rcpts("", " NOTIFY=NEVER"), IsEmpty());
  EXPECT_THAT(rcpts(" => 550 no", " NOTIFY=NEVER"), ElementsAre(rcpt));
  EXPECT_THAT(rcpts(" NOTIFY=NEVER ORCPT=rfc822;x", " NOTIFY=NEVER => 550 no"), ElementsAre(rcpt));
  case_builder kept(probes);
  kept.submitted(sender, {carol});
  kept.submitted(sender + " RET=FULL", {carol + " NOTIFY=NEVER"});
  EXPECT_EQ(kept.verdict_of("rfc3461/5.1/no-refusal-without-mail-parameters"), "PASS");
  EXPECT_EQ(kept.verdict_of("rfc3461/5.1/no-refusal-without-rcpt-parameters"), "");  // MAIL differs
}

TEST(Acceptance, OtherReasonsAccuseNobody) {
  EXPECT_THAT(mails(" => 550 no", ""), IsEmpty());                                 // the same both times
  EXPECT_THAT(mails(" => 450 later", " RET=FULL"), IsEmpty());                     // for the moment
  EXPECT_THAT(mails(" => 552 too big", " RET=FULL"), IsEmpty());                   // no room
  EXPECT_THAT(mails(" ENVID=a+3d => 501 no", " ENVID=a+3D RET=FULL"), IsEmpty());  // invalid
  EXPECT_THAT(mails(" BODY=8BITMIME => 555 no", " RET=FULL"), IsEmpty());          // not comparable
  EXPECT_THAT(rcpts(" => 550 no", " NOTIFY=NEVER => 550 no"), IsEmpty());
}

// ---------------------------------------------------------------- with parameters of other extensions

const std::string ours = " RET=FULL ENVID=" + std::string(94, 'e');
const std::string size = " SIZE=00000000000000002000";

// Each part alone, and both together, with what stands behind " => " in each.
std::vector<std::string> together(const std::string& others, const std::string& reply,
                                  const std::string& ours_alone = "", const std::string& others_alone = "") {
  case_builder one(
      "submit:\n- {probe: true, rcpt: [{to: carol@next}]}\n- {probe: true, rcpt: [{to: carol@next}]}\n"
      "- {probe: true, rcpt: [{to: carol@next}]}\nhosts: {next: {}}");
  one.target_offers("PIPELINING DSN SIZE 8BITMIME AUTH~PLAIN");
  one.submitted(sender + ours + ours_alone, {});
  one.submitted(sender + others + others_alone, {});
  one.submitted(sender + ours + others + reply, {});
  return of_replies(one);
}

constexpr const char* lengths = "FAIL rfc3461/5.4/other-extensions-lengths-accepted";

TEST(Acceptance, LongCommandsWithOtherExtensions) {
  EXPECT_THAT(together(size, ""), IsEmpty());
  for (const char* reply : {" => 500 line too long", " => 501 no", " => 555 no"}) {
    EXPECT_THAT(together(size + " BODY=8BITMIME", reply), ElementsAre(lengths)) << reply;
  }
  EXPECT_THAT(together(size + " AUTH=" + std::string(490, 'a'), " => 500 line too long"),
              ElementsAre(lengths));
  case_builder kept(probes);
  kept.target_offers("DSN SIZE");
  kept.submitted(sender + ours + size, {});
  EXPECT_EQ(kept.verdict_of("rfc3461/5.4/other-extensions-lengths-accepted"), "PASS");
}

TEST(Acceptance, LongCommandsThatMayBeRefused) {
  EXPECT_THAT(together(size, " => 552 too big"), IsEmpty());
  EXPECT_THAT(together(size + " SMTPUTF8", " => 555 no"), IsEmpty());   // not announced
  EXPECT_THAT(together(size + " BODY=9BIT", " => 501 no"), IsEmpty());  // no such value
  // What isn't taken alone is another matter.
  EXPECT_THAT(together(size, " => 555 no", "", " => 555 no"), IsEmpty());
  EXPECT_THAT(
      together(size, " => 501 no", " => 501 no"),
      ElementsAre("FAIL rfc3461/5.1/valid-mail-parameters-accepted", "FAIL rfc3461/5.4/envid-100-accepted"));
}

}  // namespace
}  // namespace dsnspec::judge
