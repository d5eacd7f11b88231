// What RFC 3461 permits: a NOTE that says which choice was seen, and no accusation.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "judge/case_builder.hpp"

namespace dsnspec::judge {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string sender = "MAIL FROM:<sender@origin.c001.test>";
const std::string carol = "RCPT TO:<carol@next.c001.test>";
const std::string dana = "RCPT TO:<dana@next.c001.test>";

// What the note says; "" when there is none.
std::string noted(case_builder& of, const std::string& requirement) {
  const judged_case judged = of.judged();
  const auto at = std::find_if(judged.judgements.begin(), judged.judgements.end(),
                               [&](const judgement& one) { return one.requirement == requirement; });
  return at == judged.judgements.end() || at->verdict != verdict::note ? "" : at->summary;
}

case_builder relayed(const std::string& keywords, const std::string& mail, const std::string& rcpt,
                     const std::string& came = "") {
  case_builder one("submit:\n  rcpt: [{to: carol@next}]\nhosts: {next: {}}");
  one.submitted(sender, {carol + came});
  one.relayed("next", keywords, mail, {rcpt});
  return one;
}

TEST(Choices, WhenRelaying) {
  case_builder added = relayed("DSN", sender, carol + " ORCPT=rfc822;carol@next.c001.test");
  EXPECT_THAT(noted(added, "rfc3461/5.2.1/orcpt-may-be-added"), HasSubstr("is added"));
  EXPECT_THAT(noted(added, "rfc3461/3/client-opens-with-ehlo"), HasSubstr("EHLO"));
  case_builder plain = relayed("DSN", sender, carol);
  EXPECT_THAT(noted(plain, "rfc3461/5.2.1/orcpt-may-be-added"), HasSubstr("no ORCPT"));
  case_builder came = relayed("DSN", sender, carol + " ORCPT=rfc822;x", " ORCPT=rfc822;x");
  EXPECT_EQ(noted(came, "rfc3461/5.2.1/orcpt-may-be-added"), "");
  case_builder old = relayed("PIPELINING", sender, carol);
  EXPECT_EQ(noted(old, "rfc3461/5.2.1/orcpt-may-be-added"), "");
  for (case_builder* one : {&added, &plain, &came, &old}) {
    EXPECT_THAT(one->accusations(), IsEmpty());
  }
}

TEST(Choices, NeverTowardsAServerWithoutDsn) {
  constexpr const char* rule = "rfc3461/5.2.2/never-in-a-transaction-of-its-own";
  case_builder null = relayed("PIPELINING", "MAIL FROM:<>", carol, " NOTIFY=NEVER");
  EXPECT_THAT(noted(null, rule), HasSubstr("null reverse-path"));
  case_builder same = relayed("PIPELINING", sender, carol, " NOTIFY=NEVER");
  EXPECT_THAT(noted(same, rule), HasSubstr("sender's"));
  case_builder other = relayed("DSN", sender, carol + " NOTIFY=NEVER", " NOTIFY=NEVER");
  EXPECT_EQ(noted(other, rule), "");
  EXPECT_THAT(null.accusations(), IsEmpty());
  EXPECT_THAT(same.accusations(), IsEmpty());
}

TEST(Choices, OfALists) {
  case_builder one(
      "submit:\n  rcpt: [{to: chat@local}]\nhosts: {next: {}}\n"
      "local: {lists: {chat: {owner: owner@origin, members: [carol@next]}}}");
  one.submitted(sender, {"RCPT TO:<chat.c001@local.test>"});
  one.relayed("next", "DSN", "MAIL FROM:<owner@origin.c001.test> RET=HDRS", {carol + " NOTIFY=FAILURE"});
  EXPECT_THAT(noted(one, "rfc3461/5.2.7.1/notify-set-by-the-list"), HasSubstr("FAILURE, RET: HDRS"));
  EXPECT_THAT(one.accusations(), IsEmpty());
}

case_builder two_refused() {
  case_builder one(
      "submit:\n  mail: {ret: HDRS}\n  rcpt: [{to: carol@next, notify: FAILURE}, {to: dana@next, notify: "
      "FAILURE}]\nhosts: {next: {}}");
  one.submitted(sender + " RET=HDRS", {carol + " NOTIFY=FAILURE", dana + " NOTIFY=FAILURE"});
  one.relayed("next", "PIPELINING", sender, {carol + " => 550 5.1.1 no", dana + " => 550 5.1.1 no"});
  return one;
}

report_text failed(const std::string& who) {
  report_text out = report_on(who + "@next.c001.test", "failed", "5.1.1");
  out.diagnostic_code = "smtp; 550 5.1.1 no";
  return out;
}

TEST(Choices, OneReportOrSeveral) {
  case_builder each = two_refused();
  each.reported(failed("carol"));
  each.reported(failed("dana"));
  EXPECT_THAT(noted(each, "rfc3461/5.2.8/several-recipients-in-one-dsn"), HasSubstr("each report"));
  EXPECT_THAT(each.accusations(), IsEmpty());

  case_builder all = two_refused();
  report_text both = failed("carol");
  both.more = group_on("dana@next.c001.test", "failed", "5.1.1", "smtp; 550 5.1.1 no");
  all.reported(both);
  EXPECT_THAT(noted(all, "rfc3461/5.2.8/several-recipients-in-one-dsn"), HasSubstr("2 recipients"));
}

}  // namespace
}  // namespace dsnspec::judge
