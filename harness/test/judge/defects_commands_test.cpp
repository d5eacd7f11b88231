// What an MTA can do wrong when it writes the parameters of DSN into a command (RFC 3461 2, 4 to 4.4), and
// what it may do with values that came wrong.

#include "judge/defects.hpp"

namespace dsnspec::judge {
namespace {

using script::carol;
using script::sender;
using script::to_carol;
using ::testing::IsEmpty;

// Submitted with `came`, told to a server with DSN as `mail` and `rcpt`.
case_builder told(const std::string& mail, const std::string& rcpt, const std::string& came_mail = "",
                  const std::string& came_rcpt = "") {
  case_builder one(to_carol());
  one.submitted(sender + came_mail, {carol + came_rcpt});
  one.relayed("next", "PIPELINING DSN SMTPUTF8 8BITMIME", mail, {rcpt});
  return one;
}

case_builder notified(const std::string& rcpt) {
  return told(sender, rcpt, "", " NOTIFY=NEVER");
}

// A report that goes to the sender's host with these parameters.
case_builder report(const std::string& mail, const std::string& rcpt) {
  case_builder one(to_carol("", "notify: FAILURE"));
  one.submitted(sender, {carol + " NOTIFY=FAILURE"});
  one.relayed("next", "DSN", sender, {carol + " NOTIFY=FAILURE => 550 5.1.1 no"});
  report_text what = report_on("carol@next.c001.test", "failed", "5.1.1");
  what.diagnostic_code = "smtp; 550 5.1.1 no";
  what.mail_parameters = mail;
  what.rcpt_parameters = rcpt;
  one.reported(what);
  return one;
}

const defect table[] = {
    {"N001",
     "puts NOTIFY on MAIL",
     [] { return told(sender + " NOTIFY=NEVER", carol); },
     {"FAIL rfc3461/2/parameters-on-their-command"}},
    {"N001b",
     "puts RET on RCPT",
     [] { return told(sender + " RET=FULL", carol + " RET=FULL", " RET=FULL"); },
     {"FAIL rfc3461/2/parameters-on-their-command"}},
    {"N002",
     "puts two blanks before a parameter",
     [] { return notified(carol + "  NOTIFY=NEVER"); },
     {"FAIL rfc3461/4/parameters-after-the-address"}},
    {"N002b",
     "puts a tab before a parameter",
     [] { return notified(carol + "\tNOTIFY=NEVER"); },
     {"FAIL rfc3461/4/parameters-after-the-address"}},
    {"N002c",
     "puts no blank before a parameter",
     [] { return notified(carol + "NOTIFY=NEVER"); },
     {"FAIL rfc3461/4/parameters-after-the-address"}},
    {"N002d",
     "puts a blank between keyword and value",
     [] { return notified(carol + " NOTIFY =NEVER"); },
     {"FAIL rfc3461/4.1/notify-has-value", "FAIL rfc3461/4/parameters-after-the-address",
      "FAIL rfc3461/5.2.1/notify-relayed"}},
    {"N002e",
     "puts a parameter in front of the address",
     [] { return told("MAIL RET=FULL FROM:<sender@origin.c001.test>", carol, " RET=FULL"); },
     {"FAIL rfc3461/4/parameters-after-the-address", "FAIL rfc3461/5.2.1/ret-relayed"}},
    {"N003",
     "leaves the value of NOTIFY out",
     [] { return notified(carol + " NOTIFY"); },
     {"FAIL rfc3461/4.1/notify-has-value", "FAIL rfc3461/5.2.1/notify-relayed"}},
    {"N004",
     "makes another word of RET",
     [] { return told(sender + " RET=HEADERS", carol, " RET=HDRS"); },
     {"FAIL rfc3461/4.3/ret-syntax", "FAIL rfc3461/5.2.1/ret-relayed"}},
    {"N005",
     "leaves the value of ENVID out",
     [] { return told(sender + " ENVID=", carol, " ENVID=x"); },
     {"FAIL rfc3461/4.4/envid-syntax", "FAIL rfc3461/5.2.1/envid-relayed"}},
    {"N006",
     "decodes an equals sign in ENVID",
     [] { return told(sender + " ENVID=a=b", carol, " ENVID=a+3Db"); },
     {"FAIL rfc3461/4/values-in-xtext", "FAIL rfc3461/5.2.1/envid-octet-exact",
      "FAIL rfc5321/4.1.2/esmtp-value-syntax"}},
    {"N006b",
     "encodes with lower-case digits",
     [] { return told(sender, carol + " ORCPT=rfc822;a+2bb", "", " ORCPT=rfc822;a+2Bb"); },
     {"FAIL rfc3461/4/values-in-xtext", "FAIL rfc3461/5.2.1/orcpt-octet-exact"}},
    {"N006c",
     "writes octets above 127 into the ENVID of its report",
     [] { return report(" ENVID=r\xC3\xA9", ""); },
     {"FAIL rfc3461/4/values-in-xtext", "FAIL rfc5321/4.1.2/esmtp-value-syntax"}},
    {"N007",
     "puts a line end into the ENVID of its report",
     [] { return report(" ENVID=a+0D+0Ab", ""); },
     {"FAIL rfc3461/4.4/envid-printable"}},
    {"N008",
     "encodes octets above 127 in the ORCPT of its report",
     [] { return report("", " ORCPT=rfc822;s+C3+A9nder@origin.c001.test"); },
     {"FAIL rfc3461/4.2/orcpt-of-a-report", "FAIL rfc3461/4.2/orcpt-printable"}},
    {"N009",
     "leaves the type of ORCPT out",
     [] { return told(sender, carol + " ORCPT=x@y.example", "", " ORCPT=rfc822;x@y.example"); },
     {"FAIL rfc3461/4.2/orcpt-syntax", "FAIL rfc3461/5.2.1/orcpt-relayed"}},
    {"N010",
     "makes a type of its own for the ORCPT of a report",
     [] { return report("", " ORCPT=smtp;sender@origin.c001.test"); },
     {"FAIL rfc3461/4.2/added-type-registered", "FAIL rfc3461/4.2/orcpt-of-a-report"}},
};

DSNSPEC_JUDGE_DEFECTS(CommandDefects, table);

TEST(IssuedParameters, WellWritten) {
  case_builder one =
      told(sender + " RET=hdrs ENVID=a+2Bb+20c BODY=8BITMIME", carol + " NOTIFY=never ORCPT=X-foo;a+2Bb",
           " RET=hdrs ENVID=a+2Bb+20c", " NOTIFY=never ORCPT=X-foo;a+2Bb");
  EXPECT_THAT(one.accusations(), IsEmpty());
  for (const char* rule :
       {"2/parameters-on-their-command", "4/parameters-after-the-address", "4/values-in-xtext",
        "4.1/notify-has-value", "4.2/orcpt-syntax", "4.2/orcpt-printable", "4.3/ret-syntax",
        "4.4/envid-syntax", "4.4/envid-printable"}) {
    EXPECT_EQ(one.verdict_of(std::string("rfc3461/") + rule), "PASS") << rule;
  }
  EXPECT_EQ(one.verdict_of("rfc3461/4.2/added-type-registered"), "");
}

// Without angle brackets, which is another matter, an ENVID with ":" and "<" in it is still behind the
// address.
TEST(IssuedParameters, NoBrackets) {
  case_builder one = told("MAIL FROM:sender@origin.c001.test ENVID=a:b<c", carol, " ENVID=a:b<c");
  EXPECT_EQ(one.verdict_of("rfc3461/4/parameters-after-the-address"), "PASS");
}

// What isn't there says nothing; other extensions' parameters aren't looked at.
TEST(IssuedParameters, NoneAtAll) {
  case_builder one = told(sender + "  BODY=8BITMIME", carol);
  EXPECT_THAT(one.accusations(), IsEmpty());
  EXPECT_EQ(one.verdict_of("rfc3461/4/parameters-after-the-address"), "");
  EXPECT_EQ(one.verdict_of("rfc3461/2/parameters-on-their-command"), "");
}

TEST(IssuedParameters, AddedTypesThatAreRegistered) {
  for (const char* type : {"rfc822", "RFC822", "utf-8"}) {
    case_builder one = told(sender, carol + " ORCPT=" + type + ";carol@next.c001.test");
    EXPECT_THAT(one.accusations(), IsEmpty()) << type;
    EXPECT_EQ(one.verdict_of("rfc3461/4.2/added-type-registered"), "PASS") << type;
  }
}

// The forms of utf-8 are RFC 6533's; a backslash or UTF-8 is nothing odd there.
TEST(IssuedParameters, Utf8AddressesHaveTheirOwnForms) {
  case_builder one = told(sender + " SMTPUTF8", carol + " ORCPT=utf-8;ren\xC3\xA9@x.example", " SMTPUTF8",
                          " ORCPT=utf-8;ren\xC3\xA9@x.example");
  EXPECT_NE(one.verdict_of("rfc3461/4/values-in-xtext"), "FAIL");
  EXPECT_NE(one.verdict_of("rfc3461/4.2/orcpt-printable"), "FAIL");
  EXPECT_EQ(one.verdict_of("rfc3461/4.2/orcpt-syntax"), "PASS");
}

// 5.2.1 wants it unchanged; to have taken it was the fault, and that is judged at the submission.
TEST(IssuedParameters, WhatCameWrongGoesOnAsItCame) {
  struct {
    const char* mail;
    const char* rcpt;
    const char* rule;
  } const all[] = {
      {" RET=ALL", "", "rfc3461/4.3/ret-syntax"},
      {" ENVID=", "", "rfc3461/4.4/envid-syntax"},
      {" ENVID=a+3d", "", "rfc3461/4/values-in-xtext"},
      {" ENVID=a+0D+0Ab", "", "rfc3461/4.4/envid-printable"},
      {"", " NOTIFY=", "rfc3461/4.1/notify-has-value"},
      {"", " ORCPT=x@y.example", "rfc3461/4.2/orcpt-syntax"},
      {"", " ORCPT=rfc822;a+00b", "rfc3461/4.2/orcpt-printable"},
      {"", " ORCPT=rfc822;a+b", "rfc3461/4/values-in-xtext"},
  };
  for (const auto& each : all) {
    case_builder one = told(sender + each.mail, carol + each.rcpt, each.mail, each.rcpt);
    EXPECT_EQ(one.verdict_of(each.rule), "NOTE") << each.rule << each.mail << each.rcpt;
  }
  // Encoded anew, it is the same value.
  case_builder again = told(sender + " ENVID=a+0D", carol, " ENVID=a+0d");
  EXPECT_EQ(again.verdict_of("rfc3461/4.4/envid-printable"), "NOTE");
  EXPECT_EQ(again.verdict_of("rfc3461/4/values-in-xtext"), "PASS");
}

// A report is the target's own, whatever came.
TEST(IssuedParameters, AReportTakesNothingOver) {
  case_builder one(to_carol());
  one.submitted(sender + " ENVID=a+00b", {carol + " ORCPT=X-foo;bar"});
  one.relayed("next", "DSN", sender + " ENVID=a+00b", {carol + " ORCPT=X-foo;bar => 550 5.1.1 no"});
  report_text what = report_on("carol@next.c001.test", "failed", "5.1.1");
  what.mail_parameters = " ENVID=a+00b";
  what.rcpt_parameters = " ORCPT=X-foo;bar";
  one.reported(what);
  EXPECT_EQ(one.verdict_of("rfc3461/4.4/envid-printable"), "FAIL");
  EXPECT_EQ(one.verdict_of("rfc3461/4.2/added-type-registered"), "FAIL");
}

}  // namespace
}  // namespace dsnspec::judge
